/** A season: many trials in the weather of one class, and what they come to. */
import { aimsAt } from './points.ts';
import { type Ground, runTrial, type TrialInput } from './trial.ts';
import type { Figures, Verdict } from './verdict.ts';
import type { Weather } from './weather.ts';

export interface Season extends Figures {
  readonly class: string;
  readonly trials: number;
  readonly failures: readonly { readonly seed: number; readonly wrong: readonly string[] }[];
}

export interface SeasonInput {
  /** At least so many trials. */
  readonly trials: number;
  /** Goes on until so many messages were mailed, and every point was aimed at. */
  readonly messages?: number;
  readonly seed: number;
  /** Takes every so many-th seed: others take those between. */
  readonly step?: number;
  readonly readers: number;
  /** Lets somebody die at each of the points with this in their name, in any class. */
  readonly aim?: string;
}

/** Lives through a trial, wherever that is. */
export type Live = (trial: Omit<TrialInput, 'name'>) => Promise<Verdict>;

let trialsNamed = 0;

/** Trials on this ground, one after the other. */
export function liveOn(ground: Ground): Live {
  return (trial) => runTrial({ ...trial, name: `trial${++trialsNamed}` }, ground);
}

/** Runs the trials of a class, with the seeds that follow the first. */
export async function runClass(
  weather: Weather,
  live: Live,
  { trials, messages, seed, step = 1, readers, aim: part }: SeasonInput,
): Promise<Season> {
  const verdicts: { seed: number; verdict: Verdict }[] = [];
  const aims = weather.aimed === true || part !== undefined ? aimsAt(part ?? '') : [];
  const all = messages === undefined ? trials : Math.max(trials, aims.length);
  let mailed = 0;
  const run = async (n: number): Promise<void> => {
    const aim = aims[n % aims.length];
    const trial = { seed: n, readers, weather };
    const verdict = await live(aim === undefined ? trial : { ...trial, aim });
    verdicts.push({ seed: n, verdict });
    mailed += verdict.messages;
  };
  let n = seed;
  for (; n - seed < all; n += step) await run(n);
  if (messages !== undefined) {
    for (const again of missedAims(verdicts, aims.length)) await run(again);
    for (; mailed < messages / step; n += step) await run(n);
  }
  return verdicts.map(({ seed: at, verdict }) => seasonOf(weather.name, at, verdict)).reduce(sum);
}

/** For each aim at which nobody has died, a seed of the same aim that is not yet taken. */
function missedAims(verdicts: readonly { seed: number; verdict: Verdict }[], aims: number) {
  if (aims === 0) return [];
  const hit = new Set(verdicts.flatMap(({ seed, verdict }) => (verdict.hit ? [seed % aims] : [])));
  const first = new Map(verdicts.map(({ seed }) => [seed % aims, seed] as const).reverse());
  return [...first].flatMap(([aim, seed]) => (hit.has(aim) ? [] : [seed + 1_000 * aims]));
}

/** What one trial of a class comes to. */
export function seasonOf(name: string, seed: number, verdict: Verdict): Season {
  const { hit, wrong, ...figures } = verdict;
  const failures = wrong.length === 0 ? [] : [{ seed, wrong }];
  return { class: name, trials: 1, ...figures, failures };
}

/** What two parts of a season come to. */
export function sum(a: Season, b: Season): Season {
  return {
    class: a.class,
    trials: a.trials + b.trials,
    messages: a.messages + b.messages,
    lost: a.lost + b.lost,
    doubled: a.doubled + b.doubled,
    doubledWithinPromise: a.doubledWithinPromise + b.doubledWithinPromise,
    stuck: a.stuck + b.stuck,
    longestRecoveryMs: Math.max(a.longestRecoveryMs, b.longestRecoveryMs),
    deaths: a.deaths + b.deaths,
    held: a.held + b.held,
    pauses: a.pauses + b.pauses,
    halts: a.halts + b.halts,
    failures: [...a.failures, ...b.failures],
  };
}
