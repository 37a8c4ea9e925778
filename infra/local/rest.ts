/** When the system is at rest: nothing waits in a queue and nothing is in hand. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalClock } from './clock.ts';
import type { Queues } from './queues/queues.ts';

export interface Rest {
  /**
   * Resolves when the queues have been empty for two looks in a row, or after a while: what failed
   * comes back only after its visibility time-out, and the clock need not wait for that.
   */
  readonly untilAtRest: () => Promise<void>;
  /** Moves the clock on for what waits in a queue with a delay, until that is done, too. */
  readonly passDelays: () => Promise<void>;
  /** Whether somebody waits: then nothing waits here for more to come. */
  readonly isAwaited: () => boolean;
}

const quietReads = 2;
const readEveryMs = 8;
const restTimeoutMs = 15_000;

export function openRest(
  queues: Pick<Queues, 'backlog' | 'delayed' | 'delayMsMax'>,
  clock: Pick<LocalClock, 'now' | 'moveTo'>,
): Rest {
  let waiting = 0;
  const untilAtRest = async () => {
    waiting += 1;
    try {
      await look(queues);
    } finally {
      waiting -= 1;
    }
  };
  return {
    untilAtRest,
    isAwaited: () => waiting > 0,
    passDelays: async () => {
      if ((await queues.delayed()) === 0) return;
      clock.moveTo(clock.now() + queues.delayMsMax);
      // The engine looks at the clock now and then: until it has, nothing seems to wait.
      await until(async () => (await queues.delayed()) === 0);
      await untilAtRest();
    },
  };
}

async function look(queues: Pick<Queues, 'backlog'>): Promise<void> {
  let quiet = 0;
  await until(async () => {
    quiet = (await queues.backlog()) === 0 ? quiet + 1 : 0;
    return quiet >= quietReads;
  });
}

/** Looks again and again until it is so, or for as long as somebody may be kept waiting. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + restTimeoutMs;
  while (!(await isSo()) && Date.now() < deadline) await sleep(readEveryMs);
}
