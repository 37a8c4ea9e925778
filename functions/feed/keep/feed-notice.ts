/** What the owner is told about a feed: each once, and once more when it is over. */
import type { Feed } from '../feed.ts';
import { dayMs, itemsPerDay } from '../habit.ts';

export interface FeedNotice {
  /** Names what happened: told again under the same id, it is known. */
  readonly id: string;
  readonly newsletterId: string;
  readonly kind:
    | 'feedFailing'
    | 'feedRecovered'
    | 'feedGone'
    | 'feedHeld'
    | 'feedSilent'
    | 'feedNewsAgain';
  readonly values: Readonly<Record<string, string>>;
  readonly at: number;
}

/** A feed that cannot be read is reported after so many tries or so long, whichever comes first. */
const failuresMin = 6;
const failingMs = dayMs;
/** Silence is judged only where there is a habit to judge it by. */
const silentItemsMin = 5;
const silentDaysMin = 14;
const silentTimesHabit = 8;

/** Whether the owner is to hear that the feed fails; never of a single failure. */
export function isFailingForLong(feed: Feed, now: number): boolean {
  const { failures, failingSince = now } = feed;
  return failures >= failuresMin || (failures > 1 && now - failingSince >= failingMs);
}

/** Whether the feed has brought nothing for far longer than it used to. */
export function isSilent({ habit }: Feed, now: number): boolean {
  if (habit === undefined || habit.items < silentItemsMin) return false;
  const usualDays = 1 / itemsPerDay(habit, habit.newsAt);
  return silentDays({ habit }, now) > Math.max(silentDaysMin, usualDays * silentTimesHabit);
}

/** Days since the feed last brought something. */
export function silentDays({ habit }: Pick<Feed, 'habit'>, now: number): number {
  return habit === undefined ? 0 : (now - habit.newsAt) / dayMs;
}

/** The notice that this happened to the feed; `since` tells one time from the next. */
export function feedNotice(
  kind: FeedNotice['kind'],
  feed: Feed,
  { since, at, values = {} }: { since: number; at: number; values?: FeedNotice['values'] },
): FeedNotice {
  return {
    id: `${kind}-${feed.newsletterId}-${feed.id}-${since}`,
    newsletterId: feed.newsletterId,
    kind,
    values: { feed: feed.title || feed.url, ...values },
    at,
  };
}
