import { Temporal } from 'temporal-polyfill';
import { dayMs, hourMs, minuteMs } from '../../../functions/config/time.ts';

/** How instants and spans are put into words on the control page. */
const units = [
  ['day', dayMs],
  ['hour', hourMs],
  ['minute', minuteMs],
] as const;

/** An instant on the clock of a zone: `Sunday, 22 November 2026 at 19:48`. */
export function inWords(at: number, zone: string): string {
  const format = { dateStyle: 'full', timeStyle: 'short', timeZone: zone } as const;
  return new Intl.DateTimeFormat('en-GB', format).format(at);
}

/** An instant as a date-time field takes it: the local time to the minute. */
export function asFieldValue(at: number, zone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  return local.toPlainDateTime().toString({ smallestUnit: 'minute' });
}

/** How far the local clock is ahead, in its two largest units. */
export function aheadInWords(aheadMs: number): string {
  let rest = Math.max(0, aheadMs);
  const parts: string[] = [];
  for (const [unit, ms] of units) {
    const count = Math.floor(rest / ms);
    rest -= count * ms;
    if (count > 0) parts.push(counted(count, unit));
  }
  if (parts.length === 0) return 'the same as real time';
  return `${parts.slice(0, 2).join(' and ')} ahead of real time`;
}

/** A number with its noun: `1 mail`, `2 mails`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

const numerals = [
  'no',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
];

/** A small number as a word: `ten`. */
export function countInWords(count: number): string {
  return numerals[count] ?? String(count);
}
