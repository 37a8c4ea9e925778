/** The send path on the real doors: whatever SES answers, nobody is skipped and nobody mailed twice. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import type { Edition } from '../../functions/edition/edition.ts';
import { editionId } from '../../functions/edition/edition.ts';
import { batchStore } from '../../functions/store/batches.ts';
import { editionStore } from '../../functions/store/editions.ts';
import { openQueue } from '../../functions/store/queue.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import type { Subscriber } from '../../functions/subscriber/subscriber.ts';
import type { Cloud } from '../../infra/local/cloud.ts';
import { testCloud } from '../support/cloud.ts';
import { addItems, addReader, item, setUpNewsletter } from '../support/newsletter.ts';

const hourMs = 3_600_000;
const minuteMs = 60_000;

interface Round {
  readonly cloud: Cloud;
  readonly readers: Subscriber[];
  /** When their edition is due. */
  readonly due: number;
}

/** Readers of one segment with one item waiting; the clock stands five minutes before seven. */
async function beforeSeven(t: TestContext, addresses: readonly string[]): Promise<Round> {
  const cloud = await testCloud(t, { settings: { maxSendRate: 500 } });
  await setUpNewsletter(cloud.table);
  const joined = cloud.clock.now();
  const readers: Subscriber[] = [];
  for (const address of addresses) readers.push(await addReader(cloud.table, joined, { address }));
  const due = nextSeven(joined);
  await cloud.advance(due - 5 * minuteMs);
  await addItems(cloud.table, item(due - 10 * minuteMs, { key: 'one' }));
  return { cloud, readers, due };
}

function nextSeven(from: number): number {
  const day = 24 * hourMs;
  const today = from - (from % day) + 7 * hourMs;
  return today > from + hourMs ? today : today + day;
}

function addresses(count: number): string[] {
  return Array.from({ length: count }, (_, n) => `reader${n}@readers.example`);
}

function mailsTo(cloud: Cloud, address: string): number {
  return cloud.ses.mailbox.all().filter((mail) => mail.destinations.includes(address)).length;
}

async function editionOf({ cloud, readers, due }: Round): Promise<Edition> {
  const segmentId = readers[0]?.segmentId ?? '';
  const id = editionId('paper', segmentId, due);
  const edition = await editionStore(cloud.table, cloud.clock.now).load(id);
  assert.ok(edition !== undefined, 'the edition is kept');
  return edition;
}

function counts({ state, readers, submitted, refused, skipped }: Edition) {
  return { state, readers, submitted, refused, skipped };
}

test('everybody gets the edition once, and its counts add up', async (t) => {
  const round = await beforeSeven(t, addresses(120));
  await round.cloud.advance(round.due);
  for (const { address } of round.readers) assert.equal(mailsTo(round.cloud, address), 1, address);
  const edition = await editionOf(round);
  assert.equal(edition.batches >= 3, true, 'at most fifty readers a batch');
  assert.deepEqual(counts(edition), {
    state: 'done',
    readers: 120,
    submitted: 120,
    refused: 0,
    skipped: 0,
  });
});

test('a batch that is delivered many times is sent once', async (t) => {
  const round = await beforeSeven(t, addresses(8));
  await round.cloud.advance(round.due);
  const { id } = await editionOf(round);
  const batches = await batchStore(round.cloud.table, round.cloud.clock.now).list(id);
  const keys = batches.map((batch) => ({ editionId: id, batchId: batch.id }));
  const queue = openQueue(round.cloud.queues.client, round.cloud.env.SEND_QUEUE_URL ?? '', {
    lanes: 1,
    randomId: randomUUID,
  });
  for (let n = 0; n < 5; n++) await queue.send(keys);
  await round.cloud.atRest();
  assert.equal(round.cloud.ses.mailbox.all().length, 8);
});

test('a tick that comes twice makes no second edition', async (t) => {
  const round = await beforeSeven(t, addresses(3));
  await round.cloud.advance(round.due);
  await round.cloud.fire('digest', round.due);
  await round.cloud.fire('digest', round.due + 30_000);
  assert.equal(round.cloud.ses.mailbox.all().length, 3);
});

