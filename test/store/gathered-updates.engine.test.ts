/** Claims and settlements that meet, and go together in one call to the table. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Batch } from '../../functions/edition/batch.ts';
import { gatheringClaimStore } from '../../functions/store/claims.ts';
import type { Table } from '../../functions/store/client.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import type { Claim, Subscriber } from '../../functions/subscriber/subscriber.ts';
import { addReader } from '../support/newsletter.ts';
import { testTable } from '../support/table.ts';

const now = Date.UTC(2026, 2, 2, 7);
const hourMs = 3_600_000;

const batchOf = (readers: readonly Subscriber[]): Batch => ({
  editionId: 'e1',
  id: 'b1',
  newsletterId: 'paper',
  segmentId: readers[0]?.segmentId ?? '',
  contentKey: 'c',
  from: now - hourMs,
  cutoff: now,
  readers: readers.map(({ id }) => id),
  outcomes: {},
  state: 'open',
});

const claimOf = (readerId: string): Claim => ({
  editionId: 'e1',
  batchId: 'b1',
  owner: `worker of ${readerId}`,
  at: now,
  cutoff: now,
  attempt: 1,
});

type Meet = (command: string, input: object, answer: () => Promise<unknown>) => Promise<unknown>;

/** Notes the calls that go to the table, and lets a test come between. */
async function watchedTable(t: TestContext, meet: Meet = (_, __, answer) => answer()) {
  const table = await testTable(t);
  const readers: Subscriber[] = [];
  for (let n = 0; n < 12; n++) readers.push(await addReader(table, now - hourMs));
  const calls: string[] = [];
  type Call = { constructor: { name: string }; input: { Statements?: unknown[] } };
  const send = table.client.send.bind(table.client) as (call: Call) => Promise<unknown>;
  const watch = (call: Call) => {
    const count = call.input.Statements?.length;
    calls.push(count === undefined ? call.constructor.name : `${count} together`);
    return meet(call.constructor.name, call.input, () => send(call));
  };
  const client = Object.assign(Object.create(table.client), { send: watch });
  const watched: Table = { ...table, client };
  return { readers, calls, watched, table, claims: gatheringClaimStore(watched) };
}

test('claims that meet go together, and what stands against one is told as if it had gone alone', async (t) => {
  const { readers, calls, table, claims } = await watchedTable(t);
  const batch = batchOf(readers);
  const subscribers = subscriberStore(table, () => now);
  const [, paused, left, served] = readers;
  assert.ok(paused !== undefined && left !== undefined && served !== undefined);
  const confirmed = { state: 'confirmed' } as const;
  await subscribers.save(paused.id, confirmed, { pausedUntil: now + hourMs });
  await subscribers.save(left.id, confirmed, { state: 'unsubscribed' });
  await subscribers.save(served.id, confirmed, { receivedThrough: now });
  const all = [...readers.map(({ id }) => id), 'nobody'];
  const results = await Promise.all(all.map((id) => claims.claim(batch, id, claimOf(id))));
  assert.deepEqual(
    results.map(({ kind }) => kind),
    all.map((id) =>
      [paused.id, left.id, served.id, 'nobody'].includes(id) ? 'refused' : 'claimed',
    ),
  );
  for (const [n, result] of results.entries()) {
    assert.ok(result.kind !== 'unreadable');
    assert.equal(result.subscriber?.id, readers[n]?.id);
  }
  assert.ok(results[2]?.kind === 'refused');
  assert.equal(results[2].subscriber?.state, 'unsubscribed');
  const first = await subscribers.load(readers[0]?.id ?? '');
  assert.deepEqual(first?.claim, claimOf(readers[0]?.id ?? ''));
  assert.deepEqual(calls.slice(0, 3), ['UpdateCommand', '10 together', '2 together']);
  assert.equal(calls.length, 3 + 4, 'each that is refused is asked for once more, alone');
});

