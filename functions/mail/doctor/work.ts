/** How the work goes: clocks, queues, doors, and what waits for the owner. */
import { minuteMs } from '../../config/time.ts';
import type { Late } from '../late.ts';
import { type Diagnosis, diagnose } from './diagnosis.ts';

/** When each clock last did its work (ms); undefined: never, as far as is known. */
export type SchedulesFact = {
  readonly now: number;
  readonly ticks: Readonly<Record<string, number | undefined>>;
};

/** How long the oldest message of each queue has waited (ms). */
export type QueuesFact = Readonly<Record<string, number>>;

/** Letters in each queue of them. */
export type DeadLettersFact = Readonly<Record<string, number>>;

/** A door that failed in the last day: how often, when last (ms), and what it said. */
export interface DoorErrors {
  readonly door: string;
  readonly count: number;
  readonly lastAt: number;
  readonly words: string;
}

/** The feeds of all newsletters. */
export interface FeedsFact {
  readonly count: number;
  readonly held: number;
  readonly failing: number;
}

/**
 * Poll and sweep come every five minutes, and what sweep leaves in the queue of events is heard a
 * quarter of an hour later at the most.
 */
const tickAgeMaxMs = 30 * minuteMs;

/** Pure: whether every clock ticks. */
export function judgeSchedules({ now, ticks }: SchedulesFact): readonly Diagnosis[] {
  const minutesSince = (at: number) => Math.max(0, Math.floor((now - at) / minuteMs));
  const found = Object.entries(ticks).flatMap(([schedule, at]) => {
    if (at === undefined) return [diagnose('scheduleNever', { schedule })];
    if (now - at <= tickAgeMaxMs) return [];
    return [diagnose('scheduleStill', { schedule, minutes: minutesSince(at) })];
  });
  if (found.length > 0) return found;
  const oldest = Math.min(...Object.values(ticks).map((at) => at ?? now));
  return [diagnose('schedulesFine', { minutes: minutesSince(oldest) })];
}

/** Pure: the same that the sweep writes into its log, and the alarm counts. */
export function judgeLate(late: readonly Late[]): readonly Diagnosis[] {
  if (late.length === 0) return [diagnose('nothingLate', {})];
  return late.map(({ what, count, since }) => diagnose('workLate', { what, count, since }));
}

/**
 * When the oldest message of a queue is too old. Of mail to readers there may be hours of work; a
 * look at what is late tells when that is too long.
 */
const ageMaxMs: Readonly<Record<string, number>> = {
  fetch: 75 * minuteMs,
  digest: 15 * minuteMs,
  confirmation: 60 * minuteMs,
  event: 10 * minuteMs,
};

/** Pure: whether work waits longer than it should. */
export function judgeQueues(ages: QueuesFact): readonly Diagnosis[] {
  const old = Object.entries(ages).filter(([queue, age]) => age >= (ageMaxMs[queue] ?? Infinity));
  if (old.length === 0) return [diagnose('queuesFine', {})];
  return old.map(([queue, age]) =>
    diagnose('queueOld', { queue, minutes: Math.floor(age / minuteMs) }),
  );
}

/** Pure: what was put aside waits for the owner. */
export function judgeDeadLetters(counts: DeadLettersFact): readonly Diagnosis[] {
  const waiting = Object.entries(counts).filter(([, count]) => count > 0);
  if (waiting.length === 0) return [diagnose('deadLettersNone', {})];
  return waiting.map(([queue, count]) => diagnose('deadLettersWait', { queue, count }));
}

/** Pure: which doors failed in the last day. */
export function judgeErrors(errors: readonly DoorErrors[]): readonly Diagnosis[] {
  if (errors.length === 0) return [diagnose('errorsNone', {})];
  return errors.map(({ door, count, lastAt, words }) =>
    diagnose('doorFailed', { door, count, at: new Date(lastAt).toISOString(), words }),
  );
}

/** Pure: feeds that need a look. */
export function judgeFeeds({ count, held, failing }: FeedsFact): readonly Diagnosis[] {
  const found: Diagnosis[] = [];
  if (held > 0) found.push(diagnose('feedsHeld', { count: held }));
  if (failing > 0) found.push(diagnose('feedsFailing', { count: failing }));
  return found.length > 0 ? found : [diagnose('feedsFine', { count })];
}

/** Pure: editions that wait for the owner's word. */
export function judgeEditions(held: number): readonly Diagnosis[] {
  return [held > 0 ? diagnose('editionsHeld', { count: held }) : diagnose('editionsFine', {})];
}
