/** Schedules as the owner writes them: `daily 7`, `weekly fri 18`, `monthly 1 7 Asia/Tokyo`. */
import * as v from 'valibot';
import {
  type Cadence,
  cadences,
  fieldsOf,
  type ScheduleField,
} from '../../functions/config/cadence.ts';
import {
  chosen,
  exampleOf,
  isZone,
  type Schedule,
  ScheduleSchema,
} from '../../functions/config/schedule.ts';
import { UsageError } from './errors.ts';

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** How a number of a schedule is read (NaN: it cannot be) and written. */
interface FieldText {
  readonly read: (text: string) => number;
  readonly write: (value: number) => string;
}

const fieldTexts: Readonly<Record<ScheduleField, FieldText>> = {
  weekday: { read: weekdayOf, write: (weekday) => String(weekdays[weekday - 1]) },
  monthday: { read: Number, write: String },
  hour: { read: hourOf, write: String },
};

const examples = cadences.map((cadence) => `"${scheduleText(exampleOf(cadence, 'UTC'), 'UTC')}"`);

/** Every way to write a schedule, for a sentence that asks for one. */
export const scheduleForms =
  `${examples.slice(0, -1).join(', ')} or ${examples.at(-1)}, with a zone behind it ` +
  'where it is another: "daily 7 Asia/Tokyo"';

/** The option that names a schedule. */
export const scheduleOption = {
  schedule: {
    type: 'string',
    value: 'SCHEDULE',
    help: 'for readers of this schedule, such as "weekly fri 18"',
  },
} as const;

/** Reads a schedule; without a zone of its own it is in `zone`. Throws a UsageError. */
export function readSchedule(text: string, zone: string): Schedule {
  const words = text.trim().split(/\s+/);
  const last = words.at(-1) ?? '';
  const ownZone = words.length > 1 && isZoneName(last) ? words.pop() : undefined;
  const [cadence = '', ...rest] = words;
  const named = cadences.find((one) => one === cadence.toLowerCase());
  const fields = numbersOf(named, rest);
  if (fields === undefined) {
    throw new UsageError(`"${text}" is no schedule. Write ${scheduleForms}.`);
  }
  const checked = v.safeParse(ScheduleSchema, { ...fields, zone: ownZone ?? zone });
  if (checked.success) return checked.output;
  throw new UsageError(`"${text}": ${checked.issues.map(({ message }) => message).join(' ')}`);
}

/** What has a slash is meant as a zone, even when there is none of that name. */
function isZoneName(word: string): boolean {
  return word.includes('/') || (/^[A-Za-z]/.test(word) && isZone(word));
}

function numbersOf(cadence: Cadence | undefined, rest: readonly string[]): object | undefined {
  if (cadence === undefined) return undefined;
  const fields = fieldsOf(cadence);
  if (fields.length !== rest.length) return undefined;
  const numbers = fields.map((field, n) => [field, fieldTexts[field].read(rest[n] ?? '')]);
  return { cadence, ...Object.fromEntries(numbers) };
}

/** `7`, `07` or `7:00`: editions leave on the hour. */
function hourOf(text: string): number {
  return Number(/^(\d{1,2})(?::00)?$/.exec(text)?.[1] ?? Number.NaN);
}

function weekdayOf(text: string): number {
  const day = weekdays.indexOf(text.toLowerCase().slice(0, 3));
  return day < 0 ? Number(text) : day + 1;
}

/** Writes a schedule so that it can be read back; its zone only where it is not `zone`. */
export function scheduleText(schedule: Schedule, zone?: string): string {
  const numbers = fieldsOf(schedule.cadence).map((field) =>
    fieldTexts[field].write(chosen(schedule, field) ?? Number.NaN),
  );
  const suffix = schedule.zone === zone ? [] : [schedule.zone];
  return [schedule.cadence, ...numbers, ...suffix].join(' ');
}
