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
  /**
   * What lies in all queues (''), or in the one of this name (`/name`), as fauxqs tells it. It goes
   * around SQS's own API: the stage looks many times a second. Throws when there is no such queue.
   */
  readonly glance: (path: string) => Promise<unknown>;
  readonly stop: () => Promise<void>;
}

/** A look into the engine, as its thread is asked for it. */
export interface GlanceAsked {
  readonly id: number;
  readonly path: string;
}

/** What the thread answers: JSON, or nothing when there is no such queue. */
export interface Glance {
  readonly id: number;
  readonly body: string | undefined;
}

/** Starts the engine on a free port of this machine; with a folder its queues outlive it. */
export async function startQueueEngine(
  ahead: ClockMemory,
  region: string,
  folder?: string,
): Promise<QueueEngine> {
  const thread = new Worker(new URL('./engine-thread.ts', import.meta.url), {
    workerData: { ahead, region, folder },
  });
  const [endpoint] = await once(thread, 'message');
  return {
    endpoint: String(endpoint),
    glance: openGlances(thread),
    stop: async () => {
      await thread.terminate();
    },
  };
}

function openGlances(thread: Worker): QueueEngine['glance'] {
  const waiting = new Map<number, (body: string | undefined) => void>();
  let last = 0;
  thread.on('message', ({ id, body }: Glance) => {
    waiting.get(id)?.(body);
    waiting.delete(id);
  });
  thread.once('exit', () => {
    for (const answer of waiting.values()) answer(undefined);
  });
  return async (path) => {
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    last += 1;
    waiting.set(last, resolve);
    const asked: GlanceAsked = { id: last, path };
    thread.postMessage(asked);
    const body = await promise;
    if (body === undefined) throw new Error(`The queue engine shows no queues${path}.`);
    return JSON.parse(body);
  };
}
