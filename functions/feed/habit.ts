/**
 * How often a feed brings news, learnt from what it has brought. Two means that fade as time passes,
 * so that they are right at any moment though nothing is written while nothing happens.
 */
import { dayMs } from '../config/time.ts';

/** How often a feed brings something: items counted since an instant, and when the last came (ms). */
export interface Habit {
  /** Watched since then. */
  readonly since: number;
  /** When it last brought news, or when watching began; both means are as of then. */
  readonly newsAt: number;
  /** All items that it brought. */
  readonly items: number;
  /** Items a day, the last weeks counting most; read it with `itemsPerDay`. */
  readonly rate: number;
  /** Items of about the last day; read it with `itemsOfLate`. */
  readonly late: number;
}

const rateDays = 14;
const lateDays = 1;

/** The habit of a feed that is watched from now on. */
export function newHabit(now: number): Habit {
  return { since: now, newsAt: now, items: 0, rate: 0, late: 0 };
}

/**
 * The habit after so many new items, whether they went on or wait; none leave it as it was. A surge
 * counts for as much as the feed brings in a day: else the next one would look like its habit.
 * `usual`: how many of them are no part of one.
 */
export function habitAfter(habit: Habit, news: number, now: number, usual = news): Habit {
  if (news === 0) return habit;
  const surging = Math.min(news - usual, Math.max(1, Math.ceil(itemsPerDay(habit, now))));
  const counted = usual + surging;
  return {
    since: habit.since,
    newsAt: now,
    items: habit.items + news,
    rate: round(habit.rate * faded(habit, rateDays, now) + counted / rateDays),
    late: round(habit.late * faded(habit, lateDays, now) + counted),
  };
}

/** Items a day, also while the feed has not been watched for long. */
export function itemsPerDay(habit: Habit, now: number): number {
  // The weight of the time since watching began: without it a young feed would look quiet.
  const weight = 1 - Math.exp(-Math.max(1, watchedDays(habit, now)) / rateDays);
  return (habit.rate * faded(habit, rateDays, now)) / weight;
}

/** Items within about the last day. */
export function itemsOfLate(habit: Habit, now: number): number {
  return habit.late * faded(habit, lateDays, now);
}

/** How long the feed has been watched. */
export function watchedDays(habit: Habit, now: number): number {
  return (now - habit.since) / dayMs;
}

function faded({ newsAt }: Habit, days: number, now: number): number {
  return Math.exp(-Math.max(0, now - newsAt) / (days * dayMs));
}

/** Four digits say all that a mean of this kind knows. */
function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
