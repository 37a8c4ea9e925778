/** What the owner is told about a feed: each once, and once more when it is over. */
import type { FeedNoticeKind, Notice, NoticeValue } from '../../config/notice.ts';
import { dayMs } from '../../config/time.ts';
import type { Feed } from '../feed.ts';
import { itemsPerDay } from '../habit.ts';

/** What the owner is told about a feed. */
export type FeedNotice = Notice<FeedNoticeKind>;

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

interface Happened<K extends FeedNoticeKind> {
  /** Tells one time from the next. */
  readonly since: number;
  readonly at: number;
  /** What goes into the words beside the feed's name. */
  readonly values: Readonly<Record<Exclude<NoticeValue<K>, 'feed'>, string>>;
}

/** The notice that this happened to the feed. */
export function feedNotice<K extends FeedNoticeKind>(
  kind: K,
  feed: Feed,
  { since, at, values }: Happened<K>,
): FeedNotice {
  const id = `${kind}-${feed.newsletterId}-${feed.id}-${since}`;
  const named = { feed: feed.title || feed.url, ...values };
  return { id, newsletterId: feed.newsletterId, kind, values: named, at };
}
