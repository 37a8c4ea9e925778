/** How often a feed is asked: by its own habit, by what it asks for, by what the owner chose. */
import { dayMs, minuteMs } from '../../config/time.ts';
import type { Feed } from '../feed.ts';
import { itemsPerDay, watchedDays } from '../habit.ts';
import { intervalsMinutes } from '../intervals.ts';

/** A feed is asked so many times for each item that it brings. */
const pollsPerItem = 12;
/** Within these, habit decides; more often or more seldom is for the owner or the feed to say. */
const habitualMinutes = { min: 15, max: 240 };
const watchedDaysMin = 3;
const changeEveryMs = dayMs;
const askedMinutesMax = 1440;

/** What an answer and its document ask for: the longer of both, a day at most. */
export function askedMinutes(
  freshForMs: number | undefined,
  ttlMinutes: number | undefined,
): number | undefined {
  const asked = Math.max(Math.ceil((freshForMs ?? 0) / minuteMs), ttlMinutes ?? 0);
  return asked === 0 ? undefined : Math.min(asked, askedMinutesMax);
}

/**
 * The interval from now on. Towards a longer or shorter one it goes by one step a day, so that a
 * feed whose answers waver costs no writes; only a feed that has changed, and is written anyway, is
 * followed at once when it asks to be left alone for longer.
 */
export function nextInterval(feed: Feed, hasChanged: boolean, now: number): number {
  const current = feed.intervalMinutes;
  const asked = feed.askedMinutes ?? 0;
  const wanted = offered(Math.max(asked, feed.chosenMinutes ?? habitual(feed, now)));
  if (wanted === current) return current;
  if (hasChanged && asked > current) return offered(asked);
  if (now - (feed.intervalChangedAt ?? feed.addedAt) < changeEveryMs) return current;
  const at = intervalsMinutes.findIndex((each) => each >= current);
  return intervalsMinutes[wanted > current ? at + 1 : at - 1] ?? current;
}

function habitual({ habit, intervalMinutes }: Feed, now: number): number {
  if (habit === undefined || watchedDays(habit, now) < watchedDaysMin) return intervalMinutes;
  const minutes = 1440 / itemsPerDay(habit, now) / pollsPerItem;
  return Math.min(Math.max(minutes, habitualMinutes.min), habitualMinutes.max);
}

/** The next longer of the intervals that there are. */
function offered(minutes: number): number {
  return intervalsMinutes.find((each) => each >= minutes) ?? 1440;
}
