/** When a schedule falls due, on the reader's own clock. */
import { dayIn, instantOf, monthdayOf, weekdayOf } from '../config/calendar.ts';
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
  const start = dayIn(schedule.zone, after) - 1;
  for (let day = start; day <= start + daysAheadMax; day++) {
    if (!isDueOn(schedule, day)) continue;
    const due = instantOf(day, schedule.hour, schedule.zone);
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

function isDueOn(schedule: Timed, day: number): boolean {
  switch (schedule.cadence) {
    case 'daily':
      return true;
    case 'weekdays':
      return weekdayOf(day) <= 5;
    case 'weekly':
      return weekdayOf(day) === schedule.weekday;
    case 'monthly': {
      const { monthday, days } = monthdayOf(day);
      return monthday === Math.min(schedule.monthday, days);
    }
  }
}
