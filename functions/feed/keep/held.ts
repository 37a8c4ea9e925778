/** The owner's word on a surge: it goes out with the next edition, or not at all. */
import type { FeedKey } from '../feed.ts';
import type { Item } from '../item.ts';
import { textPrintOf } from '../read/text-print.ts';

/** The items that a surge has put aside, and the feed's row. */
export interface HeldDeps {
  /** The items that wait, in the order in which they were put aside. */
  readonly list: (feed: FeedKey) => Promise<readonly Item[]>;
  /** Makes it an item first seen now; false when it waits no longer. */
  readonly release: (item: Item, at: number) => Promise<boolean>;
  /** Leaves it out for good, with the reason; false when it waits no longer. */
  readonly exclude: (item: Item, reason: string, at: number) => Promise<boolean>;
  /** Ends the hold of the feed; false while its items are still being put aside. */
  readonly end: (feed: FeedKey) => Promise<boolean>;
  readonly now: () => number;
}

/** How many items it was done to; `isEnded` is false when the feed is being read this moment. */
export interface Decided {
  readonly items: number;
  readonly isEnded: boolean;
}

/** Lets the held items of a feed out; they are stamped anew, so the next edition has them. */
export function releaseHeld(feed: FeedKey, deps: HeldDeps): Promise<Decided> {
  const release = (item: Item) => deps.release({ ...item, print: textPrintOf(item) }, deps.now());
  return decide(feed, release, deps);
}

/** Leaves the held items of a feed out for good; why is recorded on each. */
export function dropHeld(
  { feed, reason }: { feed: FeedKey; reason: string },
  deps: HeldDeps,
): Promise<Decided> {
  return decide(feed, (item) => deps.exclude(item, reason, deps.now()), deps);
}

/** Each item is decided on by itself, so that after a death the rest is decided the same way. */
async function decide(
  feed: FeedKey,
  about: (item: Item) => Promise<boolean>,
  { list, end }: HeldDeps,
): Promise<Decided> {
  let items = 0;
  const all = async () => {
    for (const item of await list(feed)) if (await about(item)) items += 1;
  };
  await all();
  const isEnded = await end(feed);
  // What a refresh put aside between the two is part of the same surge.
  await all();
  return { items, isEnded };
}
