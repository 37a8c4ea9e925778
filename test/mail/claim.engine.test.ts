/** Claims: what is read from a reader's row when a claim is refused, and how a claim ends. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Batch } from '../../functions/edition/batch.ts';
import { judgeRefusal } from '../../functions/mail/claim.ts';
import { claimStore } from '../../functions/store/claims.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import type { Claim, Subscriber } from '../../functions/subscriber/subscriber.ts';
import { addReader } from '../support/newsletter.ts';
import { testTable } from '../support/table.ts';

const now = Date.UTC(2026, 2, 2, 7);
const hourMs = 3_600_000;

function batchFor(reader: Subscriber, id: string): Batch {
  return {
    editionId: 'e1',
    id,
    newsletterId: 'paper',
    segmentId: reader.segmentId,
    contentKey: 'c',
    from: reader.receivedThrough,
    cutoff: now,
    readers: [reader.id],
    outcomes: {},
    state: 'open',
  };
}

const claimOf = (batch: Batch): Claim => ({
  editionId: batch.editionId,
  batchId: batch.id,
  owner: 'worker',
  at: now,
  cutoff: batch.cutoff,
  attempt: 1,
});

test('a reader frozen in two batches of an edition is submitted in one, skipped in the other', async (t) => {
  const table = await testTable(t);
  const reader = await addReader(table, now - hourMs);
  const claims = claimStore(table);
  const [first, second] = [batchFor(reader, 'b1'), batchFor(reader, 'b2')];
  assert.equal((await claims.claim(first, reader.id, claimOf(first))).kind, 'claimed');
  await claims.settle(reader.id, claimOf(first), 'm1');
  const row = await subscriberStore(table, () => now).load(reader.id);
  const submitted = judgeRefusal(row, first, now);
  assert.equal(submitted.kind === 'ended' && submitted.outcome.kind, 'submitted');
  const other = judgeRefusal(row, second, now);
  assert.ok(other.kind === 'ended' && other.outcome.kind === 'skipped');
  assert.equal(other.outcome.reason, 'already-received');
});

test('who left and came back while the answer was open keeps the later cursor and the evidence', async (t) => {
  const table = await testTable(t);
  const reader = await addReader(table, now - hourMs);
  const claims = claimStore(table);
  const batch = batchFor(reader, 'b1');
  await claims.claim(batch, reader.id, claimOf(batch));
  const subscribers = subscriberStore(table, () => now);
  const later = now + hourMs;
  await subscribers.save(reader.id, { state: 'confirmed' }, { receivedThrough: later });
  await claims.settle(reader.id, claimOf(batch), 'm1');
  const row = await subscribers.load(reader.id);
  assert.equal(row?.receivedThrough, later);
  assert.equal(row?.claim, undefined);
  const verdict = judgeRefusal(row, batch, later);
  assert.equal(verdict.kind === 'ended' && verdict.outcome.kind, 'submitted');
});

test('who was passed over is not mailed by a worker who comes late, though nothing speaks against it', async (t) => {
  const table = await testTable(t);
  const reader = await addReader(table, now - hourMs);
  const claims = claimStore(table);
  const subscribers = subscriberStore(table, () => now);
  const batch = batchFor(reader, 'b1');
  await subscribers.save(reader.id, { state: 'confirmed' }, { pausedUntil: now + hourMs });
  const paused = judgeRefusal(await subscribers.load(reader.id), batch, now);
  assert.deepEqual(paused, { kind: 'unwanted', reason: 'paused' });
  const mark = { batchId: 'b1', reason: 'paused' } as const;
  assert.equal(await claims.passOver(reader.id, mark), 'passed over');
  await subscribers.save(reader.id, { state: 'confirmed' }, { pausedUntil: now - 1 });
  const late = await claims.claim(batch, reader.id, claimOf(batch));
  assert.ok(late.kind === 'refused');
  const verdict = judgeRefusal(late.subscriber, batch, now);
  assert.ok(verdict.kind === 'ended' && verdict.outcome.kind === 'skipped');
  assert.equal(verdict.outcome.reason, 'paused');
  const next = batchFor(reader, 'b2');
  assert.equal((await claims.claim(next, reader.id, claimOf(next))).kind, 'claimed');
});

test('nobody is passed over while a worker holds a claim, unless it is the one that ends', async (t) => {
  const table = await testTable(t);
  const reader = await addReader(table, now - hourMs);
  const claims = claimStore(table);
  const batch = batchFor(reader, 'b1');
  const claim = claimOf(batch);
  await claims.claim(batch, reader.id, claim);
  const mark = { batchId: 'b1', reason: 'no-answer' } as const;
  assert.equal(await claims.passOver(reader.id, mark), 'refused');
  assert.equal(await claims.passOver(reader.id, mark, { ...claim, owner: 'other' }), 'refused');
  assert.equal(await claims.passOver(reader.id, mark, claim), 'passed over');
  assert.equal(await claims.passOver(reader.id, mark, claim), 'passed over');
  const row = await subscriberStore(table, () => now).load(reader.id);
  assert.deepEqual([row?.claim, row?.passedOver], [undefined, mark]);
  assert.equal(await claims.passOver('nobody', mark), 'passed over');
  assert.equal(await subscriberStore(table, () => now).load('nobody'), undefined);
});

test('a claim whose worker is gone does not keep the next edition from its reader', async (t) => {
  const table = await testTable(t);
  const reader = await addReader(table, now - hourMs);
  const claims = claimStore(table);
  const left = batchFor(reader, 'b1');
  await claims.claim(left, reader.id, { ...claimOf(left), attempt: 5 });
  const later = now + 24 * hourMs;
  const next = { ...batchFor(reader, 'b2'), editionId: 'e2', cutoff: later };
  const mine = { ...claimOf(next), owner: 'next', at: later };
  const claimed = await claims.claim(next, reader.id, mine);
  assert.ok(claimed.kind === 'refused');
  const { subscriber } = claimed;
  const early = judgeRefusal(subscriber, next, now + 60_000);
  assert.deepEqual(early, { kind: 'busy', until: now + hourMs / 2 });
  const own = judgeRefusal(subscriber, next, now + hourMs);
  assert.deepEqual(own, { kind: 'busy', until: now + hourMs }, 'its own batch comes first');
  const verdict = judgeRefusal(subscriber, next, later);
  assert.ok(verdict.kind === 'stale');
  const elsewhere = { ...next, from: now };
  const refused = await claims.takeOver(elsewhere, verdict.claim, mine, reader.id);
  assert.equal(refused.kind, 'refused', 'what it holds is not what the reader lacks');
  const taken = await claims.takeOver(next, verdict.claim, mine, reader.id);
  assert.equal(taken.kind, 'claimed');
});
