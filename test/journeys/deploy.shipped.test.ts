/**
 * An owner, from a clone and an empty account to readers, away, and back: the command as it is typed,
 * the CDK as it is pinned, the stage as what was deployed. Nobody does anything but what is written here.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { schemaVersion } from '../../functions/config/upgrade.ts';
import { peopleStore } from '../../functions/store/people.ts';
import { schemaStore } from '../../functions/store/schema.ts';
import { grantsFor } from '../../infra/cli/deploy/rights.ts';
import type { Cloud } from '../../infra/local/cloud.ts';
import { publishFeed } from '../cli/deploy/feed.ts';
import { cloneFor } from '../cli/deploy/owner.ts';
import { stageDeployer } from '../cli/deploy/stage-deployer.ts';
import { functionOf, variablesOf } from '../support/altered-cloud.ts';
import { startAccount } from '../support/aws/account.ts';
import { rightsAsked } from '../support/aws/asked-rights.ts';
import { editionsOf, linkIn, onlyMail, sendForm } from '../support/reader.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const address = 'mika@readers.example';
const newsletter = 'the-harbour-post';
const site = 'https://read.paper.example';

/** All that an owner types, in the order in which it is asked for. */
const typed = {
  command: 'paperboy deploy',
  domain: 'paper.example',
  sender: 'news@paper.example',
  postalAddress: 'Quay 1, Saltmarrow',
  alarmAddress: '',
  siteDomain: 'read.paper.example',
  newsletter: 'The Harbour Post',
  feed: '',
  noMoreFeeds: '',
  goOn: 'yes',
};

