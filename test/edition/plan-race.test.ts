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
        call: async () => undefined,
        isOpen: async () => true,
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

test('a segment of a closed newsletter gets no edition, and keeps its days', async () => {
  const tick = Date.UTC(2026, 2, 14, 7);
  const segment = {
    newsletterId: 'paper',
    id: 'daily-1',
    schedule: { cadence: 'daily', hour: 7, zone: 'UTC' } as const,
    sections: 'all' as const,
    joinedAt: 0,
    dueAt: tick,
  };
  const moved: unknown[] = [];
  const begun = await planDueEditions(
    { scheduledAt: tick },
    {
      dueSegments: async () => [segment],
      planning: {
        call: async () => undefined,
        isOpen: async () => false,
        startEdition: async (edition) => assert.fail(edition.id),
        moveSegment: async (_, dueAt) => {
          moved.push(dueAt);
        },
        freeze: async (edition) => edition,
        closeSegment: async () => {},
      },
      net: openNet(),
      hasTime: () => true,
    },
  );
  assert.deepEqual([begun, moved], [[], [tick + 24 * 3_600_000]]);
});
