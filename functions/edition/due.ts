/** When a schedule falls due, on the reader's own clock. */
import { Temporal } from 'temporal-polyfill';
import type { Schedule } from '../config/schedule.ts';

type Timed = Exclude<Schedule, { cadence: 'instant' }>;

const daysAheadMax = 70;

/**
 * The first instant after `after` (both in milliseconds) at which the schedule is due, or undefined
 * for an instant reader, who is due when something new is there. An hour that the clock skips is
 * due at the next valid instant; one that it repeats is due the first time.
 */
export function nextDue(schedule: Schedule, after: number): number | undefined {
  if (schedule.cadence === 'instant') return undefined;
  const start = Temporal.Instant.fromEpochMilliseconds(after)
    .toZonedDateTimeISO(schedule.zone)
    .toPlainDate()
    .subtract({ days: 1 });
  for (let days = 0; days <= daysAheadMax; days++) {
    const date = start.add({ days });
    if (!isDueOn(schedule, date)) continue;
    const due = instantOf(date, schedule.hour, schedule.zone);
    if (due > after) return due;
  }
  throw new Error(`No due instant within ${daysAheadMax} days for ${JSON.stringify(schedule)}.`);
}

/** The latest due instant up to `at`, given one that is known to be due: missed ones are merged. */
export function latestDue(schedule: Schedule, due: number, at: number): number {
  let latest = due;
  for (;;) {
    const next = nextDue(schedule, latest);
    if (next === undefined || next > at) return latest;
    latest = next;
  }
}

function isDueOn(schedule: Timed, date: Temporal.PlainDate): boolean {
  switch (schedule.cadence) {
    case 'daily':
      return true;
    case 'weekdays':
      return date.dayOfWeek <= 5;
    case 'weekly':
      return date.dayOfWeek === schedule.weekday;
    case 'monthly':
      return date.day === Math.min(schedule.monthday, date.daysInMonth);
  }
}

function instantOf(date: Temporal.PlainDate, hour: number, zone: string): number {
  const wall = date.toPlainDateTime({ hour });
  const zoned = wall.toZonedDateTime(zone, { disambiguation: 'earlier' });
  if (zoned.toPlainDateTime().equals(wall)) return zoned.epochMilliseconds;
  const clockChange = zoned.getTimeZoneTransition('next');
  return (clockChange ?? zoned).epochMilliseconds;
}
