/** What is new in a feed is stored together, on the real engine. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../functions/feed/item.ts';
import type { News } from '../../functions/feed/keep/refresh-deps.ts';
import type { Table } from '../../functions/store/client.ts';
import { itemStore } from '../../functions/store/items.ts';
import { storeNews } from '../../functions/store/new-items.ts';
import { item } from '../support/newsletter.ts';
import { testTable } from '../support/table.ts';

const at = Date.parse('2026-05-01T12:00:00Z');
const feed = { newsletterId: 'paper', feedId: 'feed1' };
const longText = '<p>The ferry waited for the tide, and everybody on the quay sang.</p>'.repeat(9);

/** Item `n` with four names, one of which it may share with others. */
function news(n: number, changes: Partial<Item> = {}, body = `b-${n}`): News {
  const { firstSeenAt: _, ...fresh } = item(0, { key: `i-${n}`, content: longText, ...changes });
  return { item: fresh, identityKeys: [`i-${n}`, `l-${n}`, `c-${n}`, body], words: `w-${n}` };
}

function numbers(from: number, count: number): News[] {
  return Array.from({ length: count }, (_, n) => news(from + n));
}

/** How many writes each transaction had. */
function countTransactions(table: Table): number[] {
  const sizes: number[] = [];
  table.client.middlewareStack.add(
    (next, context) => (args) => {
      const { TransactItems = [] } = args.input as { TransactItems?: object[] };
      if (context.commandName === 'TransactWriteItemsCommand') sizes.push(TransactItems.length);
      return next(args);
    },
    { step: 'initialize', priority: 'low' },
  );
  return sizes;
}

async function stored(table: Table): Promise<Item[]> {
  return itemStore(table).between('paper', at - 1, at + 10_000);
}

test('twenty items are two transactions; each has its rows, its names, and an instant of its own', async (t) => {
  const table = await testTable(t);
  const sizes = countTransactions(table);
  assert.equal(await storeNews(table, numbers(0, 20), () => at), 20);
  assert.deepEqual(sizes, [96, 24]);
  const items = await stored(table);
  assert.deepEqual(
    items.map(({ key, firstSeenAt, content }) => [key, firstSeenAt, content]),
    numbers(0, 20).map(({ item: { key } }, n) => [key, at + n, longText]),
  );
  const names = numbers(0, 20).flatMap(({ identityKeys }) => identityKeys);
  const seen = await itemStore(table).seen(feed, names);
  assert.equal(seen.size, 80);
  assert.deepEqual(seen.get('c-7'), { at: at + 7, item: 'i-7', title: 'Story i-7', words: 'w-7' });
});

test('where one is known, the others are stored all the same, and again changes nothing', async (t) => {
  const table = await testTable(t);
  await storeNews(table, [news(3)], () => at);
  assert.equal(await storeNews(table, numbers(0, 6), () => at + 100), 5);
  assert.equal(await storeNews(table, numbers(0, 6), () => at + 200), 0);
  const items = await stored(table);
  assert.deepEqual(items.map(({ key }) => key).sort(), ['i-0', 'i-1', 'i-2', 'i-3', 'i-4', 'i-5']);
  assert.equal(items.find(({ key }) => key === 'i-3')?.firstSeenAt, at);
});

test('two that share a name are in two transactions: none takes a row twice', async (t) => {
  const table = await testTable(t);
  const sizes = countTransactions(table);
  const twins = [news(0, {}, 'b-same'), news(1, {}, 'b-same'), news(2, {}, 'b-2')];
  assert.equal(await storeNews(table, twins, () => at), 3);
  assert.deepEqual(sizes, [6, 12]);
});

test('items as large as can be are stored, a few at a time', async (t) => {
  const table = await testTable(t);
  const sizes = countTransactions(table);
  const noise = () => randomBytes(150_000).toString('base64').slice(0, 200_000);
  const large = Array.from({ length: 16 }, (_, n) => news(n, { content: noise() }));
  assert.equal(await storeNews(table, large, () => at), 16);
  assert.ok(sizes.length > 1 && sizes.length < 6, `${sizes.length} transactions`);
});

test('a transaction that meets another is stamped anew before it is made again', async (t) => {
  const table = await testTable(t);
  let now = at;
  let meetings = 2;
  table.client.middlewareStack.add(
    (next) => (args) => {
      if (meetings-- <= 0) return next(args);
      now += 2_000;
      throw new TransactionCanceledException({
        $metadata: {},
        message: 'Transaction cancelled',
        CancellationReasons: [{ Code: 'TransactionConflict' }],
      });
    },
    { step: 'initialize' },
  );
  assert.equal(await storeNews(table, numbers(0, 2), () => now), 2);
  assert.deepEqual(
    (await stored(table)).map(({ firstSeenAt }) => firstSeenAt - at),
    [4_000, 4_001],
  );
});
