/** Works off one message: feeds one after the other, as far as the time goes. */
import type { FeedKey } from './feed.ts';

/** No feed is begun this shortly before the door must end: its pages may take their time. */
export const reserveMs = 120_000;

export interface RefreshAllDeps {
  readonly refresh: (feed: FeedKey) => Promise<void>;
  /** Whether there is time for one more feed. */
  readonly hasTime: () => boolean;
  /** Puts feeds back into the queue, as so many messages. */
  readonly handBack: (messages: readonly (readonly FeedKey[])[]) => Promise<void>;
}

/**
 * Refreshes each feed, whatever becomes of the others. The feeds of a host are in one message and
 * asked in turn: a slow host is not given a second worker, only more time.
 *
 * A message that comes back may hold a feed that takes the process down. So the second attempt
 * begins at the other end, which reads what that feed stood before; and when that too came to
 * nothing, each goes by itself, and the one has nobody left to harm.
 */
export async function refreshAll(
  { feeds, attempt }: { feeds: readonly FeedKey[]; attempt: number },
  { refresh, hasTime, handBack }: RefreshAllDeps,
): Promise<void> {
  if (attempt > 2 && feeds.length > 1) return await handBack(feeds.map((feed) => [feed]));
  const inTurn = attempt === 2 ? feeds.toReversed() : feeds;
  const failures: unknown[] = [];
  for (const [at, feed] of inTurn.entries()) {
    if (at > 0 && !hasTime()) {
      await handBack([inTurn.slice(at)]);
      break;
    }
    await refresh(feed).catch((error: unknown) => failures.push(error));
  }
  // Its neighbours are stored: repeating the message costs them a conditional GET.
  if (failures.length > 0) throw new AggregateError(failures, 'Some feeds were not stored.');
}
