/** How long a server asks to be left alone (RFC 9110 §10.2.3). */
import { dayMs, minuteMs } from '../../config/time.ts';
import { parseDate } from '../read/date.ts';

const waitMinMs = minuteMs;
const waitMaxMs = dayMs;

/** The instant named by Retry-After, seconds or a date, clamped to between a minute and a day. */
export function retryAfter(header: string | undefined, now: number): number | undefined {
  const value = header?.trim();
  if (value === undefined || value === '') return undefined;
  const at = /^\d+$/.test(value) ? now + Number(value) * 1000 : parseDate(value);
  if (at === undefined) return undefined;
  return Math.min(Math.max(at, now + waitMinMs), now + waitMaxMs);
}
