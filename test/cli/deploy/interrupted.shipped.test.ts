/**
 * A deploy whose terminal is closed at one step after the other goes on where it was. Nothing is noted
 * for that: where it is, it sees in the account. The domain is with another provider here, and one of
 * the deploys fails in CloudFormation.
 */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { feedStore } from '../../../functions/store/feeds.ts';
import { newsletterStore } from '../../../functions/store/newsletters.ts';
import { openCdkJson } from '../../../infra/cli/deploy/cdk-json.ts';
import { type StandIn, startAccount } from '../../support/aws/account.ts';
import type { Call } from '../../support/aws/call.ts';
import type { Deployer } from '../../support/aws/state.ts';
import { publishFeed } from './feed.ts';
import { type Clone, cloneFor, gone, interrupt, ownSettings } from './owner.ts';
import { stageDeployer } from './stage-deployer.ts';

type Reached = (call: Call) => boolean;

const isOf =
  (service: string, action: string): Reached =>
  (call) =>
    call.service === service && call.action === action;
const ofStack =
  (action: string, stack: string): Reached =>
  (call) =>
    isOf('cloudformation', action)(call) && call.params.get('StackName')?.includes(stack) === true;
const atToolkit: Reached = ofStack('DescribeChangeSet', 'CDKToolkit');
const atFile: Reached = ({ action }) => action.startsWith('PUT /cdk-');
const atChangeSet: Reached = ofStack('DescribeChangeSet', 'Paperboy-prod');
const atMaking: Reached = ofStack('ExecuteChangeSet', 'Paperboy-prod');
const atProtection: Reached = ofStack('UpdateTerminationProtection', 'Paperboy-prod');
const atFirstFeed: Reached = isOf('dynamodb', 'TransactWriteItems');

interface Scene {
  readonly t: TestContext;
  readonly account: StandIn;
  readonly clone: Clone;
}

/** Gives the command, closes its terminal at that call, and returns what it had said. */
async function interrupted(name: string, at: Reached, scene: Scene): Promise<string> {
  const { t, account, clone } = scene;
  let said = '';
  await t.test(`interrupted when ${name}`, async () => {
    const started = clone.start(['deploy', '--yes']);
    let isReached = false;
    account.onCall = (call) => {
      if (isReached || !at(call)) return;
      isReached = true;
      // What AWS has taken it does.
      setImmediate(() => interrupt(started));
    };
    const { out, err } = await gone(started);
    assert.ok(isReached, `It has not come so far: ${err}`);
    account.onCall = () => {};
    said = out;
  });
  return said;
}

/** The stage's, which can be told to fail, and to be at work until somebody has looked. */
function trying(deployer: Deployer, account: () => StandIn) {
  const how = { isFailing: false, isSlow: false };
  const up: Deployer['up'] = async (template, name) => {
    if (how.isFailing) throw new Error('Limit exceeded');
    if (how.isSlow) await untilLookedAt(name, account());
    return deployer.up(template, name);
  };
  return { how, deployer: { ...deployer, up } };
}

/** An interrupted command asks no more: who looks is the next one. */
async function untilLookedAt(name: string, account: StandIn): Promise<void> {
  const calls = account.calls.length;
  const isLook = ofStack('DescribeStacks', name);
  while (!account.calls.slice(calls).some(isLook)) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('interrupted at every step and given again, it comes to the same end', async (t) => {
  const stage = stageDeployer(t);
  const { how, deployer } = trying(stage, () => account);
  // What is late, and is waited for, is in test/journeys/deploy.shipped.test.ts.
  const account = await startAccount(t, { isSandbox: false, pace: 'prompt' }, deployer);
  const feed = await publishFeed(t);
  const clone = cloneFor(t, account, { ...ownSettings, feedOrigins: feed.origin });
  stage.serve(clone, account);
  const scene: Scene = { t, account, clone };

  await interrupted('it looks at the account', isOf('sts', 'GetCallerIdentity'), scene);
  await interrupted('the CDK is being set up', atToolkit, scene);
  clone.keepBuild();
  await interrupted('a file is on its way', atFile, scene);
  await interrupted('a change set is made, and not executed', atChangeSet, scene);

  await t.test('told when the stack cannot be made, and undone', async () => {
    how.isFailing = true;
    const failed = await clone.paperboy(['deploy', '--yes']);
    assert.equal(failed.exitCode, 1);
    assert.match(failed.err, /cdk deploy has failed, as is said above\. Mend what it names/);
    how.isFailing = false;
  });

  how.isSlow = true;
  const afterFailure = await interrupted('the stack is being made', atMaking, scene);
  how.isSlow = false;
  assert.match(
    afterFailure,
    /Paperboy-prod is not finished \(ROLLBACK_COMPLETE\): this deploy goes on from there\./,
  );
  const atWork = await interrupted('it stands and is not protected', atProtection, scene);
  assert.match(atWork, /CloudFormation on Paperboy-prod: CREATE_IN_PROGRESS\.\n/);

  await t.test('done, with what is left to do, where nobody answers', async () => {
    const { exitCode, out, err } = await clone.paperboy(['deploy', '--yes']);
    assert.equal(exitCode, 0, err);
    assert.match(
      out,
      /SES has not seen the DNS records of paper\.example yet; until then nobody gets mail\./,
    );
    assert.match(out, /Set up a newsletter: paperboy --outputs outputs\.json newsletter create/);
  });

  const newsletter = { name: 'The Harbour Post', feeds: [feed.url] };
  openCdkJson(clone.folder).write({ newsletter });
  await interrupted('the newsletter is set up and its feed not', atFirstFeed, scene);

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
  const { table } = stage.cloud();
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
    // What could not be made, which the CDK takes away before it begins anew.
    ['Paperboy-prod', 'DELETE_COMPLETE', false],
    ['Paperboy-prod', 'UPDATE_COMPLETE', true],
  ]);
});
