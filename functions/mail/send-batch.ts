/** Sends one batch: each reader in turn, at the pace of the account. */
import { queuedLostMs } from '../config/waits.ts';
import type { BatchKey } from '../edition/batch.ts';
import { newRun, type Run, stop } from './batch-run.ts';
import type { Lease } from './pace.ts';
import { type SendBatchDeps, serveReader } from './serve-reader.ts';

/** `unfinished`: time ran out, go on at once. `later`: what is open is looked at again then. */
export type BatchOutcome =
  | { readonly kind: 'done' | 'gone' | 'unfinished' }
  | { readonly kind: 'later'; readonly at: number };

/**
 * Serves the readers of the batch whose outcome is open, until the deadline (ms). Safe to be called
 * any number of times and by several at once: the claim decides who mails a reader.
 */
export async function sendBatch(
  key: BatchKey,
  deadline: number,
  deps: SendBatchDeps,
): Promise<BatchOutcome> {
  const batch = await deps.batches.load(key);
  if (batch === undefined) return { kind: 'gone' };
  if (batch.state === 'done') return { kind: 'done' };
  await deps.messageSender.prepare(batch);
  const run = newRun(batch);
  const failures: unknown[] = [];
  await serveQueue(run, deadline, deps).catch((error: unknown) => failures.push(error));
  const state = await deps.batches.record(batch, run);
  if (failures.length > 0) throw failures[0];
  if (state === 'done') return { kind: 'done' };
  const unfinished = run.queue.length > 0 && !run.stopped;
  const at = unfinished ? deps.now() + queuedLostMs : (run.againAt ?? deps.now());
  await deps.batches.lookAgainAt(batch, at);
  return unfinished ? { kind: 'unfinished' } : { kind: 'later', at };
}

async function serveQueue(run: Run, deadline: number, deps: SendBatchDeps): Promise<void> {
  while (run.queue.length > 0 && !run.stopped && deps.now() < deadline) {
    const lease = await deps.messageSender.lease(run.queue.length);
    if (lease.kind === 'parked') return stop(run, lease.until);
    if (lease.firstAt > deadline) return stop(run, lease.firstAt);
    await serveLease(run, lease, deps);
  }
}

/**
 * Starts one reader each time that the pace allows; those in flight follow from the pace. What fails
 * for one starts no others, and is thrown when all that are in flight have ended.
 */
async function serveLease(
  run: Run,
  lease: Extract<Lease, { kind: 'granted' }>,
  deps: SendBatchDeps,
): Promise<void> {
  const inFlight: Promise<void>[] = [];
  const failures: unknown[] = [];
  for (let n = 0; n < lease.count && !run.stopped; n++) {
    // After refusals with another reader each time: SES may have meant the one, and not all.
    const place = (lease.refusedBefore ?? 0) % Math.max(1, run.queue.length);
    const [readerId] = run.queue.splice(place, 1);
    if (readerId === undefined) break;
    const wait = lease.firstAt + n * lease.gapMs - deps.now();
    if (wait > 0) await deps.sleep(wait);
    const serving = serveReader(run, readerId, deps).catch((error: unknown) => {
      run.stopped = true;
      failures.push(error);
    });
    inFlight.push(serving);
  }
  await Promise.all(inFlight);
  if (failures.length > 0) throw failures[0];
}
