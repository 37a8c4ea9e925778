/** A pause on a form is a day on the reader's calendar; in the table it is an instant. */
import { Temporal } from 'temporal-polyfill';

export type ReadPause =
  | { readonly kind: 'ok'; readonly pausedUntil?: number }
  | { readonly kind: 'refused' };

const pauseDaysMax = 366;

/** Reads a day such as 2026-12-24; nothing typed is no pause. */
export function readPause(typed: string, zone: string, now: number): ReadPause {
  if (typed === '') return { kind: 'ok' };
  if (!/^\d{4}-\d{2}-\d{2}$/.test(typed)) return { kind: 'refused' };
  const today = dayAt(now, zone);
  try {
    const day = Temporal.PlainDate.from(typed, { overflow: 'reject' });
    const ahead = today.until(day, { largestUnit: 'days' }).days;
    if (ahead < 1 || ahead > pauseDaysMax) return { kind: 'refused' };
    return { kind: 'ok', pausedUntil: day.toZonedDateTime(zone).epochMilliseconds };
  } catch (error) {
    if (error instanceof RangeError) return { kind: 'refused' };
    throw error;
  }
}

/** The day until which a reader pauses, as the form has it; '' when they do not, or no longer. */
export function typedPause(pausedUntil: number | undefined, zone: string, now: number): string {
  return pausedUntil === undefined || pausedUntil <= now ? '' : dayAt(pausedUntil, zone).toString();
}

/** The first and last day that a pause may have. */
export function pauseRange(
  zone: string,
  now: number,
): { readonly min: string; readonly max: string } {
  const today = dayAt(now, zone);
  return {
    min: today.add({ days: 1 }).toString(),
    max: today.add({ days: pauseDaysMax }).toString(),
  };
}

function dayAt(instant: number, zone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainDate();
}
