/** A season: many trials in the weather of one class, and what they come to. */
import type { OpenGround } from './ground.ts';
import { aims } from './points.ts';
import { runTrial } from './trial.ts';
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
}

let tables = 0;

/** Runs the trials of a class, with the seeds that follow the first. */
export async function runClass(
  weather: Weather,
  ground: OpenGround,
  { trials, messages, seed, step = 1, readers }: SeasonInput,
): Promise<Season> {
  const verdicts: { seed: number; verdict: Verdict }[] = [];
  const aimsAtAll = weather.aimed === true && messages !== undefined;
  const all = aimsAtAll ? Math.max(trials, aims.length) : trials;
  let mailed = 0;
  const run = async (n: number): Promise<void> => {
    const aim = weather.aimed ? aims[n % aims.length] : undefined;
    const input = { name: `trial${++tables}-${process.pid}`, seed: n, readers, weather };
    const verdict = await runTrial(aim === undefined ? input : { ...input, aim }, ground);
    verdicts.push({ seed: n, verdict });
    mailed += verdict.messages;
  };
  let n = seed;
  for (; n - seed < all; n += step) await run(n);
  if (aimsAtAll) for (const missed of missedAims(verdicts)) await run(missed + farther);
  for (; mailed < (messages ?? 0) / step; n += step) await run(n);
  return verdicts.map(({ seed: at, verdict }) => seasonOf(weather, at, verdict)).reduce(sum);
}

/** As far away as seeds of the same aim are not yet taken. */
const farther = 1_000 * aims.length;

/** The first seed of every aim at which nobody has died: it is aimed at once more. */
function missedAims(verdicts: readonly { seed: number; verdict: Verdict }[]): number[] {
  const aimOf = (seed: number) => seed % aims.length;
  const hit = new Set(verdicts.flatMap(({ seed, verdict }) => (verdict.hit ? [aimOf(seed)] : [])));
  const first = new Map(verdicts.map(({ seed }) => [aimOf(seed), seed] as const).reverse());
  return [...first].filter(([aim]) => !hit.has(aim)).map(([, seed]) => seed);
}

function seasonOf({ name }: Weather, seed: number, verdict: Verdict): Season {
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
    failures: [...a.failures, ...b.failures],
  };
}
