/** Adding a feed by its own address or by that of a page which names it. */
import type { Feed } from '../feed.ts';
import { sameAddress } from '../find/choice.ts';
import { findFeed } from '../find/find-feed.ts';
import type { LiveFeed } from '../find/live-feed.ts';
import type { Get } from '../get/fetched.ts';
import type { ParsedFeed, ParsedItem } from '../item.ts';
import { newFeed, titleCharsMax } from '../new-feed.ts';
import { slotOf } from '../schedule/poll-slot.ts';
import type { FeedSettings } from '../settings.ts';

/** What an owner pastes, and how the feed is to be kept. */
export interface AddFeedInput {
  readonly newsletterId: string;
  readonly sectionId: string;
  /** As it was typed: with a scheme or without, of the feed or of a page. */
  readonly url: string;
  /** Which of several feeds is meant, as the answer numbered them from 1. */
  readonly pick?: number;
  /** How it is watched; its title is the feed's own unless another is wanted. */
  readonly settings?: FeedSettings;
  readonly backlogItems?: number;
}

/** What looks at the address, and keeps the feed. */
export interface AddFeedDeps {
  readonly get: Get;
  /**
   * Creates the row unless the newsletter has the feed, under its own address or this other one; tells
   * which that is, where that is known.
   */
  createFeed(feed: Feed, foundAt: string): Promise<'added' | 'exists' | { readonly known: Feed }>;
  now(): number;
}

/** The feeds that a newsletter has. */
export interface KnownFeeds {
  readonly list: (newsletterId: string) => Promise<readonly Feed[]>;
  readonly create: (feed: Feed, slot: string) => Promise<'added' | 'exists'>;
}

/** Creates rows of feeds that a newsletter does not have, whichever way their address is written. */
export function createUnlessKnown({ list, create }: KnownFeeds): AddFeedDeps['createFeed'] {
  return async (feed, foundAt) => {
    const known = await list(feed.newsletterId);
    const urls = [feed.url, foundAt];
    const same = known.find((other) => urls.some((url) => sameAddress(other.url, url)));
    if (same !== undefined) return { known: same };
    return create(feed, slotOf(feed.id, feed.intervalMinutes));
  };
}

/** The feed that was added, or why none was. */
export type FeedAdded =
  | {
      readonly kind: 'added' | 'exists';
      readonly feed: Feed;
      /** What it shows now, as it gives them. */
      readonly items: readonly ParsedItem[];
      /** Nothing names it: it was where feeds usually are. */
      readonly guessed: boolean;
    }
  | { readonly kind: 'several'; readonly links: readonly LiveFeed[]; readonly message: string }
  | { readonly kind: 'refused'; readonly message: string };

/** Looks for the feed, then adds it; its items come with the first poll. */
export async function addFeed(input: AddFeedInput, deps: AddFeedDeps): Promise<FeedAdded> {
  const found = await findFeed(input.url, deps.get);
  switch (found.kind) {
    case 'refused':
      return found;
    case 'several': {
      const picked = input.pick === undefined ? undefined : found.feeds[input.pick - 1];
      if (picked !== undefined) return keep(input, { ...picked, isGuess: false }, deps);
      return { kind: 'several', links: found.feeds, message: severalAt(found) };
    }
    case 'found':
      return keep(input, found, deps);
  }
}

interface Kept {
  readonly url: string;
  readonly foundAt: string;
  readonly feed: ParsedFeed;
  readonly isGuess: boolean;
}

async function keep(input: AddFeedInput, found: Kept, deps: AddFeedDeps): Promise<FeedAdded> {
  const { newsletterId, sectionId, backlogItems = 0 } = input;
  const { url, feed: read, foundAt, isGuess } = found;
  const addedAt = deps.now();
  const feed = newFeed(
    { newsletterId, sectionId, url, siteUrl: read.link, addedAt, backlogItems },
    { title: read.title.slice(0, titleCharsMax), ...input.settings },
  );
  const made = await deps.createFeed(feed, foundAt);
  const common = { items: read.items, guessed: isGuess };
  return typeof made === 'string'
    ? { kind: made, feed, ...common }
    : { kind: 'exists', feed: made.known, ...common };
}

function severalAt({ pageUrl, feeds }: { pageUrl: string; feeds: readonly LiveFeed[] }): string {
  const lines = feeds.map(({ url, title, feed }, n) => {
    const name = feed.title || title;
    return `  ${n + 1}. ${name === '' ? '' : `${name}: `}${url} (${contentsOf(feed)})`;
  });
  return (
    `${pageUrl} has several feeds. Add --pick with the number of the one you want:\n` +
    lines.join('\n')
  );
}

function contentsOf({ items }: ParsedFeed): string {
  const count = items.length === 1 ? '1 item' : `${items.length} items`;
  const dates = items.flatMap(({ publishedAt, updatedAt }) => publishedAt ?? updatedAt ?? []);
  if (dates.length === 0) return count;
  return `${count}, the newest of ${new Date(Math.max(...dates)).toISOString().slice(0, 10)}`;
}
