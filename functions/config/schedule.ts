/**
 * When a reader wants their edition. A newsletter offers some cadences and a default; each reader
 * has one schedule of their own.
 */
import * as v from 'valibot';
import {
  type Cadence,
  cadences,
  cadenceTable,
  type FieldOf,
  fieldsOf,
  fieldTable,
  type ScheduleField,
  type TimedCadence,
} from './cadence.ts';

type ScheduleOf<C extends Cadence> = {
  readonly [K in C]: {
    readonly [Name in 'cadence' | 'zone' | FieldOf<K>]: Name extends 'cadence'
      ? K
      : Name extends 'zone'
        ? string
        : number;
  };
}[C];

/** A cadence with what was chosen beside it (`cadence.ts`), and an IANA name as its `zone`. */
export type Schedule = ScheduleOf<Cadence>;
/** A schedule that is due at an hour. */
export type TimedSchedule = ScheduleOf<TimedCadence>;

/** Whether the schedule is due at an hour, and not as soon as something is new. */
export function isTimed(schedule: Schedule): schedule is TimedSchedule {
  return !cadenceTable[schedule.cadence].isInstant;
}

type DueTable = {
  readonly [C in TimedCadence]: {
    readonly isDueOn: (day: number, schedule: ScheduleOf<C>) => boolean;
  };
};

/** Whether the schedule is due on this day, which is counted as in `calendar.ts`. */
export function isDueOn<C extends TimedCadence>(schedule: ScheduleOf<C>, day: number): boolean {
  const rules: DueTable = cadenceTable;
  return rules[schedule.cadence].isDueOn(day, schedule);
}

/** The number that was chosen for a field, if the cadence has it. */
export function chosen(schedule: Schedule, field: ScheduleField): number | undefined {
  const facts: Readonly<Record<string, unknown>> = schedule;
  const value = facts[field];
  return typeof value === 'number' ? value : undefined;
}

/** Whether the same was chosen in both, each on the clock of its zone. */
export function isSameChoice(a: Schedule, b: Schedule): boolean {
  if (a.cadence !== b.cadence) return false;
  return fieldsOf(a.cadence).every((field) => chosen(a, field) === chosen(b, field));
}

/** A schedule of this cadence, as the owner's command shows one. */
export function exampleOf(cadence: Cadence, zone: string): Schedule {
  const numbers = fieldsOf(cadence).map((field) => [field, fieldTable[field].example] as const);
  return v.parse(ScheduleSchema, { cadence, ...Object.fromEntries(numbers), zone });
}

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

/** The checks of a cadence and of what is chosen beside it, the zone aside. */
export function choiceEntries(cadence: Cadence) {
  const fields = fieldsOf(cadence).map((field) => {
    const { from, to, what } = fieldTable[field];
    return [field, wholeNumber(from, to, what)] as const;
  });
  return { cadence: v.literal(cadence), ...Object.fromEntries(fields) };
}

/** Checks a schedule at the edge: a form, a command line, a record read back. */
export const ScheduleSchema = v.variant(
  'cadence',
  cadences.map((cadence) => v.object({ ...choiceEntries(cadence), zone })),
) as v.GenericSchema<Schedule>;
