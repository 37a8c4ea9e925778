/** What is due next is found among all segments without reading them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hourMs } from '../../functions/config/time.ts';
import type { Segment } from '../../functions/edition/segment.ts';
import { segmentsAhead } from '../../functions/store/next-due.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import { atSeven } from '../support/newsletter.ts';
import { testTable } from '../support/table.ts';
import { countCalls } from '../support/table-calls.ts';

const now = Date.parse('2026-03-02T09:00:00Z');

function segmentAt(newsletterId: string, id: string, dueAt?: number): Segment {
  const facts = { newsletterId, id, schedule: atSeven, sections: 'all', joinedAt: now } as const;
  return dueAt === undefined ? facts : { ...facts, dueAt };
}

test('the next three instants of a newsletter are found among those of others, in a few calls', async (t) => {
  const table = await testTable(t);
  const { join } = segmentStore(table);
  const perInstant = [30, 90, 20, 40];
  for (const [n, count] of perInstant.entries()) {
    const dueAt = now + (n + 1) * hourMs;
    for (let one = 0; one < count; one++) {
      await join(segmentAt('own', `daily-${n}-${one}`, dueAt));
      await join(segmentAt('other', `daily-${n}-${one}`, dueAt - 1));
    }
  }
  await join(segmentAt('own', 'daily-late', now));
  await join(segmentAt('own', 'instant-1'));
  let ahead: Awaited<ReturnType<typeof segmentsAhead>> | undefined;
  const calls = await countCalls(table, async () => {
    ahead = await segmentsAhead(table, 'own', now);
  });
  assert.ok(ahead);
  assert.deepEqual(
    ahead.next.map(({ at, segments, unread }) => [(at - now) / hourMs, segments.length, unread]),
    [
      [1, 30, 0],
      [2, 70, 20],
      [3, 0, 20],
    ],
  );
  assert.ok(
    ahead.next.every(({ segments }) => segments.every((one) => one.newsletterId === 'own')),
  );
  assert.equal(calls, 2);
  assert.deepEqual(await segmentsAhead(table, 'nobody', now), { next: [], isAny: false });
});

test('a newsletter whose readers get each story as it comes is read, and nothing of it is due', async (t) => {
  const table = await testTable(t);
  await segmentStore(table).join(segmentAt('own', 'instant-1'));
  assert.deepEqual(await segmentsAhead(table, 'own', now), { next: [], isAny: true });
});
