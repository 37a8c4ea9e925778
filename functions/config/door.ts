/** What every door does around its use case: read the trigger's event, and answer for each record. */
import type { Log } from './log.ts';
import { idsIn } from './log-facts.ts';
import { hourMs } from './time.ts';

/** What EventBridge Scheduler hands over (infra sets it). */
export interface ScheduledInput {
  /** ISO 8601: when the tick was to be. Everything is derived from it, never from the clock. */
  readonly scheduledTime: string;
}

/** The instant of the tick, in milliseconds. Throws when the input has none. */
export function scheduledAt(input: ScheduledInput): number {
  const instant = Date.parse(input.scheduledTime);
  if (Number.isNaN(instant)) throw new Error('The schedule hands over no scheduledTime.');
  return instant;
}

/** The part of Lambda's context that a door looks at. */
export interface Remaining {
  readonly getRemainingTimeInMillis: () => number;
}

interface QueueRecord {
  readonly messageId: string;
  readonly receiptHandle?: string;
  readonly body: string;
  readonly attributes?: { readonly ApproximateReceiveCount?: string };
}

/** What Lambda hands over of a queue: one or more records. */
export interface QueueEvent {
  readonly Records: readonly QueueRecord[];
}

/** Which records come back from the queue (Lambda, "Reporting batch item failures"). */
export interface QueueAnswer {
  readonly batchItemFailures: { readonly itemIdentifier: string }[];
}

/**
 * Handles each record by itself, in turn: what throws comes back from the queue, the others do not.
 * Which attempt it is counts from 1; one that took the whole process down counts too.
 */
export function handleRecords(
  { Records }: QueueEvent,
  log: Log,
  handle: (body: string, attempt: number, receiptHandle: string | undefined) => Promise<void>,
): Promise<QueueAnswer> {
  return handleSideBySide(Records, log, {
    linesMax: 1,
    lineOf: () => '',
    handle: (record) => handle(record.body, attemptOf(record), record.receiptHandle),
  });
}

/** How records are handled of which several may be under way. */
interface SideBySideWork {
  /** So many at once. */
  readonly linesMax: number;
  /** Those of one line are handled in their order. */
  readonly lineOf: (record: QueueRecord) => string;
  readonly handle: (record: QueueRecord) => Promise<void>;
}

/** The same, of records that need not wait for each other. */
export async function handleSideBySide(
  records: readonly QueueRecord[],
  log: Log,
  { linesMax, lineOf, handle }: SideBySideWork,
): Promise<QueueAnswer> {
  const batchItemFailures: { itemIdentifier: string }[] = [];
  const lines = Map.groupBy(records, lineOf).values();
  const worker = async () => {
    for (const line of lines) {
      for (const record of line) {
        await handle(record).catch((error: unknown) => {
          const { messageId, body } = record;
          // An alarm counts these lines by the attempt (infra/cloud/constructs/log-counts.ts).
          const facts = { messageId, attempt: attemptOf(record), ...idsIn(body) };
          log.error('record failed', error, facts);
          batchItemFailures.push({ itemIdentifier: messageId });
        });
      }
    }
  };
  await Promise.all(Array.from({ length: linesMax }, worker));
  return { batchItemFailures };
}

function attemptOf({ attributes }: QueueRecord): number {
  return Number(attributes?.ApproximateReceiveCount ?? 1);
}

/** How the records of a FIFO queue are handled. */
export interface LaneWork {
  /** Receipts after which a record is not begun any more: it has taken its process down. */
  readonly triesMax: number;
  readonly handle: (
    body: string,
    attempt: number,
    receiptHandle: string | undefined,
  ) => Promise<void>;
}

/**
 * Handles each record of a FIFO queue and sends none back: while one is on its way back, the queue
 * hands out nothing more of its lane. What fails is given up here; the row that remembers the work
 * brings it again, by sweep, by poll or with the next tick.
 */
export async function handleInLanes(
  event: QueueEvent,
  log: Log,
  { triesMax, handle }: LaneWork,
): Promise<QueueAnswer> {
  await handleRecords(event, log, async (body, attempt, receiptHandle) => {
    if (attempt > triesMax) throw new Error(`It came to no end in ${attempt - 1} tries.`);
    await handle(body, attempt, receiptHandle);
  });
  return { batchItemFailures: [] };
}

/** Loads once and keeps it; a load that failed is tried again the next time. */
export function keepReady<T>(load: () => Promise<T>): () => Promise<T> {
  let ready: Promise<T> | undefined;
  return () => {
    ready ??= load().catch((error: unknown) => {
      ready = undefined;
      throw error;
    });
    return ready;
  };
}

const freshMs = hourMs;

/** The same, loaded anew after an hour. What was loaded before serves on when that fails. */
export function keepFresh<T>(load: () => Promise<T>, now: () => number): () => Promise<T> {
  let get = keepReady(load);
  let loadedAt = now();
  return () => {
    if (now() - loadedAt > freshMs) {
      const before = get;
      loadedAt = now();
      get = keepReady(() => load().catch(before));
    }
    return get();
  };
}
