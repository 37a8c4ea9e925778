import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayIn } from '../../functions/config/calendar.ts';
import type { Schedule } from '../../functions/config/schedule.ts';
import { latestDue, nextDue } from '../../functions/edition/due.ts';

const iso = (instant: number | undefined) =>
  instant === undefined ? undefined : new Date(instant).toISOString().slice(0, 16);

const cases: [name: string, schedule: Schedule, after: string, due: string | undefined][] = [
  [
    'daily, later the same day',
    { cadence: 'daily', hour: 7, zone: 'UTC' },
    '2026-03-01T06:59Z',
    '2026-03-01T07:00',
  ],
  [
    'daily, strictly after the instant itself',
    { cadence: 'daily', hour: 7, zone: 'UTC' },
    '2026-03-01T07:00Z',
    '2026-03-02T07:00',
  ],
  [
    'the hour that spring skips goes out at the next valid instant',
    { cadence: 'daily', hour: 2, zone: 'Europe/Berlin' },
    '2026-03-28T12:00Z',
    '2026-03-29T01:00',
  ],
  [
    'the day after the skipped hour is as usual',
    { cadence: 'daily', hour: 2, zone: 'Europe/Berlin' },
    '2026-03-29T01:00Z',
    '2026-03-30T00:00',
  ],
  [
    'the hour that autumn repeats goes out the first time',
    { cadence: 'daily', hour: 2, zone: 'Europe/Berlin' },
    '2026-10-24T12:00Z',
    '2026-10-25T00:00',
  ],
  [
    'and not the second time',
    { cadence: 'daily', hour: 2, zone: 'Europe/Berlin' },
    '2026-10-25T00:00Z',
    '2026-10-26T01:00',
  ],
  [
    'a zone with a half hour',
    { cadence: 'daily', hour: 7, zone: 'Asia/Kolkata' },
    '2026-03-01T00:00Z',
    '2026-03-01T01:30',
  ],
  [
    'Lord Howe skips half an hour only',
    { cadence: 'daily', hour: 2, zone: 'Australia/Lord_Howe' },
    '2026-10-03T12:00Z',
    '2026-10-03T15:30',
  ],
  [
    'a day that a zone left out is due when the next one begins',
    { cadence: 'daily', hour: 7, zone: 'Pacific/Apia' },
    '2011-12-29T20:00Z',
    '2011-12-30T10:00',
  ],
  [
    'weekdays pass over the weekend',
    { cadence: 'weekdays', hour: 7, zone: 'UTC' },
    '2026-03-06T08:00Z',
    '2026-03-09T07:00',
  ],
  [
    'weekly on Sunday',
    { cadence: 'weekly', weekday: 7, hour: 9, zone: 'America/New_York' },
    '2026-03-01T15:00Z',
    '2026-03-08T13:00',
  ],
  [
    'monthly on the 31st takes the last day of a short month',
    { cadence: 'monthly', monthday: 31, hour: 7, zone: 'UTC' },
    '2026-02-01T00:00Z',
    '2026-02-28T07:00',
  ],
  [
    'monthly in a leap year',
    { cadence: 'monthly', monthday: 30, hour: 7, zone: 'UTC' },
    '2028-02-01T00:00Z',
    '2028-02-29T07:00',
  ],
  [
    'an instant reader has no hour',
    { cadence: 'instant', zone: 'UTC' },
    '2026-01-01T00:00Z',
    undefined,
  ],
];

for (const [name, schedule, after, due] of cases) {
  test(`due: ${name}`, () => assert.equal(iso(nextDue(schedule, Date.parse(after))), due));
}

test('every due instant of a year follows the last by one local day, in zones of all kinds', () => {
  for (const zone of ['Europe/London', 'America/Sao_Paulo', 'Asia/Tehran', 'Pacific/Chatham']) {
    let at = Date.parse('2026-01-01T00:00Z');
    for (let day = 0; day < 365; day++) {
      const next = nextDue({ cadence: 'daily', hour: 0, zone }, at);
      assert.ok(next !== undefined);
      assert.ok(next > at && next - at <= 25 * 3_600_000, `${zone} ${iso(at)} ${iso(next)}`);
      at = next;
    }
  }
});

test('each local day is due once, in every zone, over the days on which clocks jump', () => {
  const dayMs = 24 * 3_600_000;
  // The last Sundays of March and October, and the others' days: some clock jumps on each of them.
  const days = ['2026-03-08', '2026-03-29', '2026-04-05', '2026-10-04', '2026-10-25', '2026-11-01'];
  for (const zone of zonesThatDiffer(days)) {
    for (const around of days) {
      const start = Date.parse(`${around}T00:00Z`) - 2 * dayMs;
      for (const hour of [0, 2]) {
        let at = start;
        const due: number[] = [];
        while (at < start + 4 * dayMs) {
          at = nextDue({ cadence: 'daily', hour, zone }, at) ?? at;
          due.push(dayIn(zone, at));
        }
        const [first = 0] = due;
        const told = `${zone} ${around} ${hour}`;
        assert.deepEqual(
          due,
          due.map((_, n) => first + n),
          told,
        );
      }
    }
  }
});

/** One zone for each way in which clocks go over these days: many cities share one. */
function zonesThatDiffer(days: readonly string[]): string[] {
  const instants = days.flatMap((day) =>
    [0, 1].map((after) => Date.parse(`${day}T12:00Z`) + (after - 1) * 24 * 3_600_000),
  );
  const ways = Map.groupBy(Intl.supportedValuesOf('timeZone'), (zone) => {
    const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
    return instants.map((instant) => format.format(instant)).join();
  });
  return [...ways.values()].map(([zone = '']) => zone);
}

test('missed due instants are merged into the latest', () => {
  const daily: Schedule = { cadence: 'daily', hour: 7, zone: 'UTC' };
  const first = Date.parse('2026-03-01T07:00Z');
  assert.equal(iso(latestDue(daily, first, Date.parse('2026-03-04T06:59Z'))), '2026-03-03T07:00');
  assert.equal(latestDue(daily, first, first), first);
});
