/** How what was deployed stands: its secret, its template, its room in the account, its bill. */
import { dayMs } from '../../config/time.ts';
import { counted } from './cost-counts.ts';
import { prices } from './cost-prices.ts';
import { costOf } from './cost-sum.ts';
import { type Diagnosis, diagnose } from './diagnosis.ts';

/** The secret of signed links: whether it can be read, and when what signs today was made (ms). */
export interface SecretFact {
  readonly isReadable: boolean;
  readonly madeAt: number | undefined;
  readonly now: number;
}

/** Functions that the account may still run, those that it may run at all, and what is needed. */
export interface ConcurrencyFact {
  readonly limit: number;
  readonly unreserved: number;
  readonly needed: number;
  /** The most that ran at once in the last day, of all functions of the account. */
  readonly peak: number;
  /** Calls of each door for which there was no room in the last day. */
  readonly throttled: Readonly<Record<string, number>>;
}

/** The longest call of a door in the last day, and the time that it has (ms). */
export interface DoorTime {
  readonly door: string;
  readonly longestMs: number;
  readonly timeoutMs: number;
}

/** This month so far (USD), and what it should be about by the estimate. */
export interface SpendFact {
  readonly spent: number;
  readonly expected: number;
}

/**
 * A key that authenticates is used for two years at the most (NIST SP 800-57 Part 1 Rev. 5, table 1:
 * the originator usage period of a symmetric authentication key).
 */
const secretAgeMaxMs = 2 * 365 * dayMs;

/** Pure: whether links can be signed, and how long with the same key. */
export function judgeSecret({ isReadable, madeAt, now }: SecretFact): readonly Diagnosis[] {
  if (!isReadable) return [diagnose('secretUnreadable', {})];
  if (madeAt === undefined) return [diagnose('secretUndated', {})];
  const days = Math.floor((now - madeAt) / dayMs);
  return [diagnose(now - madeAt > secretAgeMaxMs ? 'secretOld' : 'secretFine', { days })];
}

/** AWS refuses what was signed five minutes ago (SigV4); long before, ages are judged wrongly. */
const clockOffMaxMs = 60_000;

/** Pure: whether this machine knows the time; `aheadMs` is how far it is ahead of the site's. */
export function judgeClock(aheadMs: number): readonly Diagnosis[] {
  if (Math.abs(aheadMs) <= clockOffMaxMs) return [diagnose('clockFine', {})];
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  return [diagnose('clockOff', { seconds, direction: aheadMs > 0 ? 'ahead' : 'behind' })];
}

/** Pure: resources that are not as the template says. */
export function judgeDrift(resources: readonly string[]): readonly Diagnosis[] {
  if (resources.length === 0) return [diagnose('driftNone', {})];
  return [diagnose('drifted', { resources: resources.join(', ') })];
}

/** With less than this left, one busy moment takes it all. */
const peakShareMax = 0.8;

/** Pure: whether there is room for all doors, and was in the last day. */
export function judgeConcurrency(fact: ConcurrencyFact): readonly Diagnosis[] {
  const { limit, unreserved, needed, peak, throttled } = fact;
  const found = Object.entries(throttled).flatMap(([door, count]) =>
    count > 0 ? [diagnose('doorThrottled', { door, count })] : [],
  );
  if (unreserved < needed) {
    return [diagnose('concurrencyLow', { limit: unreserved, needed }), ...found];
  }
  if (peak >= limit * peakShareMax) return [diagnose('concurrencyUsed', { peak, limit }), ...found];
  return found.length > 0 ? found : [diagnose('concurrencyFine', { left: limit - peak, limit })];
}

/** Planning uses seven eighths of its time by design, and goes on with the next tick. */
const timeShareMax = 0.9;

/** Pure: whether a door comes near the end of its time. */
export function judgeTimeouts(times: readonly DoorTime[]): readonly Diagnosis[] {
  const shareOf = ({ longestMs, timeoutMs }: DoorTime) => longestMs / timeoutMs;
  const near = times.filter((time) => shareOf(time) >= timeShareMax);
  const seconds = (ms: number) => (ms / 1000).toFixed(1);
  if (near.length > 0) {
    return near.map(({ door, longestMs, timeoutMs }) =>
      diagnose('timeoutNear', { door, seconds: seconds(longestMs), timeout: seconds(timeoutMs) }),
    );
  }
  const [most] = [...times].sort((one, other) => shareOf(other) - shareOf(one));
  if (most === undefined) return [diagnose('timeoutsIdle', {})];
  return [diagnose('timeoutsFine', { door: most.door, percent: Math.round(shareOf(most) * 100) })];
}

/** Mails of the last 24 hours, and who reads what: what a month of such days is made of. */
export interface PaceOfSpend {
  readonly sent: number;
  readonly readers: number;
  readonly feeds: number;
}

/** What a month of such days costs (USD): in all, for mails, for the rest. Nobody is to do anything. */
export interface SpendAhead {
  readonly about: 'spend';
  readonly state: 'fine';
  readonly kind: 'spendAhead';
  readonly values: Readonly<Record<'month' | 'mails' | 'rest', string>>;
}

/** Pure: what a month of such days costs, by what was counted and what AWS asks. */
export function foreseeSpend({ sent, readers, feeds }: PaceOfSpend): SpendAhead {
  // Who mailed and has no reader any more has mailed all the same.
  const some = Math.max(1, readers);
  const { ses, besidesUsd } = costOf(
    { readers: some, feeds, perDay: sent / some },
    counted,
    prices,
  );
  const usd = (amount: number) => amount.toFixed(2);
  const month = usd(ses.usd + besidesUsd);
  const values = { month, mails: usd(ses.usd), rest: usd(besidesUsd) };
  return { about: 'spend', state: 'fine', kind: 'spendAhead', values };
}

/** An estimate is one: whoever spends twice as much and five dollars more has another reason. */
const spendTimesMax = 2;
const spendMoreUsd = 5;

/** Pure: whether the month costs about what it should. */
export function judgeSpend({ spent, expected }: SpendFact): readonly Diagnosis[] {
  const values = { spent: spent.toFixed(2), expected: expected.toFixed(2) };
  const isHigh = spent > expected * spendTimesMax && spent > expected + spendMoreUsd;
  return [diagnose(isHigh ? 'spendHigh' : 'spendFine', values)];
}
