/**
 * The crew: several processes that share the trials of each class between them, every one with a
 * gate and a table engine of its own. A trial is the same whoever runs it.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { openGround, type Tally } from './ground.ts';
import { runClass, type Season, sum } from './season.ts';
import { weathers } from './weather.ts';

export interface Assignment {
  readonly classes: readonly string[];
  readonly trials: number;
  readonly messages?: number;
  readonly seed: number;
  readonly readers: number;
  readonly aim?: string;
  readonly wire: boolean;
  readonly verbose: boolean;
}

type Points = readonly (readonly [string, Tally])[];

type Report =
  | { readonly kind: 'season'; readonly season: Season }
  | { readonly kind: 'points'; readonly points: Points };

/** Runs the assignment with so many processes; tells each class when all are through with it. */
export async function runCrew(
  assignment: Assignment,
  processes: number,
  told: (season: Season) => void,
): Promise<Map<string, Tally>> {
  const parts = new Map<string, Season[]>();
  const points = new Map<string, Tally>();
  const take = (report: Report) => {
    if (report.kind === 'points') return addPoints(points, report.points);
    const { season } = report;
    const own = [...(parts.get(season.class) ?? []), season];
    parts.set(season.class, own);
    if (own.length === processes) told(own.reduce(sum));
  };
  const numbers = Array.from({ length: processes }, (_, n) => n);
  if (processes === 1) await work(assignment, 0, 1, take);
  else await Promise.all(numbers.map((n) => hire(assignment, n, processes, take)));
  return points;
}

function hire(
  assignment: Assignment,
  number: number,
  of: number,
  take: (report: Report) => void,
): Promise<void> {
  const member = fork(fileURLToPath(new URL('./crew-member.ts', import.meta.url)));
  member.send({ assignment, number, of });
  member.on('message', (report) => take(report as Report));
  return new Promise((resolve, reject) => {
    member.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`Process ${number} ended with ${code}.`)),
    );
  });
}

/** Runs one member's share of the trials: every `of`-th seed. */
export async function work(
  { classes, seed, wire, verbose, ...input }: Assignment,
  number: number,
  of: number,
  report: (report: Report) => void,
): Promise<void> {
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  const ground = await openGround({ wire, ...(verbose ? { write: say } : {}) });
  for (const weather of weathers.filter(({ name }) => classes.includes(name))) {
    const trials = Math.ceil((input.trials - number) / of) * of;
    const share = { ...input, trials, seed: seed + number, step: of };
    report({ kind: 'season', season: await runClass(weather, ground, share) });
  }
  report({ kind: 'points', points: [...ground.points] });
  await ground.close();
}

function addPoints(all: Map<string, Tally>, own: Points): void {
  for (const [name, { met, before, after }] of own) {
    const tally = all.get(name) ?? { met: 0, before: 0, after: 0 };
    tally.met += met;
    tally.before += before;
    tally.after += after;
    all.set(name, tally);
  }
}
