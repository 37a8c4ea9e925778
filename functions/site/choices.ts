/** What a form says about schedule and sections: read, checked against what is offered. */
import * as v from 'valibot';
import { type Cadence, fieldTable, type ScheduleField, scheduleFields } from '../config/cadence.ts';
import { chosen, isSameChoice, type Schedule, ScheduleSchema } from '../config/schedule.ts';
import type { Newsletter } from '../edition/newsletter.ts';
import { zoneOfToday } from '../edition/zones.ts';
import type { AskedChoices, Choices } from '../subscriber/choices.ts';
import type { Sections } from '../subscriber/subscriber.ts';
import type { Form } from './visitor.ts';
import type { SiteWords } from './words.ts';

/** The fields as typed, to be shown again. */
export interface TypedChoices extends Readonly<Record<ScheduleField, string>> {
  readonly cadence: string;
  readonly zone: string;
  readonly sections: readonly string[];
}

/** What is said of a field that is wrong. */
export const faultOfField = {
  weekday: 'day',
  monthday: 'day',
  hour: 'hour',
} as const satisfies Readonly<Record<ScheduleField, keyof SiteWords['errors']>>;

type FieldFault = (typeof faultOfField)[ScheduleField];
/** A field of the form that cannot be as it is. */
export type ChoiceFault = 'cadence' | FieldFault | 'zone' | 'sections';

/** What a visitor chose, or the fields that are wrong. */
export type ReadChoices =
  | { readonly kind: 'ok'; readonly choices: Choices }
  | { readonly kind: 'refused'; readonly faults: ReadonlySet<ChoiceFault> };

/** The names that the fields have in a form. */
export const choiceNames = ['cadence', ...scheduleFields, 'zone', 'sections'] as const;

/** A value for every field of a schedule. */
export function eachField<T>(make: (field: ScheduleField) => T): Record<ScheduleField, T> {
  const values = scheduleFields.map((field) => [field, make(field)] as const);
  return Object.fromEntries(values) as Record<ScheduleField, T>;
}

/** The fields that show a schedule and sections that stand. */
export function typedOf({ schedule, sections }: Choices, newsletter: Newsletter): TypedChoices {
  const ids = newsletter.sections.map(({ id }) => id);
  return {
    ...eachField((field) => String(chosen(schedule, field) ?? fieldTable[field].initial)),
    cadence: schedule.cadence,
    zone: zoneOfToday(schedule.zone),
    sections: sections === 'all' ? ids : ids.filter((id) => sections.includes(id)),
  };
}

/** The cadences to choose from: those offered, and the one that the reader has. */
export function cadencesFor(newsletter: Newsletter, current?: Schedule): readonly Cadence[] {
  const offered = newsletter.cadences;
  if (current === undefined || offered.includes(current.cadence)) return offered;
  return [...offered, current.cadence];
}

/** Takes the fields from a form as they are. */
export function typedChoices(form: Form): TypedChoices {
  return {
    ...eachField(form.text),
    cadence: form.text('cadence'),
    zone: form.text('zone'),
    sections: form.list('sections'),
  };
}

/** What was chosen on a form for newcomers: who left its schedule as it was offered chose none. */
export function askedOn(choices: Choices, { defaultSchedule }: Newsletter): AskedChoices {
  return isSameChoice(choices.schedule, defaultSchedule) ? { ...choices, usual: true } : choices;
}

/** Checks the fields: a schedule that is offered, sections that exist. */
export function readChoices(
  typed: TypedChoices,
  newsletter: Newsletter,
  cadences: readonly string[],
): ReadChoices {
  const schedule = v.safeParse(ScheduleSchema, {
    cadence: cadences.includes(typed.cadence) ? typed.cadence : '',
    ...eachField((field) => wholeNumber(typed[field])),
    zone: zoneOfToday(typed.zone),
  });
  const sections = readSections(typed.sections, newsletter);
  const faults = new Set<ChoiceFault>();
  for (const { path } of schedule.issues ?? []) faults.add(faultOf(path?.[0]?.key));
  if (sections === undefined) faults.add('sections');
  return schedule.success && sections !== undefined
    ? { kind: 'ok', choices: { schedule: schedule.output, sections } }
    : { kind: 'refused', faults };
}

function wholeNumber(text: string): number {
  return /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
}

/** Everything chosen is `all`: such a reader also gets the sections that come later. */
function readSections(ids: readonly string[], newsletter: Newsletter): Sections | undefined {
  const known = newsletter.sections.map(({ id }) => id);
  if (known.length === 1) return 'all';
  const chosen = known.filter((id) => ids.includes(id));
  if (chosen.length === 0) return undefined;
  return chosen.length === known.length ? 'all' : chosen;
}

function faultOf(field: unknown): ChoiceFault {
  if (field === 'zone') return field;
  const named = scheduleFields.find((one) => one === field);
  return named === undefined ? 'cadence' : faultOfField[named];
}
