/** Serves one reader of a batch: claims, submits, writes down what became of it. */
import { claimUnknownMs, eventsAskedMs, eventsBehindMs } from '../config/waits.ts';
import type { Batch } from '../edition/batch.ts';
import type { Claim, PassOver, Subscriber } from '../subscriber/subscriber.ts';
import { again, newClaim, type Run, stop } from './batch-run.ts';
import {
  isOf,
  isUnanswered,
  judgeRefusal,
  objection,
  passOverOutcome,
  type Verdict,
} from './claim.ts';
import { writeEarlier } from './earlier-batch.ts';
import type { BatchBook, ClaimBook } from './ledger.ts';
import { isShared } from './one-reader.ts';
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
  /** Up to when (ms) it is known that what SES reported is heeded; undefined: nothing is known. */
  readonly heededThrough: () => Promise<number | undefined>;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly randomId: () => string;
  /** Is told why a reader cannot be served. */
  readonly report: (error: Error) => void;
}

const throttledPauseMs = 1_000;

/**
 * The claim decides who mails a reader. Throws what is about everybody; what is wrong with this
 * reader only ends their turn.
 */
export async function serveReader(run: Run, readerId: string, deps: SendBatchDeps): Promise<void> {
  const claim = newClaim(run.batch, deps);
  try {
    await claimAndServe(run, readerId, claim, deps);
  } catch (error) {
    deps.report(ownFailure(error));
    await setAside(run, readerId, claim, String(error), deps);
  }
}

async function claimAndServe(
  run: Run,
  readerId: string,
  claim: Claim,
  deps: SendBatchDeps,
): Promise<void> {
  const result = await deps.claims.claim(run.batch, readerId, claim);
  if (result.kind === 'unreadable') return setAside(run, readerId, claim, result.reason, deps);
  if (result.kind === 'claimed') return serveClaimed(run, result.subscriber, claim, deps);
  const verdict = judgeRefusal(result.subscriber, run.batch, deps.now());
  const open = openIn(verdict);
  if (open !== undefined && !isUnanswered(open.at, await deps.heededThrough())) {
    return again(run, deps.now() + eventsAskedMs);
  }
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
      return retryStale(run, readerId, verdict.claim, claim, deps);
  }
}

/** The claim of which it is said that nobody ever answered it. */
function openIn(verdict: Verdict): Claim | undefined {
  if (verdict.kind === 'stale') return verdict.claim;
  return verdict.kind === 'unwanted' ? verdict.open : undefined;
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
  first: Claim,
  deps: SendBatchDeps,
): Promise<void> {
  const attempt = isOf(run.batch, stale) ? stale.attempt + 1 : 1;
  const claim = { ...first, attempt };
  const result = await deps.claims.takeOver(run.batch, stale, claim, readerId);
  if (result.kind === 'unreadable') return setAside(run, readerId, claim, result.reason, deps);
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
  await writeEarlier(reader, deps);
  const answer = await deps.messageSender.submit(run.batch, reader);
  try {
    await writeAnswer(run, reader.id, claim, answer, deps);
  } catch (error) {
    // SES has answered, so this is no refusal: the claim stays, and SES's event ends it.
    deps.report(ownFailure(error));
    again(run, claim.at + claimUnknownMs);
  }
}

async function writeAnswer(
  run: Run,
  readerId: string,
  claim: Claim,
  answer: Answer,
  deps: SendBatchDeps,
): Promise<void> {
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

/** What is wrong with one reader ends that reader's turn: once it is mended, the items follow. */
async function setAside(
  run: Run,
  readerId: string,
  claim: Claim,
  words: string,
  deps: SendBatchDeps,
): Promise<void> {
  const mark = { batchId: run.batch.id, reason: 'refused', words } as const;
  const done = await giveUp(readerId, mark, claim, deps).catch((error: unknown) => {
    deps.report(ownFailure(error));
    return 'refused' as const;
  });
  if (done === 'refused') return again(run, claim.at + claimUnknownMs);
  run.outcomes[readerId] = passOverOutcome(mark, claim.at);
}

/** Unless the event of another claim on them may still come. */
async function giveUp(
  readerId: string,
  mark: PassOver,
  claim: Claim,
  { claims, heededThrough }: SendBatchDeps,
): Promise<'set aside' | 'refused'> {
  const heeded = (await heededThrough()) ?? 0;
  const awaited = Math.min(claim.at - claimUnknownMs, heeded - eventsBehindMs);
  return claims.setAside(readerId, mark, claim, awaited);
}

/** Throws again what is about everybody. */
function ownFailure(error: unknown): Error {
  if (isShared(error) || !(error instanceof Error)) throw error;
  return error;
}
