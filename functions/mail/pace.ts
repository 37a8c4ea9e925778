/**
 * The pace of the account, shared by all senders through one row: each takes a stretch of the time
 * to come, as long as its messages need at the allowed rate, and sends within it. Letters do not
 * queue behind editions: they go at once, and the editions give way.
 */
import { minuteMs } from '../config/time.ts';
import { changePace, type Pace, type PaceBook, type SendingPause, unread } from './pace-book.ts';
import type { QuotaReading } from './ses.ts';
import { warmUpAt, warmUpLimit } from './warm-up.ts';

/**
 * Editions; letters to readers, confirmations among them; notices to the owner, which are few, and
 * go out even while sending is paused or warms up.
 */
export type Lane = 'edition' | 'letter' | 'notice';

/** The first of `count` messages may go at `firstAt`, the others each `gapMs` after the last. */
export type Lease =
  | {
      readonly kind: 'granted';
      readonly firstAt: number;
      readonly gapMs: number;
      readonly count: number;
      /** SES refused so many one after the other: this is one more try, with another message. */
      readonly refusedBefore?: number;
    }
  | { readonly kind: 'parked'; readonly until: number; readonly reason: string };

/** Where the pace is kept, what SES grants, and the clock. */
export interface PaceDeps extends PaceBook {
  /** What the account may send, or undefined when SES does not answer. */
  readonly quota: () => Promise<QuotaReading | undefined>;
  /** SES refuses even to say that: everybody waits. Returns until when (ms). */
  readonly halt: (reason: string) => Promise<number>;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** SES accepts "up to" its maximum rate and drops what is over it: stay a little below. */
const rateShare = 0.95;
const letterShare = 0.5;
const quotaAgeMaxMs = minuteMs;
/** How long whoever can send nothing waits before looking again. */
export const parkMs = 15 * minuteMs;
/** Kept of a day's allowance for people who are signing up, and so many of a quota at most. */
const reservedShare = 0.1;
const reservedMax = 20;
const saveTriesMax = 20;
/** GetSendQuota may be called once a second: another sender may just have asked. */
const quotaRetryMs = 200;
const leaseMs = 1_000;
const leaseCountMax = 50;

/** Takes a stretch for up to `wanted` messages, about a second's worth at most. */
export async function leaseSends(lane: Lane, wanted: number, deps: PaceDeps): Promise<Lease> {
  for (let tries = 0; tries < saveTriesMax; tries++) {
    const pace = await currentPace(deps);
    if (pace === undefined) {
      await deps.sleep(quotaRetryMs);
      continue;
    }
    if ('refused' in pace) {
      return { kind: 'parked', until: await deps.halt(pace.refused), reason: pace.refused };
    }
    const { lease, next } = take(pace, lane, wanted, deps.now());
    if (lease.kind === 'parked' || (await deps.save(next))) return lease;
  }
  return parked(deps.now(), 'It is not known what may be sent, or too many ask at once.');
}

/** Pure: what a sender gets of this pace, and the pace after it. */
export function take(
  pace: Pace,
  lane: Lane,
  wanted: number,
  now: number,
): { lease: Lease; next: Pace } {
  if (pace.haltedUntil !== undefined && pace.haltedUntil > now) {
    const reason = pace.haltReason ?? 'Sending is halted.';
    return { lease: { kind: 'parked', until: pace.haltedUntil, reason }, next: pace };
  }
  if (pace.paused !== undefined && lane !== 'notice') {
    return { lease: parked(now, `Sending is paused: ${pace.paused.reason}`), next: pace };
  }
  const headroom = headroomOf(pace, lane, now);
  if (headroom < 1) {
    const reason = 'The daily quota of the account is used up.';
    return { lease: parked(now, reason), next: pace };
  }
  const gapMs = 1_000 / (pace.quota.maxPerSecond * rateShare);
  const most = pace.halt === undefined ? Math.floor(leaseMs / gapMs) : 1;
  const count = Math.min(wanted, headroom, Math.max(1, most), leaseCountMax);
  const stretch = { count, gapMs, now };
  return lane === 'edition' ? takeInTurn(pace, stretch) : takeFirst(pace, stretch);
}

const parked = (now: number, reason: string): Lease => ({
  kind: 'parked',
  until: now + parkMs,
  reason,
});

interface Stretch {
  readonly count: number;
  readonly gapMs: number;
  readonly now: number;
}

function takeInTurn(pace: Pace, { count, gapMs, now }: Stretch): { lease: Lease; next: Pace } {
  const firstAt = Math.max(now, pace.nextAt);
  return {
    lease: { kind: 'granted', firstAt, gapMs, count, ...afterHalt(pace) },
    next: { ...taken(pace, count), nextAt: firstAt + count * gapMs },
  };
}

function takeFirst(pace: Pace, { count, gapMs, now }: Stretch): { lease: Lease; next: Pace } {
  const firstAt = Math.max(now, pace.nextConfirmationAt);
  return {
    lease: { kind: 'granted', firstAt, gapMs: gapMs / letterShare, count, ...afterHalt(pace) },
    next: {
      ...taken(pace, count),
      nextConfirmationAt: firstAt + (count * gapMs) / letterShare,
      nextAt: Math.max(now, pace.nextAt) + count * gapMs,
    },
  };
}

function afterHalt({ halt }: Pace): { refusedBefore?: number } {
  return halt === undefined ? {} : { refusedBefore: halt.tries };
}

function taken(pace: Pace, count: number): Pace {
  return { ...pace, version: pace.version + 1, takenSince: pace.takenSince + count };
}

/** What is left of the day; editions leave a share of it to letters. */
function headroomOf({ quota, takenSince, warmUp }: Pace, lane: Lane, now: number): number {
  const ofAccount = quota.max24Hour < 0 ? Number.POSITIVE_INFINITY : quota.max24Hour;
  const ofWarmUp = lane === 'notice' ? Number.POSITIVE_INFINITY : warmUpLimit(warmUp, now);
  const limit = Math.min(ofAccount, ofWarmUp);
  const left = Math.floor(limit - quota.sentLast24Hours - takenSince);
  if (lane !== 'edition') return left;
  // An allowance that grows each day is used up by editions each day: its share is not capped.
  const reserved = ofWarmUp < ofAccount ? limit * reservedShare : reserveOf(limit);
  return left - Math.ceil(reserved);
}

function reserveOf(limit: number): number {
  return Math.min(reservedMax, limit * reservedShare);
}

/** As many mails as may go in 24 hours, and until when (ms) that grows. */
export interface DailyLimit {
  readonly mails: number;
  readonly warmUpUntil?: number;
}

/** What limits a day's mails; undefined when nothing does, or nobody has asked SES yet. */
export function dailyLimit({ quota, warmUp }: Pace, now: number): DailyLimit | undefined {
  const { max24Hour } = quota;
  const growing = warmUpAt(warmUp, now);
  const isKnown = max24Hour > 0;
  if (growing !== undefined && (!isKnown || growing.mails < max24Hour)) {
    return { mails: growing.mails, warmUpUntil: growing.until };
  }
  return isKnown ? { mails: max24Hour } : undefined;
}

/** SES said "too fast" all the same: everybody waits a second more. */
export async function slowDown(deps: PaceDeps): Promise<void> {
  const now = deps.now();
  await changePace(deps, (pace) => ({ ...pace, nextAt: Math.max(now, pace.nextAt) + leaseMs }));
}

/**
 * Stops all sending but notices until it is resumed. Returns the pause that stands: the first reason
 * stays.
 */
export async function pauseSending(pause: SendingPause, book: PaceBook): Promise<SendingPause> {
  const { paused } = await changePace(book, (pace) => ({ ...pace, paused: pace.paused ?? pause }));
  return paused ?? pause;
}

/** Goes on with sending; a halt that SES had caused is forgotten too. */
export async function resumeSending(book: PaceBook): Promise<void> {
  await changePace(book, (pace) => {
    const { paused: _paused, haltedUntil: _until, haltReason: _why, halt: _halt, ...rest } = pace;
    return rest;
  });
}

/** The row with a quota of the last minute; undefined when SES does not say it just now. */
async function currentPace(
  deps: PaceDeps,
): Promise<Pace | { readonly refused: string } | undefined> {
  const now = deps.now();
  const pace = inThisTime(await deps.load(), now);
  const age = pace === undefined ? Number.POSITIVE_INFINITY : now - pace.quotaReadAt;
  if (pace !== undefined && age >= 0 && age < quotaAgeMaxMs) return pace;
  // Who waits anyway does not ask: SES would be asked by everybody, all the time.
  if (pace?.haltedUntil !== undefined && pace.haltedUntil > now) return pace;
  const quota = await deps.quota();
  if (quota === undefined || 'refused' in quota) return quota;
  const rest = pace ?? unread;
  const fresh = { ...rest, quota, quotaReadAt: now, takenSince: 0, version: rest.version + 1 };
  return (await deps.save(fresh)) ? fresh : ((await deps.load()) ?? fresh);
}

/**
 * Pure: a pace from much later than now is of a clock that has been set back since, as one machine's
 * may be. What it says of instants would stop all mail until they have come once more; what halted it
 * is found out anew. A minute is more than the clocks of senders differ.
 */
function inThisTime(pace: Pace | undefined, now: number): Pace | undefined {
  if (pace === undefined || pace.quotaReadAt - now <= quotaAgeMaxMs) return pace;
  const { haltedUntil: _, ...rest } = pace;
  return { ...rest, quotaReadAt: 0, nextAt: now, nextConfirmationAt: now };
}
