/** What is told to hooks, noted where it happens: readers, editions, feeds. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Edition } from '../../functions/edition/edition.ts';
import type { HookEvent } from '../../functions/hook/hook.ts';
import { getRow, type Table } from '../../functions/store/client.ts';
import { deliveryStore, dueDeliveries } from '../../functions/store/deliveries.ts';
import { editionStore } from '../../functions/store/editions.ts';
import { eraseSubscriber } from '../../functions/store/erasures.ts';
import { heldEditions } from '../../functions/store/held-editions.ts';
import { hookStore } from '../../functions/store/hooks.ts';
import { deletingBook } from '../../functions/store/newsletter-rows.ts';
import { noteOfFeed } from '../../functions/store/notices.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { keys } from '../../functions/store/table.ts';
import { toRestored, toUnsubscribed } from '../../functions/subscriber/moves.ts';
import { addReader, newEdition, setUpNewsletter } from '../support/newsletter.ts';
import { testTable } from '../support/table.ts';
import { hookTo, paper, start } from './world.ts';

const now = () => start;

async function tableWithHook(t: TestContext, changes: object = {}): Promise<Table> {
  const table = await testTable(t);
  await setUpNewsletter(table);
  await hookStore(table).add(paper, hookTo('https://hooks.example/', changes));
  return table;
}

/** What is to be told of this kind. */
async function noted(table: Table, event: HookEvent) {
  const ids = await dueDeliveries(table, start + 1);
  const all = await Promise.all(ids.map((id) => deliveryStore(table, now).load(id)));
  return all.flatMap((one) => (one?.happening.event === event ? [one.happening] : []));
}

async function leave(table: Table) {
  const reader = await addReader(table, start);
  const move = toUnsubscribed(reader, 'one-click', start);
  assert.ok(move);
  const { save } = subscriberStore(table, now);
  assert.equal(await save(reader.id, move.expected, move.changes), 'saved');
  assert.equal(await save(reader.id, move.expected, move.changes), 'changed');
  return reader;
}

test('a reader who leaves is told once, with the way that they took', async (t) => {
  const table = await tableWithHook(t);
  const reader = await leave(table);
  const [left, ...more] = await noted(table, 'reader.left');
  assert.deepEqual(left?.facts, { reader: reader.id, by: 'one-click' });
  assert.equal(more.length, 0);
});

test('a reader who takes leaving back is told as one who joined once more', async (t) => {
  const table = await tableWithHook(t);
  const { id } = await leave(table);
  const { load, save } = subscriberStore(table, now);
  const left = await load(id);
  assert.ok(left);
  const proof = { at: start + 1, from: '192.0.2.1' };
  const { expected, changes } = toRestored(left, left.segmentId, proof);
  assert.equal(await save(id, expected, changes), 'saved');
  const joined = await noted(table, 'reader.joined');
  assert.deepEqual(
    joined.map(({ at }) => at),
    [start, start + 1],
  );
  assert.equal(new Set(joined.map((one) => one.id)).size, 2);
});

test('a reader who is erased is told as one who left; who had left before is not', async (t) => {
  const table = await tableWithHook(t);
  const reader = await addReader(table, start);
  await eraseSubscriber(table, reader, start);
  assert.deepEqual((await noted(table, 'reader.left'))[0]?.facts, {
    reader: reader.id,
    by: 'erasure',
  });
  const gone = await leave(table);
  const after = await subscriberStore(table, now).load(gone.id);
  assert.ok(after);
  await eraseSubscriber(table, after, start);
  assert.equal((await noted(table, 'reader.left')).length, 2);
});

/** An edition whose readers have all been dealt with. */
async function settled(table: Table, changes: Partial<Edition>): Promise<Edition> {
  const edition = newEdition(start, {
    state: 'sending',
    readers: 3,
    batches: 1,
    batchesDone: 1,
    skipped: 1,
    ...changes,
  });
  await editionStore(table, now).start(edition);
  await editionStore(table, now).finish(edition);
  await editionStore(table, now).finish(edition);
  const row = await getRow(table, keys.edition(edition.id));
  assert.equal(row?.state, 'done');
  return edition;
}

test('an edition that is done is told once, with its counts; one that reached nobody is not', async (t) => {
  const table = await tableWithHook(t);
  await settled(table, { submitted: 2 });
  await settled(table, { id: 'e2', refused: 2 });
  const [sent, ...more] = await noted(table, 'edition.sent');
  assert.deepEqual(sent?.facts, {
    edition: 'e1',
    due: new Date(start).toISOString(),
    submitted: 2,
    refused: 0,
    skipped: 1,
  });
  assert.equal(more.length, 0);
});

test('an edition that waits for its owner is told with the reasons, not when they stopped it', async (t) => {
  const table = await tableWithHook(t);
  const { hold } = heldEditions(table, now);
  for (const [id, check] of [
    ['e1', 'noSubject'],
    ['e2', 'awaitsOwner'],
    ['e3', 'stoppedByOwner'],
  ] as const) {
    const edition = newEdition(start, { id });
    await editionStore(table, now).start(edition);
    const held = await hold(edition, [{ level: 'error', check }]);
    assert.equal(held.state, 'held');
    assert.equal(held.held?.reasons[0]?.check, check);
    // Another that has looked at it before holds it no more.
    assert.equal((await hold(edition, [{ level: 'error', check }])).state, 'held');
  }
  const facts = (await noted(table, 'edition.held')).map(({ facts }) => facts);
  const due = new Date(start).toISOString();
  assert.deepEqual(facts, [
    { edition: 'e1', due, reasons: ['noSubject'] },
    { edition: 'e2', due, reasons: ['awaitsOwner'] },
  ]);
});

test('a feed that fails is told with its notice, once', async (t) => {
  const table = await tableWithHook(t);
  const values = { feed: 'The Gazette', reason: 'It answered 500.' };
  const notice = { id: 'n1', newsletterId: paper, values, at: start };
  await noteOfFeed(table, { ...notice, kind: 'feedFailing' }, 'feed1');
  await noteOfFeed(table, { ...notice, kind: 'feedFailing' }, 'feed1');
  await noteOfFeed(table, { ...notice, id: 'n2', kind: 'feedRecovered' }, 'feed1');
  const happened = await noted(table, 'feed.failing');
  assert.deepEqual(
    happened.map(({ facts }) => facts),
    [{ feed: 'feed1', name: 'The Gazette', reason: 'It answered 500.' }],
  );
  assert.equal((await dueDeliveries(table, start)).length, 1);
  for (const id of ['n1', 'n2']) assert.ok(await getRow(table, keys.notice(id)), id);
});

test('nothing is noted for a hook that is off', async (t) => {
  const table = await tableWithHook(t, { offSince: start });
  await leave(table);
  await settled(table, { submitted: 2 });
  assert.deepEqual(await dueDeliveries(table, start + 1), []);
});

test('hooks and what they are to be told go with their newsletter', async (t) => {
  const table = await tableWithHook(t);
  const reader = await leave(table);
  const { owned, remove } = deletingBook(table, {
    withdrawRoles: async () => {},
    postLetter: async () => {},
    now,
  });
  for await (const rows of owned(paper)) await remove(rows);
  assert.equal(await getRow(table, keys.hooks(paper)), undefined);
  assert.deepEqual(await dueDeliveries(table, start + 1), []);
  assert.equal(await getRow(table, keys.subscriber(reader.id)), undefined);
});