test('nothing new: nothing is mailed, and the edition says why', async (t) => {
  const round = await beforeSeven(t, addresses(2));
  await round.cloud.advance(round.due);
  await round.cloud.advance(round.due + 24 * hourMs);
  assert.equal(round.cloud.ses.mailbox.all().length, 2);
  const next = await editionOf({ ...round, due: round.due + 24 * hourMs });
  assert.deepEqual(next.passedOver, { nothingNew: 2, paused: 0, ahead: 0 });
  assert.equal(next.state, 'done');
});

test('an answer that was lost is settled by SES’s own event, without a second mail', async (t) => {
  const round = await beforeSeven(t, addresses(5));
  round.cloud.ses.faults.add({ kind: 'accept-then-reset', times: 3 });
  await round.cloud.advance(round.due);
  await round.cloud.advance(round.due + 2 * hourMs);
  for (const { address } of round.readers) assert.equal(mailsTo(round.cloud, address), 1, address);
  const edition = await editionOf(round);
  assert.equal(edition.state, 'done');
  assert.equal(edition.submitted, 5);
});

test('a call that SES never took is repeated once it is certain that no event comes', async (t) => {
  const round = await beforeSeven(t, addresses(5));
  round.cloud.ses.faults.add({ kind: 'error-500-before', times: 2 });
  await round.cloud.advance(round.due);
  assert.equal(round.cloud.ses.mailbox.all().length, 3, 'not repeated blindly');
  await round.cloud.advance(round.due + 2 * hourMs);
  for (const { address } of round.readers) assert.equal(mailsTo(round.cloud, address), 1, address);
  assert.equal((await editionOf(round)).state, 'done');
});

test('throttles slow the pace and lose nothing', async (t) => {
  const round = await beforeSeven(t, addresses(20));
  round.cloud.ses.faults.add({ kind: 'throttle', probability: 0.3, seed: 7, times: 5 });
  await round.cloud.advance(round.due);
  await round.cloud.advance(round.due + 2 * hourMs);
  for (const { address } of round.readers) assert.equal(mailsTo(round.cloud, address), 1, address);
  const queues = await round.cloud.queues.counts();
  assert.deepEqual(
    queues.filter((queue) => queue.dead > 0),
    [],
  );
});

test('a used-up daily quota parks the edition until there is headroom', async (t) => {
  const round = await beforeSeven(t, addresses(30));
  round.cloud.ses.account.change({ max24HourSend: 20 });
  await round.cloud.advance(round.due);
  await round.cloud.advance(round.due + hourMs);
  assert.equal(round.cloud.ses.mailbox.all().length < 30, true);
  assert.equal((await editionOf(round)).state, 'sending');
  round.cloud.ses.account.change({ max24HourSend: 1_000 });
  await round.cloud.advance(round.due + 3 * hourMs);
  for (const { address } of round.readers) assert.equal(mailsTo(round.cloud, address), 1, address);
  assert.equal((await editionOf(round)).state, 'done');
});

test('who unsubscribes between freezing and sending gets nothing, and the reason is kept', async (t) => {
  const round = await beforeSeven(t, addresses(3));
  const { cloud, readers, due } = round;
  cloud.ses.account.change({ sendingEnabled: false });
  await cloud.advance(due);
  assert.equal(cloud.ses.mailbox.all().length, 0);
  const leaver = readers[1];
  assert.ok(leaver !== undefined);
  const store = subscriberStore(cloud.table, cloud.clock.now);
  await store.save(leaver.id, { state: 'confirmed' }, { state: 'unsubscribed', segmentId: 'none' });
  cloud.ses.account.change({ sendingEnabled: true });
  await cloud.advance(due + 2 * hourMs);
  const mailed = readers.map(({ address }) => mailsTo(cloud, address));
  assert.deepEqual(mailed, [1, 0, 1]);
  const edition = await editionOf(round);
  assert.deepEqual(counts(edition), {
    state: 'done',
    readers: 3,
    submitted: 2,
    refused: 0,
    skipped: 1,
  });
  const batches = await batchStore(cloud.table, cloud.clock.now).list(edition.id);
  const outcome = batches.map((batch) => batch.outcomes[leaver.id]).find(Boolean);
  assert.ok(outcome?.kind === 'skipped');
  assert.equal(outcome.reason, 'not-confirmed');
});

