/** Rows as an earlier release wrote them, brought up to this one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PutCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import {
  leftKeptMs,
  otherAddressKeptMs,
  suppressionNamedMs,
} from '../../functions/config/retention.ts';
import { schemaVersion, type UpgradeDeps, upgradeTable } from '../../functions/config/upgrade.ts';
import { getRow, type Row, type Table } from '../../functions/store/client.ts';
import { readerRetention, suppressionRetention } from '../../functions/store/retention.ts';
import { schemaStore } from '../../functions/store/schema.ts';
import { toRow } from '../../functions/store/subscriber-row.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { keys } from '../../functions/store/table.ts';
import { toUnsubscribed } from '../../functions/subscriber/moves.ts';
import { reduceReaders, reduceSuppressions } from '../../functions/subscriber/retention.ts';
import type { Subscriber } from '../../functions/subscriber/subscriber.ts';
import { migrations } from '../../infra/cli/upgrade/migrations.ts';
import { addReader } from '../support/newsletter.ts';
import { testTable } from '../support/table.ts';

const at = Date.UTC(2026, 0, 5, 7);

const put = (table: Table, Item: Row) =>
  table.client.send(new PutCommand({ TableName: table.name, Item }));

async function rowsOf(table: Table): Promise<Row[]> {
  const { Items = [] } = await table.client.send(
    new ScanCommand({ TableName: table.name, ConsistentRead: true }),
  );
  return Items.toSorted((a, b) => (`${a.pk} ${a.sk}` < `${b.pk} ${b.sk}` ? -1 : 1));
}

/** As it was written before there was an instant: the whole row, and nothing in the `due` index. */
async function putOld(table: Table, reader: Subscriber): Promise<void> {
  const { segmentShard: _, ...row } = toRow(reader);
  await put(table, row);
}

/** An address as it was written before there was an index of them. */
async function forgetPlace(table: Table, Key: Row): Promise<void> {
  const UpdateExpression = 'REMOVE findIn, findKey, segmentShard, subscriberId';
  await table.client.send(new UpdateCommand({ TableName: table.name, Key, UpdateExpression }));
}

/** A table of before: people who left, moved, never said when, and addresses that bounced. */
async function oldTable(table: Table) {
  const readers: Record<string, Subscriber> = {};
  for (const name of ['left', 'moved', 'vague', 'reads']) {
    readers[name] = await addReader(table, at, { address: `${name}@readers.example` });
  }
  const { left, moved, vague, reads } = readers;
  assert.ok(left && moved && vague && reads);
  const gone = (one: Subscriber) => {
    const changes = Object.entries(toUnsubscribed(one, 'page', at)?.changes ?? {});
    const kept = changes.filter(([, value]) => value !== null);
    return { ...one, ...Object.fromEntries(kept) } as Subscriber;
  };
  await putOld(table, gone(left));
  const formerAddress = {
    id: 'm',
    address: 'old@readers.example',
    addressKey: 'old@readers.example',
    at,
  };
  await put(table, toRow({ ...moved, formerAddress }));
  const { consent, ...rest } = gone(vague);
  const { withdrawnAt: _, ...consentOfThen } = consent;
  await putOld(table, { ...rest, consent: consentOfThen });
  await put(table, { ...keys.suppression('bounced@readers.example'), reason: 'bounce', at });
  for (const { pk, sk, findKey } of await rowsOf(table)) {
    if (findKey !== undefined) await forgetPlace(table, { pk, sk });
  }
  return { left, moved, vague, reads };
}

const upgrade = (table: Table, isApplied: boolean, deps: UpgradeDeps = schemaStore(table, 3)) =>
  upgradeTable({ isApplied, migrations }, deps);

test('migrations follow each other, and the last makes the version of this release', () => {
  assert.deepEqual(
    migrations.map(({ version }) => version),
    Array.from({ length: schemaVersion }, (_, n) => n + 1),
  );
});

test('a dry run tells what would change, and changes nothing', async (t) => {
  const table = await testTable(t);
  await oldTable(table);
  const before = await rowsOf(table);
  const told = await upgrade(table, false);
  assert.equal(told.kind, 'pending');
  assert.deepEqual(told.kind === 'pending' && told.steps.map(({ rows }) => rows), [2, 1, 4, 4]);
  assert.deepEqual(await rowsOf(table), before);
});

