/**
 * The shape of a newsletter's file, derived from what says what a newsletter and a feed have: a new
 * field of `NewsletterSchema`, or a new setting of a feed, is in the file by itself.
 */
import * as v from 'valibot';
import { cadences } from '../../config/cadence.ts';
import { choiceEntries } from '../../config/schedule.ts';
import { offeredFor, readSetting, settingNames } from '../../feed/each-setting.ts';
import { filterFields, filtersMax, filterWritten, readWrittenFilter } from '../../feed/filter.ts';
import type { NewsletterGate } from '../../feed/gate/gate-rules.ts';
import type { FeedSettingName } from '../../feed/settings.ts';
import { type Newsletter, NewsletterSchema, type Section } from '../newsletter.ts';

/** What Paperboy keeps of a newsletter by itself, and no file says. */
const kept = [
  'createdAt',
  'closedAt',
  'endToldAt',
  'appliedAt',
] as const satisfies readonly (keyof Newsletter)[];
/** What the file says in a place of its own. */
const apart = [
  'id',
  'sections',
  'defaultSchedule',
] as const satisfies readonly (keyof Newsletter)[];

/** A field of a newsletter that its owner sets. */
export type OwnField = Exclude<keyof Newsletter, (typeof kept)[number] | 'id'>;

/** The version of the file's shape. */
export const fileVersion = 1;
/** The most feeds that one file may name. */
export const feedsMax = 2_000;

/** A check, seen by its parts. */
interface Part {
  readonly type: string;
  readonly wrapped?: Part;
  readonly item?: Part;
  readonly entries?: Readonly<Record<string, Part>>;
  readonly options?: readonly unknown[];
  readonly literal?: unknown;
}

/** The check itself, without what says that it may be absent. */
function innermost(part: Part): Part {
  return part.wrapped === undefined ? part : innermost(part.wrapped);
}

const entries: Readonly<Record<string, Part>> = NewsletterSchema.entries;
const isAside = (name: string) => [...kept, ...apart].some((one) => one === name);
const ownEntries = Object.entries(entries).filter(([name]) => !isAside(name));

/** Each single value of a newsletter, as the steps that lead to it: `['sender', 'name']`. */
export const leaves: readonly (readonly string[])[] = [
  ...ownEntries.flatMap(([name, part]) => leavesOf(part, [name])),
  ['defaultSchedule'],
];

function leavesOf(part: Part, path: readonly string[]): string[][] {
  const { type, entries: parts = {} } = innermost(part);
  if (type !== 'object') return [[...path]];
  return Object.entries(parts).flatMap(([name, one]) => leavesOf(one, [...path, name]));
}

/** The same check of what may be there in part, or be taken away by a null. */
function inPart(part: Part): v.GenericSchema {
  const own = innermost(part);
  if (own.type !== 'object') return v.nullish(own as unknown as v.GenericSchema);
  const parts = Object.entries(own.entries ?? {}).map(([name, one]) => [name, inPart(one)]);
  return v.nullish(v.object(Object.fromEntries(parts)));
}

/** Its zone is the newsletter's where it says none. */
const DefaultSchema = v.variant(
  'cadence',
  cadences.map((cadence) => {
    const { cadence: literal, ...fields } = choiceEntries(cadence);
    return v.object({
      cadence: literal,
      ...fields,
      zone: v.optional(NewsletterSchema.entries.zone),
    });
  }),
);

const filterForms = filterFields.map((field) => `drop ${field}=…`).join(', ');
const FiltersSchema = v.nullish(
  v.pipe(
    v.array(
      v.pipe(
        v.string(),
        v.check(
          (text) => readWrittenFilter(text) !== undefined,
          `A filter is ${filterForms}, or the same with keep.`,
        ),
        v.transform((text) => {
          const filter = readWrittenFilter(text);
          return filter === undefined ? text : filterWritten(filter);
        }),
      ),
    ),
    v.maxLength(filtersMax, `There may be ${filtersMax} filters in one place.`),
  ),
);

