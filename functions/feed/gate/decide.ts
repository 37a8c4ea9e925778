/** The owner's word on what waits at the gate: it goes with the next edition, or not at all. */
import type { FeedKey } from '../feed.ts';
import type { Item } from '../item.ts';
import { textPrintOf } from '../read/text-print.ts';
import type { GateStore } from './pass.ts';
import type { Waiting, WaitReason } from './waiting.ts';

/** The gate, and the row of the feed. */
export interface DecideDeps extends GateStore {
  /** Ends the surge of the feed; false while its items are still being put aside. */
  readonly end: (feed: FeedKey) => Promise<boolean>;
  readonly now: () => number;
}

/** How many items it was done to; `isEnded` is false when the feed is being read this moment. */
export interface Decided {
  readonly items: number;
  readonly isEnded: boolean;
}

/** Lets a surge out. What has to wait for something else as well waits on for that. */
export function releaseHeld(feed: FeedKey, deps: DecideDeps): Promise<Decided> {
  return decideSurge(feed, (waiting) => without('surge', waiting, deps), deps);
}

/** Leaves a surge out for good; why is recorded on each. */
export function dropHeld(
  { feed, reason }: { feed: FeedKey; reason: string },
  deps: DecideDeps,
): Promise<Decided> {
  const out = ({ item }: Waiting) =>
    deps.exclude(item, { rule: 'dropped', reason, at: deps.now() });
  return decideSurge(feed, out, deps);
}

/** Each item is decided on by itself, so that after a death the rest is decided the same way. */
async function decideSurge(
  feed: FeedKey,
  about: (waiting: Waiting) => Promise<boolean>,
  { list, end }: DecideDeps,
): Promise<Decided> {
  let items = 0;
  const all = async () => {
    for (const waiting of await list(feed)) {
      if (!waiting.why.includes('surge')) continue;
      if (await about(waiting)) items += 1;
    }
  };
  await all();
  const isEnded = await end(feed);
  // What a refresh put aside between the two is part of the same surge.
  await all();
  return { items, isEnded };
}

function without(reason: WaitReason, { item, why }: Waiting, deps: DecideDeps): Promise<boolean> {
  const others = why.filter((one) => one !== reason);
  return others.length === 0 ? letOut(item, deps) : deps.setReasons(item, others);
}

/** Lets one item out now, whatever it waits for: the owner has seen it. */
export function letOut(item: Item, { release }: Pick<GateStore, 'release'>): Promise<boolean> {
  return release({ ...item, print: textPrintOf(item) }, { byOwner: true });
}
