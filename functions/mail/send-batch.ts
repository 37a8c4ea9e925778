/** Sends one batch: claims each reader, submits, writes down what became of it. */
import { claimUnknownMs, queuedLostMs } from '../config/waits.ts';
import type { Batch, BatchKey } from '../edition/batch.ts';
import type { Claim, PassOver, Subscriber } from '../subscriber/subscriber.ts';
import { again, goesOut, newClaim, newRun, type Run, stop } from './batch-run.ts';
import { isOf, judgeRefusal, objection, passOverOutcome } from './claim.ts';
import { writeEarlier } from './earlier-batch.ts';
import type { BatchBook, ClaimBook } from './ledger.ts';
import type { Lease } from './pace.ts';
import type { Answer } from './ses-answer.ts';

/** The way out to SES at the pace of the account. */
export interface MessageSender {
  /** Makes the edition of this batch ready. Throws when it cannot be made: nobody is claimed then. */
  readonly prepare: (batch: Batch) => Promise<void>;
  readonly lease: (wanted: number) => Promise<Lease>;
  readonly submit: (batch: Batch, reader: Subscriber) => Promise<Answer>;
  readonly slowDown: () => Promise<void>;
  readonly halt: (reason: string) => Promise<number>;
}

/** What mailing a batch reads and writes. */
export interface SendBatchDeps {
  readonly batches: BatchBook;
  readonly claims: ClaimBook;
  readonly messageSender: MessageSender;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly randomId: () => string;
}

/**
 * `unfinished`: time ran out, go on at once. `held`: laid aside until the owner has decided about its
 * edition. `later`: what is open is looked at again then.
 */
export type BatchOutcome =
  | { readonly kind: 'done' | 'gone' | 'unfinished' | 'held' }
  | { readonly kind: 'later'; readonly at: number };

const throttledPauseMs = 1_000;

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
    const readerId = run.queue.shift();
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

async function serveReader(run: Run, readerId: string, deps: SendBatchDeps): Promise<void> {
  const claim = newClaim(run.batch, deps);
  const result = await deps.claims.claim(run.batch, readerId, claim);
  if (result.kind === 'unreadable') return leaveOpen(run, deps);
  if (result.kind === 'claimed') return serveClaimed(run, result.subscriber, claim, deps);
  const verdict = judgeRefusal(result.subscriber, run.batch, deps.now());
  switch (verdict.kind) {
    case 'ended':
      run.outcomes[readerId] = verdict.outcome;
      return;
    case 'unwanted': {
      const mark = { batchId: run.batch.id, reason: verdict.reason };
      return passOver(run, readerId, mark, verdict.open, deps);
    }
    case 'straggler':
      return noteStraggler(run, readerId, deps);
    case 'busy':
      return again(run, verdict.until);
    case 'stale':
      return retryStale(run, readerId, verdict.claim, deps);
  }
}

/** Whoever is claimed for an edition that was given up is passed over; so the two cannot both be. */
async function serveClaimed(
  run: Run,
  reader: Subscriber,
  claim: Claim,
  deps: SendBatchDeps,
): Promise<void> {
  if (run.editionEnd !== 'dropped') return submitTo(run, reader, claim, deps);
  return passOver(run, reader.id, { batchId: run.batch.id, reason: 'dropped' }, claim, deps);
}

function noteStraggler(run: Run, readerId: string, { now }: SendBatchDeps): void {
  const isDropped = run.editionEnd === 'dropped';
  const reason = isDropped ? 'dropped' : 'cursor-moved';
  run.outcomes[readerId] = { kind: 'skipped', reason, at: now() };
  if (!isDropped) run.stragglers.push(readerId);
}

/** Put down on the reader's row first: nobody who comes late can mail them for this batch. */
async function passOver(
  run: Run,
  readerId: string,
  mark: PassOver,
  open: Claim | undefined,
  deps: SendBatchDeps,
): Promise<void> {
  const at = deps.now();
  const passed = await deps.claims.passOver(readerId, mark, open);
  if (passed === 'refused') return again(run, at + claimUnknownMs);
  run.outcomes[readerId] = passOverOutcome(mark, at);
}

async function retryStale(
  run: Run,
  readerId: string,
  stale: Claim,
  deps: SendBatchDeps,
): Promise<void> {
  const attempt = isOf(run.batch, stale) ? stale.attempt + 1 : 1;
  const claim = { ...newClaim(run.batch, deps), attempt };
  const result = await deps.claims.takeOver(run.batch, stale, claim, readerId);
  if (result.kind === 'unreadable') return leaveOpen(run, deps);
  if (result.kind === 'claimed') return serveClaimed(run, result.subscriber, claim, deps);
  if (result.subscriber?.claim?.owner !== stale.owner) {
    return again(run, deps.now() + claimUnknownMs);
  }
  // Nobody else took it over: something changed while the answer was open.
  const reason = objection(result.subscriber, run.batch, deps.now());
  if (reason !== undefined) {
    return passOver(run, readerId, { batchId: run.batch.id, reason }, stale, deps);
  }
  await deps.claims.release(readerId, stale);
  run.queue.push(readerId);
}

async function submitTo(
  run: Run,
  reader: Subscriber,
  claim: Claim,
  deps: SendBatchDeps,
): Promise<void> {
  const readerId = reader.id;
  await writeEarlier(reader, deps);
  const answer = await deps.messageSender.submit(run.batch, reader);
  const at = deps.now();
  switch (answer.kind) {
    case 'submitted':
      await deps.claims.settle(readerId, claim, answer.messageId);
      run.outcomes[readerId] = { kind: 'submitted', messageId: answer.messageId, at };
      return;
    case 'refused': {
      const { reason, kept } = answer;
      const mark = { batchId: run.batch.id, reason: 'refused', words: reason } as const;
      if (kept) return passOver(run, readerId, mark, claim, deps);
      await deps.claims.settle(readerId, claim);
      run.outcomes[readerId] = { kind: 'refused', reason, at };
      return;
    }
    case 'throttled':
      await deps.claims.release(readerId, claim);
      run.queue.push(readerId);
      await deps.messageSender.slowDown();
      return deps.sleep(throttledPauseMs);
    case 'exhausted':
      return park(run, readerId, claim, 'The daily quota of the account is used up.', deps);
    case 'halted':
      return park(run, readerId, claim, answer.reason, deps);
    case 'unknown':
      return again(run, claim.at + claimUnknownMs);
  }
}

async function park(
  run: Run,
  readerId: string,
  claim: Claim,
  reason: string,
  deps: SendBatchDeps,
): Promise<void> {
  run.queue.push(readerId);
  run.stopped = true;
  await deps.claims.release(readerId, claim);
  stop(run, await deps.messageSender.halt(reason));
}

/** Until somebody has mended the row: the others of the batch are served meanwhile. */
function leaveOpen(run: Run, { now }: SendBatchDeps): void {
  again(run, now() + claimUnknownMs);
}