test('rows that were written before there was an instant are taken away when their time is over', async (t) => {
  const table = await testTable(t);
  const { left, moved, vague, reads } = await oldTable(table);
  const later = at + Math.max(leftKeptMs, suppressionNamedMs);
  const sweep = async (now: number) =>
    (await reduceReaders(now, readerRetention(table))) +
    (await reduceSuppressions(
      now,
      suppressionRetention(table, () => now),
    ));
  assert.equal(await sweep(later), 0, 'Nobody finds them as they are.');

  assert.equal((await upgrade(table, true)).kind, 'done');
  assert.equal((await getRow(table, keys.subscriber(moved.id)))?.dueAt, at + otherAddressKeptMs);
  assert.equal(await sweep(later), 3);
  const { load } = subscriberStore(table, () => later);
  assert.equal(await load(left.id), undefined);
  assert.equal((await load(moved.id))?.formerAddress, undefined);
  assert.equal((await load(vague.id))?.state, 'unsubscribed', 'It does not say when: it stays.');
  assert.equal((await load(reads.id))?.state, 'confirmed');
  const text = JSON.stringify(await rowsOf(table));
  assert.doesNotMatch(text, /left@|old@|bounced@/);

  assert.deepEqual(await upgrade(table, true), { kind: 'current', version: schemaVersion });
});

/** Dies at the call of this number, counted over all calls; the write of it may have gone through. */
function dying(deps: UpgradeDeps, number: number, isAfter: boolean): UpgradeDeps {
  let calls = 0;
  const wrapped = Object.entries(deps).map(([name, call]) => [
    name,
    async (...args: never[]) => {
      calls += 1;
      if (calls === number && !isAfter) throw new Error('died');
      const answer: unknown = await (call as (...given: never[]) => unknown)(...args);
      if (calls === number) throw new Error('died');
      return answer;
    },
  ]);
  return Object.fromEntries(wrapped) as UpgradeDeps;
}

test('it may die at any call, and goes on to the same rows', async (t) => {
  const table = await testTable(t);
  await oldTable(table);
  const old = await rowsOf(table);
  await upgrade(table, true);
  const wanted = await rowsOf(table);
  for (const isAfter of [false, true]) {
    for (let number = 1; ; number++) {
      for (const { pk, sk } of await rowsOf(table)) await put(table, { pk, sk });
      for (const row of old) await put(table, row);
      await put(table, { ...keys.schema, version: 0 });
      const died = await upgrade(table, true, dying(schemaStore(table, 3), number, isAfter)).then(
        () => false,
        () => true,
      );
      await upgrade(table, true);
      const now = (await rowsOf(table)).filter((row) => Object.keys(row).length > 2);
      assert.deepEqual(now, wanted, `call ${number}, ${isAfter ? 'after' : 'before'} it`);
      if (!died) break;
    }
  }
});

test('a migration that was begun goes on after its cursor', async (t) => {
  const table = await testTable(t);
  await oldTable(table);
  const read: unknown[] = [];
  const deps = schemaStore(table, 3);
  const noting: UpgradeDeps = {
    ...deps,
    rows: (after) => {
      read.push(after);
      return deps.rows(after);
    },
  };
  await assert.rejects(upgrade(table, true, dying(noting, 6, true)));
  const cursor = await deps.cursor();
  assert.ok(cursor?.after);
  read.length = 0;
  await upgrade(table, true, noting);
  assert.deepEqual(read[0], cursor.after);
});

test('what a door writes in between stays', async (t) => {
  const table = await testTable(t);
  const { left } = await oldTable(table);
  const deps = schemaStore(table);
  const key = keys.subscriber(left.id);
  const back = { ...left, state: 'confirmed' } as const;
  const racing: UpgradeDeps = {
    ...deps,
    change: async (row, change) => {
      if (row.pk === key.pk && row.state === 'unsubscribed') await put(table, toRow(back));
      return deps.change(row, change);
    },
  };
  assert.equal((await upgrade(table, true, racing)).kind, 'done');
  const row = await getRow(table, key);
  assert.deepEqual([row?.state, row?.dueKind], ['confirmed', undefined]);
});

test('a damaged row is counted and left, a table of a newer release is not touched', async (t) => {
  const table = await testTable(t);
  await put(table, { ...keys.subscriber('x'), state: 'unsubscribed', address: 7 });
  const done = await upgrade(table, true);
  assert.equal(done.kind === 'done' && done.damaged, 1);
  await put(table, { ...keys.schema, version: schemaVersion + 1 });
  const before = await rowsOf(table);
  assert.deepEqual(await upgrade(table, true), { kind: 'newer', version: schemaVersion + 1 });
  assert.deepEqual(await rowsOf(table), before);
});
