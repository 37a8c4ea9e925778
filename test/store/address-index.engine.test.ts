/** Readers are found by the beginning of their address, in as many calls however many there are. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { schemaVersion, upgradeTable } from '../../functions/config/upgrade.ts';
import { addressIndex } from '../../functions/store/address-index.ts';
import { moveAddress } from '../../functions/store/address-moves.ts';
import { openTable, type Table } from '../../functions/store/client.ts';
import { eraseSubscriber } from '../../functions/store/erasures.ts';
import { keepImported } from '../../functions/store/imports.ts';
import { findIndex, tableDescription } from '../../functions/store/indexes.ts';
import { listedReaders } from '../../functions/store/listed-readers.ts';
import { putIfAbsent } from '../../functions/store/put-if-absent.ts';
import { writeOne } from '../../functions/store/restore-write.ts';
import { schemaStore } from '../../functions/store/schema.ts';
import { toRow } from '../../functions/store/subscriber-row.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { findReaders } from '../../functions/subscriber/find-readers.ts';
import type { Subscriber } from '../../functions/subscriber/subscriber.ts';
import { migrations } from '../../infra/cli/upgrade/migrations.ts';
import { createTable, startTableEngine } from '../../infra/local/table.ts';
import { countCalls } from '../support/counted-calls.ts';
import { addReader, addReaders, seedReaders } from '../support/newsletter.ts';
import { testTable, useAnyCredentials } from '../support/table.ts';

const at = Date.parse('2026-05-01T12:00:00Z');
const now = () => at;

async function currentTable(t: TestContext): Promise<Table> {
  const table = await testTable(t);
  await schemaStore(table).begin(schemaVersion);
  return table;
}

async function find(table: Table, beginning: string, after?: string, newsletterId = 'paper') {
  const found = await findReaders({ newsletterId, beginning, after }, addressIndex(table, now));
  assert.equal(found.kind, 'found');
  return found.kind === 'found' ? found : assert.fail();
}

const addressesOf = ({ readers }: { readonly readers: readonly Subscriber[] }) =>
  readers.map(({ address }) => address);

test('by an address, or its beginning in any spelling, in the order of addresses', async (t) => {
  const table = await currentTable(t);
  for (const name of ['anna', 'ann', 'ansgar', 'bert']) {
    await addReader(table, at, { address: `${name}@readers.example` });
  }
  await addReader(table, at, { address: 'anton@readers.example', newsletterId: 'other' });
  const all = ['ann@readers.example', 'anna@readers.example', 'ansgar@readers.example'];
  assert.deepEqual(addressesOf(await find(table, 'an')), all);
  assert.deepEqual(addressesOf(await find(table, ' ANN')), all.slice(0, 2));
  assert.deepEqual(addressesOf(await find(table, 'mailto:Ann@Readers.EXAMPLE')), [all[0]]);
  assert.deepEqual(addressesOf(await find(table, 'nn')), []);
  assert.deepEqual(addressesOf(await find(table, 'an', undefined, 'other')), [
    'anton@readers.example',
  ]);
  const input = { newsletterId: 'paper', beginning: 'a' };
  assert.deepEqual(await findReaders(input, addressIndex(table, now)), { kind: 'too-short' });
});

test('page after page, each reader once', async (t) => {
  const table = await currentTable(t);
  await addReaders(table, at, 120);
  const pages: string[][] = [];
  let after: string | undefined;
  do {
    const page = await find(table, 'reader', after);
    pages.push(addressesOf(page));
    after = page.next;
  } while (after !== undefined);
  assert.deepEqual(
    pages.map(({ length }) => length),
    [50, 50, 20],
  );
  assert.equal(new Set(pages.flat()).size, 120);
  assert.deepEqual(pages.flat(), pages.flat().toSorted());
});

test('the same calls with fifty readers as with two thousand', async (t) => {
  const table = await currentTable(t);
  const calls = async () => {
    const counted = countCalls(table);
    assert.equal((await find(counted.table, 're')).readers.length, 50);
    return counted.calls();
  };
  await addReaders(table, at, 50);
  const few = await calls();
  assert.deepEqual(few.toSorted(), ['BatchGetItem', 'GetItem', 'Query']);
  await seedReaders(table, at, 2_000);
  assert.deepEqual((await calls()).toSorted(), few.toSorted());
});

test('who moves, comes by an import or a restore, or is erased, is found so', async (t) => {
  const table = await currentTable(t);
  const moves = await addReader(table, at, { address: 'before@readers.example' });
  const change = { id: 'c', address: 'zoe@x.example', addressKey: 'zoe@x.example', at };
  await subscriberStore(table, now).save(
    moves.id,
    { state: 'confirmed' },
    { addressChange: change },
  );
  await moveAddress(table, { subscriber: moves, change, from: '192.0.2.1', at });
  assert.deepEqual(addressesOf(await find(table, 'before')), []);
  assert.deepEqual(addressesOf(await find(table, 'zo')), ['zoe@x.example']);
  await eraseSubscriber(table, { ...moves, ...change, id: moves.id }, at);
  assert.deepEqual(addressesOf(await find(table, 'zo')), []);

  const named = (id: string, address: string): Subscriber => {
    const { formerAddress: _, ...rest } = moves;
    return { ...rest, id, address, addressKey: address };
  };
  await keepImported(table, [{ reader: named('i', 'imported@x.example') }], at);
  assert.deepEqual(addressesOf(await find(table, 'im')), ['imported@x.example']);
  const idle = () => Promise.reject(new Error('Nothing of this is asked for.'));
  const restoring = { takeBack: idle, removeFeed: idle, slotOf: () => '', earlierHashes: () => [] };
  const openSegment = async () => 'segment';
  const back = named('b', 'back@x.example');
  const left = { ...named('l', 'left@x.example'), state: 'unsubscribed' } as const;
  for (const [kind, subscriber] of [
    ['reader', back],
    ['standing', left],
  ] as const) {
    const write = { kind, subscriber, row: toRow(subscriber) };
    assert.equal(await writeOne(table, write, { ...restoring, openSegment, now }), 'written');
  }
  assert.deepEqual(addressesOf(await find(table, 'ba')), ['back@x.example']);
  assert.deepEqual(addressesOf(await find(table, 'le')), ['left@x.example']);
});

/** The address rows as a release before wrote them. */
async function ageAddresses(table: Table): Promise<void> {
  const { Items = [] } = await table.client.send(
    new ScanCommand({ TableName: table.name, ConsistentRead: true }),
  );
  for (const { pk, sk } of Items.filter(({ findKey }) => findKey !== undefined)) {
    const UpdateExpression = 'REMOVE findIn, findKey, segmentShard, subscriberId';
    await table.client.send(
      new UpdateCommand({ TableName: table.name, Key: { pk, sk }, UpdateExpression }),
    );
  }
}