const settingCharsMax = 500;

/** A setting as it is written on a command line or in OPML; a number may stand there as one. */
function settingSchema(name: FeedSettingName) {
  const { what, offered } = offeredFor(name);
  return v.pipe(
    v.union([v.string(), v.number()], `It is ${offered}.`),
    v.transform(String),
    v.maxLength(settingCharsMax, `It has at most ${settingCharsMax} characters.`),
    v.check((text) => readSetting(name, text) !== undefined, `It is ${offered}.`),
    v.description(what),
  );
}

/** What is said of a feed besides its address and its filters. */
export const ownSettings = settingNames.filter((name) => name !== 'state');

const FeedSchema = v.object({
  url: v.pipe(v.string('A feed needs its url.'), v.description('the address of the feed itself')),
  ...Object.fromEntries(ownSettings.map((name) => [name, v.nullish(settingSchema(name))])),
  state: v.nullish(settingSchema('state')),
  filters: FiltersSchema,
});

const sectionParts = (entries.sections?.item?.entries ?? {}) as Readonly<Record<string, Part>>;
type SectionField = Exclude<keyof Section, 'id'>;
type TextInPart = v.GenericSchema<string | null | undefined>;

/** A new field of a section is missing here, and then to be known to `compare.ts` and `prepare.ts`. */
const sectionFields: Readonly<Record<SectionField, TextInPart>> = {
  name: inPart(sectionParts.name as Part) as TextInPart,
};

const SectionSchema = v.object({
  id: sectionParts.id as unknown as v.GenericSchema<string>,
  ...sectionFields,
  filters: FiltersSchema,
  feeds: v.nullish(v.array(FeedSchema)),
});

/** What the gate says for all feeds, by the setting of a feed that says the same; a new one is missing here. */
const gateSettings = {
  settleMinutes: 'settle',
  approval: 'approval',
} as const satisfies Readonly<Record<Exclude<keyof NewsletterGate, 'filters'>, FeedSettingName>>;

/** What the gate says for all feeds of a newsletter, in the words of the same settings of a feed. */
export const gateNames = Object.values(gateSettings);

const GateSchema = v.nullish(
  v.object(Object.fromEntries(gateNames.map((name) => [name, v.nullish(settingSchema(name))]))),
);

/** The whole file, once it is no text any more. */
export const SetupSchema = v.object({
  version: v.literal(fileVersion, `This Paperboy reads version ${fileVersion} of the file.`),
  id: NewsletterSchema.entries.id,
  ...(Object.fromEntries(ownEntries.map(([name, part]) => [name, inPart(part)])) as {
    zone: v.GenericSchema<string | null | undefined>;
  }),
  defaultSchedule: v.nullish(DefaultSchema),
  gate: GateSchema,
  sections: v.nullish(v.array(SectionSchema)),
});

/** The names that may stand at a place of the file; undefined where a value stands. */
export function namesAt(path: readonly (string | number)[], value: unknown): string[] | undefined {
  let [part, at]: [Part | undefined, unknown] = [SetupSchema as unknown as Part, value];
  for (const step of path) {
    part = part && partIn(innermost(part), step, at);
    at = (at as Readonly<Record<string | number, unknown>> | null)?.[step];
  }
  const own = part && variantOf(innermost(part), at);
  return own?.entries === undefined ? undefined : Object.keys(own.entries);
}

function partIn(part: Part, step: string | number, at: unknown): Part | undefined {
  if (typeof step === 'number') return part.item;
  const own = variantOf(part, at);
  return own?.entries && Object.hasOwn(own.entries, step) ? own.entries[step] : undefined;
}

/** Of a check that depends on a field, the one that this value chooses. */
function variantOf(part: Part, at: unknown): Part | undefined {
  if (part.type !== 'variant') return part;
  const chosen = (at as { cadence?: unknown } | null)?.cadence;
  return (part.options as readonly Part[] | undefined)?.find(
    ({ entries: parts }) => parts?.cadence?.literal === chosen,
  );
}
