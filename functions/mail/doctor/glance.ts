/**
 * What the table alone tells of an installation, judged as doctor judges it, for the desk: its door
 * has none of the rights that the rest takes. And the one switch that is there: whether mail goes out.
 */
import { findLate, type OpenWork, planLateMs } from '../late.ts';
import { pauseSending } from '../pace.ts';
import type { SendingPause, SwitchBook } from '../pace-book.ts';
import type { DayOfSending } from '../reputation.ts';
import type { Returns } from '../returns.ts';
import { resumeHere } from '../sending-switch.ts';
import { sesName } from '../taker.ts';
import { judgeQuota, judgeRates, judgeSending } from './account.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { Facts } from './examine.ts';
import { judgeReturns } from './returns.ts';
import { judgeSecret } from './stack.ts';
import { judgeEditions, judgeFeeds, judgeLate, judgeSchedules } from './work.ts';

/** What a glance reads. */
export interface GlanceDeps {
  readonly pace: SwitchBook;
  /** Bounces and complaints of the last 24 hours. */
  readonly day: (at: number) => Promise<DayOfSending>;
  readonly ticks: () => Promise<Facts['schedules']['ticks']>;
  /** What is open; of the segments only those that were due by then (ms). */
  readonly work: (plannedBy: number) => Promise<OpenWork>;
  readonly feeds: () => Promise<Facts['feeds']>;
  /** How mail comes back to where a relay takes ours. */
  readonly returns: () => Promise<Returns>;
  /** How many editions are held. */
  readonly editions: () => Promise<number>;
}

/** How it stands, and whether sending is paused. */
interface Glance {
  readonly diagnoses: readonly Diagnosis[];
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

/** Health by what the table holds; the secret of links was last changed at `madeAt` (ms). */
export function openHealth(deps: GlanceDeps, madeAt: number | undefined, relay?: string): Health {
  return {
    relay,
    look: (now) => glance({ now, madeAt, relay }, deps),
    pause: async (pause) => void (await pauseSending(pause, deps.pace)),
    resume: () => resumeHere(deps.pace),
  };
}

interface Scene {
  readonly now: number;
  readonly madeAt: number | undefined;
  readonly relay: string | undefined;
}

async function glance({ now, madeAt, relay }: Scene, deps: GlanceDeps): Promise<Glance> {
  const [pace, day, ticks, work, feeds, editions, returns] = await Promise.all([
    deps.pace.load(),
    deps.day(now),
    deps.ticks(),
    deps.work(now - planLateMs),
    deps.feeds(),
    deps.editions(),
    relay === undefined ? undefined : deps.returns(),
  ]);
  const quota = pace?.quota;
  const isRead = quota !== undefined && (pace?.quotaReadAt ?? 0) > 0;
  const diagnoses = [
    ...judgeSending({ isEnabled: true, pace, now, service: relay ?? sesName }),
    ...(returns === undefined ? [] : judgeReturns({ ...returns, now })),
    ...(isRead
      ? judgeQuota({ sent: day.sent, most: quota.max24Hour, rate: quota.maxPerSecond })
      : []),
    ...judgeRates({ ...ratesOf(day), status: 'HEALTHY' }),
    ...judgeSchedules({ now, ticks }),
    ...judgeLate(findLate(now, work)),
    ...judgeFeeds(feeds),
    ...judgeEditions(editions),
    ...judgeSecret({ isReadable: true, madeAt, now }),
  ];
  return { diagnoses, paused: pace?.paused };
}

function ratesOf({ sent, bounces, complaints }: DayOfSending) {
  const share = (count: number) => (sent === 0 ? undefined : count / sent);
  return { bounceRate: share(bounces), complaintRate: share(complaints) };
}
