/** A new account: SES's sandbox, and an account that SES stops in the middle of an edition. */
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcome } from '../../functions/edition/batch.ts';
import { type Edition, editionId } from '../../functions/edition/edition.ts';
import { batchStore } from '../../functions/store/batches.ts';
import { editionStore } from '../../functions/store/editions.ts';
import { paceStore } from '../../functions/store/pace.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import type { Subscriber } from '../../functions/subscriber/subscriber.ts';
import { haltText } from '../../infra/cli/status-text.ts';
import type { Cloud } from '../../infra/local/cloud.ts';
import type { AccountSettings } from '../../infra/local/ses/account.ts';
import { inboxOf, testCloud } from '../support/cloud.ts';
import { addItems, addReader, item, setUpNewsletter } from '../support/newsletter.ts';
import { becomeReader, sendForm } from '../support/reader.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const identities = ['paper.example', 'known.example'];

interface Round {
  readonly cloud: Cloud;
  readonly readers: readonly Subscriber[];
  /** When their edition is due. */
  readonly due: number;
}

/** Readers with one item waiting; the clock stands five minutes before their edition. */
async function beforeEdition(
  t: TestContext,
  addresses: readonly string[],
  settings: Partial<AccountSettings>,
): Promise<Round> {
  const cloud = await testCloud(t, { settings: { identities, ...settings } });
  await setUpNewsletter(cloud.table);
  const joined = cloud.clock.now();
  const readers: Subscriber[] = [];
  for (const address of addresses) readers.push(await addReader(cloud.table, joined, { address }));
  const today = joined - (joined % dayMs) + 7 * hourMs;
  const due = today > joined + hourMs ? today : today + dayMs;
  await cloud.advance(due - 5 * minuteMs);
  await addItems(cloud.table, item(due - 10 * minuteMs, { key: 'one' }));
  return { cloud, readers, due };
}

function many(count: number): string[] {
  return Array.from({ length: count }, (_, n) => `reader${n}@known.example`);
}

function mailsTo({ ses }: Cloud, address: string): number {
  return ses.mailbox.all().filter(({ destinations }) => destinations.includes(address)).length;
}

async function editionOf({ cloud, readers, due }: Round): Promise<Edition> {
  const id = editionId('paper', readers[0]?.segmentId ?? '', due);
  const edition = await editionStore(cloud.table, cloud.clock.now).load(id);
  return edition ?? assert.fail('The edition is not kept.');
}

async function outcomeOf(round: Round, reader: Subscriber | undefined): Promise<Outcome> {
  const { id } = await editionOf(round);
  const batches = await batchStore(round.cloud.table, round.cloud.clock.now).list(id);
  const outcomes = batches.flatMap(({ outcomes }) => outcomes[reader?.id ?? ''] ?? []);
  return outcomes[0] ?? assert.fail('The reader has no outcome.');
}

describe('in the sandbox', () => {
  test('a stranger is refused and recorded, the others get their edition, nothing halts', async (t) => {
    const addresses = ['ann@known.example', 'stranger@elsewhere.example'];
    const round = await beforeEdition(t, addresses, { sandbox: true });
    const { cloud, readers, due } = round;
    await cloud.advance(due);
    assert.equal(mailsTo(cloud, 'ann@known.example'), 1);
    const { state, submitted, refused } = await editionOf(round);
    assert.deepEqual({ state, submitted, refused }, { state: 'done', submitted: 1, refused: 1 });
    const outcome = await outcomeOf(round, readers[1]);
    assert.ok(outcome.kind === 'refused' && outcome.kept);
    assert.match(outcome.reason, /sandbox.*ask SES for production access/);
    assert.equal((await paceStore(cloud.table).load())?.haltedUntil, undefined);
  });

  test('what was refused comes with the next edition, once SES mails everybody', async (t) => {
    const addresses = ['ann@known.example', 'stranger@elsewhere.example'];
    const round = await beforeEdition(t, addresses, { sandbox: true });
    const { cloud, due } = round;
    await cloud.advance(due);
    cloud.ses.account.change({ sandbox: false });
    await addItems(cloud.table, item(due + hourMs, { key: 'two' }));
    await cloud.advance(due + dayMs);
    const textOf = async (address: string) => (await inboxOf(cloud, address)).map((m) => m.text);
    const [edition = '', ...others] = await textOf('stranger@elsewhere.example');
    assert.equal(others.length, 0);
    assert.match(edition, /Story one/);
    assert.match(edition, /Story two/);
    const [latest = '', first = ''] = await textOf('ann@known.example');
    assert.match(first, /Story one/);
    assert.doesNotMatch(latest, /Story one/);
  });

  test('a stranger’s confirmation is refused as theirs; later they sign up anew', async (t) => {
    const cloud = await testCloud(t, { settings: { identities, sandbox: true } });
    await setUpNewsletter(cloud.table);
    const stranger = { newsletterId: 'paper', address: 'new@elsewhere.example', sections: [] };
    const known = { newsletterId: 'paper', address: 'ann@known.example', sections: [] };
    await assert.rejects(becomeReader(cloud, stranger), /No mail has come/);
    const found = () =>
      subscriberStore(cloud.table, cloud.clock.now).findByAddress('paper', stranger.address);
    const { subscriber } = await found();
    assert.equal(subscriber?.state, 'pending');
    assert.equal(subscriber.confirmation?.state, 'refused');
    assert.match(subscriber.confirmation.reason ?? '', /sandbox/);
    await becomeReader(cloud, known);
    assert.equal((await paceStore(cloud.table).load())?.haltedUntil, undefined);
    cloud.ses.account.change({ sandbox: false });
    await becomeReader(cloud, stranger);
    assert.equal((await found()).subscriber?.state, 'confirmed');
  });

  test('one a second: an edition of thirty and a signup meanwhile both arrive', async (t) => {
    const round = await beforeEdition(t, many(30), { sandbox: true });
    const { cloud, readers, due } = round;
    const edition = cloud.advance(due);
    const fields = new URLSearchParams({
      address: 'ann@known.example',
      cadence: 'daily',
      hour: '7',
      zone: 'UTC',
    });
    await sendForm(`${cloud.origin}/n/paper/subscribe`, fields);
    await edition;
    // Half a minute of real time at this rate, and longer on a busy machine.
    for (let looks = 0; (await editionOf(round)).state !== 'done'; looks++) {
      assert.ok(looks < 300, 'The edition is not done.');
      await cloud.atRest();
      await sleep(1_000);
    }
    for (const { address } of readers) assert.equal(mailsTo(cloud, address), 1, address);
    assert.equal(mailsTo(cloud, 'ann@known.example'), 1);
    assert.equal((await editionOf(round)).state, 'done');
  });
});

