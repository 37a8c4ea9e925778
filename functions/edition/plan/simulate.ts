/**
 * What is to come: which segments are due until an instant, for how many readers, and with how much,
 * from what is known, what waits at the gate, and how much the feeds usually bring. Nothing is sent
 * or written. Pure.
 */
import { dayIn, instantOf } from '../../config/calendar.ts';
import { dayMs } from '../../config/time.ts';
import type { Feed } from '../../feed/feed.ts';
import type { GateRules } from '../../feed/gate/gate-rules.ts';
import { passageOf, type Waiting } from '../../feed/gate/waiting.ts';
import { itemsPerDay } from '../../feed/habit.ts';
import { eligibleLagMs } from '../../feed/item.ts';
import { sourcesRead } from '../choose/choose.ts';
import { latestDue, nextDue } from '../due.ts';
import type { Newsletter } from '../newsletter.ts';
import type { Segment } from '../segment.ts';
import type { SegmentReader } from './freeze.ts';

/** Readers of a segment who have received as much, and are paused as long. */
export interface ReaderGroup extends Pick<SegmentReader, 'receivedThrough' | 'pausedUntil'> {
  readonly readers: number;
}

/** An item of a feed that is stamped, or will be, at this instant (ms). */
export interface Stamp {
  readonly feedId: string;
  readonly at: number;
}

/** What a simulation looks at. */
export interface SimulateInput {
  readonly newsletter: Newsletter;
  readonly segments: readonly (Segment & { readonly groups: readonly ReaderGroup[] })[];
  readonly feeds: readonly Feed[];
  /** What left the gate already, and is not kept out, and what waits at it. */
  readonly stamps: readonly Stamp[];
  /** Where not all are given: since when; before that the feeds are taken to have done as usual. */
  readonly stampsSince?: number;
  /** Instants (ms) at which nobody is mailed. */
  readonly skipped: ReadonlySet<number>;
  readonly now: number;
  readonly until: number;
}

/** An edition that is to come. */
export interface Foreseen {
  /** When it is due; for readers of each item as it comes, when the day begins. */
  readonly at: number;
  readonly segmentId: string;
  readonly schedule: Segment['schedule'];
  readonly sections: Segment['sections'];
  /** Who is due, paused readers left out. */
  readonly readers: number;
  readonly paused: number;
  /** Of those that are due, who get it for certain: something for them is there already. */
  readonly certain: number;
  /** Items for most of them, as far as they are known: who was paused or has joined gets others. */
  readonly known: number;
  /** Items that the feeds of their sections usually bring besides. */
  readonly expected: number;
  /** Whether each item goes as it comes, at any hour of that day. */
  readonly isInstant: boolean;
}

/** Everything that is due in (now, until], the earliest first. */
export function simulate(input: SimulateInput): Foreseen[] {
  return input.segments
    .flatMap((segment) => foreseenOf(segment, input))
    .sort((a, b) => a.at - b.at || (a.segmentId < b.segmentId ? -1 : 1));
}

type Counted = SimulateInput['segments'][number];

function foreseenOf(segment: Counted, input: SimulateInput): Foreseen[] {
  const { feeds, newsletter, now, stampsSince = 0 } = input;
  const read = sourcesRead(feeds, newsletter.sections, segment.sections);
  const perDay = feeds
    .filter(({ id, state, hold }) => read.has(id) && state === 'active' && hold === undefined)
    .reduce((sum, { habit }) => sum + (habit === undefined ? 0 : itemsPerDay(habit, now)), 0);
  const stamps = input.stamps.filter(({ feedId }) => read.has(feedId)).map(({ at }) => at);
  const dues = duesOf(segment, input);
  return dues.map((due, n) =>
    foresee(segment, { ...due, earlier: dues.slice(0, n), perDay, stamps, stampsSince, now }),
  );
}

interface Due {
  readonly at: number;
  readonly cutoff: number;
}

/** The instants at which it is due; a day each, where each item goes as it comes. */
function duesOf({ schedule, dueAt }: Counted, { now, until, skipped }: SimulateInput): Due[] {
  const dues: Due[] = [];
  // What fell due before, and is not planned yet, is planned as one.
  const first = dueAt !== undefined && dueAt <= now ? latestDue(schedule, dueAt, now) : dueAt;
  let at = first ?? nextDue(schedule, now);
  if (at === undefined) return daysOf(schedule.zone, now, until);
  for (; at !== undefined && at <= until; at = nextDue(schedule, at)) {
    if (!skipped.has(at)) dues.push({ at, cutoff: at - eligibleLagMs });
  }
  return dues;
}

function daysOf(zone: string, now: number, until: number): Due[] {
  const days: Due[] = [];
  for (let at = now; at < until; ) {
    const next = Math.min(until, instantOf(dayIn(zone, at) + 1, 0, zone));
    days.push({ at, cutoff: next });
    at = next;
  }
  return days;
}

interface Look extends Due {
  readonly earlier: readonly Due[];
  readonly perDay: number;
  readonly stamps: readonly number[];
  readonly stampsSince: number;
  readonly now: number;
}

function foresee(segment: Counted, look: Look): Foreseen {
  const { at, cutoff, earlier, stamps, now } = look;
  const { id, schedule, sections, groups } = segment;
  const isAwake = ({ pausedUntil = 0 }: ReaderGroup, then: number) => pausedUntil <= then;
  const awake = groups.filter((group) => isAwake(group, at));
  const due = awake.flatMap((group) => {
    // Who is paused receives nothing meanwhile, and all of it then.
    const last = earlier.findLast((one) => isAwake(group, one.at))?.cutoff ?? 0;
    const from = Math.max(group.receivedThrough, last);
    const known = stamps.filter((stamp) => stamp > from && stamp <= cutoff).length;
    return from < cutoff ? [{ readers: group.readers, from, known }] : [];
  });
  const most = [...Map.groupBy(due, ({ from }) => from).values()]
    .sort((a, b) => sum(b) - sum(a))
    .at(0)?.[0];
  return {
    at,
    segmentId: id,
    schedule,
    sections,
    readers: sum(due),
    paused: sum(groups) - sum(awake),
    certain: sum(due.filter(({ known }) => known > 0)),
    known: most?.known ?? 0,
    expected: expectedIn(most?.from ?? cutoff, cutoff, look),
    isInstant: nextDue(schedule, now) === undefined,
  };
}

/** What the feeds usually bring in the part of (from, to] of which nothing is known. */
function expectedIn(from: number, to: number, { perDay, stampsSince, now }: Look): number {
  const before = Math.max(0, stampsSince - from);
  const after = Math.max(0, to - Math.max(now, from));
  return (perDay * (before + after)) / dayMs;
}

function sum(groups: readonly { readonly readers: number }[]): number {
  return groups.reduce((all, { readers }) => all + readers, 0);
}

/** Waiting ends several times at most: when it has settled, when nobody has decided. */
const looksMax = 4;

/** When an item that waits will leave the gate, if its owner says nothing; undefined when it will not. */
export function leavesAt(waiting: Waiting, rules: GateRules, now: number): number | undefined {
  let at = now;
  for (let look = 0; look < looksMax; look++) {
    const passage = passageOf(waiting, { rules, now: at, isFresh: true });
    if (passage.kind === 'passes') return at;
    if (passage.kind === 'keptOut') return undefined;
    at = Math.max(passage.until, at + 1);
  }
  return undefined;
}

/** How far ahead it may be looked: feeds do not keep their habits longer. */
export const aheadMsMax = 60 * dayMs;
