/**
 * The host of a trial's processes: each is a door, opened anew behind an address of its own at the
 * gate. A process that dies there makes no further call, waits for ever where it waits, and is
 * never used again; its memory is gone with it.
 */
import type { Surroundings } from '../../functions/config/surroundings.ts';
import { open as openDigest } from '../../functions/digest.ts';
import { open as openEvents } from '../../functions/events.ts';
import { open as openSend } from '../../functions/send.ts';
import { open as openSweep } from '../../functions/sweep.ts';
import { type CallContext, forgetBundle, startBundle } from './bundle-process.ts';
import type { Call } from './call.ts';
import type { Chance } from './chance.ts';
import type { Clock } from './clock.ts';
import { type Declared, type DoorName, doorOf, environmentOf } from './declared.ts';
import type { Opener } from './former-code.ts';
import type { Gate, Reply } from './gate.ts';
import type { Order } from './order.ts';

const openers = { digest: openDigest, send: openSend, events: openEvents, sweep: openSweep };

export interface Process {
  readonly id: string;
  readonly door: DoorName;
  /** Runs the code from before a deployment. */
  readonly isFormer: boolean;
  /** Calls made so far. */
  calls: number;
  readonly isAlive: boolean;
  /** What it is at work on. */
  work: unknown;
  deadline: number;
  readonly die: () => void;
}

/** `died`: the process ended in the middle. `threw`: the door failed, the process lives on. */
type Ending =
  | { readonly kind: 'ended'; readonly answer: unknown }
  | { readonly kind: 'died' }
  | { readonly kind: 'threw'; readonly error: unknown };

export interface HostDeps {
  readonly declared: Declared;
  /** For tests of the verdict: makes the text of bundles another one. */
  readonly rewrite: ((text: string) => string) | undefined;
  readonly gate: Gate;
  readonly chance: Chance;
  readonly clock: Clock;
  /** Names the trial: the beginning of all addresses. Nothing else follows from it. */
  readonly trial: string;
  /** How far the clocks of two processes may differ. */
  readonly skewMs: number;
  /** How far the clock of a process may go back, once. */
  readonly clockBackMs: number;
  /** Opens a door of former code, when a process that starts now has that. */
  readonly former: (door: DoorName, id: string) => Opener | undefined;
  /** From this instant on, nothing of former code is called any more. */
  readonly formerEndsAt: number;
  /** For what is between a process and the gate. */
  readonly onWay: Order['onWay'];
  readonly call: (process: Process, call: Call) => Promise<Reply>;
  /** Carries a call out without any fault. */
  readonly serve: (call: Call) => Promise<Reply>;
  readonly write: (line: string) => void;
}

export interface Host {
  /** What surrounds the web door, which nothing happens to. */
  readonly web: Surroundings;
  readonly invoke: (door: DoorName, work: unknown) => Promise<Ending>;
  /** What calls have thrown, by `door threw: what`, and how often. */
  readonly thrown: ReadonlyMap<string, number>;
  readonly close: () => void;
}

type Door = (event: never, context: CallContext) => Promise<unknown>;

interface Running extends Process {
  readonly run: Door;
  readonly death: Promise<Ending>;
}

