/** What an owner sees and says by the link of a notice: all that waits of one feed, at once. */
import type { Feed, FeedKey } from '../feed.ts';
import { eligibleLagMs } from '../item.ts';
import type { DeskDeps } from './desk.ts';

/** What the link leads to. */
export interface ByLinkDeps extends Pick<DeskDeps, 'gate' | 'now'> {
  readonly loadFeed: (key: FeedKey) => Promise<Feed | undefined>;
  /** Makes the editions of instant readers due. */
  readonly wakeInstant: (newsletterId: string, at: number) => Promise<unknown>;
  /** Ends the surge of the feed. */
  readonly end: (feed: FeedKey) => Promise<boolean>;
}

/** What waits of a feed, the latest found at `upTo` (ms). */
interface WaitingByLink {
  readonly feed: string;
  readonly titles: readonly string[];
  readonly upTo: number;
}

/** What the owner says of it. */
interface WordByLink {
  readonly key: FeedKey;
  readonly word: 'release' | 'drop';
  /** What was found later was not shown, and is not meant. */
  readonly upTo: number;
}

/** The use cases of the link. */
export interface ByLink {
  /** What waits; undefined when the feed is gone. */
  readonly show: (key: FeedKey) => Promise<WaitingByLink | undefined>;
  /** Lets it go, or leaves it out; how many items that was. */
  readonly decide: (said: WordByLink) => Promise<number>;
}

/** Opens the use cases of the link. */
export function openByLink(deps: ByLinkDeps): ByLink {
  return { show: (key) => show(key, deps), decide: (said) => decide(said, deps) };
}

/** What settles goes by itself: only what waits for the owner is shown. */
async function meant(key: FeedKey, { gate }: ByLinkDeps) {
  const waiting = await gate.list(key);
  return waiting.filter(({ why }) => why.some((one) => one !== 'settling'));
}

async function show(key: FeedKey, deps: ByLinkDeps): Promise<WaitingByLink | undefined> {
  const feed = await deps.loadFeed(key);
  if (feed === undefined) return undefined;
  const waiting = await meant(key, deps);
  return {
    feed: feed.title || feed.url,
    titles: waiting.map(({ item }) => item.title || item.link || item.key),
    upTo: Math.max(0, ...waiting.map(({ item }) => item.firstSeenAt)),
  };
}

async function decide({ key, word, upTo }: WordByLink, deps: ByLinkDeps): Promise<number> {
  // What prints of texts are made with, which no other page needs.
  const { releaseItem, takeOut } = await import('./desk.ts');
  let items = 0;
  const shown = (await meant(key, deps)).filter(({ item }) => item.firstSeenAt <= upTo);
  for (const { item, why } of shown) {
    const standing = { kind: 'waiting', item, why } as const;
    const out = { standing, rule: 'dropped', reason: 'Dropped by the owner.' } as const;
    const said = word === 'release' ? await releaseItem(standing, deps) : await takeOut(out, deps);
    if (said === 'done') items += 1;
  }
  const isEmpty = (await meant(key, deps)).every(({ why }) => !why.includes('surge'));
  if (isEmpty) await deps.end(key);
  if (word === 'release' && items > 0) {
    await deps.wakeInstant(key.newsletterId, deps.now() + eligibleLagMs);
  }
  return items;
}
