/** The settings of a newsletter as a form has them: which fields, in which part, how each is read. */
import { isDeepStrictEqual } from 'node:util';
import { cadences, fieldsOf, type ScheduleField } from '../../config/cadence.ts';
import { chosen, type Schedule } from '../../config/schedule.ts';
import { lastCallMinutesByDefault } from '../../edition/call.ts';
import { embedOriginOf } from '../../edition/embed-origin.ts';
import { languages } from '../../edition/languages.ts';
import type { Facts } from '../../edition/setup/standing.ts';
import { fonts } from '../../edition/theme.ts';
import type { Form } from '../visitor.ts';

/** How a value is typed and read. */
type FieldKind =
  | { readonly kind: 'line'; readonly type?: 'email' | 'url' }
  | { readonly kind: 'text'; readonly charsMax: number }
  | { readonly kind: 'number' }
  | { readonly kind: 'colour' }
  | { readonly kind: 'truth' }
  | { readonly kind: 'lines' }
  | { readonly kind: 'language' | 'zone' | 'schedule' }
  | {
      readonly kind: 'one' | 'several';
      readonly offered: readonly string[];
    };

/** A field: the dotted name of the value, and what holds where nothing is said. */
export type SettingField = FieldKind & { readonly key: string; readonly usual?: string | number };

/** The parts of the settings that are forms of fields. */
export const settingParts = {
  about: [
    { key: 'name', kind: 'line' },
    { key: 'description', kind: 'text', charsMax: 400 },
    { key: 'language', kind: 'language' },
    { key: 'zone', kind: 'zone' },
    { key: 'postalAddress', kind: 'line' },
    { key: 'ownerAddress', kind: 'line', type: 'email' },
  ],
  sender: [
    { key: 'sender.name', kind: 'line' },
    { key: 'sender.address', kind: 'line', type: 'email' },
    { key: 'replyTo', kind: 'line', type: 'email' },
  ],
  look: [
    { key: 'theme.light.accent', kind: 'colour' },
    { key: 'theme.light.text', kind: 'colour' },
    { key: 'theme.light.background', kind: 'colour' },
    { key: 'theme.dark.accent', kind: 'colour' },
    { key: 'theme.dark.text', kind: 'colour' },
    { key: 'theme.dark.background', kind: 'colour' },
    { key: 'theme.font', kind: 'one', offered: fonts, usual: 'paper' },
    { key: 'theme.logo.url', kind: 'line', type: 'url' },
    { key: 'theme.logo.alt', kind: 'line' },
    { key: 'theme.footer', kind: 'line' },
  ],
  schedule: [
    { key: 'cadences', kind: 'several', offered: cadences },
    { key: 'defaultSchedule', kind: 'schedule' },
  ],
  editions: [
    {
      ...{ key: 'sending.mode', kind: 'one', usual: 'automatic' },
      offered: ['automatic', 'veto', 'approval'],
    },
    { key: 'sending.lastCallMinutes', kind: 'number', usual: lastCallMinutesByDefault },
    { key: 'itemsMax', kind: 'number' },
    { key: 'excerptChars', kind: 'number' },
    { key: 'images', kind: 'truth' },
  ],
  places: [
    { key: 'archive', kind: 'one', offered: ['public', 'private'], usual: 'public' },
    { key: 'home', kind: 'one', offered: ['listed', 'hidden'], usual: 'listed' },
    { key: 'letters', kind: 'several', offered: ['welcome', 'goodbye'] },
    { key: 'embedOrigins', kind: 'lines' },
  ],
  privacy: [
    { key: 'privacy.contact', kind: 'line' },
    { key: 'privacy.authority', kind: 'line' },
    { key: 'privacy.text', kind: 'text', charsMax: 2_000 },
    { key: 'privacy.consent', kind: 'line' },
    { key: 'privacy.url', kind: 'line', type: 'url' },
  ],
} as const satisfies Readonly<Record<string, readonly SettingField[]>>;

/** The name of a part. */
export type SettingPart = keyof typeof settingParts;

/** Whether there is such a part. */
export function isSettingPart(name: string): name is SettingPart {
  return Object.hasOwn(settingParts, name);
}

