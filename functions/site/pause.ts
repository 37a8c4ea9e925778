/** A pause on a form is a day on the reader's calendar; in the table it is an instant. */
import { dayIn, dayText, instantOf, readDay } from '../config/calendar.ts';

/** Until when a reader pauses (ms), or that it cannot be read. */
export type ReadPause =
  | { readonly kind: 'ok'; readonly pausedUntil?: number }
  | { readonly kind: 'refused' };

const pauseDaysMax = 366;

/** Reads a day such as 2026-12-24; nothing typed is no pause. */
export function readPause(typed: string, zone: string, now: number): ReadPause {
  if (typed === '') return { kind: 'ok' };
  const day = readDay(typed);
  const ahead = day === undefined ? 0 : day - dayIn(zone, now);
  if (day === undefined || ahead < 1 || ahead > pauseDaysMax) return { kind: 'refused' };
  return { kind: 'ok', pausedUntil: instantOf(day, 0, zone) };
}

/** The day until which a reader pauses, as the form has it; '' when they do not, or no longer. */
export function typedPause(pausedUntil: number | undefined, zone: string, now: number): string {
  return pausedUntil === undefined || pausedUntil <= now ? '' : dayText(dayIn(zone, pausedUntil));
}

/** The first and last day that a pause may have. */
export function pauseRange(
  zone: string,
  now: number,
): { readonly min: string; readonly max: string } {
  const today = dayIn(zone, now);
  return { min: dayText(today + 1), max: dayText(today + pauseDaysMax) };
}