test('deploys, mails a first edition, leaves, and comes back with the same readers', async (t) => {
  const feed = await publishFeed(t);
  const zone = { id: 'Z1', name: 'paper.example.', isPrivate: false, records: new Map() };
  const deployer = stageDeployer(t);
  const account = await startAccount(t, { zones: [zone] }, deployer);
  const clone = cloneFor(t, account, { feedOrigins: feed.origin });
  deployer.serve(clone, account);
  account.onCall = ({ action }) => {
    // The toolkit was late, and waited for; the CDK looks again only after five seconds, each time.
    if (action === 'AssumeRole') account.state.pace = 'prompt';
  };

  const { command, ...answers } = { ...typed, feed: feed.url };
  const begun = performance.now();
  const deployed = await clone.paperboy(command.split(' ').slice(1), Object.values(answers));
  const seconds = Math.round((performance.now() - begun) / 1_000);
  t.diagnostic(`the first deploy took ${seconds} s, beside what AWS takes; README says 40`);
  assert.equal(deployed.exitCode, 0, deployed.err);
  assertTold(deployed.out);
  assert.equal(zone.records.size, 8, 'Six for mail, one for the site, one for its certificate.');
  assert.equal(account.state.stacks.get('Paperboy-prod')?.isProtected, true);
  const [person, ...others] = await peopleStore(deployer.cloud().table).list();
  assert.deepEqual([person?.address, others], ['news@paper.example', []]);
  const { domain, protect, siteCertificateArn, newsletter: wish } = clone.context();
  assert.deepEqual([domain, protect, wish], ['paper.example', true, undefined]);
  assert.match(String(siteCertificateArn), /^arn:aws:acm:eu-central-1:/);

  await t.test('a reader gets the first edition', async () => {
    await signUp(deployer.cloud());
    feed.publish('The lightship is back');
    const edition = await nextEdition(deployer.cloud());
    assert.match(edition, /The lightship is back/);
  });

  // Bundled again, the doors are the same (test/cloud/bundle.shipped.test.ts).
  clone.keepBuild();
  const visit = async () => (await fetch(`${deployer.cloud().origin}/n/${newsletter}`)).status;
  const stands = account.state.stacks.get('Paperboy-prod') ?? assert.fail();
  await deployer.changeByHand(stands, (resources) => {
    variablesOf(functionOf(resources, 'web')).TABLE_NAME = 'none';
  });

  await t.test(
    'given again, it asks and changes nothing, not even what was changed by hand',
    async () => {
      assert.equal(await visit(), 500);
      const again = await clone.paperboy(['deploy'], ['yes']);
      assert.equal(again.exitCode, 0, again.err);
      assert.match(again.out, /Paperboy-prod stands: it is brought up to date\./);
      // With CI set the CDK says it on stdout.
      assert.match(again.out + again.err, /Paperboy-prod \(no changes\)/);
      assert.match(again.out, /Route 53: 7 of the records were there already\./);
      assert.doesNotMatch(again.out, /is added|is asked for/);
      assert.equal(await visit(), 500);
    },
  );

  await t.test('what was changed by hand is set back when that is asked for', async () => {
    const { exitCode, err } = await clone.paperboy(['deploy', '--revert-drift', '--yes']);
    assert.equal(exitCode, 0, err);
    assert.equal(await visit(), 200);
  });

  const [edition] = await editionsOf(deployer.cloud(), address);
  const table = deployer.cloud().table.name;
  await t.test(
    'does not go while it is protected, and keeps its readers when it goes',
    async () => {
      // As one of an earlier release.
      await schemaStore(deployer.cloud().table).noteVersion(schemaVersion - 1);
      const refused = await clone.paperboy(['destroy', '--yes']);
      assert.equal(refused.exitCode, 1);
      assert.match(
        refused.err,
        /Paperboy-prod is protected against deletion, and nothing was done\./,
      );
      const unsure = await clone.paperboy(['destroy', '--unprotect'], ['no']);
      assert.match(unsure.err, /Nothing was done\./);
      assert.equal(account.state.stacks.get('Paperboy-prod')?.isProtected, true);
      const gone = await clone.paperboy(['destroy', '--unprotect'], ['Paperboy-prod']);
      assert.equal(gone.exitCode, 0, gone.err);
      const goes = /From account 000000000000 goes Paperboy-prod: \d+ queues, 8 Lambda functions/;
      assert.match(gone.out, goes, 'Neither table nor secrets are among what goes.');
      const stays = `What stays, and costs only its storage:\n {2}table ${table}\n( {2}secret arn:.*\n){2}`;
      assert.match(gone.out, new RegExp(stays));
      assert.match(gone.out, /Paperboy-prod is gone\./);
      assert.equal(zone.records.size, 8, 'DNS is left as it is.');
      assert.equal(account.state.stacks.has('Paperboy-prod'), false);
      assert.throws(deployer.cloud);
    },
  );

  await t.test('comes back with --adopt: the same readers, links and archive', async () => {
    const blind = await clone.paperboy(['deploy', '--yes']);
    assert.match(blind.err, new RegExp(`has left its table ${table}, with its readers`));
    const back = await clone.paperboy(['deploy', '--adopt', '--yes']);
    assert.equal(back.exitCode, 0, back.err);
    const cloud = deployer.cloud();
    assert.equal(cloud.table.name, table);
    assert.ok(back.out.includes(`The Harbour Post: ${site}/n/${newsletter}`), back.out);
    assert.match(
      back.out,
      /Bring the rows of an earlier release up to this one: paperboy --outputs/,
    );
    const page = await fetch(at(cloud, linkIn(edition?.text ?? '', 'preferences')));
    assert.match(await page.text(), /<title>Your preferences · The Harbour Post/);
    const archive = await (await fetch(`${cloud.origin}/n/${newsletter}/archive`)).text();
    assert.match(archive, /The lightship is back/);
    feed.publish('The pilot retires');
    const next = await nextEdition(cloud);
    assert.match(next, /The pilot retires/);
    assert.doesNotMatch(
      next,
      /The lightship is back/,
      'What was read before the gap is not mailed again.',
    );
    const leaving = at(cloud, linkIn(edition?.text ?? '', 'unsubscribe'));
    assert.equal((await fetch(leaving, { method: 'POST' })).status, 200);
    assert.match(await (await fetch(leaving)).text(), /You are unsubscribed/);
  });

  await t.test('goes with everything, when that is wanted', async () => {
    const gone = await clone.paperboy(['destroy', '--unprotect', '--everything', '--yes']);
    assert.equal(gone.exitCode, 0, gone.err);
    assert.match(gone.out, /The table with all its readers goes for good/);
    assert.equal(deployer.kept.size, 0);
    const { table, signingSecret, hashSecret } = clone.context().adopt as Record<string, unknown>;
    assert.deepEqual([table, signingSecret, hashSecret], ['', '', '']);
    assert.equal(readFileSync(join(clone.folder, 'outputs.json'), 'utf8'), '{}\n');
  });

  await t.test('asks for the rights that it prints, and for all of them', () => {
    const grants = grantsFor({ region: 'eu-central-1', stage: 'prod', adopt: {} });
    const asked = rightsAsked(account.calls);
    const listed = grants.flatMap(({ actions }) => actions);
    assert.deepEqual([...asked.keys()].sort(), listed.sort());
    for (const [action, resources] of asked) {
      const granted = grants.filter(({ actions }) => actions.includes(action));
      const patterns = granted.flatMap((grant) => grant.resources);
      const outside = [...resources].filter((one) => !patterns.some((each) => matches(each, one)));
      assert.deepEqual(outside, [], action);
    }
  });
});

