/**
 * Items that read otherwise than when they were stored. Until an edition takes them they are kept
 * as they read now; first-seen stays, so an edit is never news.
 */
import { longestLookBackMs } from '../../config/cadence.ts';
import { dayMs } from '../../config/time.ts';

import type { Item } from '../item.ts';
import type { Known } from './identity.ts';

/** What is remembered of an identity key. */
export interface Sighting {
  readonly at: number;
  /** The key of the item that was stored with it, at that instant; none for a backlog's. */
  readonly item?: string;
  /** The words of that item. */
  readonly words?: string;
  /** How that item is called, and its own date: by these it is known under other names. */
  readonly title?: string;
  readonly date?: number;
}

/** Another name under which a known item is shown. */
export interface Alias {
  readonly name: string;
  readonly as: Sighting;
}

/** A known item as it reads now. */
export interface Edit {
  readonly item: Item;
  /** The key by which it was known: its words are remembered there. */
  readonly identityKey: string;
  readonly words: string;
}

/** An item that is to be edited, and where. */
export interface Edited extends Omit<Edit, 'item'> {
  readonly known: Known;
  readonly itemKey: string;
  readonly firstSeenAt: number;
}

/** What is older has gone out to nearly everybody, also where an edition came late. */
const editableMs = longestLookBackMs + 9 * dayMs;
/** More at once: the words change by themselves, as counters do. */
const editedItemsMax = 5;

/** Which of the known items say something else now. */
export function editedItems(
  known: readonly Known[],
  seen: ReadonlyMap<string, Sighting>,
  now: number,
): readonly Edited[] {
  const stored = known.flatMap((each) => storedAs(each, seen) ?? []);
  const uses = Map.groupBy(stored, ({ itemKey }) => itemKey);
  const edited = stored.filter(
    ({ itemKey, identityKey, words, firstSeenAt }) =>
      // Two that were taken for one item would take turns in its place.
      uses.get(itemKey)?.length === 1 &&
      seen.get(identityKey)?.words !== words &&
      now - firstSeenAt < editableMs,
  );
  return edited.length > editedItemsMax ? [] : edited;
}

/**
 * The item that most of its names stand for: a page or an id may stand for the next one by now.
 * Among as many, the one that says the same, then the order of the names.
 */
function storedAs(known: Known, seen: ReadonlyMap<string, Sighting>): Edited | undefined {
  const named = known.knownBy.flatMap((identityKey) => {
    const { item: itemKey, words, at: firstSeenAt } = seen.get(identityKey) ?? { at: 0 };
    if (itemKey === undefined || words === undefined) return [];
    return [{ identityKey, itemKey, firstSeenAt, isSame: words === known.words }];
  });
  const votes = Map.groupBy(named, ({ itemKey }) => itemKey);
  const [best] = [...votes.values()].sort(
    (a, b) => b.length - a.length || Number(b.some(isSame)) - Number(a.some(isSame)),
  );
  const [first] = best ?? [];
  if (first === undefined) return undefined;
  const { identityKey, itemKey, firstSeenAt } = first;
  return { known, identityKey, words: known.words, itemKey, firstSeenAt };
}

const isSame = ({ isSame: says }: { readonly isSame: boolean }) => says;
