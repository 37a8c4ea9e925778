/**
 * The proof by fault: `npm run faults -- --trials 20 --seed 1 [--class kill] [--readers 40]
 * [--as-shipped]`. One JSON line for each class of faults; a trial that fails is told with how to
 * run it again.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { runCrew } from './crew.ts';
import { aimsAt, knownPoints, writePoints } from './points.ts';
import type { Season } from './season.ts';
import { runServeClass } from './serve/season.ts';
import { type Weather, weathers } from './weather.ts';

const { values } = parseArgs({
  options: {
    trials: { type: 'string', default: '10' },
    /** Goes on in each class until so many messages were mailed. */
    messages: { type: 'string' },
    seed: { type: 'string', default: '1' },
    readers: { type: 'string', default: '40' },
    /** Part of a point's name: somebody dies there in each trial. */
    aim: { type: 'string' },
    /** May be given several times. */
    class: { type: 'string', multiple: true },
    processes: { type: 'string', default: String(availableParallelism()) },
    /** Adds the points that were met to points.json. */
    points: { type: 'boolean', default: false },
    /** Doors make their calls over HTTP, at twice the time. */
    wire: { type: 'boolean', default: false },
    /** Runs the bundles that a deployment uploads, with the rights that it gives them. */
    'as-shipped': { type: 'boolean', default: false },
    /** The commit whose doors are at work before a deployment: the class needs one. */
    former: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});

const say = (line: string) => void process.stdout.write(`${line}\n`);
/** It has a relay and processes of its own: what becomes of a machine, and not of a call. */
const served = 'serve';
const all = [...weathers.map(({ name }) => name), served];
const { former } = values;
const isPossible = ({ deployment }: Weather) => deployment === undefined || former !== undefined;
const classes = values.class ?? weathers.filter(isPossible).map(({ name }) => name);
const stranger = classes.find((name) => !all.includes(name));
if (stranger !== undefined) {
  say(`There is no class ${stranger}. Choose one of: ${all.join(', ')}`);
  process.exit(2);
}

const deployment = weathers.find((one) => classes.includes(one.name) && !isPossible(one));
if (deployment !== undefined) {
  say(`The class ${deployment.name} needs former code: --former COMMIT.`);
  process.exit(2);
}

const { readers, seed, wire, verbose, aim } = values;
if (aim !== undefined && aimsAt(aim).length === 0) {
  say(`No point has "${aim}" in its name. test/faults/points.json lists them.`);
  process.exit(2);
}

const seasons: Season[] = [];
let since = performance.now();
const aiming =
  (aim === undefined ? '' : ` --aim '${aim}'`) +
  (former === undefined ? '' : ` --former ${former}`) +
  (values['as-shipped'] ? ' --as-shipped' : '');
const assignment = {
  classes,
  trials: Number(values.trials),
  ...(values.messages === undefined ? {} : { messages: Number(values.messages) }),
  seed: Number(seed),
  readers: Number(readers),
  ...(aim === undefined ? {} : { aim }),
  ...(former === undefined ? {} : { former }),
  wire,
  code: values['as-shipped'] ? 'shipped' : 'source',
  verbose,
} as const;
const wanted = Number(values.processes);
const processes = values.messages === undefined ? Math.min(wanted, assignment.trials) : wanted;
const tell = (season: Season) => {
  seasons.push(season);
  const { failures, ...figures } = season;
  const seconds = Math.round((performance.now() - since) / 1000);
  since = performance.now();
  say(JSON.stringify({ ...figures, seconds }));
  for (const { seed: at, wrong } of failures) {
    say(`  failed: --class ${season.class} --trials 1 --seed ${at} --readers ${readers}${aiming}`);
    for (const what of wrong.slice(0, 5)) say(`    ${what}`);
  }
};
const isOnlyServed = classes.every((name) => name === served);
const points = isOnlyServed ? new Map() : await runCrew(assignment, processes, tell);
if (classes.includes(served)) tell(await runServeClass(assignment));
const tallies = [...points.values()];
/** Points that were aimed at, where nobody died before the call, or nobody after it. */
const spared = () =>
  [...knownPoints].filter((name) => {
    const { before = 0, after = 0 } = points.get(name) ?? {};
    return name.includes(aim ?? '') && (before === 0 || after === 0);
  });
const isAimed =
  aim !== undefined || weathers.some(({ name, aimed }) => aimed && classes.includes(name));
say(
  JSON.stringify({
    points: knownPoints.size,
    met: tallies.length,
    diedBefore: tallies.filter((tally) => tally.before > 0).length,
    diedAfter: tallies.filter((tally) => tally.after > 0).length,
    ...(isAimed ? { spared: spared() } : {}),
  }),
);
if (values.points) writePoints(points);
const failed = seasons.reduce((total, { failures }) => total + failures.length, 0);
const trials = seasons.reduce((total, season) => total + season.trials, 0);
say(`${trials - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
