/** Readers of an edition who are planned once more: any number, noted once, dropped when planned. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { freezeStragglers, type SegmentReader } from '../../functions/edition/plan/freeze.ts';
import { batchStore } from '../../functions/store/batches.ts';
import { updateRow } from '../../functions/store/client.ts';
import { editionStore } from '../../functions/store/editions.ts';
import { keys } from '../../functions/store/table.ts';
import { newEdition } from '../support/newsletter.ts';
import { testTable } from '../support/table.ts';

const at = Date.parse('2026-05-01T12:00:00Z');
const moved = { kind: 'skipped', reason: 'cursor-moved', at } as const;

/** An edition that is being sent, with one open batch of these readers. */
async function sending(t: TestContext, readers: readonly string[]) {
  const table = await testTable(t);
  const now = () => at;
  const [batches, editions] = [batchStore(table, now), editionStore(table, now)];
  const edition = newEdition(at);
  await editions.start(edition);
  await batches.add(edition, { id: 'b1', contentKey: 'c', from: 1, readers });
  await editions.saveProgress(edition, { passedOver: edition.passedOver });
  const batch = await batches.load({ editionId: 'e1', batchId: 'b1' });
  assert.ok(batch !== undefined);
  const load = async () => {
    const kept = await editions.load('e1');
    assert.ok(kept !== undefined);
    return kept;
  };
  const met: string[][] = [];
  /** Plans them once more, as if each had been served meanwhile. */
  const freeze = async (hasTime = () => true) =>
    freezeStragglers(await load(), {
      ...editions,
      cursorsOf: async (ids): Promise<SegmentReader[]> => {
        met.push([...ids]);
        return ids.map((id) => ({ id, receivedThrough: at }));
      },
      hasTime,
      freezing: {
        content: async () => async () => undefined,
        objection: async () => undefined,
        addBatch: batches.add,
        enqueue: async () => {},
      },
      hold: async (held) => held,
    });
  return { table, batches, editions, batch, load, met, freeze };
}

test('an edition takes more stragglers than a row can hold, and meets each of them once', async (t) => {
  const readers = Array.from({ length: 50 }, (_, n) => `last-${n}`);
  const { table, batches, editions, batch, load, met, freeze } = await sending(t, readers);
  const chunks = Array.from({ length: 250 }, (_, chunk) => ({
    ...keys.stragglers('e1', `b${String(chunk).padStart(31, '0')}`),
    batchId: `b${String(chunk).padStart(31, '0')}`,
    readers: new Set(Array.from({ length: 50 }, (_, n) => `${chunk}-${n}-${'x'.repeat(24)}`)),
  }));
  for (let start = 0; start < chunks.length; start += 25) {
    const puts = chunks.slice(start, start + 25).map((Item) => ({ PutRequest: { Item } }));
    await table.client.send(new BatchWriteCommand({ RequestItems: { [table.name]: puts } }));
  }
  await updateRow(table, keys.edition('e1'), {
    UpdateExpression: 'ADD batches :more',
    ExpressionAttributeValues: { ':more': chunks.length },
  });

  const outcomes = Object.fromEntries(readers.map((id) => [id, moved]));
  assert.equal(await batches.record(batch, { outcomes, stragglers: readers }), 'done');
  assert.equal((await load()).state, 'sending');

  let pages = 0;
  assert.equal(await freeze(() => ++pages <= 3), 'unfinished');
  assert.equal(await freeze(), 'frozen');
  assert.equal(new Set(met.flat()).size, 12_550);
  assert.equal(met.flat().length, 12_550);
  assert.ok(Math.max(...met.map((page) => page.length)) <= 500);
  await editions.finish(await load());
  const after = await load();
  assert.deepEqual([after.state, after.batches, after.batchesDone], ['done', 1, 1]);
});

test('noted twice they count once, and who is noted while others are planned stays', async (t) => {
  const { batches, batch, editions, load, freeze } = await sending(t, ['r1', 'r2', 'r3']);
  const note = (id: string) => batches.record(batch, { outcomes: {}, stragglers: [id] });
  await note('r1');
  await note('r1');
  assert.equal((await load()).batches, 2, 'as long as the row is there, its edition is not done');
  for await (const page of editions.stragglers(await load())) {
    assert.deepEqual(
      page.map(({ readers }) => readers),
      [['r1']],
    );
    await note('r2');
    await editions.dropStragglers(await load(), page);
    break;
  }
  assert.equal((await load()).batches, 2, 'the row has more than was planned');
  assert.equal(await freeze(), 'frozen');
  assert.equal((await load()).batches, 1);
  assert.equal(await freeze(), 'none');
});

test('who has strayed in two batches is planned once', async (t) => {
  const { batches, batch, editions, load, met, freeze } = await sending(t, ['r1']);
  await batches.add(await load(), { id: 'b2', contentKey: 'c', from: 2, readers: ['r1', 'r2'] });
  const other = await batches.load({ editionId: 'e1', batchId: 'b2' });
  assert.ok(other !== undefined);
  await batches.record(batch, { outcomes: { r1: moved }, stragglers: ['r1'] });
  await batches.record(other, { outcomes: { r1: moved, r2: moved }, stragglers: ['r1', 'r2'] });
  assert.equal(await freeze(), 'frozen');
  assert.deepEqual(met, [['r1', 'r2']]);
  await editions.finish(await load());
  assert.equal((await load()).state, 'done');
});

test('of a batch that another worker has ended, nobody is noted', async (t) => {
  const { batches, batch, load, freeze } = await sending(t, ['r1']);
  const mailed = { kind: 'submitted', messageId: 'm', at } as const;
  await batches.record(batch, { outcomes: { r1: mailed }, stragglers: [] });
  await batches.record(batch, { outcomes: { r1: moved }, stragglers: ['r1'] });
  assert.equal(await freeze(), 'none');
  const { state, batches: count } = await load();
  assert.deepEqual([state, count], ['done', 1]);
});

test('a release before and this one work on the same edition', async (t) => {
  const { table, batches, batch, editions, load, met, freeze } = await sending(t, ['r1', 'r2']);
  // What the older one writes, and how it ends an edition.
  const older = {
    note: (ids: string[]) =>
      updateRow(table, keys.edition('e1'), {
        UpdateExpression: 'ADD stragglers :ids',
        ExpressionAttributeValues: { ':ids': new Set(ids) },
      }),
    finish: async () => {
      const { batches: count } = await load();
      return updateRow(table, keys.edition('e1'), {
        UpdateExpression: 'SET #state = :done REMOVE dueKind, dueAt',
        ConditionExpression:
          '#state = :sending AND batches = :batches AND batchesDone = :batches' +
          ' AND attribute_not_exists(stragglers)',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':done': 'done', ':sending': 'sending', ':batches': count },
      });
    },
  };
  await batches.record(batch, { outcomes: { r1: moved, r2: moved }, stragglers: ['r1'] });
  assert.equal((await older.finish()).kind, 'refused', 'it waits for rows that it does not know');
  const many = Array.from({ length: 1_200 }, (_, n) => `old-${n}`);
  await older.note(many);
  assert.equal(await freeze(), 'frozen');
  assert.deepEqual(met.flat().sort(), [...many, 'r1'].sort());
  assert.deepEqual((await load()).stragglers, []);
  await editions.finish(await load());
  assert.equal((await load()).state, 'done');
});