type Switch = (configurationSet: string) => Partial<AccountSettings>;

const stops: [what: string, off: Switch, on: Switch][] = [
  ['pauses the account', () => ({ sendingEnabled: false }), () => ({ sendingEnabled: true })],
  ['pauses the configuration set', (set) => ({ pausedSets: [set] }), () => ({ pausedSets: [] })],
  ['loses the set', () => ({ configurationSets: [] }), (set) => ({ configurationSets: [set] })],
  [
    'no longer verifies the sender',
    () => ({ identities: ['known.example'] }),
    () => ({ identities }),
  ],
  [
    'no longer verifies the sender, in the sandbox',
    () => ({ identities: [], sandbox: true }),
    () => ({ identities, sandbox: false }),
  ],
];

describe('in the middle of an edition SES', () => {
  for (const [what, off, on] of stops) {
    test(`${what}: it waits, then goes on, and nobody is refused`, async (t) => {
      const round = await beforeEdition(t, many(40), { maxSendRate: 20 });
      const { cloud, readers, due } = round;
      const edition = cloud.advance(due);
      while (cloud.ses.mailbox.all().length < 5) await sleep(2);
      const set = cloud.env.CONFIGURATION_SET ?? assert.fail('The doors know no set.');
      cloud.ses.account.change(off(set));
      await edition;
      assert.equal((await editionOf(round)).state, 'sending');
      const pace = await paceStore(cloud.table).load();
      assert.ok((pace?.haltedUntil ?? 0) > cloud.clock.now(), 'everybody waits');
      cloud.ses.account.change({ ...on(set), maxSendRate: 500 });
      await cloud.advance(cloud.clock.now() + hourMs);
      for (const { address } of readers) assert.equal(mailsTo(cloud, address), 1, address);
      const { state, submitted, refused, skipped } = await editionOf(round);
      assert.deepEqual([state, submitted, refused, skipped], ['done', 40, 0, 0]);
    });
  }
});

/** One move fires each schedule once: a halt and the sweep after it take a step of their own. */
async function inSteps(cloud: Cloud, from: number, steps: number): Promise<void> {
  for (let step = 0; step <= steps; step++) await cloud.advance(from + step * 20 * minuteMs);
}

describe('while SES refuses every call', () => {
  test('nobody is refused, the owner is told once, then all is mailed', async (t) => {
    const round = await beforeEdition(t, many(12), { maxSendRate: 500 });
    const { cloud, readers, due } = round;
    cloud.ses.faults.add({ kind: 'opt-in-required' });
    await inSteps(cloud, due, 3);
    const waiting = await editionOf(round);
    assert.deepEqual([waiting.state, waiting.refused, waiting.skipped], ['sending', 0, 0]);
    const pace = (await paceStore(cloud.table).load()) ?? assert.fail('There is no pace.');
    const status = haltText(pace, { now: cloud.clock.now(), zone: 'UTC', service: 'SES' });
    assert.match(status, /refused our mail since .* needs a subscription for the service/);
    cloud.ses.faults.clear();
    await inSteps(cloud, due + hourMs, 3);
    for (const { address } of readers) assert.equal(mailsTo(cloud, address), 1, address);
    const { state, submitted, refused } = await editionOf(round);
    assert.deepEqual([state, submitted, refused], ['done', 12, 0]);
    const [notice, ...others] = await inboxOf(cloud, 'news@paper.example');
    assert.match(notice?.text ?? '', /SES has refused our mail.*OptInRequired/s);
    assert.deepEqual(others, []);
  });
});
