/**
 * The crew: several processes that share the trials of each class between them, every one with a
 * gate and a table engine of its own. A trial is the same whoever runs it.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Code } from '../../infra/local/template/synthesis.ts';
import { openGround, type Tally } from './ground.ts';
import { type Live, liveOn, runClass, type Season, sum } from './season.ts';
import type { TrialInput } from './trial.ts';
import type { Verdict } from './verdict.ts';
import { weathers } from './weather.ts';

export interface Assignment {
  readonly classes: readonly string[];
  readonly trials: number;
  readonly messages?: number;
  readonly seed: number;
  readonly readers: number;
  readonly aim?: string;
  /** From source, or the bundles as a deployment uploads them. */
  readonly code: Code;
  readonly wire: boolean;
  readonly verbose: boolean;
  /** The commit whose doors are at work before a deployment. */
  readonly former?: string;
}

/** What a process of the crew is told when it is hired. */
export type Equipment = Pick<Assignment, 'code' | 'wire' | 'verbose' | 'former'>;

type Points = readonly (readonly [string, Tally])[];

/** What a process of the crew tells of a trial that it was given. */
export interface Report {
  readonly verdict: Verdict;
  readonly points: Points;
  /** What the process takes by now. Bundles are never unloaded (bundle-process.ts). */
  readonly memoryMb: number;
}

/** The trial, as it goes to another process. */
export type Trial = Omit<TrialInput, 'name'>;

interface Hand {
  readonly live: Live;
  readonly dismiss: () => Promise<void>;
}

/** Runs the assignment with so many processes; tells each class when all are through with it. */
export async function runCrew(
  assignment: Assignment,
  processes: number,
  told: (season: Season) => void,
): Promise<Map<string, Tally>> {
  const { classes, seed, trials, ...rest } = assignment;
  const points = new Map<string, Tally>();
  const open = processes === 1 && assignment.code === 'source' ? openOwn : openHired;
  const hands = await Promise.all(
    Array.from({ length: processes }, () => open(assignment, (own) => addPoints(points, own))),
  );
  const of = hands.length;
  for (const weather of weathers.filter(({ name }) => classes.includes(name))) {
    const shares = hands.map(({ live }, n) => {
      const share = Math.ceil((trials - n) / of) * of;
      return runClass(weather, live, { ...rest, trials: share, seed: seed + n, step: of });
    });
    told((await Promise.all(shares)).reduce(sum));
  }
  await Promise.all(hands.map(({ dismiss }) => dismiss()));
  return points;
}

type Take = (points: Points) => void;

/** Trials in this process. */
async function openOwn(equipment: Equipment, take: Take): Promise<Hand> {
  const ground = await openGround(groundOf(equipment));
  return {
    live: liveOn(ground),
    dismiss: async () => {
      take([...ground.points]);
      await ground.close();
    },
  };
}

/** How a ground is opened for the assignment. */
export function groundOf({ code, wire, verbose, former }: Equipment) {
  const write = (line: string) => void process.stdout.write(`${line}\n`);
  return {
    code,
    ...(former && { former }),
    ...(wire ? { wire } : {}),
    ...(verbose ? { write } : {}),
  };
}

const memoryMbMax = 900;

/** Trials in a process of the operating system, and in a new one when it has grown too large. */
async function openHired(equipment: Equipment, take: Take): Promise<Hand> {
  let member: ReturnType<typeof hire> | undefined;
  const dismiss = async () => {
    const leaving = member;
    member = undefined;
    if (leaving === undefined) return;
    const gone = once(leaving, 'exit');
    leaving.disconnect();
    await gone;
  };
  return {
    dismiss,
    live: async (trial) => {
      member ??= hire(equipment);
      member.send(trial);
      const report = await reportOf(member);
      take(report.points);
      if (report.memoryMb > memoryMbMax) await dismiss();
      return report.verdict;
    },
  };
}

function hire(equipment: Equipment) {
  const file = fileURLToPath(new URL('./crew-member.ts', import.meta.url));
  return fork(file, [JSON.stringify(equipment)]);
}

/** Rejects when the process ends before it has told anything. */
async function reportOf(member: ReturnType<typeof hire>): Promise<Report> {
  const told = new AbortController();
  const { signal } = told;
  const message = once(member, 'message', { signal });
  const exit = once(member, 'exit', { signal }).then(([code]) => {
    throw new Error(`A process of the crew has ended with ${code}.`);
  });
  try {
    return (await Promise.race([message, exit]))[0] as Report;
  } finally {
    told.abort();
    await Promise.allSettled([message, exit]);
  }
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
