/** Works off one message: feeds of several hosts at once, as far as the time goes. */
import type { FeedKey } from '../feed.ts';

/**
 * No feed is begun this shortly before the door must end: so long may one take, with its pages, its
 * second look and its hub.
 */
const reserveMs = 120_000;

/**
 * The lane of a message stands still while it is hidden. It is hidden anew as feeds are begun, and
 * for no longer than a feed takes: a process that dies keeps its neighbours waiting for that, not
 * for all the time that a door has. It dies with the message, and once more with the feed alone: both
 * together are shorter than the five minutes between two polls.
 */
const hiddenSeconds = 130;
const hiddenAnewAfterMs = 15_000;

/**
 * So many hosts are asked at the same time, as most of the time is waiting for them. What they all
 * answer is in memory together: five megabytes each at most.
 */
const hostsAtOnceMax = 8;

/** What working off the feeds of a message needs. */
export interface RefreshAllDeps {
  readonly refresh: (feed: FeedKey) => Promise<void>;
  /** Whether there is time for one more feed. */
  readonly hasTime: () => boolean;
  /** Is called before each feed: the message is still being worked on. */
  readonly keepOn?: () => Promise<void>;
  /** Puts feeds back into the queue, as so many messages. */
  readonly handBack: (messages: readonly (readonly FeedKey[])[]) => Promise<void>;
  /** Leaves alone for a while a feed that took its process down. */
  readonly setAside: (feed: FeedKey) => Promise<void>;
  /** The host of a feed. Feeds of which none is known are worked off in turn, as if they had one. */
  readonly hostOf?: (feed: FeedKey) => string | undefined;
}

/** What is done about one feed. */
type Work = Pick<RefreshAllDeps, 'refresh' | 'setAside' | 'hostOf'>;

/** A message: feeds to refresh, and feeds whose subscriptions are to be tended. */
export interface Message {
  readonly feeds: readonly FeedKey[];
  readonly subscriptions: readonly FeedKey[];
  /** Counts from 1. */
  readonly attempt: number;
  /** By which the queue knows that this worker has it; absent where no queue gave it. */
  readonly receipt?: string | undefined;
}

/** What working off both parts of a message needs. */
export interface WorkDeps {
  /** Until the door must end. */
  remainingMs(): number;
  /** Puts messages into the queue that this one came from. */
  send(messages: readonly object[]): Promise<void>;
  /** Hides the message from other workers from now on for so long; false when it stays as it was. */
  hide(receipt: string, seconds: number): Promise<boolean>;
  readonly feeds: Work;
  readonly subscriptions: Work;
}

/** Works off both parts of a message. What there is no time for is put back. */
export async function workOff(message: Message, deps: WorkDeps): Promise<void> {
  const hasTime = () => deps.remainingMs() > reserveMs;
  const keepOn = openHiding(message, deps);
  for (const part of ['feeds', 'subscriptions'] as const) {
    const { attempt, [part]: feeds } = message;
    const handBack: RefreshAllDeps['handBack'] = (rest) =>
      deps.send(rest.map((keys) => ({ [part]: keys })));
    await refreshAll({ feeds, attempt }, { ...deps[part], hasTime, keepOn, handBack });
  }
}

function openHiding({ receipt }: Message, { remainingMs, hide }: WorkDeps): () => Promise<void> {
  let leftThen = Number.POSITIVE_INFINITY;
  return async () => {
    const left = remainingMs();
    if (receipt === undefined || leftThen - left < hiddenAnewAfterMs) return;
    leftThen = left;
    await hide(receipt, hiddenSeconds);
  };
}

/**
 * Refreshes each feed, whatever becomes of the others. The feeds of a host are in one message and
 * asked in turn: a slow host is not given a second worker, only more time. Other hosts do not wait
 * for it.
 *
 * A message that comes back may hold a feed that takes the process down, and while it is on its way
 * its lane stands still. So there is no second attempt at all of it: each feed goes by itself, and
 * one that comes back from that is set aside.
 */
export async function refreshAll(
  { feeds, attempt }: { feeds: readonly FeedKey[]; attempt: number },
  { refresh, hasTime, keepOn, handBack, setAside, hostOf = () => undefined }: RefreshAllDeps,
): Promise<void> {
  const [first] = feeds;
  if (attempt > 1 && first !== undefined) {
    return feeds.length > 1 ? await handBack(feeds.map((feed) => [feed])) : await setAside(first);
  }
  const failures: unknown[] = [];
  const hosts = [...Map.groupBy(feeds, hostOf).values()];
  let isFirst = true;
  const workOnHosts = async () => {
    for (let host = hosts.shift(); host !== undefined; host = hosts.shift()) {
      for (const [at, feed] of host.entries()) {
        if (!isFirst && !hasTime())
          return handBack([[...host.slice(at), ...hosts.splice(0).flat()]]);
        isFirst = false;
        if (keepOn !== undefined) await keepOn();
        await refresh(feed).catch((error: unknown) => failures.push(error));
      }
    }
  };
  await Promise.all(Array.from({ length: hostsAtOnceMax }, workOnHosts));
  // Its validators are as they were: the next poll reads it again.
  if (failures.length > 0) throw new AggregateError(failures, 'Some feeds were not stored.');
}
