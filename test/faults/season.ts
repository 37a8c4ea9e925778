/** A season: many trials in the weather of one class, and what they come to. */

import type { OpenGround } from './ground.ts';
import { aims } from './points.ts';
import { runTrial } from './trial.ts';
import type { Verdict } from './verdict.ts';
import type { Weather } from './weather.ts';

export interface Season {
  readonly class: string;
  readonly trials: number;
  readonly messages: number;
  readonly lost: number;
  readonly doubled: number;
  readonly doubledWithinPromise: number;
  readonly stuck: number;
  readonly longestRecoveryMs: number;
  readonly deaths: number;
  readonly failures: readonly { readonly seed: number; readonly wrong: readonly string[] }[];
}

export interface SeasonInput {
  readonly trials: number;
  readonly seed: number;
  readonly readers: number;
}

let tables = 0;

/** Runs the trials of a class, with the seeds that follow the first. */
export async function runClass(
  weather: Weather,
  ground: OpenGround,
  { trials, seed, readers }: SeasonInput,
): Promise<Season> {
  const verdicts = new Map<number, Verdict>();
  for (let n = seed; n < seed + trials; n++) {
    const aim = weather.aimed ? aims[n % aims.length] : undefined;
    const input = { name: `trial${++tables}`, seed: n, readers, weather };
    verdicts.set(n, await runTrial(aim === undefined ? input : { ...input, aim }, ground));
  }
  const all = [...verdicts.values()];
  const sum = (
    figure: 'messages' | 'lost' | 'doubled' | 'doubledWithinPromise' | 'stuck' | 'deaths',
  ) => all.reduce((total, verdict) => total + verdict[figure], 0);
  return {
    class: weather.name,
    trials,
    messages: sum('messages'),
    lost: sum('lost'),
    doubled: sum('doubled'),
    doubledWithinPromise: sum('doubledWithinPromise'),
    stuck: sum('stuck'),
    longestRecoveryMs: Math.max(...all.map(({ longestRecoveryMs }) => longestRecoveryMs)),
    deaths: sum('deaths'),
    failures: [...verdicts].flatMap(([at, { wrong }]) =>
      wrong.length === 0 ? [] : [{ seed: at, wrong }],
    ),
  };
}
