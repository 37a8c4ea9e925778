/**
 * When a permanent redirect is believed. Captive portals, broken set-ups and hijackers send them
 * too, so a feed's address changes only after the same answer has come many times over days.
 */
import { dayMs, hourMs } from '../config/time.ts';

/** A lasting redirect that was seen, and for how long; it is followed for good once it is proven. */
export interface Moved {
  readonly url: string;
  readonly since: number;
  /** The last time that counted. */
  readonly at: number;
  readonly times: number;
}

const timesMin = 5;
const provenAfterMs = 3 * dayMs;
/** What comes sooner counts no more, and costs no write. */
const apartMs = 15 * hourMs;

/** The proof after one more answer; the very same value when there is nothing to note. */
export function noteMove(
  moved: Moved | undefined,
  to: string | undefined,
  now: number,
): Moved | undefined {
  if (to === undefined) return undefined;
  if (moved?.url !== to) return { url: to, since: now, at: now, times: 1 };
  if (now - moved.at < apartMs || isProven(moved, now)) return moved;
  return { ...moved, at: now, times: moved.times + 1 };
}

/** Whether it has been said often enough, for long enough. */
export function isProven(moved: Moved | undefined, now: number): boolean {
  return moved !== undefined && moved.times >= timesMin && now - moved.since >= provenAfterMs;
}