/** The fields of a part. */
export function fieldsIn(part: SettingPart): readonly SettingField[] {
  return settingParts[part];
}

/** Where a form says how a value stood when it was shown. */
export const shownName = (key: string): string => `shown.${key}`;

/** The marks that a form brings back. */
export function shownIn(form: Form, keys: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    keys.flatMap((key) => {
      const mark = form.text(shownName(key));
      return mark === '' ? [] : [[key, mark] as const];
    }),
  );
}

/** The values that a form says, of a newsletter of which this is known. */
export function valuesIn(form: Form, fields: readonly SettingField[], facts: Facts): Facts {
  return new Map(
    fields.map((field) => [field.key, asBefore(field, valueIn(field, form), facts.get(field.key))]),
  );
}

/** What is usual counts as unsaid where it was, and so does a list in another order. */
function asBefore(field: SettingField, value: unknown, before: unknown = null): unknown {
  if (before === null && field.usual !== undefined && value === field.usual) return null;
  if (before === '' && value === null) return '';
  const isSameList = field.kind === 'several' && isDeepStrictEqual(sorted(value), sorted(before));
  return isSameList ? before : value;
}

const sorted = (list: unknown) => (Array.isArray(list) ? [...list].sort() : list);

function valueIn(field: SettingField, form: Form): unknown {
  const text = form.text(field.key).trim();
  switch (field.kind) {
    case 'number':
      return numberIn(text);
    case 'truth':
      return text === 'yes';
    case 'several':
      return listOrNull(field.offered.filter((one) => form.list(field.key).includes(one)));
    case 'lines':
      return listOrNull(linesIn(form.text(field.key)).map(embedOriginOf));
    case 'text':
      return emptyIsNull(text.replace(/[\r\n]+/g, ' '));
    case 'schedule':
      return scheduleIn(form);
    default:
      return emptyIsNull(text);
  }
}

const emptyIsNull = (text: string) => (text === '' ? null : text);
const listOrNull = (list: readonly string[]) => (list.length === 0 ? null : [...new Set(list)]);
const linesIn = (text: string) => text.split(/\s+/).filter((line) => line !== '');

/** What is no number stays as it was typed, and is refused by the check of the newsletter. */
function numberIn(text: string): unknown {
  return /^\d{1,9}$/.test(text) ? Number(text) : emptyIsNull(text);
}

function scheduleIn(form: Form): unknown {
  const text = form.text('cadence');
  const cadence = cadences.find((one) => one === text);
  if (cadence === undefined) return { cadence: text };
  const fields: readonly ScheduleField[] = fieldsOf(cadence);
  const numbers = fields.map((field) => [field, numberIn(form.text(field))]);
  return { cadence, ...Object.fromEntries(numbers), zone: form.text('schedule-zone') };
}

/** A form that says what stands, for showing it. */
export function formOf(fields: readonly SettingField[], facts: Facts): Form {
  const lists = new Map(fields.flatMap((field) => typedOf(field, facts.get(field.key) ?? null)));
  const list = (name: string) => lists.get(name) ?? [];
  return { list, text: (name) => list(name)[0] ?? '' };
}

type Typed = readonly [name: string, values: readonly string[]];

function typedOf({ key, kind, usual = '' }: SettingField, value: unknown): Typed[] {
  if (kind === 'schedule') return scheduleTyped(value as Schedule | null);
  if (kind === 'lines') return [[key, [((value ?? []) as readonly string[]).join('\n')]]];
  if (kind === 'truth') return [[key, [value === true ? 'yes' : 'no']]];
  if (kind === 'several') return [[key, (value ?? []) as readonly string[]]];
  return [[key, [String(value ?? usual)]]];
}

function scheduleTyped(schedule: Schedule | null): Typed[] {
  if (schedule === null) return [];
  const numbers = fieldsOf(schedule.cadence).map(
    (field): Typed => [field, [String(chosen(schedule, field) ?? '')]],
  );
  return [['cadence', [schedule.cadence]], ...numbers, ['schedule-zone', [schedule.zone]]];
}

/** The languages to choose from, that which is chosen among them. */
export function languagesWith(own: string): readonly string[] {
  return own === '' || languages.some((one) => one === own) ? languages : [own, ...languages];
}
