/** Which queue wakes which door, as the cloud template's event source mappings have it. */
import type { Parts } from './parts.ts';
import { startQueueTrigger } from './queue-trigger.ts';
import type { QueueName } from './queues.ts';

const consumers = {
  fetch: { batchSize: 1, concurrency: 2, timeoutMs: 240_000 },
  digest: { batchSize: 1, concurrency: 1, timeoutMs: 120_000 },
  send: { batchSize: 1, concurrency: 2, timeoutMs: 120_000 },
  confirmations: { batchSize: 5, concurrency: 2, timeoutMs: 120_000 },
  events: { batchSize: 10, concurrency: 2, timeoutMs: 60_000 },
} as const satisfies Record<QueueName, object>;

/** Starts them all. Returns how to stop them. */
export function startQueueTriggers({ doors, queues, onError }: Parts): () => Promise<void> {
  const doorOf = {
    fetch: doors.fetch,
    digest: doors.digest,
    send: doors.send,
    confirmations: doors.send,
    events: doors.events,
  };
  const stops = (Object.keys(consumers) as QueueName[]).map((name) =>
    startQueueTrigger({
      ...consumers[name],
      name,
      door: doorOf[name],
      client: queues.client,
      url: queues.urls[name],
      onError,
    }),
  );
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}