/** What is read on the way, from the plan to what is left to do. */
function assertTold(said: string): void {
  const told = [
    /Paperboy-prod will be made of: 1 table, 2 secrets, \d+ queues, 8 Lambda functions/,
    /READERS +SES +ALL ELSE\n +0 +0\.00 +\d/,
    /ACM is asked for a certificate for read\.paper\.example\.\nRoute 53: CNAME _proof\.read\.paper\.example is added\./,
    /The certificate of read\.paper\.example: issued\./,
    /Route 53: CNAME token1\._domainkey\.paper\.example is added\./,
    /SES looks for the records of paper\.example: DKIM seen, MAIL FROM seen\./,
    /The Harbour Post is set up\./,
    /is added to The Harbour Post, section news\./,
    /Your desk: https:\/\/read\.paper\.example\/desk \(sign in as news@paper\.example\)\./,
    /People sign up here:\n {2}The Harbour Post: https:\/\/read\.paper\.example\/n\/the-harbour-post\n/,
    /1\. AWS has mailed news@paper\.example: press the link/,
    /2\. Ask SES to let you out of its sandbox/,
  ];
  for (const words of told) assert.match(said, words);
  assert.doesNotMatch(said, /^ {2}3\. /m, 'Two things are left to do by hand.');
}

/** The site's host leads to the stage, which has no names of its own. */
function at({ origin }: Cloud, link: string): URL {
  assert.ok(link.startsWith(`${site}/`), link);
  return new URL(link.slice(site.length), origin);
}

async function signUp(cloud: Cloud): Promise<void> {
  const choices = { cadence: 'daily', hour: '7', zone: 'UTC', sections: 'news' };
  const fields = new URLSearchParams({ address, ...choices });
  const pause = (ms: number) => cloud.clock.moveBy(ms);
  await sendForm(`${cloud.origin}/n/${newsletter}/subscribe`, fields, pause);
  const { text } = await onlyMail(cloud, address);
  const confirmed = await fetch(at(cloud, linkIn(text, 'confirm')), { method: 'POST' });
  assert.equal(confirmed.status, 200);
}

/** What has come by the same hour of the next day: the latest edition. */
async function nextEdition(cloud: Cloud): Promise<string> {
  await cloud.advance(cloud.clock.now() + dayMs + hourMs);
  return (await editionsOf(cloud, address)).at(-1)?.text ?? '';
}

function matches(pattern: string, resource: string): boolean {
  const expression = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${expression}$`).test(resource);
}
