import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Edition } from '../../functions/edition/edition.ts';
import { claimStore } from '../../functions/store/claims.ts';
import type { Table } from '../../functions/store/client.ts';
import { editionStore } from '../../functions/store/editions.ts';
import { letterStore } from '../../functions/store/letters.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { countBounce, suppressAddress } from '../../functions/store/suppressions.ts';
import { newPending } from '../../functions/subscriber/moves.ts';
import type { Subscriber } from '../../functions/subscriber/subscriber.ts';
import { addReader, atSeven } from '../support/newsletter.ts';
import { testTable } from '../support/table.ts';

const at = Date.parse('2026-05-01T12:00:00Z');
const dayMs = 24 * 3_600_000;

function pending(id: string): Subscriber {
  return newPending(
    {
      id,
      newsletterId: 'paper',
      address: 'Ann@readers.example',
      addressKey: 'ann@readers.example',
    },
    { schedule: atSeven, sections: 'all', from: '192.0.2.1', wordsVersion: '1', at },
    `confirmation-${id}`,
  );
}

async function inSegment(table: Table, segmentId: string): Promise<string[]> {
  const edition = { segmentId } as Edition;
  const page = await editionStore(table, () => at).readers(edition, { shard: 0 });
  return page.readers.map((reader) => reader.id);
}

test('of two who sign the same address up at once, one is kept', async (t) => {
  const store = subscriberStore(await testTable(t), () => at);
  const made = await Promise.all(['a', 'b', 'c', 'd'].map((id) => store.create(pending(id))));
  assert.equal(made.filter((one) => one === 'created').length, 1);
});

test('a pending row is there until it was asked for a confirmation, however long that takes', async (t) => {
  const table = await testTable(t);
  await subscriberStore(table, () => at).create(pending('first'));
  assert.ok(await subscriberStore(table, () => at + 300 * dayMs).load('first'));
});

test('a pending row that has expired is as if it were not there, and can be replaced', async (t) => {
  const table = await testTable(t);
  const first = pending('first');
  await subscriberStore(table, () => at).create(first);
  const letters = letterStore(table, () => at);
  const confirmationId = first.confirmation?.id ?? '';
  const asked = await letters.load({ subscriberId: 'first', confirmationId });
  assert.ok(asked);
  await letters.save(asked, { ...asked.progress, state: 'submitted', messageId: 'm1' }, undefined);
  const later = subscriberStore(table, () => at + 8 * dayMs);
  assert.equal(await later.load('first'), undefined);
  assert.deepEqual(await later.findByAddress('paper', 'ann@readers.example'), {
    suppressed: false,
  });
  assert.equal(await later.create(pending('second')), 'created');
});

test('a confirmed reader does not expire with the pending row, nor does the address', async (t) => {
  const table = await testTable(t);
  const reader = await addReader(table, at, { address: 'bob@readers.example' });
  const later = subscriberStore(table, () => at + 300 * dayMs);
  assert.equal((await later.load(reader.id))?.state, 'confirmed');
  const found = await later.findByAddress('paper', 'bob@readers.example');
  assert.equal(found.subscriber?.id, reader.id);
});

test('only who may be mailed is found in a segment', async (t) => {
  const table = await testTable(t);
  const [stays, leaves, bounces] = await Promise.all([
    addReader(table, at),
    addReader(table, at),
    addReader(table, at),
  ]);
  const store = subscriberStore(table, () => at);
  const left = { state: 'unsubscribed', segmentId: 'none' } as const;
  await store.save(leaves.id, { state: 'confirmed' }, left);
  await suppressAddress(table, bounces.addressKey, 'bounce', at);
  assert.deepEqual(await inSegment(table, stays.segmentId), [stays.id]);
});

test('a move made on a state that has changed meanwhile changes nothing', async (t) => {
  const table = await testTable(t);
  const reader = await addReader(table, at);
  const store = subscriberStore(table, () => at);
  assert.equal(await store.save(reader.id, { state: 'pending' }, { pausedUntil: at }), 'changed');
  assert.equal((await store.load(reader.id))?.pausedUntil, undefined);
});

