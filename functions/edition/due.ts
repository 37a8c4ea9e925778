/** When a schedule falls due, on the reader's own clock. */
import { dayIn, instantOf } from '../config/calendar.ts';
import { isDueOn, isTimed, type Schedule } from '../config/schedule.ts';

const daysAheadMax = 70;

/**
 * The first instant after `after` (both in milliseconds) at which the schedule is due, or undefined
 * for an instant reader, who is due when something new is there. An hour that the clock skips is
 * due at the next valid instant; one that it repeats is due the first time.
 */
export function nextDue(schedule: Schedule, after: number): number | undefined {
  if (!isTimed(schedule)) return undefined;
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
