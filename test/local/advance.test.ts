/** A month of moves: whatever falls due on the way of one is done at its hour. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Schedule } from '../../functions/config/schedule.ts';
import { nextDue } from '../../functions/edition/due.ts';
import { type AdvanceDeps, advance } from '../../infra/local/advance.ts';
import { ticksOf } from '../../infra/local/schedules/expression.ts';
import { openSchedules } from '../../infra/local/schedules/schedules.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const secondMs = 1_000;
const begin = Date.parse('2026-10-10T00:00:00Z');

/** Zones with whole, half and quarter hours, both sides of the date line, and a change of the clock. */
const zones = [
  'UTC',
  'Europe/Berlin',
  'Europe/Lisbon',
  'America/New_York',
  'America/St_Johns',
  'America/Sao_Paulo',
  'America/Los_Angeles',
  'Asia/Kathmandu',
  'Asia/Kolkata',
  'Asia/Tokyo',
  'Asia/Tehran',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
] as const;

function scheduleOf(zone: string, n: number): Schedule {
  const hour = (n * 7) % 24;
  return n % 5 === 0
    ? { cadence: 'daily', hour, zone }
    : { cadence: 'weekly', weekday: 1 + (n % 7), hour, zone };
}

interface Planned {
  readonly schedule: Schedule;
  dueAt: number | undefined;
  readonly mailedAt: number[];
}

/** Segments that are planned at the ticks of digest, on a clock that is moved. */
function town(schedules: readonly Schedule[]) {
  let now = begin;
  const segments: Planned[] = schedules.map((schedule) => ({
    schedule,
    dueAt: nextDue(schedule, begin),
    mailedAt: [],
  }));
  const plan = () => {
    for (const segment of segments) {
      if (segment.dueAt === undefined || segment.dueAt > now) continue;
      segment.mailedAt.push(now);
      segment.dueAt = nextDue(segment.schedule, segment.dueAt);
    }
  };
  const firstAfter = (at: number) => {
    const dues = segments.flatMap(({ dueAt }) => (dueAt !== undefined && dueAt > at ? dueAt : []));
    return dues.length === 0 ? undefined : Math.min(...dues);
  };
  const fired = { poll: 'rate(5 minutes)', digest: 'rate(1 minute)', sweep: 'cron(2/5 * * * ? *)' };
  const clock = {
    now: () => now,
    moveBy: (ms: number) => {
      now += ms;
    },
  };
  const deps: AdvanceDeps = {
    clock,
    schedules: openSchedules(
      Object.entries(fired).map(([name, expression]) => ({
        name,
        expression,
        lastTick: ticksOf(expression),
        targetArn: name,
        roleArn: name,
        input: '{}',
        messageGroup: undefined,
      })),
      {
        call: async ({ name }) => (name === 'digest' ? plan() : undefined),
        settled: async () => {},
        onError: (error) => assert.fail(String(error)),
      },
    ),
    rest: {
      untilAtRest: async () => {},
      passDelays: async () => {},
      nextReturnAt: async () => undefined,
    },
    agenda: {
      duesAfter: async (at) => [firstAfter(at) ?? []].flat(),
      editionAfter: async (at) => firstAfter(at),
      hasInstantReaders: async () =>
        segments.some(({ schedule }) => schedule.cadence === 'instant'),
    },
    releaseEvents: async () => {},
    watch: { sample: async () => {}, beforeJump: () => {} },
  };
  return { segments, deps, clock };
}

function localTimes({ schedule, mailedAt }: Planned): string[] {
  const clock = new Intl.DateTimeFormat('en', {
    timeZone: schedule.zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return [...new Set(mailedAt.map((at) => clock.format(at)))];
}

test('in a month of moves, everybody in fifteen zones is mailed at their hour', async () => {
  const instant: Schedule = { cadence: 'instant', zone: 'UTC' };
  const { segments, deps, clock } = town([...zones.map(scheduleOf), instant]);
  const [last] = segments.slice(-1);
  assert.ok(last);
  for (let day = 0; day < 31; day += 1) {
    // Due within seconds, as when something has just come in.
    last.dueAt = clock.now() + 7 * secondMs;
    await advance(clock.now() + dayMs - (day % 3) * hourMs, deps);
  }
  for (const [n, segment] of segments.slice(0, -1).entries()) {
    const { schedule, mailedAt } = segment;
    const hour = 'hour' in schedule ? String(schedule.hour).padStart(2, '0') : '';
    assert.deepEqual(localTimes(segment), [`${hour}:00`], schedule.zone);
    assert.ok(mailedAt.length >= (n % 5 === 0 ? 28 : 4), schedule.zone);
  }
  assert.equal(last.mailedAt.length, 31);
  assert.ok(last.mailedAt.every((at, day) => day === 0 || at > (last.mailedAt[day - 1] ?? 0)));
});

test('whoever cannot be planned hides nobody else', async () => {
  const { segments, deps, clock } = town([
    { cadence: 'daily', hour: 7, zone: 'UTC' },
    { cadence: 'instant', zone: 'UTC' },
  ]);
  const [daily, stuck] = segments;
  assert.ok(daily && stuck);
  Object.defineProperty(stuck, 'dueAt', { get: () => begin + secondMs, set: () => {} });
  await advance(clock.now() + 2 * dayMs, deps);
  assert.deepEqual(daily.mailedAt, [begin + 7 * hourMs, begin + 31 * hourMs]);
});
