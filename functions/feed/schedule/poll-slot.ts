/**
 * When feeds are due, without a due date: an unchanged feed must cost no write, so nothing moves.
 * Time is cut into ticks of five minutes; a feed polled every I minutes sits in one of I/5 slots,
 * by the hash of its id, and is due at every tick that has its number modulo I/5.
 */
import { createHash } from 'node:crypto';
import { minuteMs } from '../../config/time.ts';
import { intervalsMinutes } from '../intervals.ts';

const tickMinutes = 5;
const tickMs = tickMinutes * minuteMs;

/** The slot of a feed: `60#7`. An interval that is not offered counts as the next longer one. */
export function slotOf(feedId: string, intervalMinutes: number): string {
  const interval = intervalsMinutes.find((each) => each >= intervalMinutes) ?? 1440;
  const digest = createHash('sha256').update(feedId).digest();
  return slot(interval, digest.readUInt32BE(0) % (interval / tickMinutes));
}

/** All slots that came due after the last tick, up to and including this one, each once. */
export function slotsBetween(lastTickMs: number | undefined, thisTickMs: number): string[] {
  const last = lastTickMs === undefined ? Number.NEGATIVE_INFINITY : tickOf(lastTickMs);
  const current = tickOf(thisTickMs);
  return intervalsMinutes.flatMap((interval) => {
    const slots = interval / tickMinutes;
    const due = Math.max(0, Math.min(slots, current - last));
    return Array.from({ length: due }, (_, back) => slot(interval, (current - back) % slots));
  });
}

function tickOf(ms: number): number {
  return Math.floor(ms / tickMs);
}

function slot(interval: number, number: number): string {
  return `${interval}#${number}`;
}
