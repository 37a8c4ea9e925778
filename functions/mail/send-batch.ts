/** Sends one batch: each reader in turn, at the pace of the account. */
import { queuedLostMs } from '../config/waits.ts';
import type { Batch, BatchKey } from '../edition/batch.ts';
import { goesOut, newRun, type Run, stop } from './batch-run.ts';
import type { Lease } from './pace.ts';
import { type SendBatchDeps, serveReader } from './serve-reader.ts';

/**
 * `unfinished`: time ran out, go on at once. `held`: laid aside until the owner has decided about its
 * edition. `later`: what is open is looked at again then.
 */
export type BatchOutcome =
  | { readonly kind: 'done' | 'gone' | 'unfinished' | 'held' }
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
  const run = newRun(batch, deps);
  const failures: unknown[] = [];
  await serveQueue(run, deadline, deps).catch((error: unknown) => failures.push(error));
  const state = await deps.batches.record(batch, run);
  if (failures.length > 0) throw failures[0];
  if (state === 'done') return { kind: 'done' };
  const isHeld = run.editionEnd === 'held';
  if (isHeld && (await deps.batches.park(batch)) === 'parked') return { kind: 'held' };
  const unfinished = run.queue.length > 0 && !run.stopped;
  const at = unfinished ? deps.now() + queuedLostMs : (run.againAt ?? deps.now());
  await deps.batches.lookAgainAt(batch, at);
  return unfinished ? { kind: 'unfinished' } : { kind: 'later', at };
}

async function serveQueue(run: Run, deadline: number, deps: SendBatchDeps): Promise<void> {
  while (run.queue.length > 0 && !run.stopped && deps.now() < deadline) {
    if (!(await goesOut(run))) {
      if (run.editionEnd === 'dropped') await passRestOver(run, deadline, deps);
      return;
    }
    await prepare(run.batch, deps);
    const lease = await deps.messageSender.lease(run.queue.length);
    if (lease.kind === 'parked') return stop(run, lease.until);
    if (lease.firstAt > deadline) return stop(run, lease.firstAt);
    const wait = lease.firstAt - deps.now();
    if (wait > 0) await deps.sleep(wait);
    // Its turn may have been a while away: what was said meanwhile counts.
    if (await goesOut(run)) await serveLease(run, lease, deps);
  }
}

async function prepare(batch: Batch, { batches, messageSender }: SendBatchDeps): Promise<void> {
  try {
    await messageSender.prepare(batch);
  } catch (error) {
    await batches.noteUnmade(batch, error);
    throw error;
  }
}

/** The owner gave the edition up: nobody is mailed, and whoever is in flight is waited for. */
async function passRestOver(run: Run, deadline: number, deps: SendBatchDeps): Promise<void> {
  for (const readerId of run.queue.splice(0)) {
    if (deps.now() < deadline) await serveReader(run, readerId, deps);
    else run.queue.push(readerId);
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
