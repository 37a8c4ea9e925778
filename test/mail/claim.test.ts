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
