/** The hours and days in which a feed asks to be left alone (RSS 2.0, skipHours and skipDays). */
import { dayMs, minuteMs } from '../config/time.ts';

/** Hours of the day (UTC, 0 to 23) and days of the week in which a feed is not to be asked. */
export interface RestTimes {
  /** 0 to 23, in UTC. */
  readonly hours: readonly number[];
  /** 0 (Sunday) to 6, in UTC. */
  readonly days: readonly number[];
}

/**
 * Whether this poll is to be passed over. A rest that goes on for a day and longer is broken once a
 * day, by the first poll of the day: found from the interval alone, without a note of the last poll.
 */
export function isResting(rest: RestTimes, intervalMinutes: number, now: number): boolean {
  if (!isWithin(rest, now)) return false;
  const stepMs = intervalMinutes * minuteMs;
  const isFirstOfDay = Math.floor(now / dayMs) !== Math.floor((now - stepMs) / dayMs);
  if (!isFirstOfDay) return true;
  for (let at = now - stepMs; at >= now - dayMs; at -= stepMs) {
    if (!isWithin(rest, at)) return true;
  }
  return false;
}

function isWithin({ hours, days }: RestTimes, at: number): boolean {
  const date = new Date(at);
  return hours.includes(date.getUTCHours()) || days.includes(date.getUTCDay());
}
