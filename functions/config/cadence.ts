/**
 * The cadences that there are, in the order in which they are offered. This table is all that says
 * so: the type of a schedule, its check, how the owner writes it, the fields of the forms and the
 * sentences about it are derived from it, and the words of each language are keyed by it.
 */
import { monthdayOf, weekdayOf } from './calendar.ts';
import { dayMs } from './time.ts';

interface FieldRules {
  /** Begins the sentence that refuses a value. */
  readonly what: string;
  readonly from: number;
  readonly to: number;
  /** What a form starts with where the reader has chosen none. */
  readonly initial: number;
  /** Stands in the examples that the owner's command gives. */
  readonly example: number;
}

/**
 * The numbers that a reader chooses beside the cadence: `weekday` from 1 (Monday) to 7, `monthday`
 * 1 to 31, `hour` 0 to 23 on the clock of the reader's zone.
 */
export const fieldTable = {
  weekday: { what: 'The day of the week', from: 1, to: 7, initial: 1, example: 5 },
  monthday: { what: 'The day of the month', from: 1, to: 31, initial: 1, example: 1 },
  hour: { what: 'The hour', from: 0, to: 23, initial: 8, example: 7 },
} as const satisfies Readonly<Record<string, FieldRules>>;

/** A part of a schedule that a reader may choose. */
export type ScheduleField = keyof typeof fieldTable;
/** A field that says which day it is; the hour belongs to every cadence that has a time. */
export type DayField = Exclude<ScheduleField, 'hour'>;

interface TimedRules<F extends DayField> {
  /** The fields that tell the day, in the order in which the owner writes them. */
  readonly days: readonly F[];
  /** Whether it is due on this day, which is counted as in `calendar.ts`. */
  readonly isDueOn: (day: number, chosen: Readonly<Record<F, number>>) => boolean;
  /** How far back the edition of a reader who has received none begins. */
  readonly looksBackDays: number;
}

/** A cadence that is due at an hour of the reader's choice. */
const timed = <F extends DayField = never>({ days, ...rules }: TimedRules<F>) => ({
  ...rules,
  isInstant: false as const,
  fields: [...days, 'hour' as const],
});

/** What each cadence is; everything else about cadences is derived from it. */
export const cadenceTable = {
  instant: { isInstant: true, fields: [] as never[], looksBackDays: 1 },
  daily: timed({ days: [], isDueOn: () => true, looksBackDays: 1 }),
  weekdays: timed({ days: [], isDueOn: (day) => weekdayOf(day) <= 5, looksBackDays: 3 }),
  weekly: timed({
    days: ['weekday'],
    isDueOn: (day, { weekday }) => weekdayOf(day) === weekday,
    looksBackDays: 7,
  }),
  monthly: timed({
    days: ['monthday'],
    isDueOn: (day, chosen) => {
      const { monthday, days } = monthdayOf(day);
      // A month that is shorter counts its last day.
      return monthday === Math.min(chosen.monthday, days);
    },
    looksBackDays: 31,
  }),
} as const;

/** How often editions come: one of `cadences`. */
export type Cadence = keyof typeof cadenceTable;
/** The cadences whose readers are due when something new is there. */
export type InstantCadence = {
  [C in Cadence]: (typeof cadenceTable)[C]['isInstant'] extends true ? C : never;
}[Cadence];
/** A cadence that comes at an hour. */
export type TimedCadence = Exclude<Cadence, InstantCadence>;
/** The fields that a schedule of this cadence has. */
export type FieldOf<C extends Cadence> = (typeof cadenceTable)[C]['fields'][number];

const namesOf = <K extends string>(table: Readonly<Record<K, unknown>>) =>
  Object.keys(table) as K[];

/** How often editions come. */
export const cadences: readonly Cadence[] = namesOf(cadenceTable);
/** Every field that a schedule may have. */
export const scheduleFields: readonly ScheduleField[] = namesOf(fieldTable);
/** The fields that name a day. */
export const dayFields: readonly DayField[] = scheduleFields.filter((field) => field !== 'hour');

/** The fields that a reader of this cadence chooses, in the order in which the owner writes them. */
export function fieldsOf(cadence: Cadence): readonly ScheduleField[] {
  return cadenceTable[cadence].fields;
}

/** The cadences that ask for this field. */
export function cadencesWith(field: ScheduleField): readonly Cadence[] {
  return cadences.filter((cadence) => fieldsOf(cadence).includes(field));
}

/** How far back the edition of a reader who has received none begins, in milliseconds. */
export function lookBackMs(cadence: Cadence): number {
  return cadenceTable[cadence].looksBackDays * dayMs;
}

/** What is older than this has gone out to everybody, whatever their cadence. */
export const longestLookBackMs = Math.max(...cadences.map(lookBackMs));
