/** How a feed is doing, for its owner. */
import { isArchive } from '../archive-feed.ts';
import type { Feed } from '../feed.ts';
import { isSilent } from './feed-notice.ts';

/** What there is to say of a feed, the worst first; times in milliseconds. */
export type FeedHealth =
  /** Its items came from files: nobody asks it. */
  | { readonly kind: 'archive' }
  /** It was stopped with its newsletter. */
  | { readonly kind: 'closed' }
  /** Its server says that it is gone for good. */
  | { readonly kind: 'gone'; readonly why: string }
  | { readonly kind: 'stopped' }
  /** It suddenly brought far more than usual, and that waits. */
  | { readonly kind: 'held'; readonly items: number; readonly since: number }
  | {
      readonly kind: 'failing';
      readonly times: number;
      readonly since: number | undefined;
      readonly why: string | undefined;
    }
  /** It has brought nothing for far longer than it used to. */
  | { readonly kind: 'silent'; readonly since: number }
  /** It was not read yet. */
  | { readonly kind: 'new' }
  /** It was read, and has never shown an item. */
  | { readonly kind: 'blank' }
  | { readonly kind: 'fine' };

/** What is said first of a feed. Pure. */
export function healthOf(feed: Feed, now: number): FeedHealth {
  const { url, state, lastError, stoppedByClosing, hold, failures, habit } = feed;
  if (isArchive(url)) return { kind: 'archive' };
  if (stoppedByClosing === true) return { kind: 'closed' };
  if (state === 'stopped') {
    return lastError === undefined ? { kind: 'stopped' } : { kind: 'gone', why: lastError };
  }
  if (hold !== undefined) return { kind: 'held', items: hold.items, since: hold.since };
  if (failures > 0) {
    return { kind: 'failing', times: failures, since: feed.failingSince, why: lastError };
  }
  if (!feed.started) return { kind: 'new' };
  if (feed.isBlank === true) return { kind: 'blank' };
  if (habit !== undefined && isSilent(feed, now)) return { kind: 'silent', since: habit.newsAt };
  return { kind: 'fine' };
}

/** Whether its owner has to see to it. */
export function isIll({ kind }: FeedHealth): boolean {
  return kind === 'gone' || kind === 'held' || kind === 'failing' || kind === 'silent';
}
