/** Schedules as the owner writes them: `daily 7`, `weekly fri 18`, `monthly 1 7 Asia/Tokyo`. */
import * as v from 'valibot';
import { isZone, type Schedule, ScheduleSchema } from '../../functions/config/schedule.ts';
import { UsageError } from './errors.ts';

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

export const scheduleForms =
  '"instant", "daily 7", "weekdays 7", "weekly fri 7" or "monthly 1 7", with a zone behind it ' +
  'where it is another: "daily 7 Asia/Tokyo"';

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
  const fields = fieldsOf(cadence.toLowerCase(), rest);
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

function fieldsOf(cadence: string, rest: readonly string[]): object | undefined {
  const [first = '', second = ''] = rest;
  switch (`${cadence} ${rest.length}`) {
    case 'instant 0':
      return { cadence };
    case 'daily 1':
    case 'weekdays 1':
      return { cadence, hour: hourOf(first) };
    case 'weekly 2':
      return { cadence, weekday: weekdayOf(first), hour: hourOf(second) };
    case 'monthly 2':
      return { cadence, monthday: Number(first), hour: hourOf(second) };
    default:
      return undefined;
  }
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
  const suffix = schedule.zone === zone ? '' : ` ${schedule.zone}`;
  return `${withoutZone(schedule)}${suffix}`;
}

function withoutZone(schedule: Schedule): string {
  switch (schedule.cadence) {
    case 'instant':
      return 'instant';
    case 'daily':
    case 'weekdays':
      return `${schedule.cadence} ${schedule.hour}`;
    case 'weekly':
      return `weekly ${weekdays[schedule.weekday - 1]} ${schedule.hour}`;
    case 'monthly':
      return `monthly ${schedule.monthday} ${schedule.hour}`;
  }
}
