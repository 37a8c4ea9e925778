/**
 * When a reader wants their edition. A newsletter offers some cadences and a default; each reader
 * has one schedule of their own.
 */
import * as v from 'valibot';

export const cadences = ['instant', 'daily', 'weekdays', 'weekly', 'monthly'] as const;
export type Cadence = (typeof cadences)[number];

/**
 * `hour` is 0 to 23 on the clock of `zone` (an IANA name), `weekday` 1 (Monday) to 7, `monthday`
 * 1 to 31; a month that is shorter counts its last day.
 */
export type Schedule =
  | { readonly cadence: 'instant'; readonly zone: string }
  | { readonly cadence: 'daily' | 'weekdays'; readonly hour: number; readonly zone: string }
  | {
      readonly cadence: 'weekly';
      readonly weekday: number;
      readonly hour: number;
      readonly zone: string;
    }
  | {
      readonly cadence: 'monthly';
      readonly monthday: number;
      readonly hour: number;
      readonly zone: string;
    };

/** Names in their usual spelling that were asked for before: looking one up takes a while. */
const knownZones = new Set<string>();

/** Whether the runtime's time zone data knows this IANA name. */
export function isZone(name: string): boolean {
  if (knownZones.has(name)) return true;
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    if (timeZone === name) knownZones.add(name);
    return timeZone !== '';
  } catch {
    return false;
  }
}

/** Checks a whole number within limits; `what` begins the sentence that refuses it. */
export const wholeNumber = (from: number, to: number, what: string) =>
  v.pipe(
    v.number(`${what} must be a number.`),
    v.integer(`${what} must be a whole number.`),
    v.minValue(from, `${what} must be ${from} or more.`),
    v.maxValue(to, `${what} must be ${to} or less.`),
  );

const zone = v.pipe(
  v.string(),
  v.check(isZone, 'The time zone must be an IANA name such as Europe/Berlin.'),
);
const hour = wholeNumber(0, 23, 'The hour');

/** Checks a schedule at the edge: a form, a command line, a record read back. */
export const ScheduleSchema = v.variant('cadence', [
  v.object({ cadence: v.literal('instant'), zone }),
  v.object({ cadence: v.picklist(['daily', 'weekdays']), hour, zone }),
  v.object({
    cadence: v.literal('weekly'),
    weekday: wholeNumber(1, 7, 'The day of the week'),
    hour,
    zone,
  }),
  v.object({
    cadence: v.literal('monthly'),
    monthday: wholeNumber(1, 31, 'The day of the month'),
    hour,
    zone,
  }),
]);
