/** How the account stands with SES: whether it may mail, how much, and who hears of what became of it. */
import type { Pace } from '../pace-book.ts';
import { bounceRateMax, complaintRateMax } from '../reputation.ts';
import { type Diagnosis, diagnose } from './diagnosis.ts';

/** The domain as SES knows it; undefined: not at all. */
export interface IdentityFact {
  readonly domain: string;
  readonly known:
    | {
        readonly isVerified: boolean;
        readonly isSigning: boolean;
        readonly dkimStatus: string;
        readonly mailFrom?: { readonly name: string; readonly status: string };
      }
    | undefined;
}

/** The quota of the account (SES v2 GetAccount); `most` -1 means without limit. */
export interface QuotaFact {
  readonly sent: number;
  readonly most: number;
  readonly rate: number;
}

/** Shares of mails that bounced or were complained about, where SES has counted them yet. */
export interface ReputationFact {
  readonly bounceRate: number | undefined;
  readonly complaintRate: number | undefined;
  /** `HEALTHY`, `PROBATION`, `SHUTDOWN` (SES v2 GetAccount). */
  readonly status: string;
}

/** Whether mail goes out: what SES says of the account, where it was asked, and our own pace. */
export interface SendingFact {
  readonly isEnabled: boolean;
  readonly pace: Pace | undefined;
  readonly now: number;
  /** Who takes our mail. */
  readonly service: string;
}

/** Where a configuration set sends what becomes of mails. */
export interface EventsFact {
  readonly set: string;
  readonly topicArn: string;
  /** Undefined: there is no such set. */
  readonly known:
    | {
        readonly isSending: boolean;
        readonly destinations: readonly {
          readonly isEnabled: boolean;
          readonly topicArn: string | undefined;
          readonly types: readonly string[];
        }[];
      }
    | undefined;
}

/** Pure: whether SES mails from the domain, and signs it. */
export function judgeIdentity({ domain, known }: IdentityFact): readonly Diagnosis[] {
  if (known === undefined) return [diagnose('identityMissing', { domain })];
  const { isVerified, isSigning, dkimStatus: status, mailFrom } = known;
  if (!isVerified || status !== 'SUCCESS') {
    return [diagnose('identityUnverified', { domain, status })];
  }
  if (!isSigning) return [diagnose('identityUnsigned', { domain })];
  if (mailFrom !== undefined && mailFrom.status !== 'SUCCESS') {
    return [diagnose('mailFromUnverified', mailFrom)];
  }
  return [diagnose('identityFine', { domain })];
}

/** Pure: a new account mails only addresses that were verified. */
export function judgeSandbox(isSandboxed: boolean): readonly Diagnosis[] {
  return [diagnose(isSandboxed ? 'sandboxed' : 'sandboxLeft', {})];
}

/** An edition more, and the day is over. */
const quotaShareMax = 0.8;

/** Pure: how much of the day is left. */
export function judgeQuota(quota: QuotaFact): readonly Diagnosis[] {
  const { sent, most, rate } = quota;
  if (most < 0) return [diagnose('quotaUnlimited', { sent, rate })];
  return [diagnose(sent >= most * quotaShareMax ? 'quotaNear' : 'quotaFine', { sent, most, rate })];
}

const suppressedReasons = ['BOUNCE', 'COMPLAINT'];

/** Pure: SES itself stops what bounced or complained, the net below our own list. */
export function judgeSuppression(reasons: readonly string[]): readonly Diagnosis[] {
  const lacks = suppressedReasons.filter((reason) => !reasons.includes(reason));
  if (lacks.length === 0) return [diagnose('suppressionFine', {})];
  return [diagnose('suppressionLacks', { reasons: lacks.join(' and ') })];
}

/** Pure: SES reviews an account at rates hardly higher than those told here. */
export function judgeRates({ bounceRate, complaintRate, status }: ReputationFact) {
  const found: Diagnosis[] = [];
  if (status !== 'HEALTHY') found.push(diagnose('accountReviewed', { status }));
  if (bounceRate !== undefined && bounceRate >= bounceRateMax) {
    found.push(diagnose('bouncesHigh', { bounces: percent(bounceRate) }));
  }
  if (complaintRate !== undefined && complaintRate >= complaintRateMax) {
    found.push(diagnose('complaintsHigh', { complaints: percent(complaintRate) }));
  }
  if (found.length > 0) return found;
  if (bounceRate === undefined || complaintRate === undefined) {
    return [diagnose('reputationUncounted', {})];
  }
  const rates = { bounces: percent(bounceRate), complaints: percent(complaintRate) };
  return [diagnose('reputationFine', rates)];
}

function percent(share: number): string {
  return (share * 100).toFixed(2);
}

/** Pure: whoever has paused sending, or SES, has to be heard first. */
export function judgeSending({ isEnabled, pace, now, service }: SendingFact): readonly Diagnosis[] {
  const { paused, haltedUntil = 0, haltReason = '', halt } = pace ?? {};
  const found: Diagnosis[] = [];
  if (!isEnabled) found.push(diagnose('sendingStopped', {}));
  if (paused !== undefined) found.push(diagnose('sendingPaused', { reason: paused.reason }));
  if (halt !== undefined || haltedUntil > now) {
    found.push(diagnose('sendingHalted', { service, reason: haltReason }));
  }
  return found.length > 0 ? found : [diagnose('sendingOn', {})];
}

/** What the doors heed, as SES's event destinations name it (SES v2 EventDestination). */
const heededTypes = ['SEND', 'DELIVERY_DELAY', 'BOUNCE', 'COMPLAINT', 'REJECT'];

/** Pure: an event that is not published settles nothing and suppresses nobody. */
export function judgeEvents({ set, topicArn, known }: EventsFact): readonly Diagnosis[] {
  if (known === undefined) return [diagnose('setMissing', { set })];
  if (!known.isSending) return [diagnose('setStopped', { set })];
  const ours = known.destinations.filter((one) => one.topicArn === topicArn);
  if (ours.length === 0) return [diagnose('eventsElsewhere', { set })];
  const enabled = ours.filter(({ isEnabled }) => isEnabled);
  if (enabled.length === 0) return [diagnose('eventsOff', { set })];
  const told = enabled.flatMap(({ types }) => types);
  const lacks = heededTypes.filter((type) => !told.includes(type));
  if (lacks.length > 0) return [diagnose('eventsLack', { set, types: lacks.join(', ') })];
  return [diagnose('eventsFine', { set })];
}
