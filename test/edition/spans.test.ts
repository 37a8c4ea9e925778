/** Who has missed months, by a pause of their own or of all sending, catches up and loses nothing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Edition } from '../../functions/edition/edition.ts';
import {
  freezeSegment,
  type NewBatch,
  type SegmentReader,
} from '../../functions/edition/plan/freeze.ts';
import { spanMsMax, spansOf } from '../../functions/edition/plan/spans.ts';
import { newEdition } from '../support/newsletter.ts';

const dayMs = 86_400_000;
const due = Date.UTC(2026, 5, 1, 7);
const edition = newEdition(due, { state: 'planning' });

test('a reader’s time is cut into spans without a gap, the oldest first', () => {
  const { cutoff } = edition;
  assert.deepEqual(spansOf(cutoff - dayMs, cutoff), [{ from: cutoff - dayMs, to: cutoff }]);
  const from = cutoff - 100 * dayMs;
  const middle = from + spanMsMax;
  assert.deepEqual(spansOf(from, cutoff), [
    { from, to: middle },
    { from: middle, to: cutoff },
  ]);
  assert.ok(spansOf(0, cutoff).length < 10, 'however old the cursor is');
});

/** Freezes readers of a newsletter that had items at these instants. */
async function freeze(readers: readonly SegmentReader[], items: readonly number[]) {
  const batches: NewBatch[] = [];
  await freezeSegment(edition, {
    freezing: {
      content:
        async ({ cutoff }, from) =>
        async () =>
          items.some((at) => at > from && at <= cutoff)
            ? { key: `${from}-${cutoff}`, errors: [] }
            : undefined,
      objection: async () => undefined,
      addBatch: async (_, batch) => void batches.push(batch),
      enqueue: async () => {},
    },
    readers: async () => ({ readers: [...readers] }),
    saveProgress: async (): Promise<Edition> => ({ ...edition, state: 'sending' }),
    layDown: async () => {},
    hold: async () => edition,
    finish: async () => {},
    hasTime: () => true,
  });
  return batches;
}

const { cutoff } = edition;
const long = { id: 'long', receivedThrough: cutoff - 100 * dayMs };
const daily = { id: 'daily', receivedThrough: cutoff - dayMs };

test('after a hundred days the first span is mailed, and the cursor moves no further', async () => {
  const items = [cutoff - 99 * dayMs, cutoff - 10, cutoff - 20 * dayMs];
  const [first, second] = await freeze([long, daily], items);
  const reached = long.receivedThrough + spanMsMax;
  assert.deepEqual(
    [first?.readers, first?.from, first?.cutoff],
    [['long'], cutoff - 100 * dayMs, reached],
  );
  assert.deepEqual([second?.readers, second?.cutoff], [['daily'], cutoff]);
  const [next] = await freeze([{ ...long, receivedThrough: reached }], items);
  assert.deepEqual([next?.from, next?.cutoff], [reached, cutoff]);
});

test('a span without news keeps nobody from what came after it', async () => {
  const [batch] = await freeze([long], [cutoff - 10]);
  assert.equal(batch?.from, long.receivedThrough, 'the claim looks for the cursor');
  assert.equal(batch?.cutoff, cutoff);
});
