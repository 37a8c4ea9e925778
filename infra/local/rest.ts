/** When the system is at rest: nothing waits in a queue and nothing is in hand. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Queues } from './queues.ts';

const quietReads = 2;
const readEveryMs = 8;
const restTimeoutMs = 15_000;

/**
 * Resolves when the queues have been empty for two looks in a row, or after a while: what failed
 * comes back only after its visibility time-out, and the clock need not wait for that.
 */
export async function untilAtRest(queues: Pick<Queues, 'backlog'>): Promise<void> {
  const deadline = Date.now() + restTimeoutMs;
  let quiet = 0;
  while (quiet < quietReads && Date.now() < deadline) {
    quiet = (await queues.backlog()) === 0 ? quiet + 1 : 0;
    if (quiet < quietReads) await sleep(readEveryMs);
  }
}
