import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slotOf, slotsBetween } from '../../functions/feed/schedule/poll-slot.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { feed } from '../support/newsletter.ts';
import { testTable } from '../support/table.ts';

const tickMs = 300_000;
const someTick = 5_900_000 * tickMs;

test('after a long silence the feeds are found that slot by slot would be, and no others', async (t) => {
  const feeds = feedStore(await testTable(t));
  for (const intervalMinutes of [5, 60, 240, 480, 1440]) {
    for (let n = 0; n < 5; n++) {
      const id = `feed-${intervalMinutes}-${n}`;
      await feeds.create(feed({ id, intervalMinutes }), slotOf(id, intervalMinutes));
    }
  }
  const idsIn = async (slots: readonly string[]) =>
    (await feeds.inSlots(slots)).map(({ feedId }) => feedId).sort();
  const slots = slotsBetween(someTick - 72 * tickMs, someTick);
  const asked: string[] = [];
  for (let start = 0; start < slots.length; start += 50) {
    asked.push(...(await idsIn(slots.slice(start, start + 50))));
  }
  assert.deepEqual(await idsIn(slots), asked.sort());
  assert.ok(asked.length > 15 && asked.length < 25, `${asked.length} of 25 are due`);
});
