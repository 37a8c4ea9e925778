/** Planning when the index is a moment old: what another planner has moved on is not planned early. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openNet } from '../../functions/config/net.ts';
import { planDueEditions } from '../../functions/edition/plan/plan.ts';

test('a segment that was moved on meanwhile is not planned before its day', async () => {
  const tick = Date.UTC(2026, 2, 14, 7);
  const moved = {
    newsletterId: 'paper',
    id: 'daily-1',
    schedule: { cadence: 'daily', hour: 7, zone: 'UTC' } as const,
    sections: 'all' as const,
    joinedAt: 0,
    // The index still said today; the row says tomorrow.
    dueAt: tick + 24 * 3_600_000,
  };
  const begun = await planDueEditions(
    { scheduledAt: tick },
    {
      dueSegments: async () => [moved],
      planning: {
        startEdition: async (edition) => edition,
        moveSegment: async () => {},
        freeze: async (edition) => edition,
        closeSegment: async () => {},
      },
      net: openNet(),
      hasTime: () => true,
    },
  );
  assert.deepEqual(begun, []);
});