test('a suppressed address cannot be signed up, whoever is first', async (t) => {
  const table = await testTable(t);
  const store = subscriberStore(table, () => at);
  await suppressAddress(table, 'ann@readers.example', 'complaint', at);
  assert.equal(await store.create(pending('late')), 'exists');
  const suppression = { reason: 'complaint', at };
  const found = await store.findByAddress('paper', 'ann@readers.example');
  assert.deepEqual(found, { suppressed: true, suppression });
});

test('a pass through a suppression ends with the next bounce or complaint, which weighs what it weighs', async (t) => {
  const table = await testTable(t);
  const store = subscriberStore(table, () => at);
  const address = 'ann@readers.example';
  const reasonNow = async () => (await store.findByAddress('paper', address)).suppression;
  await suppressAddress(table, address, 'bounce', at);
  const returning = { ...pending('back'), suppressed: true, comebackId: 'c1' };
  assert.equal(await store.create(returning), 'created');
  assert.equal((await store.load('back'))?.comebackId, 'c1');
  await suppressAddress(table, address, 'repeated-bounce', at + 1);
  assert.equal((await store.load('back'))?.comebackId, undefined);
  assert.deepEqual(await reasonNow(), { reason: 'bounce', at });
  await suppressAddress(table, address, 'complaint', at + 2);
  assert.deepEqual(await reasonNow(), { reason: 'complaint', at: at + 2 });
  await suppressAddress(table, address, 'owner', at + 3);
  await suppressAddress(table, address, 'complaint', at + 4);
  assert.deepEqual(await reasonNow(), { reason: 'owner', at: at + 3 });
});

test('a claim is settled once, and never moves the cursor back', async (t: TestContext) => {
  const table = await testTable(t);
  const reader = await addReader(table, at);
  const store = subscriberStore(table, () => at);
  const claims = claimStore(table);
  const batch = {
    editionId: 'e',
    id: 'b',
    newsletterId: 'paper',
    segmentId: reader.segmentId,
    contentKey: 'k',
    from: reader.receivedThrough,
    cutoff: at + 1_000,
    readers: [reader.id],
    outcomes: {},
    state: 'open',
  } as const;
  const claim = { editionId: 'e', batchId: 'b', owner: 'me', at, cutoff: at + 1_000, attempt: 1 };
  assert.equal((await claims.claim(batch, reader.id, claim)).kind, 'claimed');
  assert.equal((await claims.claim(batch, reader.id, claim)).kind, 'claimed', 'our own write');
  const rival = await claims.claim(batch, reader.id, { ...claim, owner: 'other' });
  assert.equal(rival.kind, 'refused');
  await store.save(reader.id, { state: 'confirmed' }, { receivedThrough: at + 5_000 });
  await claims.settle(reader.id, claim, 'ses-1');
  const settled = await store.load(reader.id);
  assert.equal(settled?.receivedThrough, at + 5_000);
  assert.equal(settled?.claim, undefined);
});

test('a transient bounce of the same message counts once', async (t) => {
  const table = await testTable(t);
  const reader = await addReader(table, at);
  assert.equal(await countBounce(table, reader, at, at - 1), 1);
  assert.equal(await countBounce(table, reader, at, at - 1), 1);
  assert.equal(await countBounce(table, reader, at + 1, at - 1), 2);
});

test('a transient bounce of an address that the reader has left is not counted', async (t) => {
  const table = await testTable(t);
  const reader = await addReader(table, at);
  const was = { id: reader.id, addressKey: 'old@readers.example' };
  assert.equal(await countBounce(table, was, at, at - 1), 0);
  const row = await subscriberStore(table, () => at).load(reader.id);
  assert.equal(row?.bouncesAt, undefined);
});

test('transient bounces fade with time, and are forgotten then', async (t) => {
  const table = await testTable(t);
  const reader = await addReader(table, at);
  for (let n = 0; n < 4; n++) await countBounce(table, reader, at + n, 0);
  assert.equal(await countBounce(table, reader, at + 9, at + 1), 3, 'two are too old');
  const row = await subscriberStore(table, () => at).load(reader.id);
  assert.deepEqual(row?.bouncesAt, [at + 2, at + 3, at + 9]);
  assert.equal(await countBounce(table, reader, at + 20, at + 9), 1);
});
