/**
 * A deploy whose terminal is closed at one step after the other goes on where it was. Nothing is noted
 * for that: where it is, it sees in the account. The domain is with another provider here.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { feedStore } from '../../../functions/store/feeds.ts';
import { newsletterStore } from '../../../functions/store/newsletters.ts';
import { startAccount } from '../../support/aws/account.ts';
import type { Call } from '../../support/aws/call.ts';
import { publishFeed } from './feed.ts';
import { cloneFor, interrupt, ownSettings } from './owner.ts';
import { stageDeployer } from './stage-deployer.ts';

interface Step {
  readonly name: string;
  /** The call at which the terminal is closed. */
  readonly at: (call: Call) => boolean;
}

const isOf = (service: string, action: string) => (call: Call) =>
  call.service === service && call.action === action;
const ofStack = (action: string, stack: string) => (call: Call) =>
  isOf('cloudformation', action)(call) && call.params.get('StackName')?.includes(stack) === true;

const steps: readonly Step[] = [
  { name: 'it looks at the account', at: isOf('sts', 'GetCallerIdentity') },
  { name: 'the CDK is being set up', at: ofStack('DescribeChangeSet', 'CDKToolkit') },
  { name: 'a file is on its way', at: ({ action }) => action.startsWith('PUT /cdk-') },
  {
    name: 'a change set is made, and not executed',
    at: ofStack('DescribeChangeSet', 'Paperboy-prod'),
  },
  { name: 'the stack is being made', at: ofStack('ExecuteChangeSet', 'Paperboy-prod') },
  {
    name: 'it stands and is not protected',
    at: ofStack('UpdateTerminationProtection', 'Paperboy-prod'),
  },
  { name: 'the newsletter is set up and its feed not', at: isOf('dynamodb', 'TransactWriteItems') },
];

test('interrupted at every step and given again, it comes to the same end', async (t) => {
  const deployer = stageDeployer(t);
  const account = await startAccount(t, { isSandbox: false }, deployer);
  const feed = await publishFeed(t);
  const clone = cloneFor(t, account, {
    ...ownSettings,
    feedOrigins: feed.origin,
    newsletter: { name: 'The Harbour Post', feeds: [feed.url] },
  });
  deployer.serve(clone, account);
  for (const { name, at } of steps) {
    await t.test(`interrupted when ${name}`, async () => {
      const started = clone.start(['deploy', '--yes']);
      let isReached = false;
      account.onCall = (call) => {
        if (isReached || !at(call)) return;
        isReached = true;
        // What AWS has taken it does.
        setImmediate(() => interrupt(started));
      };
      const { err } = await started.ended;
      assert.ok(isReached, `It has not come so far: ${err}`);
      account.onCall = () => {};
    });
  }
  const waiting = clone.start(['deploy'], ['yes', '']);
  account.onCall = (call) => {
    const identity = account.state.identities.get('paper.example');
    // The owner adds the records while the command asks for them.
    if (call.action.startsWith('GET /v2/email/identities/') && identity !== undefined) {
      identity.areRecordsElsewhere = true;
    }
  };
  const { exitCode, out, err } = await waiting.ended;
  assert.equal(exitCode, 0, err);
  assert.match(
    out,
    /Add these DNS records where paper\.example lives:\n\nType {6}CNAME\nName {6}token1\._domainkey\n/,
  );
  assert.match(out, /SES looks for the records of paper\.example: DKIM seen, MAIL FROM seen\./);
  assert.match(out, /The Harbour Post: http:\/\/localhost:\d+\/n\/the-harbour-post/);
  assert.doesNotMatch(out, /sandbox/);
  const { table } = deployer.cloud();
  assert.deepEqual(
    (await newsletterStore(table).list()).map(({ id }) => id),
    ['the-harbour-post'],
  );
  assert.equal((await feedStore(table).list('the-harbour-post')).length, 1);
  assert.equal(clone.context().newsletter, undefined);
  const stacks = [...account.state.stacks.values()].map(({ name, status, isProtected }) => [
    name,
    status,
    isProtected,
  ]);
  assert.deepEqual(stacks, [
    ['CDKToolkit', 'CREATE_COMPLETE', false],
    ['Paperboy-prod', 'UPDATE_COMPLETE', true],
  ]);
});

test('a stack that could not be made is told, and the next deploy makes it', async (t) => {
  const deployer = stageDeployer(t);
  let isFailing = true;
  const failing = {
    ...deployer,
    up: (template: Buffer, name: string) =>
      isFailing ? Promise.reject(new Error('Limit exceeded')) : deployer.up(template, name),
  };
  const account = await startAccount(t, { isSandbox: false }, failing);
  const clone = cloneFor(t, account, ownSettings);
  deployer.serve(clone, account);
  const failed = await clone.paperboy(['deploy', '--yes']);
  assert.equal(failed.exitCode, 1);
  assert.match(failed.err, /cdk deploy has failed, as is said above\. Mend what it names/);
  isFailing = false;
  const { exitCode, out, err } = await clone.paperboy(['deploy', '--yes']);
  assert.equal(exitCode, 0, err);
  assert.match(
    out,
    /Paperboy-prod is not finished \(ROLLBACK_COMPLETE\): this deploy goes on from there\./,
  );
  assert.match(
    out,
    /SES has not seen the DNS records of paper\.example yet; until then nobody gets mail\./,
  );
  assert.match(out, /Set up a newsletter: paperboy --outputs outputs\.json newsletter create/);
});
