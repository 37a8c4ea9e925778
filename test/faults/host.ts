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
import type { Call } from './call.ts';
import type { Chance } from './chance.ts';
import type { Clock } from './clock.ts';
import type { Gate, Reply } from './gate.ts';
import { configurationSet, topicArn } from './post.ts';

export const siteUrl = 'https://paper.example';

const openers = { digest: openDigest, send: openSend, events: openEvents, sweep: openSweep };
export type DoorName = keyof typeof openers;

/** Time limits of the doors, as the cloud template has them. */
const timeoutMs: Readonly<Record<DoorName, number>> = {
  digest: 120_000,
  send: 120_000,
  events: 60_000,
  sweep: 120_000,
};

export interface Process {
  readonly id: string;
  readonly door: DoorName;
  /** Calls made so far. */
  calls: number;
  readonly isAlive: boolean;
  /** What it is at work on. */
  work: unknown;
  deadline: number;
  readonly die: () => void;
}

/** `died`: the process ended in the middle. `threw`: the door failed, the process lives on. */
export type Ending =
  | { readonly kind: 'ended'; readonly answer: unknown }
  | { readonly kind: 'died' }
  | { readonly kind: 'threw'; readonly error: unknown };

export interface HostDeps {
  readonly gate: Gate;
  readonly chance: Chance;
  readonly clock: Clock;
  /** Names the trial: the table, and the beginning of all addresses. Nothing else follows from it. */
  readonly trial: string;
  /** How far the clocks of two processes may differ. */
  readonly skewMs: number;
  readonly call: (process: Process, call: Call) => Promise<Reply>;
  /** Carries a call out without any fault. */
  readonly serve: (call: Call) => Promise<Reply>;
  readonly write: (line: string) => void;
}

export interface Host {
  /** What surrounds the web door, which nothing happens to. */
  readonly web: Surroundings;
  readonly invoke: (door: DoorName, work: unknown) => Promise<Ending>;
  readonly close: () => void;
}

type Door = (event: never, context: { getRemainingTimeInMillis: () => number }) => Promise<unknown>;

interface Running extends Process {
  readonly run: Door;
  readonly death: Promise<Ending>;
}

/** Opens a host without any process. */
export function openHost(deps: HostDeps): Host {
  const { clock } = deps;
  const idle = new Map<DoorName, Running[]>();
  let opened = 0;
  const quiet = deps.gate.open(`${deps.trial}-web`, deps.serve);
  return {
    web: surround('web', quiet, deps, () => true),
    close: () => deps.gate.close(deps.trial),
    invoke: async (door, work) => {
      const process = idle.get(door)?.pop() ?? start(door, `${door}-${++opened}`, deps);
      process.work = work;
      process.deadline = clock.now() + timeoutMs[door];
      const ending = await Promise.race([run(process, work, clock), process.death]);
      if (ending.kind === 'threw') deps.write(`${process.id} threw: ${String(ending.error)}`);
      if (process.isAlive) idle.set(door, [...(idle.get(door) ?? []), process]);
      return process.isAlive ? ending : { kind: 'died' };
    },
  };
}

async function run(process: Running, work: unknown, clock: Clock): Promise<Ending> {
  const context = { getRemainingTimeInMillis: () => process.deadline - clock.now() };
  try {
    return { kind: 'ended', answer: await process.run(structuredClone(work) as never, context) };
  } catch (error) {
    return { kind: 'threw', error };
  }
}

function start(door: DoorName, id: string, deps: HostDeps): Running {
  let die = (_: Ending) => {};
  const death = new Promise<Ending>((resolve) => {
    die = resolve;
  });
  const address = deps.gate.open(`${deps.trial}-${id}`, (call) => deps.call(running, call));
  let isAlive = true;
  const surroundings = surround(id, address, deps, () => isAlive);
  const running: Running = {
    id,
    door,
    calls: 0,
    work: undefined,
    deadline: Number.POSITIVE_INFINITY,
    death,
    run: openers[door](surroundings) as Door,
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

function surround(
  id: string,
  address: string,
  { chance, clock, trial, skewMs, write }: HostDeps,
  isAlive: () => boolean,
): Surroundings {
  const skew = Math.round((chance.share('skew', id) * 2 - 1) * skewMs);
  let ids = 0;
  return {
    env: {
      TABLE_NAME: trial,
      SEND_QUEUE_URL: `${address}/queue/send.fifo`,
      CONFIRMATION_QUEUE_URL: `${address}/queue/confirmations.fifo`,
      FETCH_QUEUE_URL: `${address}/queue/fetch.fifo`,
      SIGNING_SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:signing',
      SITE_URL: siteUrl,
      CONFIGURATION_SET: configurationSet,
      EVENT_TOPIC_ARN: topicArn,
      LANES: '2',
      AWS_ENDPOINT_URL_DYNAMODB: `${address}/table`,
      AWS_ENDPOINT_URL_SQS: `${address}/queue`,
      AWS_ENDPOINT_URL_SES: `${address}/ses`,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: `${address}/secrets`,
    },
    now: () => clock.now() + skew,
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