/** Opens a host without any process. */
export function openHost(deps: HostDeps): Host {
  const { clock, declared } = deps;
  const idle = new Map<DoorName, Running[]>();
  const thrown = new Map<string, number>();
  let opened = 0;
  const quiet = deps.gate.open(`${deps.trial}-web`, deps.serve, deps.onWay);
  const note = (process: Process, error: unknown) => {
    deps.write(`${process.id} threw: ${String(error)}`);
    const what = `${process.door} threw: ${String(error)}`;
    thrown.set(what, (thrown.get(what) ?? 0) + 1);
  };
  return {
    web: surround('web', 'web', quiet, deps, () => true),
    thrown,
    close: () => {
      deps.gate.close(deps.trial);
      for (let n = 1; n <= opened; n++) forgetBundle(`${deps.trial}-${n}`);
    },
    invoke: async (door, work) => {
      const isUseful = ({ isFormer }: Running) => !isFormer || clock.now() < deps.formerEndsAt;
      idle.set(door, (idle.get(door) ?? []).filter(isUseful));
      const kept = idle.get(door)?.pop();
      const process = kept ?? (await clock.during(start(door, ++opened, deps)));
      process.work = work;
      process.deadline = clock.now() + doorOf(declared, door).timeoutMs;
      const ending = await Promise.race([run(process, work, clock), process.death]);
      if (ending.kind === 'threw') note(process, ending.error);
      if (process.isAlive) idle.set(door, [...(idle.get(door) ?? []), process]);
      return process.isAlive ? ending : { kind: 'died' };
    },
  };
}

async function run(process: Running, work: unknown, clock: Clock): Promise<Ending> {
  const context = {
    awsRequestId: process.id,
    getRemainingTimeInMillis: () => process.deadline - clock.now(),
  };
  try {
    return { kind: 'ended', answer: await process.run(structuredClone(work) as never, context) };
  } catch (error) {
    return { kind: 'threw', error };
  }
}

async function start(door: DoorName, n: number, deps: HostDeps): Promise<Running> {
  let die = (_: Ending) => {};
  const death = new Promise<Ending>((resolve) => {
    die = resolve;
  });
  const id = `${door}-${n}`;
  const answer = (call: Call) => deps.call(running, call);
  const address = deps.gate.open(`${deps.trial}-${id}`, answer, deps.onWay);
  let isAlive = true;
  const surroundings = surround(door, id, address, deps, () => isAlive);
  const former = deps.former(door, id);
  const opened = former?.(surroundings) ?? (await openDoor(door, n, surroundings, deps));
  const running: Running = {
    id,
    isFormer: former !== undefined,
    door,
    calls: 0,
    work: undefined,
    deadline: Number.POSITIVE_INFINITY,
    death,
    run: opened as Door,
    get isAlive() {
      return isAlive;
    },
    die: () => {
      isAlive = false;
      die({ kind: 'died' });
    },
  };
  return running;
}

/** From source, or as shipped: the very file that Lambda would load. */
async function openDoor(
  door: DoorName,
  n: number,
  surroundings: Surroundings,
  { declared, trial, rewrite }: HostDeps,
): Promise<Door> {
  if (declared.code === 'source') return openers[door](surroundings) as Door;
  const declaration = doorOf(declared, door);
  return startBundle({ declaration, id: `${trial}-${n}`, surroundings, rewrite });
}

function surround(
  door: DoorName | 'web',
  id: string,
  address: string,
  deps: HostDeps,
  isAlive: () => boolean,
): Surroundings {
  const { chance, clock, declared, write } = deps;
  let ids = 0;
  return {
    env: environmentOf(declared, door, address),
    now: clockOf(id, deps),
    randomId: () => chance.id(id, ids++),
    sleep: async (ms) => {
      if (isAlive()) await clock.sleep(ms);
      if (!isAlive()) await new Promise(() => {});
    },
    requestId: () => id,
    write: (line) => {
      if (isAlive()) write(line);
    },
  };
}

/** Readings of its clock after which that of a process may go back. */
const readingsMax = 400;

/** The clock that a process reads: it differs from the right one, and may go back in the midst of work. */
function clockOf(id: string, { chance, clock, skewMs, clockBackMs }: HostDeps): () => number {
  const skew = Math.round((chance.share('skew', id) * 2 - 1) * skewMs);
  const back = Math.round(chance.share('goes back', id) * clockBackMs);
  const turnsAt = chance.whole(readingsMax, 'goes back at', id);
  let readings = 0;
  return () => clock.now() + skew - (readings++ < turnsAt ? 0 : back);
}
