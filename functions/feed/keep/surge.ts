/**
 * When a feed shows more that looks new than it can mean: it republishes everything under other
 * ids, was moved to other software, or was taken over. Nobody wants that in the inbox unasked.
 */
import { dayMs } from '../../config/time.ts';
import { type Habit, itemsOfLate, itemsPerDay, watchedDays } from '../habit.ts';

/** What one refresh found. */
export interface Showing {
  /** Items in the feed's document. */
  readonly shown: number;
  /** Those that look new. */
  readonly news: number;
  /** Those that are known by their link or words, but under another id than before. */
  readonly renamed: number;
}

const suddenItemsMin = 10;
/** Where nothing of what a feed showed before is left, less is enough. */
const allNewItemsMin = 4;
const suddenTimesHabit = 3;
const floodItemsMin = 20;
const floodTimesHabit = 5;
const knownWellDaysMin = 7;
const renamedItemsMin = 5;
const afterRenamingItemsMin = 2;

/** Whether the owner is to look at it first. */
export function isSurge(showing: Showing, habit: Habit, now: number): boolean {
  const { news, shown } = showing;
  const perDay = itemsPerDay(habit, now);
  const daysSince = (now - habit.newsAt) / dayMs;
  if (isRenaming(showing)) return news > Math.max(afterRenamingItemsMin, perDay * daysSince);
  const usual = perDay * Math.max(1, daysSince);
  const isKnownWell = watchedDays(habit, now) >= knownWellDaysMin;
  // Of a feed that is new its document tells more than its habit.
  const expected = Math.max(usual * suddenTimesHabit, isKnownWell ? 0 : shown / 2);
  const isAllNew = isKnownWell && news === shown;
  if (news > Math.max(isAllNew ? allNewItemsMin : suddenItemsMin, expected)) return true;
  // A few at each poll, hour after hour, add up to the same.
  const late = itemsOfLate(habit, now) + news;
  return isKnownWell && news > 0 && late > Math.max(floodItemsMin, usual * floodTimesHabit);
}

/** Most of what the feed shows is known under other ids: it has been given new ones. */
export function isRenaming({ renamed, shown }: Showing): boolean {
  return renamed >= renamedItemsMin && renamed > shown / 2;
}
