/** What an owner does about the feeds of a newsletter. Pages, commands and programs call the same. */
import { isArchive } from '../../feed/archive-feed.ts';
import type { Feed, FeedKey } from '../../feed/feed.ts';
import type { DeskDeps } from '../../feed/gate/desk.ts';
import type { Look } from '../../feed/get/look.ts';
import type { FeedAdded, KnownFeeds } from '../../feed/keep/add.ts';
import type { FeedChanges } from '../../feed/keep/changes.ts';
import { changesOf } from '../../feed/keep/said.ts';
import type { DueFeed } from '../../feed/schedule/poll.ts';
import { isClosed, type Newsletter } from '../newsletter.ts';

/** So many items of a new feed may be mailed though they were there before. */
export const backlogMax = 10;

/** A feed to add, as its owner pastes it. */
export interface FeedWish {
  readonly newsletter: Newsletter;
  readonly sectionId: string;
  readonly url: string;
  readonly backlogItems: number;
}

/** What adding a feed asks, reads and writes. */
export interface AddToNewsletterDeps {
  readonly look: Look;
  readonly feeds: KnownFeeds;
  /** Has it asked without waiting for its turn. */
  readonly fetchNow: (feeds: readonly DueFeed[]) => Promise<void>;
  readonly now: () => number;
}

/** `bad`: the section is none of the newsletter's, or the backlog none of the choices. */
export type FeedAddition = FeedAdded | { readonly kind: 'closed' | 'bad' };

/** Adds what is found at the address now, and has it read. */
export async function addToNewsletter(
  { newsletter, sectionId, url, backlogItems }: FeedWish,
  { look, feeds, fetchNow, now }: AddToNewsletterDeps,
): Promise<FeedAddition> {
  if (isClosed(newsletter)) return { kind: 'closed' };
  const isOffered = Number.isInteger(backlogItems) && backlogItems >= 0;
  const isPlace = newsletter.sections.some(({ id }) => id === sectionId);
  if (!isPlace || !isOffered || backlogItems > backlogMax) return { kind: 'bad' };
  const { addFeed, createUnlessKnown } = await import('../../feed/keep/add.ts');
  const wish = { newsletterId: newsletter.id, sectionId, url, backlogItems };
  const createFeed = createUnlessKnown(feeds);
  const added = await look((get) => addFeed(wish, { get, createFeed, now }));
  if (added.kind === 'added') await fetchNow([dueNow(added.feed)]);
  return added;
}

function dueNow({ id: feedId, newsletterId, url }: Feed): DueFeed {
  return { newsletterId, feedId, url };
}

/** What stopping a feed and taking it up again write. */
export interface TurnFeedDeps extends Pick<AddToNewsletterDeps, 'fetchNow' | 'now'> {
  readonly change: (key: FeedKey, changes: FeedChanges, slot?: string) => Promise<void>;
}

/** `archive`: nobody asks it for anything. */
export type FeedTurned =
  | { readonly kind: 'stopped' | 'resumed'; readonly changes: FeedChanges }
  | { readonly kind: 'archive' | 'closed' };

/** Has a feed asked no more, or again. */
export async function turnFeed(
  feed: Feed,
  newsletter: Newsletter,
  word: 'stop' | 'resume',
  { change, fetchNow, now }: TurnFeedDeps,
): Promise<FeedTurned> {
  if (isArchive(feed.url)) return { kind: 'archive' };
  if (word === 'resume' && isClosed(newsletter)) return { kind: 'closed' };
  const { changes, slot } = changesOf(feed, { state: word }, now());
  await change(keyOf(feed), changes, slot);
  if (word === 'stop') return { kind: 'stopped', changes };
  await fetchNow([dueNow(feed)]);
  return { kind: 'resumed', changes };
}

/** What removing a feed writes. */
export interface RemoveFeedDeps {
  readonly remove: (key: FeedKey, at: number) => Promise<void>;
  readonly gate: Pick<DeskDeps, 'gate' | 'now'>;
}

/** Takes a feed away; what of it waited is kept out. Returns how many items that were. */
export async function removeFeed(feed: Feed, { remove, gate }: RemoveFeedDeps): Promise<number> {
  const { clearGate } = await import('../../feed/gate/desk.ts');
  await remove(keyOf(feed), gate.now());
  return clearGate(keyOf(feed), gate);
}

function keyOf({ newsletterId, id: feedId }: Feed): FeedKey {
  return { newsletterId, feedId };
}
