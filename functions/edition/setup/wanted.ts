/** A file of a newsletter, read: what its owner wants, or all that is wrong with it. Pure. */
import * as v from 'valibot';
import { checkUrl } from '../../feed/get/fetch-rules.ts';
import {
  feedsMax,
  fileVersion,
  gateNames,
  leaves,
  namesAt,
  ownSettings,
  SetupSchema,
} from './shape.ts';

/** A single value of a file; null for what is to be taken away. */
export type Value = unknown;
/** Steps from the top of a file to a place in it. */
export type Path = readonly (string | number)[];

/** Something that is to be mended in a file. */
export interface Mistake {
  readonly path: Path;
  /** The key itself is meant, and not what stands behind it. */
  readonly isKey?: true;
  readonly message: string;
  /** A name that is none, and those that might have been meant. */
  readonly unknown?: { readonly name: string; readonly known: readonly string[] };
}

/** A feed as a file wants it. */
export interface WantedFeed {
  readonly url: string;
  readonly isStopped: boolean;
  /** What is said of its settings, by name, as it is written. */
  readonly settings: ReadonlyMap<string, string | null>;
  readonly filters: readonly string[] | undefined;
}

/** A section as a file wants it. */
export interface WantedSection {
  readonly id: string;
  readonly name: Value;
  readonly filters: readonly string[] | undefined;
  /** Absent: nothing is said of its feeds. */
  readonly feeds: readonly WantedFeed[] | undefined;
}

/** What a file wants; nothing is wanted of what it does not speak of. */
export interface Wanted {
  readonly id: string;
  /** The values of the newsletter, by their dotted name: `sender.name`. */
  readonly fields: ReadonlyMap<string, Value>;
  readonly gate: ReadonlyMap<string, string | null>;
  readonly sections: readonly WantedSection[] | undefined;
}

/** What came of reading a file. */
export type Reading =
  | { readonly kind: 'wanted'; readonly wanted: Wanted }
  | { readonly kind: 'wrong'; readonly mistakes: readonly Mistake[] };

/** Reads a file that is no text any more. Feeds may be at `allowedOrigins` though these are not public. */
export function readWanted(value: unknown, allowedOrigins: readonly string[]): Reading {
  if (!isRecord(value)) {
    const message = `A newsletter’s file begins with “version: ${fileVersion}” and the “id” of the newsletter.`;
    return { kind: 'wrong', mistakes: [{ path: [], message }] };
  }
  const checked = v.safeParse(SetupSchema, value);
  const mistakes = [
    ...unknownNames(value, [], value),
    ...illFormed(value, []),
    ...(checked.success ? [] : checked.issues.map(mistakeOf)),
    ...twice(value, allowedOrigins),
  ];
  if (!checked.success || mistakes.length > 0) return { kind: 'wrong', mistakes };
  return { kind: 'wanted', wanted: wantedOf(checked.output, allowedOrigins) };
}

function wantedOf(file: v.InferOutput<typeof SetupSchema>, origins: readonly string[]): Wanted {
  const said: Readonly<Record<string, unknown>> = file;
  const gate: Readonly<Record<string, unknown>> = file.gate ?? {};
  return {
    id: file.id,
    fields: new Map(
      leaves.flatMap((path) => {
        const value = valueAt(said, path);
        return value === undefined ? [] : [[path.join('.'), emptyIsNull(value)] as const];
      }),
    ),
    gate: new Map(
      gateNames.flatMap((name) => {
        const isSaid = file.gate === null || gate[name] !== undefined;
        return isSaid ? [[name, (gate[name] ?? null) as string | null] as const] : [];
      }),
    ),
    sections: file.sections?.map((section) => ({
      id: section.id,
      name: section.name,
      filters: filtersOf(section),
      feeds: section.feeds?.map((feed) => wantedFeed(feed, origins)),
    })),
  };
}

function wantedFeed(
  feed: Readonly<Record<string, unknown>>,
  origins: readonly string[],
): WantedFeed {
  const settings = ownSettings.flatMap((name) => {
    const text = feed[name];
    return text === undefined ? [] : [[name, text as string | null] as const];
  });
  return {
    url: addressOf(feed.url, origins) ?? String(feed.url),
    isStopped: feed.state === 'stopped',
    settings: new Map(settings),
    filters: filtersOf(feed),
  };
}

function filtersOf({ filters }: { readonly filters?: unknown }): readonly string[] | undefined {
  if (filters === undefined) return undefined;
  return (filters ?? []) as readonly string[];
}

/** An empty list says as much as none. */
function emptyIsNull(value: unknown): Value {
  return Array.isArray(value) && value.length === 0 ? null : value;
}

