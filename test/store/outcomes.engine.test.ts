/** Two workers at one batch, and answers that come late: what SES said stays. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Batch, Outcome } from '../../functions/edition/batch.ts';
import { writeEarlier } from '../../functions/mail/earlier-batch.ts';
import { settleEvent } from '../../functions/mail/settle-event.ts';
import { batchStore } from '../../functions/store/batches.ts';
import { claimStore } from '../../functions/store/claims.ts';
import { editionStore } from '../../functions/store/editions.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import type { Subscriber } from '../../functions/subscriber/subscriber.ts';
import { addReader, newEdition } from '../support/newsletter.ts';
import { testTable } from '../support/table.ts';

const at = Date.parse('2026-05-01T12:00:00Z');
const submitted = { kind: 'submitted', messageId: 'm-1', at } as const;
const paused = { kind: 'skipped', reason: 'paused', at } as const;
const refused = { kind: 'refused', reason: 'MessageRejected', at } as const;

/** An edition with one batch of these readers. */
async function batchOf(t: TestContext, readers: readonly string[]) {
  const table = await testTable(t);
  const now = () => at;
  const [batches, editions] = [batchStore(table, now), editionStore(table, now)];
  const edition = newEdition(at);
  await editions.start(edition);
  await batches.add(edition, { id: 'b1', contentKey: 'c', from: at, readers });
  const load = async (): Promise<Batch> => {
    const batch = await batches.load({ editionId: 'e1', batchId: 'b1' });
    assert.ok(batch !== undefined);
    return batch;
  };
  const counts = async () => {
    const kept = await editions.load('e1');
    return [kept?.submitted, kept?.refused, kept?.skipped, kept?.batchesDone];
  };
  const write = (batch: Batch, outcomes: Record<string, Outcome>) =>
    batches.record(batch, { outcomes, stragglers: [] });
  return { table, batches, load, counts, write };
}

test('who was passed over by one worker and mailed by another counts as mailed, in any order', async (t) => {
  const { load, counts, write } = await batchOf(t, ['r1', 'r2', 'r3']);
  const slow = await load();
  await write(await load(), { r1: submitted });
  await write(slow, { r1: paused, r2: paused });
  await write(slow, { r2: refused });
  await write(slow, { r3: submitted });
  const { outcomes, state } = await load();
  assert.deepEqual(outcomes, { r1: submitted, r2: refused, r3: submitted });
  assert.equal(state, 'done');
  assert.deepEqual(await counts(), [2, 1, 0, 1]);
});

test('what a worker did not live to write is written before the next mail takes its place', async (t) => {
  const { batches, load, counts } = await batchOf(t, ['r1', 'r2']);
  const lastSubmitted = { editionId: 'e1', batchId: 'b1', messageId: 'm-1', at };
  const reader = (id: string) => ({ id, lastSubmitted }) as Subscriber;
  await writeEarlier(reader('r1'), { batches, now: () => at + 60_000 });
  assert.deepEqual((await load()).outcomes, { r1: submitted });
  await writeEarlier(reader('r2'), { batches, now: () => at + 24 * 3_600_000 });
  assert.equal((await load()).state, 'open', 'a day later nobody looks any more');
  await writeEarlier(reader('r2'), { batches, now: () => at + 60_000 });
  await writeEarlier(reader('r1'), { batches, now: () => at + 60_000 });
  assert.deepEqual(await counts(), [2, 0, 0, 1]);
});

test('a worker that ends the batch takes in what was written since it read it', async (t) => {
  const { load, counts, write } = await batchOf(t, ['r1', 'r2']);
  const slow = await load();
  await write(await load(), { r1: submitted });
  assert.equal(await write(slow, { r1: paused, r2: paused }), 'done');
  assert.deepEqual((await load()).outcomes, { r1: submitted, r2: paused });
  assert.deepEqual(await counts(), [1, 0, 1, 1]);
});

test('an answer that comes when the batch is done is put right, once', async (t) => {
  const { load, counts, write } = await batchOf(t, ['r1', 'r2']);
  const slow = await load();
  await write(await load(), { r1: paused, r2: submitted });
  for (let n = 0; n < 2; n++) await write(slow, { r1: submitted });
  assert.deepEqual((await load()).outcomes, { r1: submitted, r2: submitted });
  assert.deepEqual(await counts(), [2, 0, 0, 1]);
});

test("SES's event of a mail that was given up moves the cursor: it is not mailed again", async (t) => {
  const { apply, after, counts } = await givenUp(t);
  for (let n = 0; n < 2; n++) await apply();
  const { reader, outcome } = await after();
  assert.equal(reader?.receivedThrough, at + 9);
  assert.equal(reader?.lastSubmitted?.messageId, 'm-9');
  assert.equal(outcome?.kind, 'submitted');
  assert.deepEqual(await counts(), [0, 0, 0, 0], 'the other edition is not touched');
});

test('such an event that dies before it reaches the batch is finished when it comes again', async (t) => {
  const { apply, after } = await givenUp(t);
  await assert.rejects(
    apply(() => Promise.reject(new Error('died'))),
    /died/,
  );
  assert.equal((await after()).reader?.receivedThrough, at + 9);
  assert.equal((await after()).outcome?.kind, 'skipped');
  await apply();
  assert.equal((await after()).outcome?.kind, 'submitted');
});

/** A reader whom their batch skipped although SES took the mail, and the event that tells so. */
async function givenUp(t: TestContext) {
  const { table, batches, load, counts, write } = await batchOf(t, ['r1']);
  const { id } = await addReader(table, at);
  const subscribers = subscriberStore(table, () => at);
  const edition = { ...newEdition(at), id: 'e2', cutoff: at + 9 };
  await editionStore(table, () => at).start(edition);
  await batches.add(edition, { id: 'b2', contentKey: 'c', from: at, readers: [id] });
  const batch = { ...(await load()), editionId: 'e2', id: 'b2', cutoff: at + 9, readers: [id] };
  await write(batch, { [id]: paused });
  const key = { kind: 'edition', editionId: 'e2', batchId: 'b2', subscriberId: id } as const;
  const nothing = async () => {};
  const addresses = {
    suppress: nothing,
    trace: nothing,
    hide: async () => {},
    countBounce: async () => 0,
  };
  const apply = (record = batches.record) =>
    settleEvent(
      { messageId: 'm-9', key, report: { kind: 'sent' } },
      {
        subscriber: subscribers.load,
        claims: claimStore(table),
        batches: { ...batches, record },
        letters: { load: async () => undefined, save: async () => true },
        noteTrial: nothing,
        addresses,
        now: () => at,
      },
    );
  const after = async () => ({
    reader: await subscribers.load(id),
    outcome: (await batches.load({ editionId: 'e2', batchId: 'b2' }))?.outcomes[id],
  });
  return { apply, after, counts };
}
