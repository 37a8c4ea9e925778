/**
 * The queue engine: fauxqs in a thread whose time is the stage's, so that visibility time-outs and
 * delays end when the clock is moved.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { ClockMemory } from '../clock.ts';

/** An SQS that runs, and how it is stopped. */
export interface QueueEngine {
  readonly endpoint: string;
  readonly stop: () => Promise<void>;
}

/** Starts the engine on a free port of this machine. */
export async function startQueueEngine(ahead: ClockMemory, region: string): Promise<QueueEngine> {
  const thread = new Worker(new URL('./engine-thread.ts', import.meta.url), {
    workerData: { ahead, region },
  });
  const [endpoint] = await once(thread, 'message');
  return {
    endpoint: String(endpoint),
    stop: async () => {
      await thread.terminate();
    },
  };
}