test('settlements that meet go together, and each moves its reader’s cursor as far as it may', async (t) => {
  const { readers, calls, table, claims } = await watchedTable(t);
  const batch = batchOf(readers);
  await Promise.all(readers.map(({ id }) => claims.claim(batch, id, claimOf(id))));
  const subscribers = subscriberStore(table, () => now);
  const ahead = readers[4]?.id ?? '';
  await subscribers.save(ahead, { state: 'confirmed' }, { receivedThrough: now + hourMs });
  calls.length = 0;
  await Promise.all(readers.map(({ id }) => claims.settle(id, claimOf(id), `m-${id}`)));
  assert.deepEqual(calls.slice(0, 3), ['UpdateCommand', '10 together', 'UpdateCommand']);
  assert.equal(calls.length, 3 + 2, 'only the one that was refused is asked for again');
  for (const { id } of readers) {
    const row = await subscribers.load(id);
    assert.equal(row?.claim, undefined);
    assert.equal(row?.receivedThrough, id === ahead ? now + hourMs : now);
    assert.equal(row?.lastSubmitted?.messageId, `m-${id}`);
  }
});

test('a claim that is asked for alone goes alone, and no call waits for company', async (t) => {
  const { readers, calls, claims } = await watchedTable(t);
  const batch = batchOf(readers);
  for (const { id } of readers.slice(0, 3)) await claims.claim(batch, id, claimOf(id));
  assert.deepEqual(calls, ['UpdateCommand', 'UpdateCommand', 'UpdateCommand']);
});

for (const { what, answer } of [
  {
    what: 'whose answer is lost after it was carried out',
    answer: async (carryOut: () => Promise<unknown>) => {
      await carryOut();
      throw new Error('socket hang up');
    },
  },
  {
    what: 'that is refused as a whole',
    answer: async () => {
      throw new Error('not authorized to perform: dynamodb:PartiQLUpdate');
    },
  },
  {
    what: 'whose statements were throttled, or answered without their rows',
    answer: async (carryOut: () => Promise<unknown>) => {
      const { Responses = [] } = (await carryOut()) as { Responses?: object[] };
      const throttled = { Error: { Code: 'ThrottlingError' } };
      return { Responses: Responses.map((_, n) => (n % 2 === 0 ? throttled : {})) };
    },
  },
]) {
  test(`a call ${what} is made good one by one`, async (t) => {
    const { readers, table, claims } = await watchedTable(t, (command, _, carryOut) =>
      command === 'BatchExecuteStatementCommand' ? answer(carryOut) : carryOut(),
    );
    const batch = batchOf(readers);
    const subscribers = subscriberStore(table, () => now);
    const results = await Promise.all(
      readers.map(({ id }) => claims.claim(batch, id, claimOf(id))),
    );
    assert.deepEqual(new Set(results.map(({ kind }) => kind)), new Set(['claimed']));
    await Promise.all(readers.map(({ id }) => claims.settle(id, claimOf(id), `m-${id}`)));
    for (const { id } of readers) {
      const row = await subscribers.load(id);
      assert.equal(row?.claim, undefined);
      assert.equal(row?.receivedThrough, now);
      assert.equal(row?.lastSubmitted?.messageId, `m-${id}`);
    }
  });
}

test('a table that does not take statements is not asked to again', async (t) => {
  const refused = { Responses: Array(10).fill({ Error: { Code: 'ValidationError' } }) };
  const { readers, calls, claims } = await watchedTable(t, async (command, _, carryOut) =>
    command === 'BatchExecuteStatementCommand' ? refused : carryOut(),
  );
  const batch = batchOf(readers);
  await Promise.all(readers.map(({ id }) => claims.claim(batch, id, claimOf(id))));
  const before = calls.filter((call) => call.endsWith('together')).length;
  await Promise.all(readers.map(({ id }) => claims.claim(batch, id, claimOf(id))));
  assert.ok(before > 0);
  assert.equal(calls.filter((call) => call.endsWith('together')).length, before);
});

test('what the table refuses even one by one fails for its own reader only', async (t) => {
  const { readers, claims } = await watchedTable(t, async (_, input, carryOut) => {
    if (JSON.stringify(input).includes(broken)) throw new Error('no');
    return carryOut();
  });
  const broken = readers[3]?.id ?? '';
  const batch = batchOf(readers);
  const results = await Promise.allSettled(
    readers.map(({ id }) => claims.claim(batch, id, claimOf(id))),
  );
  const failed = results.map(({ status }, n) => (status === 'rejected' ? readers[n]?.id : []));
  assert.deepEqual(failed.flat(), [broken]);
});
