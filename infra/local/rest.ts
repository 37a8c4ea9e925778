/** When the system is at rest: nothing waits in a queue and nothing is in hand. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalClock } from './clock.ts';
import { inWork } from './queues/messages.ts';
import type { Queues } from './queues/queues.ts';
import type { QueueDeclaration } from './template/declaration.ts';

/** Tells when the stage has nothing more to do. */
export interface Rest {
  /**
   * Resolves when nothing has been in work for two looks in a row, or when for a while nobody has
   * worked off what is there. A door that runs is waited for, as its time-out ends it. What failed
   * comes back only after its visibility time-out: that is not waited for.
   */
  readonly untilAtRest: () => Promise<void>;
  /** Moves the clock on for what waits in a queue with a delay, until that is done, too. */
  readonly passDelays: () => Promise<void>;
  /** Whether somebody waits: then nothing waits here for more to come. */
  readonly isAwaited: () => boolean;
  /** When the next message comes back that failed; undefined when none does. */
  readonly nextReturnAt: () => Promise<number | undefined>;
  /** Is told the receipt handles of messages that their receiver has left to their time-out. */
  readonly letGo: (queue: QueueDeclaration, receiptHandles: readonly string[]) => void;
}

/** The queues that doors work off, whoever else is at work, and the clock. */
export interface RestDeps {
  /** Whether a door runs, or an event of SES is on its way to its queue. */
  readonly isBusy: () => boolean;
  readonly queues: Pick<Queues, 'read' | 'look'>;
  /** The queues that a door works off. */
  readonly worked: readonly QueueDeclaration[];
  readonly clock: Pick<LocalClock, 'now' | 'moveBy'>;
  /** How long anybody waits for a system in which nobody works. */
  readonly timeoutMs: number | undefined;
}

/** Where nobody ever waits, nobody clears them away either. */
const letGoMax = 10_000;
const quietReads = 2;
/** The first look comes soon; who waits long does not keep the engine busy with looks. */
const readAfterMsMin = 8;
const readAfterMsMax = 100;
const timeoutMsDefault = 15_000;

/** Watches these queues. */
export function openRest(deps: RestDeps): Rest {
  const { queues, worked, clock, isBusy, timeoutMs = timeoutMsDefault } = deps;
  let waiting = 0;
  const letGo = new Map<string, ReadonlySet<string>>();
  const workIn = async (queue: QueueDeclaration): Promise<number> => {
    const { waiting, delayed, inFlight } = await queues.read(queue);
    // Message by message only where it matters: there may be thousands.
    if (inFlight === 0) letGo.delete(queue.name);
    const handles = letGo.get(queue.name) ?? new Set();
    if (delayed === 0 && handles.size === 0) return waiting + inFlight;
    const messages = await queues.look(queue);
    return inWork(messages, { letGo: handles, now: clock.now() });
  };
  const backlog = async () => {
    const counts = await Promise.all(worked.map(workIn));
    return counts.reduce((sum, count) => sum + count, 0);
  };
  const isDelayed = async () => {
    const counts = await Promise.all(worked.map(queues.read));
    return counts.some(({ delayed }) => delayed > 0);
  };
  const untilAtRest = async () => {
    waiting += 1;
    try {
      await quietness({ backlog, isBusy, timeoutMs });
    } finally {
      waiting -= 1;
    }
  };
  return {
    untilAtRest,
    isAwaited: () => waiting > 0,
    passDelays: async () => {
      if (!(await isDelayed())) return;
      clock.moveBy(Math.max(...worked.map(({ delayMs }) => delayMs)));
      // The engine looks at the clock now and then: until it has, nothing seems to wait.
      await until(async () => !(await isDelayed()), timeoutMs);
      await untilAtRest();
    },
    nextReturnAt: async () => {
      const failed = worked.filter(({ name }) => letGo.has(name));
      const messages = (await Promise.all(failed.map(queues.look))).flat();
      const now = clock.now();
      const returns = messages.filter(
        ({ state, visibleAt }) => state === 'inFlight' && visibleAt > now,
      );
      return returns.length === 0 ? undefined : Math.min(...returns.map((one) => one.visibleAt));
    },
    letGo: ({ name }, handles) => {
      if (handles.length === 0) return;
      const all = [...(letGo.get(name) ?? []), ...handles];
      letGo.set(name, new Set(all.slice(-letGoMax)));
    },
  };
}

interface Quietness {
  readonly backlog: () => Promise<number>;
  readonly isBusy: () => boolean;
  readonly timeoutMs: number;
}

async function quietness({ backlog, isBusy, timeoutMs }: Quietness): Promise<void> {
  let quiet = 0;
  const isQuiet = async () => {
    const before = isBusy();
    const isAtRest = (await backlog()) === 0 && !before && !isBusy();
    quiet = isAtRest ? quiet + 1 : 0;
    return quiet >= quietReads;
  };
  await until(isQuiet, timeoutMs, isBusy);
}

/** Looks again and again until it is so, or for so long a time in which nobody was busy. */
async function until(
  isSo: () => Promise<boolean>,
  timeoutMs: number,
  isBusy: () => boolean = () => false,
): Promise<void> {
  let deadline = Date.now() + timeoutMs;
  let after = readAfterMsMin;
  while (!(await isSo()) && Date.now() < deadline) {
    if (isBusy()) deadline = Date.now() + timeoutMs;
    await sleep(after);
    after = Math.min(readAfterMsMax, after * 1.5);
  }
}
