/** A season of installations that serve: `npm run faults -- --class serve`. */
import { type Season, type SeasonInput, seasonOf, sum } from '../season.ts';
import { runServeTrial } from './trial.ts';

/** Trials one after the other, as each has processes and engines of its own. */
export async function runServeClass({
  trials,
  messages = 0,
  seed,
  readers,
}: Pick<SeasonInput, 'trials' | 'messages' | 'seed' | 'readers'>): Promise<Season> {
  const seasons: Season[] = [];
  const mailed = () => seasons.reduce((total, season) => total + season.messages, 0);
  for (let n = seed; n - seed < trials || mailed() < messages; n++) {
    seasons.push(seasonOf('serve', n, await runServeTrial({ seed: n, readers })));
  }
  return seasons.reduce(sum);
}
