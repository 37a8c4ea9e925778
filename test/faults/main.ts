/**
 * The proof by fault: `npm run faults -- --trials 20 --seed 1 [--class kill] [--readers 40]`. One
 * JSON line for each class of faults; a trial that fails is told with how to run it again.
 */
import { parseArgs } from 'node:util';
import { openGround } from './ground.ts';
import { knownPoints, writePoints } from './points.ts';
import { runClass, type Season } from './season.ts';
import { weathers } from './weather.ts';

const { values } = parseArgs({
  options: {
    trials: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    readers: { type: 'string', default: '40' },
    class: { type: 'string' },
    /** Adds the points that were met to points.json. */
    points: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
});

const say = (line: string) => void process.stdout.write(`${line}\n`);
const chosen = weathers.filter(({ name }) => values.class === undefined || name === values.class);
if (chosen.length === 0) {
  say(
    `There is no class ${values.class}. Choose one of: ${weathers.map((w) => w.name).join(', ')}`,
  );
  process.exit(2);
}

const ground = await openGround(values.verbose ? say : () => {});
const seasons: Season[] = [];
for (const weather of chosen) {
  const season = await runClass(weather, ground, {
    trials: Number(values.trials),
    seed: Number(values.seed),
    readers: Number(values.readers),
  });
  seasons.push(season);
  const { failures, ...figures } = season;
  say(JSON.stringify(figures));
  for (const { seed, wrong } of failures) {
    say(`  failed: --class ${weather.name} --trials 1 --seed ${seed} --readers ${values.readers}`);
    for (const what of wrong.slice(0, 5)) say(`    ${what}`);
  }
}
const tallies = [...ground.points.values()];
say(
  JSON.stringify({
    points: knownPoints.size,
    met: tallies.length,
    diedBefore: tallies.filter((tally) => tally.before > 0).length,
    diedAfter: tallies.filter((tally) => tally.after > 0).length,
  }),
);
if (values.points) writePoints(ground.points);
await ground.close();
const failed = seasons.reduce((sum, { failures }) => sum + failures.length, 0);
const trials = seasons.reduce((sum, season) => sum + season.trials, 0);
say(`${trials - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
