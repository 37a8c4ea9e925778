/** Finds the feeds that are due and queues them, the feeds of one host together. */
import type { FeedKey } from '../feed.ts';
import { hostOf } from '../host.ts';
import { slotsBetween } from './poll-slot.ts';

/** A feed whose slot has come. */
export interface DueFeed extends FeedKey {
  readonly url: string;
  /** Left alone until then. */
  readonly notBefore?: number;
}

/** What the fetch door is given: feeds to refresh, those of a host one after the other. */
export interface FetchMessage {
  readonly feeds: readonly FeedKey[];
}

/** What finding the feeds that are due reads and writes. */
export interface PollDeps {
  /** The tick that was queued last, in milliseconds; none before the first. */
  lastTick(): Promise<number | undefined>;
  feedsIn(slots: readonly string[]): Promise<readonly DueFeed[]>;
  enqueue(messages: readonly FetchMessage[]): Promise<void>;
  rememberTick(ms: number): Promise<void>;
}

/** The feeds of a message are read from the table in one go: few of them would not be worth it. */
export const feedsPerMessage = 40;
const feedsPerMessageMax = 1_000;

/**
 * Queues every feed that came due since the last tick. The tick is remembered after the queue has
 * taken the messages: dying in between polls feeds twice, which is polite enough, but never skips.
 */
export async function queueDueFeeds(
  { scheduledAt }: { scheduledAt: number },
  deps: PollDeps,
): Promise<{ queued: number }> {
  const slots = slotsBetween(await deps.lastTick(), scheduledAt);
  const found = await deps.feedsIn(slots);
  const due = found.filter(({ notBefore = 0 }) => notBefore <= scheduledAt);
  if (due.length > 0) await deps.enqueue(fetchMessages(due));
  if (slots.length > 0) await deps.rememberTick(scheduledAt);
  return { queued: due.length };
}

/**
 * Messages of about forty feeds. The feeds of one host are never in two of them, and within one they
 * are worked off in turn, so the host is asked one thing at a time.
 */
export function fetchMessages(due: readonly DueFeed[]): FetchMessage[] {
  const hosts = Map.groupBy(due, ({ url }) => hostOf(url));
  const messages: FeedKey[][] = [];
  let open: FeedKey[] = [];
  for (const feeds of [...hosts.values()].sort((a, b) => b.length - a.length)) {
    const keys = feeds.map(({ newsletterId, feedId }) => ({ newsletterId, feedId }));
    if (messages.length === 0 || open.length + keys.length > feedsPerMessage) {
      open = [];
      messages.push(open);
    }
    open.push(...keys);
  }
  return messages.flatMap((feeds) => sized(feeds).map((some) => ({ feeds: some })));
}

/** A queue takes 256 KB at most: a host with more feeds than fit has to be cut all the same. */
function sized(feeds: readonly FeedKey[]): (readonly FeedKey[])[] {
  const parts: (readonly FeedKey[])[] = [];
  for (let at = 0; at < feeds.length; at += feedsPerMessageMax) {
    parts.push(feeds.slice(at, at + feedsPerMessageMax));
  }
  return parts;
}
