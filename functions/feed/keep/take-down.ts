/** What became of items that a document no longer shows, or shows again. */
import type { Feed } from '../feed.ts';
import { parse } from '../read/parse.ts';
import { isOldestFirst, keyOf } from './complete.ts';
import { identities, identityKeys } from './identity.ts';
import type { RefreshDeps } from './refresh-deps.ts';
import { shownItems } from './same-item.ts';
import { goneFrom, type Shown } from './withdrawn.ts';

interface Taking {
  readonly shown: Shown;
  /** The keys of those that have not long gone out, or wait. */
  readonly ours: readonly string[];
  /** The keys of those that were withdrawn. */
  readonly withdrawn: readonly string[];
  readonly isWhole: boolean;
}

interface TakenDown {
  readonly changes: Pick<Feed, 'withdrawn' | 'gateAt'>;
  /** Those that are shown again: they may be taken down once more. */
  readonly back: readonly string[];
  /** The second look failed: nothing is decided, and the next poll has to look again. */
  readonly isOpen: boolean;
}

/** So many of those that were taken down are looked for. */
const withdrawnItemsMax = 20;

/**
 * An item is withdrawn when the feed shows it no more at two looks: this document, and another that
 * is asked for at once and as a whole, because one machine of several may not know it yet. When it
 * is shown again it is as if it had never gone.
 */
export async function takeDown(feed: Feed, taking: Taking, deps: RefreshDeps): Promise<TakenDown> {
  const { shown, ours, withdrawn, isWhole } = taking;
  const present = shownItems(shown.keys, shown.seen);
  const back = withdrawn.filter((key) => present.has(key));
  for (const key of back) await deps.store.gate.bringBack(placeOf(feed, key, shown));
  const gone = isWhole
    ? goneFrom(
        ours.filter((key) => !withdrawn.includes(key)),
        shown,
      )
    : [];
  const again = gone.length === 0 ? [] : await goneAgain(feed, gone, deps);
  if (again === 'unknown') return { changes: {}, back, isOpen: true };
  const reason = 'Its feed took it down before it went out.';
  for (const key of again) {
    const keptOut = { rule: 'withdrawn', reason, at: deps.now() } as const;
    await deps.store.gate.keepOut(placeOf(feed, key, shown), keptOut);
  }
  if (back.length + again.length === 0) return { changes: {}, back, isOpen: false };
  const left = [...withdrawn.filter((key) => !back.includes(key)), ...again];
  // What is back may be at the gate, and have waited long enough.
  const look = back.length === 0 ? {} : { gateAt: deps.now() };
  return { changes: { withdrawn: left.slice(-withdrawnItemsMax), ...look }, back, isOpen: false };
}

function placeOf(feed: Feed, key: string, { seen }: Shown) {
  return { ...keyOf(feed), key, firstSeenAt: seen.get(key)?.at ?? 0 };
}

/** Which of them a second document does not show either. */
async function goneAgain(
  feed: Feed,
  gone: readonly string[],
  { get, store }: RefreshDeps,
): Promise<readonly string[] | 'unknown'> {
  const fetched = await get(feed.url);
  if (fetched.kind !== 'body' || fetched.cutAtBytes !== undefined) return 'unknown';
  const parsed = await parse(fetched.bytes, fetched);
  if (parsed.kind !== 'feed') return 'unknown';
  const { items, link } = parsed.feed;
  const keys = identities(items, link);
  const seen = await store.seenKeys(keyOf(feed), [...keys.flatMap(identityKeys), ...gone]);
  const order = { before: feed.shown, isOldestFirst: isOldestFirst(items) };
  const shown = { feed: keyOf(feed), items, keys, seen, ...order };
  return goneFrom(gone, shown);
}
