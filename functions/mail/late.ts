/**
 * What is late: work that should have been done by now and that nobody has stopped. The sweep looks
 * every few minutes and says it in its log, where an alarm counts the lines.
 */
import { minuteMs } from '../config/time.ts';
import { type Edition, isUnderWay } from '../edition/edition.ts';
import type { Segment } from '../edition/segment.ts';
import type { Subscriber } from '../subscriber/subscriber.ts';
import type { SendingPause } from './pace-book.ts';

/** Feeds are polled every five minutes; that polling fails is told before. */
const pollLateMs = 45 * minuteMs;
/** Editions are planned in the minute that they are due. */
export const planLateMs = 20 * minuteMs;
/** At the 14 mails a second that SES first allows, an edition of 150,000 is out by then. */
const editionLateMs = 180 * minuteMs;
/** A notice of it cannot be mailed either; what SES says in passing is over when it is tried again. */
const sendingLateMs = 20 * minuteMs;
/** A lost letter is queued again after a quarter of an hour, an unanswered one after half an hour. */
const letterLateMs = 60 * minuteMs;

/** Everything open that has a time to be done by. */
export interface OpenWork {
  /** Up to when feeds have been queued; undefined before the first time. */
  readonly polledAt: number | undefined;
  readonly segments: readonly Pick<Segment, 'id' | 'dueAt'>[];
  readonly editions: readonly Edition[];
  /** Readers whose confirmation is overdue. */
  readonly confirmations: readonly Subscriber[];
  readonly paused: SendingPause | undefined;
  /** SES takes no mail: since when, and until when nothing is tried (ms). */
  readonly halted: { readonly since: number; readonly until: number } | undefined;
}

/** One kind of work that is late: how much of it, the oldest since when, and some of the ids. */
export interface Late {
  readonly what: 'polling' | 'planning' | 'sending' | 'edition' | 'confirmation';
  readonly count: number;
  readonly since: string;
  readonly ids: readonly string[];
}

interface Waiting {
  readonly id: string;
  readonly since: number;
}

const idsMax = 5;

/** Pure: what is late at `now` (ms). A held edition waits for the owner and is not late. */
export function findLate(now: number, work: OpenWork): Late[] {
  const isPausedByOwner = work.paused?.by === 'owner';
  const polling = work.polledAt === undefined ? [] : [{ id: 'poll', since: work.polledAt }];
  return [
    lateOf('polling', polling, now - pollLateMs),
    lateOf('planning', work.segments.flatMap(dueSegment), now - planLateMs),
    ...(isPausedByOwner
      ? []
      : [
          lateOf('sending', haltedSending(work, now), now - sendingLateMs),
          lateOf('edition', work.editions.flatMap(openEdition), now - editionLateMs),
          lateOf('confirmation', work.confirmations.flatMap(openLetter), now - letterLateMs),
        ]),
  ].filter((late) => late !== undefined);
}

function dueSegment({ id, dueAt }: Pick<Segment, 'id' | 'dueAt'>): Waiting[] {
  return dueAt === undefined ? [] : [{ id, since: dueAt }];
}

/** A halt that nobody has tried to end for a while has no mail to wait for. */
function haltedSending({ halted }: OpenWork, now: number): Waiting[] {
  return halted !== undefined && halted.until > now - sendingLateMs
    ? [{ id: 'ses', since: halted.since }]
    : [];
}

/** What its owner released is counted from then. */
function openEdition(edition: Edition): Waiting[] {
  const { id, scheduledAt, releasedAt } = edition;
  return isUnderWay(edition) ? [{ id, since: Math.max(scheduledAt, releasedAt ?? 0) }] : [];
}

function openLetter({ id, state, suppressed, confirmation }: Subscriber): Waiting[] {
  const isOpen = confirmation?.state === 'queued' || confirmation?.state === 'claimed';
  return state === 'pending' && !suppressed && isOpen ? [{ id, since: confirmation.at }] : [];
}

function lateOf(what: Late['what'], waiting: readonly Waiting[], latest: number): Late | undefined {
  const late = waiting
    .filter(({ since }) => since < latest)
    .sort((one, other) => one.since - other.since);
  const [oldest] = late;
  if (oldest === undefined) return undefined;
  return {
    what,
    count: late.length,
    since: new Date(oldest.since).toISOString(),
    ids: late.slice(0, idsMax).map(({ id }) => id),
  };
}
