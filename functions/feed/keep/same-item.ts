/**
 * Items that are known though neither id nor page nor words are: their feed writes other ids and
 * addresses at each poll, or its author has mended slug, id and title. Such a likeness counts for one
 * item of a document only; where two are alike, both are what their ids say.
 */
import { dayMs, hourMs } from '../../config/time.ts';
import type { ParsedItem } from '../item.ts';
import type { Sighting } from './edit.ts';
import type { Identity } from './identity.ts';
import { isMended } from './same-title.ts';

/** Slug and title are mended sooner; undated, the same text comes later with the next. */
const mendedWithinMs = dayMs;
/** Where several come out on the hour, their titles have to be as good as one. */
const alikeOnTheHourMin = 0.9;

/** What an item that is shown is to be compared with. */
export interface LikenessInput {
  readonly items: readonly ParsedItem[];
  readonly keys: readonly Identity[];
  readonly seen: ReadonlyMap<string, Sighting>;
  /** The last items that went out, by key, and what is noted of them. */
  readonly lately: readonly string[];
  readonly now: number;
}

/** By which key each item is known that is known by its likeness only: place by place. */
export function knownByLikeness(input: LikenessInput): ReadonlyMap<number, string> {
  const { items, keys, seen, lately, now } = input;
  const found = new Map<number, string>();
  const bodies = Map.groupBy(keys, ({ body }) => body);
  const shown = shownItems(keys, seen);
  const absent = lately.filter((key) => !shown.has(key));
  for (const [at, item] of items.entries()) {
    const identity = keys[at] ?? {};
    if (isIn(identity.id, seen) && isDatedAlike(item, seen.get(identity.id))) {
      found.set(at, identity.id);
      continue;
    }
    if ([identity.id, identity.link, identity.content].some((key) => isIn(key, seen))) continue;
    const isLone = bodies.get(identity.body)?.length === 1;
    const key =
      (isIn(identity.place, seen) ? identity.place : undefined) ??
      (isLone ? mended(item, identity, { seen, now }) : undefined) ??
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
  item: ParsedItem,
  { body }: Identity,
  { seen, now }: Pick<LikenessInput, 'seen' | 'now'>,
): string | undefined {
  const { title, publishedAt } = item;
  const before = body === undefined ? undefined : seen.get(body);
  if (body === undefined || before === undefined) return undefined;
  if (isDatedAlike(item, before)) return body;
  // The next of a series may say the same under nearly the same title, on another day.
  const isRedated =
    publishedAt !== undefined && before.date !== undefined && publishedAt !== before.date;
  if (isRedated) return undefined;
  // What older releases noted has neither; what came out after it was noted is something else.
  if (before.title === undefined) return (publishedAt ?? 0) > before.at ? undefined : body;
  if (publishedAt === undefined && now - before.at > mendedWithinMs) return undefined;
  return isMended(title, before.title) ? body : undefined;
}

/** Rewritten under another slug: it has its title and its instant, to the second. */
function isRewritten(item: ParsedItem, before: Sighting | undefined): boolean {
  if (before?.title === undefined || item.publishedAt !== before.date) return false;
  if (isDatedAlike(item, before)) return isMended(item.title, before.title);
  return item.publishedAt !== undefined && isMended(item.title, before.title, alikeOnTheHourMin);
}

/** Dated to the same instant. A whole hour is when things are set to go out, several at once. */
function isDatedAlike({ publishedAt }: ParsedItem, before: Sighting | undefined): boolean {
  return publishedAt !== undefined && publishedAt % hourMs !== 0 && before?.date === publishedAt;
}
