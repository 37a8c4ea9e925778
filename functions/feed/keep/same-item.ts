/**
 * Items that are known though neither id nor page nor words are: their feed writes other ids and
 * addresses at each poll, or its author has mended slug, id and title. Such a likeness counts for one
 * item of a document only; where two are alike, both are what their ids say.
 */
import type { ParsedItem } from '../item.ts';
import type { Sighting } from './edit.ts';
import type { Identity } from './identity.ts';

/** Titles that have so much in common are one title, mended. */
const alikeMin = 0.6;

/** What an item that is shown is to be compared with. */
export interface LikenessInput {
  readonly items: readonly ParsedItem[];
  readonly keys: readonly Identity[];
  readonly seen: ReadonlyMap<string, Sighting>;
  /** The last items that went out, by key, and what is noted of them. */
  readonly lately: readonly string[];
}

/** By which key each item is known that is known by its likeness only: place by place. */
export function knownByLikeness(input: LikenessInput): ReadonlyMap<number, string> {
  const { items, keys, seen, lately } = input;
  const found = new Map<number, string>();
  const bodies = Map.groupBy(keys, ({ body }) => body);
  const shown = shownItems(keys, seen);
  const absent = lately.filter((key) => !shown.has(key));
  for (const [at, item] of items.entries()) {
    const identity = keys[at] ?? {};
    if ([identity.id, identity.link, identity.content].some((key) => isIn(key, seen))) continue;
    const key =
      (isIn(identity.place, seen) ? identity.place : undefined) ??
      (bodies.get(identity.body)?.length === 1 ? mended(item, identity, seen) : undefined) ??
      absent.find((one) => isRewritten(item, seen.get(one)));
    if (key !== undefined) found.set(at, key);
  }
  return new Map([...found].filter(([, key]) => isOnce(key, found)));
}

function isOnce(key: string, found: ReadonlyMap<number, string>): boolean {
  return [...found.values()].filter((other) => other === key).length === 1;
}

function isIn(key: string | undefined, seen: ReadonlyMap<string, Sighting>): key is string {
  return key !== undefined && seen.has(key);
}

/** The keys of the items that are shown, under whatever name. */
export function shownItems(
  keys: readonly Identity[],
  seen: ReadonlyMap<string, Sighting>,
): ReadonlySet<string> {
  const names = keys.flatMap(({ id, link, content, body, place }) =>
    [id, link, content, body, place].filter((each) => each !== undefined),
  );
  return new Set(names.flatMap((name) => [name, seen.get(name)?.item ?? name]));
}

/** The same text under another slug: its title is the same, or has been mended. */
function mended(
  { title, publishedAt }: ParsedItem,
  { body }: Identity,
  seen: ReadonlyMap<string, Sighting>,
): string | undefined {
  const before = body === undefined ? undefined : seen.get(body);
  if (body === undefined || before === undefined) return undefined;
  if (publishedAt !== undefined && before.date === publishedAt) return body;
  // The next of a series may say the same under nearly the same title, on another day.
  const isRedated =
    publishedAt !== undefined && before.date !== undefined && publishedAt !== before.date;
  if (isRedated) return undefined;
  // What older releases noted has neither; what came out after it was noted is something else.
  if (before.title === undefined) return (publishedAt ?? 0) > before.at ? undefined : body;
  return isMended(title, before.title) ? body : undefined;
}

/** Whether it is one title, mended; in a series the numbers are what tells one from the next. */
function isMended(title: string, before: string): boolean {
  return numbersIn(title) === numbersIn(before) && alike(title, before) >= alikeMin;
}

function numbersIn(title: string): string {
  return (title.match(/\d+/g) ?? []).join(' ');
}

/** Rewritten under another slug: it has its title and its instant, to the second. */
function isRewritten({ title, publishedAt }: ParsedItem, before: Sighting | undefined): boolean {
  if (before?.title === undefined || publishedAt === undefined) return false;
  return before.date === publishedAt && isMended(title, before.title);
}

/** How much two titles have in common, 0 to 1: of the pairs of their letters. */
function alike(one: string, other: string): number {
  const [first, second] = [pairsOf(one), pairsOf(other)];
  if (first.length + second.length === 0) return 1;
  const left = [...second];
  let common = 0;
  for (const pair of first) {
    const at = left.indexOf(pair);
    if (at < 0) continue;
    left.splice(at, 1);
    common += 1;
  }
  return (2 * common) / (first.length + second.length);
}

const comparedChars = 120;

function pairsOf(title: string): string[] {
  const text = title.toLowerCase().slice(0, comparedChars).replace(/\s+/g, ' ').trim();
  return Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2));
}