test('who came before there was an index is found after the upgrade, and it is told before', async (t) => {
  const table = await testTable(t);
  await addReaders(table, at, 3);
  await ageAddresses(table);
  await addReader(table, at, { address: 'reader-new@readers.example' });
  await putIfAbsent(table, { pk: 'ADDRESS#a@x.example', sk: 'SUPPRESSION', reason: 'bounce', at });
  await schemaStore(table).begin(2);
  const before = await find(table, 'reader');
  assert.deepEqual(addressesOf(before), ['reader-new@readers.example']);
  assert.equal(before.isComplete, false);
  const done = await upgradeTable({ isApplied: true, migrations }, schemaStore(table, 2));
  assert.deepEqual(done.kind === 'done' && done.steps.map(({ rows }) => rows), [3, 3]);
  const after = await find(table, 'reader');
  assert.equal(after.readers.length, 4);
  assert.equal(after.isComplete, true);
});

test('who came before readers were in the order of their ids is in it after the upgrade', async (t) => {
  const table = await testTable(t);
  await addReaders(table, at, 3);
  await ageAddresses(table);
  await schemaStore(table).begin(2);
  const { ranges, listed, isComplete } = listedReaders(table, () => at);
  const all = async () => {
    const pages = Array.from({ length: ranges }, (_, range) => listed('paper', { range }, 9));
    return (await Promise.all(pages)).flatMap(({ ids }) => ids);
  };
  assert.deepEqual([await isComplete(), await all()], [false, []]);
  await upgradeTable({ isApplied: true, migrations }, schemaStore(table, 2));
  const { readers } = await find(table, 'reader');
  assert.equal(await isComplete(), true);
  assert.deepEqual((await all()).toSorted(), readers.map(({ id }) => id).toSorted());
});

test('a data folder of an earlier release gets the index when it is opened', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-index-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  useAnyCredentials();
  const engine = await startTableEngine(join(folder, 'table.sqlite'));
  t.after(engine.stop);
  const TableName = 'Earlier';
  const { GlobalSecondaryIndexes, AttributeDefinitions } = tableDescription;
  await createTable(engine.endpoint, {
    ...tableDescription,
    TableName,
    AttributeDefinitions: AttributeDefinitions.filter(
      ({ AttributeName }) => !AttributeName.startsWith('find'),
    ),
    GlobalSecondaryIndexes: GlobalSecondaryIndexes.filter(
      ({ IndexName }) => IndexName !== findIndex,
    ),
  });
  const table = openTable(TableName, { endpoint: engine.endpoint });
  t.after(() => table.client.destroy());
  await addReader(table, at, { address: 'ann@readers.example' });
  const input = { newsletterId: 'paper', beginning: 'an' };
  assert.deepEqual(await findReaders(input, addressIndex(table, now)), { kind: 'no-index' });
  for (const _ of ['once', 'again']) {
    await createTable(engine.endpoint, { ...tableDescription, TableName });
    assert.deepEqual(addressesOf(await find(table, 'an')), ['ann@readers.example']);
  }
  const { Table } = await table.client.send(new DescribeTableCommand({ TableName }));
  assert.equal(Table?.GlobalSecondaryIndexes?.length, GlobalSecondaryIndexes.length);
});
