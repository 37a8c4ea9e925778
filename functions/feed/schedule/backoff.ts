/** How long a failing feed is left alone. */
import { createHash } from 'node:crypto';
import { dayMs, minuteMs } from '../../config/time.ts';

const waitMaxMs = dayMs;
const jitterShare = 0.2;

/**
 * The wait after so many failures in a row: the feed's interval, doubled each time up to a day.
 * It varies by a fifth with feed and failure, so that feeds that fell together do not come back
 * together.
 */
export function backoffMs(feedId: string, intervalMinutes: number, failures: number): number {
  const doubled = intervalMinutes * minuteMs * 2 ** Math.min(failures - 1, 12);
  const digest = createHash('sha256').update(`${feedId}:${failures}`).digest();
  const jitter = (digest.readUInt32BE(0) / 0xffff_ffff) * 2 - 1;
  return Math.round(Math.min(doubled, waitMaxMs) * (1 + jitter * jitterShare));
}
