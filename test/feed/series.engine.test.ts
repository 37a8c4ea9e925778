/** Whole histories of feeds in which names mislead, on the real table. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { oneItem } from '../fixtures/feed/one-item.ts';
import { series } from '../fixtures/feed/series.ts';
import { itemXml, type Series } from '../fixtures/feed/shown.ts';
import { testTable } from '../support/table.ts';
import { rss } from './support.ts';
import { dayMs, hourMs, start, world } from './table-world.ts';

async function follow(t: TestContext, all: readonly Series[]) {
  const table = await testTable(t);
  for (const [n, { name, first, polls, news: expected }] of all.entries()) {
    await t.test(name, async () => {
      const { refresh, clock, news } = await world(t, { id: `feed${n}` }, table);
      await refresh(rss(...first.map(itemXml)));
      for (const [day, shown] of polls) {
        clock.now = Math.max(clock.now + hourMs, start + day * dayMs + hourMs);
        await refresh(rss(...shown.map(itemXml)));
      }
      assert.deepEqual((await news()).sort(), [...expected].sort());
    });
  }
}

test('the next of a series is news, whatever name it shares with the last', (t) =>
  follow(t, series));

test('an item is one item, whatever of it changes', (t) => follow(t, oneItem));
