/**
 * Items that their feed took down before they went out. Gone from a document is not enough: newer
 * ones push older ones out of every feed. So the document has to go on where the item stood, with
 * items that were found before it.
 */
import type { FeedKey } from '../feed.ts';
import type { ParsedItem } from '../item.ts';
import type { Sighting } from './edit.ts';
import { type Identity, identityKeys } from './identity.ts';
import { shownItems } from './same-item.ts';

/** What a whole document shows, compared with what was found before. */
export interface Shown {
  readonly feed: FeedKey;
  readonly items: readonly ParsedItem[];
  readonly keys: readonly Identity[];
  readonly seen: ReadonlyMap<string, Sighting>;
  /** What the document before showed; where that is not known, nothing is made out. */
  readonly before: readonly string[] | undefined;
  /** Whether the document has its newest items at the end. */
  readonly isOldestFirst: boolean;
}

/** Where nothing tells that items were taken off, more has to stand behind one that is gone. */
const behindMin = 4;

/** Which of these items, by key, are gone from a document that still shows older ones. */
export function goneFrom(candidates: readonly string[], shown: Shown): readonly string[] {
  const { keys, seen, isOldestFirst } = shown;
  const present = shownItems(keys, seen);
  const absent = candidates.filter((key) => !present.has(key) && seen.has(key));
  if (absent.length === 0 || keys.length === 0 || !isInOrder(shown)) return [];
  const still = new Set(shown.before);
  const found = keys.map((identity) => ({
    at: foundAt(identity, seen),
    isStill: identityKeys(identity).some((key) => still.has(markOf(key))),
  }));
  const newestFirst = isOldestFirst ? found.reverse() : found;
  const news = newestFirst.filter(({ at }) => at === undefined).length;
  // As many came as went: newer ones may have pushed them out, past some that always stay.
  const needed = absent.length > news ? 1 : behindMin;
  return absent.filter((key) => standingBehind(newestFirst, seen.get(key)?.at ?? 0) >= needed);
}

/** One that always stays on top is out of order, and here and there a date that was mended. */
const outOfOrderMin = 1;
const outOfOrderShareMax = 0.1;

/**
 * Whether items stand by their dates. A front page has them by weight: what is gone from the middle
 * of it made room, no more.
 */
function isInOrder({ items, isOldestFirst }: Shown): boolean {
  const published = items.flatMap(({ publishedAt }) => publishedAt ?? []);
  const updated = items.flatMap(({ publishedAt, updatedAt }) => updatedAt ?? publishedAt ?? []);
  const fewest = Math.min(outOfOrder(published, isOldestFirst), outOfOrder(updated, isOldestFirst));
  return fewest <= Math.max(outOfOrderMin, items.length * outOfOrderShareMax);
}

function outOfOrder(dates: readonly number[], isOldestFirst: boolean): number {
  const newestFirst = isOldestFirst ? [...dates].reverse() : dates;
  return newestFirst.filter((date, at) => date > (newestFirst[at - 1] ?? date)).length;
}

/** How many that are still shown stand below all that were found later. */
function standingBehind(newestFirst: readonly Found[], at: number): number {
  const lastNewer = newestFirst.findLastIndex((one) => one.at === undefined || one.at > at);
  return newestFirst.slice(lastNewer + 1).filter(({ isStill }) => isStill).length;
}

interface Found {
  readonly at: number | undefined;
  /** The document before showed it, too. */
  readonly isStill: boolean;
}

const shownItemsMax = 40;
const markChars = 10;

/** What is kept of a document: enough to know its items again in the next. */
export function marksOf(keys: readonly Identity[]): readonly string[] {
  return keys.slice(0, shownItemsMax).map((identity) => markOf(identityKeys(identity)[0]));
}

const markOf = (key: string) => key.slice(0, markChars);

/** When the item was first found; undefined when it is new. */
function foundAt(identity: Identity, seen: ReadonlyMap<string, Sighting>): number | undefined {
  const times = identityKeys(identity).flatMap((key) => seen.get(key)?.at ?? []);
  return times.length === 0 ? undefined : Math.min(...times);
}