test('a definite refusal is final for that message and kept with SES’s words', async (t) => {
  const round = await beforeSeven(t, addresses(3));
  const recipient = round.readers[0]?.address ?? '';
  round.cloud.ses.faults.add({ kind: 'reject', recipient, message: 'Address blacklisted.' });
  await round.cloud.advance(round.due);
  await round.cloud.advance(round.due + hourMs);
  const edition = await editionOf(round);
  assert.equal(edition.refused, 1);
  assert.equal(edition.submitted, 2);
  const batches = await batchStore(round.cloud.table, round.cloud.clock.now).list(edition.id);
  const outcomes = batches.flatMap((batch) => Object.values(batch.outcomes));
  const refused = outcomes.find((outcome) => outcome.kind === 'refused');
  assert.match(refused?.kind === 'refused' ? refused.reason : '', /Address blacklisted/);
});

for (const [what, address] of [
  ['a permanent bounce', 'bounce+a@simulator.amazonses.com'],
  ['a complaint', 'complaint+a@simulator.amazonses.com'],
] as const) {
  test(`${what} suppresses the address at once`, async (t) => {
    const round = await beforeSeven(t, [address, 'success+a@simulator.amazonses.com']);
    const { cloud, due } = round;
    await cloud.advance(due);
    const store = subscriberStore(cloud.table, cloud.clock.now);
    const reader = await store.load(round.readers[0]?.id ?? '');
    assert.equal(reader?.suppressed, true);
    assert.deepEqual((await store.findByAddress('paper', address)).suppressed, true);
    await addItems(cloud.table, item(due + hourMs, { key: 'two' }));
    await cloud.advance(due + 24 * hourMs);
    assert.equal(mailsTo(cloud, address), 1);
    assert.equal(mailsTo(cloud, 'success+a@simulator.amazonses.com'), 2);
  });
}

test('an out-of-office note suppresses nobody', async (t) => {
  const round = await beforeSeven(t, ['ooto+a@simulator.amazonses.com']);
  await round.cloud.advance(round.due);
  const store = subscriberStore(round.cloud.table, round.cloud.clock.now);
  const reader = await store.load(round.readers[0]?.id ?? '');
  assert.equal(reader?.suppressed, false);
  assert.equal(reader?.bouncesAt, undefined);
});

test('a reader whose cursor has moved is planned anew and gets each item once', async (t) => {
  const round = await beforeSeven(t, addresses(2));
  const { cloud, readers, due } = round;
  cloud.ses.account.change({ sendingEnabled: false });
  await cloud.advance(due);
  const moved = readers[0];
  assert.ok(moved !== undefined);
  // As if another edition had just been settled: the first item is received, the second is not.
  await addItems(cloud.table, item(due - 4 * minuteMs, { key: 'late' }));
  const store = subscriberStore(cloud.table, cloud.clock.now);
  await store.save(moved.id, { state: 'confirmed' }, { receivedThrough: due - 5 * minuteMs });
  cloud.ses.account.change({ sendingEnabled: true });
  await cloud.advance(due + 3 * hourMs);
  await cloud.advance(due + 3 * hourMs + minuteMs);
  assert.equal(mailsTo(cloud, moved.address), 1);
  const mail = cloud.ses.mailbox.all().find((one) => one.destinations.includes(moved.address));
  const raw = (await cloud.ses.mailbox.raw(mail?.id ?? ''))?.toString() ?? '';
  assert.match(raw, /Story late/);
  assert.doesNotMatch(raw, /Story one/);
  const edition = await editionOf(round);
  assert.deepEqual(counts(edition), {
    state: 'done',
    readers: 3,
    submitted: 2,
    refused: 0,
    skipped: 1,
  });
});
