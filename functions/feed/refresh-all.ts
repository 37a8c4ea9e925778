/** Works off one message: feeds one after the other, as far as the time goes. */
import type { FeedKey } from './feed.ts';

export interface RefreshAllDeps {
  readonly refresh: (feed: FeedKey) => Promise<void>;
  /** Whether there is time for one more feed. */
  readonly hasTime: () => boolean;
  /** Puts what there was no time for back into the queue. */
  readonly handBack: (feeds: readonly FeedKey[]) => Promise<void>;
}

/**
 * Refreshes each feed, whatever becomes of the others. The feeds of a host are in one message and
 * asked in turn: a slow host is not given a second worker, only more time.
 */
export async function refreshAll(
  feeds: readonly FeedKey[],
  { refresh, hasTime, handBack }: RefreshAllDeps,
): Promise<void> {
  const failures: unknown[] = [];
  for (const [at, feed] of feeds.entries()) {
    if (at > 0 && !hasTime()) {
      await handBack(feeds.slice(at));
      break;
    }
    await refresh(feed).catch((error: unknown) => failures.push(error));
  }
  // Its neighbours are stored: repeating the message costs them a conditional GET.
  if (failures.length > 0) throw new AggregateError(failures, 'Some feeds were not stored.');
}
