/** Our calendar against Temporal: every zone of the runtime, around every jump of its clock. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Temporal } from 'temporal-polyfill';
import {
  dayIn,
  dayText,
  instantOf,
  monthdayOf,
  readDay,
  weekdayOf,
} from '../../functions/config/calendar.ts';

const dayMs = 86_400_000;
const zones = Intl.supportedValuesOf('timeZone');

/** What Temporal says about the same hour: the first of two, the jump when there is none. */
function expected(text: string, hour: number, zone: string): number {
  const wall = Temporal.PlainDate.from(text).toPlainDateTime({ hour });
  const zoned = wall.toZonedDateTime(zone, { disambiguation: 'earlier' });
  if (zoned.toPlainDateTime().equals(wall)) return zoned.epochMilliseconds;
  return (zoned.getTimeZoneTransition('next') ?? zoned).epochMilliseconds;
}

function jumpsOf(zone: string, [first, last]: readonly [first: number, last: number]): number[] {
  const jumps: number[] = [];
  let at = Temporal.Instant.from(`${first}-01-01T00:00Z`).toZonedDateTimeISO(zone);
  for (;;) {
    const next = at.getTimeZoneTransition('next');
    if (next === null || next.epochMilliseconds > Date.UTC(last + 1, 0)) return jumps;
    jumps.push(next.epochMilliseconds);
    at = next;
  }
}

test('every hour of the days around a jump, in zones that jump in their own ways', () => {
  const odd = ['Pacific/Apia', 'Australia/Lord_Howe', 'Africa/Casablanca', 'Asia/Pyongyang'];
  for (const zone of [...odd, 'America/Caracas', 'Antarctica/Troll']) {
    for (const jump of jumpsOf(zone, [2010, 2029])) {
      for (const day of [-1, 0, 1].map((by) => dayIn(zone, jump) + by)) {
        for (let hour = 0; hour < 24; hour++) {
          const told = `${zone} ${dayText(day)} ${hour}`;
          assert.equal(instantOf(day, hour, zone), expected(dayText(day), hour, zone), told);
        }
      }
    }
  }
});

/** The hours of a day near a jump of the clock, and its first and last. */
function hoursNear(jump: number, zone: string): number[] {
  const { hour } = Temporal.Instant.fromEpochMilliseconds(jump).toZonedDateTimeISO(zone);
  const near = (other: number) => Math.abs(other - hour) <= 2;
  return Array.from({ length: 24 }, (_, n) => n).filter((n) => near(n) || n === 0 || n === 23);
}

test('the hours around every jump of a year, in every zone that there is', () => {
  let jumps = 0;
  for (const zone of zones) {
    for (const jump of jumpsOf(zone, [2026, 2026])) {
      jumps++;
      const day = dayIn(zone, jump);
      for (const hour of hoursNear(jump, zone)) {
        const told = `${zone} ${dayText(day)} ${hour}`;
        assert.equal(instantOf(day, hour, zone), expected(dayText(day), hour, zone), told);
      }
    }
  }
  assert.ok(jumps > 200, `${jumps} jumps`);
});

test('some hours of the year in every zone that there is', () => {
  for (const zone of zones) {
    for (const at of [Date.UTC(2026, 0, 15), Date.UTC(2026, 6, 15, 12)]) {
      const date = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
      assert.equal(dayText(dayIn(zone, at)), date.toPlainDate().toString(), zone);
      const day = dayIn(zone, at);
      assert.equal(instantOf(day, 7, zone), expected(dayText(day), 7, zone), zone);
    }
  }
});

test('days have their names', () => {
  for (let day = -800; day < 40_000; day += 97) {
    const date = Temporal.PlainDate.from('1970-01-01').add({ days: day });
    assert.equal(dayText(day), date.toString());
    assert.equal(readDay(dayText(day)), day);
    assert.equal(weekdayOf(day), date.dayOfWeek);
    assert.deepEqual(monthdayOf(day), { monthday: date.day, days: date.daysInMonth });
  }
  assert.equal(readDay('1970-01-02'), dayMs / dayMs);
});

for (const text of ['2026-02-30', '2026-13-01', '2026-2-3', 'soon', '', '2026-01-01T00:00']) {
  test(`“${text}” is no day`, () => assert.equal(readDay(text), undefined));
}