/** What stands at a place; null where a null stands on the way to it. */
function valueAt(value: unknown, [step, ...rest]: readonly string[]): unknown {
  if (step === undefined || value === null || !isRecord(value)) return value;
  return valueAt(value[step], rest);
}

function unknownNames(value: unknown, path: Path, file: unknown): Mistake[] {
  if (Array.isArray(value)) {
    return value.flatMap((one, n) => unknownNames(one, [...path, n], file));
  }
  const known = isRecord(value) ? namesAt(path, file) : undefined;
  if (!isRecord(value) || known === undefined) return [];
  return Object.entries(value).flatMap(([name, one]): Mistake[] => {
    if (known.includes(name)) return unknownNames(one, [...path, name], file);
    const message = `There is no “${name}” here.`;
    return [{ path: [...path, name], isKey: true, message, unknown: { name, known } }];
  });
}

/** Half a sign of two halves, which a YAML escape can say and no table takes. */
function illFormed(value: unknown, path: Path): Mistake[] {
  if (typeof value === 'string') {
    const message = 'This text has half of a sign in it: write the sign itself.';
    return value.isWellFormed() ? [] : [{ path, message }];
  }
  if (Array.isArray(value)) return value.flatMap((one, n) => illFormed(one, [...path, n]));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, one]) => illFormed(one, [...path, name]));
}

const sayIn: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list, each entry behind a “-”',
  object: 'names with values behind a “:”, each on a line of its own',
};

/** In the words of the check where it has some, else in plain ones. */
export function mistakeOf(issue: v.BaseIssue<unknown>): Mistake {
  const { message, type, received, input, expected } = issue;
  const place = (issue.path ?? []).map(({ key }) => key as string | number);
  const last = place.at(-1);
  if (type === 'object' && received === 'undefined') {
    const name = typeof last === 'string' ? last : 'it';
    return { path: place, message: `“${name}” is missing.` };
  }
  const kind = sayIn[type];
  const isOfKind = kindOf(input) === type;
  if (kind !== undefined && input !== undefined && !isOfKind) {
    const quoted = type === 'string' && typeof input !== 'object' ? ': put it in quotes' : '';
    return { path: place, message: `This must be ${kind}, not ${shown(input)}${quoted}.` };
  }
  if (!message.startsWith('Invalid ')) return { path: place, message };
  const offered = (expected ?? '').replace(/[()"]/g, '').split(' | ').join(', ');
  return { path: place, message: `This must be one of ${offered}, not ${shown(input)}.` };
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

const shownCharsMax = 40;

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (isRecord(value)) return 'names with values';
  const text = String(value);
  return `“${text.length > shownCharsMax ? `${text.slice(0, shownCharsMax)}…` : text}”`;
}

/** Addresses that nobody may ask, and what is there twice. */
function twice(file: Readonly<Record<string, unknown>>, origins: readonly string[]): Mistake[] {
  const sections = listIn(file, 'sections');
  const ids = sections.map((section) => (isRecord(section) ? section.id : undefined));
  const sameIds = ids.flatMap((id, n): Mistake[] => {
    const isFirst = id === undefined || ids.indexOf(id) === n;
    const message = 'Another section has the same id.';
    return isFirst ? [] : [{ path: ['sections', n, 'id'], message }];
  });
  const feeds = sections.flatMap((section, n) =>
    listIn(section, 'feeds').flatMap((feed, m) => {
      const path: Path = ['sections', n, 'feeds', m, 'url'];
      return isRecord(feed) && typeof feed.url === 'string' ? [{ path, url: feed.url }] : [];
    }),
  );
  const seen = new Set<string>();
  const wrong = feeds.flatMap(({ path, url }): Mistake[] => {
    const check = checkUrl(url, origins);
    if (check.kind === 'refused') return [{ path, message: check.reason }];
    const isSecond = seen.has(check.url.href);
    seen.add(check.url.href);
    return isSecond ? [{ path, message: 'This feed stands in the file twice.' }] : [];
  });
  const many: Mistake = { path: ['sections'], message: `A file names at most ${feedsMax} feeds.` };
  return [...sameIds, ...wrong, ...(feeds.length > feedsMax ? [many] : [])];
}

function listIn(value: unknown, name: string): readonly unknown[] {
  const list = isRecord(value) ? value[name] : undefined;
  return Array.isArray(list) ? list : [];
}

function addressOf(url: unknown, origins: readonly string[]): string | undefined {
  const check = checkUrl(String(url), origins);
  return check.kind === 'allowed' ? check.url.href : undefined;
}

/** Whether there are names with values. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
