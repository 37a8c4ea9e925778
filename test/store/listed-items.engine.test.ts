/** The headings of a period are the same by the index as day by day, in fewer calls. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { dayMs, hourMs } from '../../functions/config/time.ts';
import { schemaVersion, upgradeTable } from '../../functions/config/upgrade.ts';
import type { Heading } from '../../functions/edition/choose/headings.ts';
import type { ComposeDeps } from '../../functions/edition/plan/compose.ts';
import type { Table } from '../../functions/store/client.ts';
import { itemStore } from '../../functions/store/items.ts';
import { listedHeadings } from '../../functions/store/listed-items.ts';
import { schemaStore } from '../../functions/store/schema.ts';
import { keys } from '../../functions/store/table.ts';
import { migrations } from '../../infra/cli/upgrade/migrations.ts';
import { addItems, item } from '../support/newsletter.ts';
import { testTable } from '../support/table.ts';
import { countCalls } from '../support/table-calls.ts';

const now = Date.parse('2026-03-02T09:00:00Z');

async function read(headings: ComposeDeps['headings'], from: number, to: number) {
  const pages: (readonly Heading[])[] = [];
  for await (const page of headings('paper', from, to)) pages.push(page);
  return pages;
}

/** Each page by itself may be in any order; no page has anything of before the one in front of it. */
function inOrder(pages: readonly (readonly Heading[])[]): Heading[] {
  const all = pages.flatMap((page) => page.toSorted((a, b) => a.firstSeenAt - b.firstSeenAt));
  const times = all.map(({ firstSeenAt }) => firstSeenAt);
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  );
  return all;
}

async function bothWays(table: Table, from: number, to: number) {
  const byDay = inOrder(await read(itemStore(table).headings, from, to));
  const headings = listedHeadings(table);
  await read(headings, now - 1, now);
  let listed: Heading[] = [];
  const calls = await countCalls(table, async () => {
    listed = inOrder(await read(headings, from, to));
  });
  assert.deepEqual(listed, byDay);
  return { calls, items: byDay.length };
}

test('a month with an item on some days takes three calls, and one with many on few days as many as days', async (t) => {
  const table = await testTable(t);
  await schemaStore(table).begin(schemaVersion);
  for (let day = 0; day < 40; day += 3) await addItems(table, item(now - day * dayMs - hourMs));
  assert.deepEqual(await bothWays(table, now - 38 * dayMs, now), { calls: 3, items: 13 });
  const busy = Array.from({ length: 230 }, (_, n) => item(now - 50 * dayMs - n * 1_000));
  await addItems(table, ...busy);
  assert.deepEqual(await bothWays(table, now - 60 * dayMs, now - 45 * dayMs), {
    ...{ calls: 3, items: 230 },
  });
  assert.deepEqual(await bothWays(table, now - hourMs / 2, now), { calls: 1, items: 0 });
  assert.deepEqual(await bothWays(table, now, now), { calls: 0, items: 0 });
});

test('items of an earlier release are found day by day until the upgrade has listed them', async (t) => {
  const table = await testTable(t);
  const stamps = [now - 3 * dayMs, now - 2 * dayMs, now - hourMs];
  await addItems(table, ...stamps.map((at) => item(at)));
  for (const at of stamps) {
    await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keys.item('paper', at, 'feed1', `item-${at}`),
        UpdateExpression: 'REMOVE findIn, findKey',
        ConditionExpression: 'attribute_exists(findIn)',
      }),
    );
  }
  await schemaStore(table).begin(schemaVersion - 1);
  const span = [now - 9 * dayMs, now] as const;
  assert.deepEqual(await bothWays(table, ...span), { calls: 11, items: 3 });
  await upgradeTable({ isApplied: true, migrations }, schemaStore(table, 2));
  assert.deepEqual(await bothWays(table, ...span), { calls: 3, items: 3 });
});
