/**
 * What the table and SES tell of an installation, judged as doctor judges it, for the desk: its door
 * has none of the rights that the rest takes. And the one switch that is there: whether mail goes out.
 */
import { keepReady } from '../../config/door.ts';
import { findLate, type OpenWork, planLateMs } from '../late.ts';
import { pauseSending } from '../pace.ts';
import type { Pace, SendingPause, SwitchBook } from '../pace-book.ts';
import type { DayOfSending } from '../reputation.ts';
import type { Returns } from '../returns.ts';
import { resumeHere } from '../sending-switch.ts';
import { sesName } from '../taker.ts';
import { judgeIdentity, judgeQuota, judgeRates, judgeSandbox, judgeSending } from './account.ts';
import { type Diagnosis, judged } from './diagnosis.ts';
import type { Facts } from './examine.ts';
import { judgeReturns } from './returns.ts';
import type { LookDeps, SesLook } from './ses-account.ts';
import { foreseeSpend, judgeSecret, type SpendAhead } from './stack.ts';
import { judgeEditions, judgeFeeds, judgeLate, judgeSchedules } from './work.ts';

/** What a glance reads. */
export interface GlanceDeps {
  readonly pace: SwitchBook;
  /** Bounces and complaints of the last 24 hours. */
  readonly day: (at: number) => Promise<DayOfSending>;
  readonly ticks: () => Promise<Facts['schedules']['ticks']>;
  /** What is open; of the segments only those that were due by then (ms). */
  readonly work: (plannedBy: number) => Promise<OpenWork>;
  readonly counts: () => Promise<Counts>;
  /** How mail comes back to where a relay takes ours. */
  readonly returns: () => Promise<Returns>;
}

/** Newsletters that are open, all together. */
interface Counts {
  readonly feeds: Facts['feeds'];
  /** How many editions are held. */
  readonly editions: number;
  /** Confirmed ones, as they were last counted. */
  readonly readers: number;
  /** Of the addresses that mail comes from, each once. */
  readonly domains: readonly string[];
}

/** How it stands, and whether sending is paused. */
interface Glance {
  readonly diagnoses: readonly (Diagnosis | SpendAhead)[];
  readonly paused: SendingPause | undefined;
}

/** Health as the desk shows and changes it. */
export interface Health {
  /** The host of the relay that takes our mail in place of SES, if one does. */
  readonly relay: string | undefined;
  readonly look: (now: number) => Promise<Glance>;
  readonly pause: (pause: SendingPause) => Promise<void>;
  readonly resume: () => ReturnType<typeof resumeHere>;
}

/** What takes our mail, and since when (ms) links are signed with the key that signs now. */
interface Around {
  readonly madeAt: number | undefined;
  readonly taker: Taker;
}

/** SES, as it is looked at; or the host of a relay, of which nothing is asked. */
type Taker = { readonly ses: () => Promise<SesLook> } | { readonly relay: string };

/** Where our mail goes; the client of SES is loaded when somebody looks. */
export function openTaker(
  { relay, ses }: { readonly relay?: string; readonly ses?: string },
  around: LookDeps,
): Taker {
  if (relay !== undefined) return { relay };
  const open = async () => (await import('./ses-account.ts')).openSesLook(ses, around);
  return { ses: keepReady(open) };
}

/** Health by what the table holds and SES says. */
export function openHealth(deps: GlanceDeps, madeAt: number | undefined, taker: Taker): Health {
  const relay = 'relay' in taker ? taker.relay : undefined;
  return {
    relay,
    look: (now) => glance({ now, madeAt, taker }, deps),
    pause: async (pause) => void (await pauseSending(pause, deps.pace)),
    resume: () => resumeHere(deps.pace),
  };
}

interface Scene extends Around {
  readonly now: number;
}

async function glance({ now, madeAt, taker }: Scene, deps: GlanceDeps): Promise<Glance> {
  const [pace, day, ticks, work, counts] = await Promise.all([
    deps.pace.load(),
    deps.day(now),
    deps.ticks(),
    deps.work(now - planLateMs),
    deps.counts(),
  ]);
  const quota = pace?.quota;
  const isRead = quota !== undefined && (pace?.quotaReadAt ?? 0) > 0;
  const facts = { pace, day, now, counts };
  const diagnoses = [
    ...('ses' in taker
      ? await ofSes(await taker.ses(), facts)
      : await ofRelay(taker.relay, facts, deps)),
    ...(isRead
      ? judgeQuota({ sent: day.sent, most: quota.max24Hour, rate: quota.maxPerSecond })
      : []),
    ...judgeSchedules({ now, ticks }),
    ...judgeLate(findLate(now, work)),
    ...judgeFeeds(counts.feeds),
    ...judgeEditions(counts.editions),
    ...judgeSecret({ isReadable: true, madeAt, now }),
  ];
  return { diagnoses, paused: pace?.paused };
}

interface MailFacts {
  readonly pace: Pace | undefined;
  readonly day: DayOfSending;
  readonly now: number;
  readonly counts: Counts;
}

/** What SES says of the account stands where it was seen; what it keeps to itself is said once. */
async function ofSes(ses: SesLook, { pace, day, now, counts }: MailFacts) {
  const [account, identities] = await Promise.all([
    ses.account(),
    ses.identities(counts.domains.slice(0, domainsMax)),
  ]);
  const { isEnabled, status } =
    account.kind === 'seen' ? account.fact : { isEnabled: true, status: 'HEALTHY' };
  return [
    ...judgeSending({ isEnabled, pace, now, service: sesName }),
    ...judged('sandbox', account, ({ isSandboxed }) => judgeSandbox(isSandboxed)),
    ...identities.flatMap((look) => judged('identity', look, judgeIdentity)),
    ...judgeRates({ ...ratesOf(day), status }),
    foreseeSpend({ sent: day.sent, readers: counts.readers, feeds: counts.feeds.count }),
  ];
}

/** Newsletters mail from one domain, or a few; a page waits for the answers. */
const domainsMax = 3;

async function ofRelay(relay: string, { pace, day, now }: MailFacts, { returns }: GlanceDeps) {
  return [
    ...judgeSending({ isEnabled: true, pace, now, service: relay }),
    ...judgeReturns({ ...(await returns()), now }),
    ...judgeRates({ ...ratesOf(day), status: 'HEALTHY' }),
  ];
}

function ratesOf({ sent, bounces, complaints }: DayOfSending) {
  const share = (count: number) => (sent === 0 ? undefined : count / sent);
  return { bounceRate: share(bounces), complaintRate: share(complaints) };
}
