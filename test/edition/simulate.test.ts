import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leavesAt, type SimulateInput, simulate } from '../../functions/edition/plan/simulate.ts';
import type { Waiting } from '../../functions/feed/gate/waiting.ts';
import { atSeven, feed, item, newsletter } from '../support/newsletter.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const now = Date.parse('2026-06-01T10:00Z');
const seven = Date.parse('2026-06-02T07:00Z');
const choice = { newsletterId: 'paper', schedule: atSeven, sections: 'all', joinedAt: 0 } as const;
const habit = { since: now - 100 * dayMs, newsAt: now, items: 200, rate: 2, late: 2 };

function input(changes: Partial<SimulateInput> = {}): SimulateInput {
  return {
    newsletter: newsletter(),
    segments: [
      { ...choice, id: 'daily-1', dueAt: seven, groups: [{ receivedThrough: now, readers: 5 }] },
    ],
    feeds: [feed({ habit })],
    stamps: [],
    skipped: new Set(),
    now,
    until: now + 3 * dayMs,
    ...changes,
  };
}

test('a day that is skipped has no edition, and the next one brings its stories', () => {
  const stamps = [{ feedId: 'feed1', at: seven - hourMs }];
  const [first] = simulate(input({ stamps, skipped: new Set([seven]) }));
  assert.deepEqual([first?.at, first?.known], [seven + dayMs, 1]);
});

test('a daily reader is due each day, with as much as the feeds usually bring', () => {
  const days = simulate(input());
  assert.deepEqual(
    days.map(({ at }) => at),
    [seven, seven + dayMs, seven + 2 * dayMs],
  );
  assert.deepEqual(
    days.map(({ readers, certain, known }) => [readers, certain, known]),
    Array(3).fill([5, 0, 0]),
  );
  assert.deepEqual(
    days.map(({ expected }) => Math.round(expected * 10) / 10),
    [1.8, 2, 2],
  );
});

test('who is certain has something already, and who wakes gets what came meanwhile', () => {
  const groups = [
    { receivedThrough: now - hourMs, readers: 7 },
    { receivedThrough: now, readers: 3 },
    { receivedThrough: now - dayMs, pausedUntil: seven + hourMs, readers: 2 },
  ];
  const segments = [{ ...choice, id: 'daily-1', dueAt: seven, groups }];
  const stamps = [
    { feedId: 'feed1', at: now - 1 },
    { feedId: 'gone', at: now - 1 },
  ];
  const [first, second] = simulate(input({ segments, stamps }));
  const counts = (one: typeof first) => [one?.readers, one?.certain, one?.paused, one?.known];
  assert.deepEqual(counts(first), [10, 7, 2, 1]);
  assert.deepEqual(counts(second), [12, 2, 0, 0]);
});

test('a story of two feeds counts for each', () => {
  const feeds = [feed({ habit }), feed({ id: 'feed2', habit })];
  const stamps = feeds.map(({ id }) => ({ feedId: id, at: now + 1 }));
  const [first] = simulate(input({ feeds, stamps }));
  assert.equal(first?.known, 2);
});

test('a stopped feed, a surge that is held, and a section that nobody chose bring nothing', () => {
  for (const one of [
    feed({ habit, state: 'stopped' }),
    feed({ habit, hold: { since: now, items: 40 } }),
    feed({ habit, sectionId: 'elsewhere' }),
  ]) {
    assert.equal(simulate(input({ feeds: [one] }))[0]?.expected, 0);
  }
});

test('a hour that the clock skips, and readers of each item as it comes, have their days', () => {
  const zone = 'Europe/Berlin';
  const march = Date.parse('2026-03-28T12:00Z');
  const at = { now: march, until: march + 2 * dayMs };
  const groups = [{ receivedThrough: march, readers: 1 }];
  const night = {
    ...choice,
    id: 'daily-2',
    schedule: { cadence: 'daily', hour: 2, zone },
    groups,
  } as const;
  const skipped = simulate(input({ ...at, segments: [night] }));
  assert.deepEqual(
    skipped.map((one) => new Date(one.at).toISOString().slice(5, 16)),
    ['03-29T01:00', '03-30T00:00'],
  );
  const instant = {
    ...choice,
    id: 'instant-1',
    schedule: { cadence: 'instant', zone },
    groups,
  } as const;
  const days = simulate(input({ ...at, segments: [instant] }));
  assert.deepEqual(
    days.map((one) => [new Date(one.at).toISOString().slice(5, 16), one.isInstant]),
    [
      ['03-28T12:00', true],
      ['03-28T23:00', true],
      ['03-29T22:00', true],
    ],
  );
});

test('what waits leaves when it has settled or nobody has decided, or not at all', () => {
  const waiting = (why: Waiting['why']): Waiting => ({
    item: item(now - hourMs),
    why,
    changedAt: now - 60_000,
  });
  const settling = { settleMinutes: 15, filters: [] };
  assert.equal(leavesAt(waiting(['settling']), settling, now), now + 14 * 60_000);
  const release = { ...settling, approval: { hours: 24, otherwise: 'release' } } as const;
  assert.equal(leavesAt(waiting(['approval', 'settling']), release, now), now + 23 * hourMs);
  const drop = { ...settling, approval: { hours: 24, otherwise: 'drop' } } as const;
  assert.equal(leavesAt(waiting(['approval']), drop, now), undefined);
  assert.equal(leavesAt(waiting(['surge']), settling, now), undefined);
});
