/**
 * The pace of the account, shared by all senders through one row: each takes a stretch of the time
 * to come, as long as its messages need at the allowed rate, and sends within it. Confirmations do
 * not queue behind editions: they go at once, and the editions give way.
 */
import type { SendQuota } from './ses.ts';

export interface Pace {
  readonly version: number;
  readonly quota: SendQuota;
  readonly quotaReadAt: number;
  /** Taken since the quota was read. */
  readonly takenSince: number;
  /** Where the next stretch begins. */
  readonly nextAt: number;
  readonly nextConfirmationAt: number;
  /** Nothing is sent before this instant, and why. */
  readonly haltedUntil?: number;
  readonly haltReason?: string;
}

export type Lane = 'edition' | 'confirmation';

/** The first of `count` messages may go at `firstAt`, the others each `gapMs` after the last. */
export type Lease =
  | {
      readonly kind: 'granted';
      readonly firstAt: number;
      readonly gapMs: number;
      readonly count: number;
    }
  | { readonly kind: 'parked'; readonly until: number; readonly reason: string };

export interface PaceDeps {
  readonly load: () => Promise<Pace | undefined>;
  /** Saves it over the version that it was made from; false when another sender was there first. */
  readonly save: (pace: Pace) => Promise<boolean>;
  /** What the account may send, or undefined when SES does not answer. */
  readonly quota: () => Promise<SendQuota | undefined>;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** SES accepts "up to" its maximum rate and drops what is over it: stay a little below. */
const rateShare = 0.95;
const confirmationShare = 0.5;
const quotaAgeMaxMs = 60_000;
const parkMs = 15 * 60_000;
/** Kept of the daily quota for people who are signing up. */
const confirmationReserve = 20;
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
    const { lease, next } = take(pace, lane, wanted, deps.now());
    if (lease.kind === 'parked' || (await deps.save(next))) return lease;
  }
  return parked(deps.now(), 'SES does not say what may be sent, or too many ask at once.');
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
  const headroom = headroomOf(pace, lane);
  if (headroom < 1) {
    const reason = 'The daily quota of the account is used up.';
    return { lease: parked(now, reason), next: pace };
  }
  const gapMs = 1_000 / (pace.quota.maxPerSecond * rateShare);
  const count = Math.min(wanted, headroom, Math.max(1, Math.floor(leaseMs / gapMs)), leaseCountMax);
  return lane === 'confirmation'
    ? takeFirst(pace, { count, gapMs, now })
    : takeInTurn(pace, { count, gapMs, now });
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
    lease: { kind: 'granted', firstAt, gapMs, count },
    next: { ...taken(pace, count), nextAt: firstAt + count * gapMs },
  };
}

function takeFirst(pace: Pace, { count, gapMs, now }: Stretch): { lease: Lease; next: Pace } {
  const firstAt = Math.max(now, pace.nextConfirmationAt);
  return {
    lease: { kind: 'granted', firstAt, gapMs: gapMs / confirmationShare, count },
    next: {
      ...taken(pace, count),
      nextConfirmationAt: firstAt + (count * gapMs) / confirmationShare,
      nextAt: Math.max(now, pace.nextAt) + count * gapMs,
    },
  };
}

function taken(pace: Pace, count: number): Pace {
  return { ...pace, version: pace.version + 1, takenSince: pace.takenSince + count };
}

function headroomOf({ quota, takenSince }: Pace, lane: Lane): number {
  if (quota.max24Hour < 0) return Number.POSITIVE_INFINITY;
  const left = Math.floor(quota.max24Hour - quota.sentLast24Hours - takenSince);
  return lane === 'confirmation'
    ? left
    : left - Math.min(confirmationReserve, quota.max24Hour / 10);
}

/** SES said "too fast" all the same: everybody waits a second more. */
export async function slowDown(deps: PaceDeps): Promise<void> {
  await change(deps, (pace, now) => ({ ...pace, nextAt: Math.max(now, pace.nextAt) + leaseMs }));
}

/** Nothing can be sent for now: everybody waits a while, then tries again. */
export async function haltSending(reason: string, deps: PaceDeps): Promise<number> {
  const until = deps.now() + parkMs;
  await change(deps, (pace) => ({ ...pace, haltedUntil: until, haltReason: reason }));
  return until;
}

async function change(deps: PaceDeps, alter: (pace: Pace, now: number) => Pace): Promise<void> {
  for (let tries = 0; tries < saveTriesMax; tries++) {
    const pace = await currentPace(deps);
    if (pace === undefined) return;
    const next = alter(pace, deps.now());
    if (await deps.save({ ...next, version: pace.version + 1 })) return;
  }
}

/** The row with a quota of the last minute; undefined when SES does not say it just now. */
async function currentPace(deps: PaceDeps): Promise<Pace | undefined> {
  const pace = await deps.load();
  const now = deps.now();
  const age = pace === undefined ? Number.POSITIVE_INFINITY : now - pace.quotaReadAt;
  if (pace !== undefined && age >= 0 && age < quotaAgeMaxMs) return pace;
  const quota = await deps.quota();
  if (quota === undefined) return undefined;
  const rest = pace ?? { version: 0, nextAt: now, nextConfirmationAt: now };
  const fresh = { ...rest, quota, quotaReadAt: now, takenSince: 0, version: rest.version + 1 };
  return (await deps.save(fresh)) ? fresh : ((await deps.load()) ?? fresh);
}
