/**
 * The claim: the right to mail one reader one edition. One conditional update on the subscriber row
 * is the lock and the check of consent in one, at the moment of sending.
 */
import { claimAbandonedMs, claimUnknownMs, eventsBehindMs } from '../config/waits.ts';
import type { Batch, Outcome, SkipReason } from '../edition/batch.ts';
import type { Claim, PassOver, PassOverReason, Subscriber } from '../subscriber/subscriber.ts';

/** So many calls to SES for one reader and edition without any answer, then the next edition takes over. */
const attemptsMax = 5;

/**
 * `claimed` shows the reader to mail; `refused` the row as it was, or none when it is gone. Of one
 * who is `unreadable` the row is malformed, and nobody knows whether the claim was made.
 */
export type ClaimResult =
  | { readonly kind: 'unreadable'; readonly reason: string }
  | { readonly kind: 'claimed'; readonly subscriber: Subscriber }
  | { readonly kind: 'refused'; readonly subscriber: Subscriber | undefined };

/** What to do about a reader whose claim was refused. */
export type Verdict =
  | { readonly kind: 'ended'; readonly outcome: Outcome }
  /** Something speaks against a mail now, or nobody ever answered the claim that is open. */
  | { readonly kind: 'unwanted'; readonly reason: PassOverReason; readonly open?: Claim }
  /** Their cursor is not the one of this content: they are planned anew. */
  | { readonly kind: 'straggler' }
  /** A claim without an answer is old enough to be taken over and tried once more. */
  | { readonly kind: 'stale'; readonly claim: Claim }
  /** Somebody else is at it, or it is too soon to know. */
  | { readonly kind: 'busy'; readonly until: number };

/** Pure: reads from the row why the claim was refused. */
export function judgeRefusal(
  subscriber: Subscriber | undefined,
  batch: Batch,
  now: number,
): Verdict {
  if (subscriber === undefined) return skipped('erased', now);
  const open = subscriber.claim;
  if (open !== undefined) return judgeOpenClaim(open, batch, now);
  const last = subscriber.lastSubmitted;
  if (last?.editionId === batch.editionId && last.batchId === batch.id) {
    const outcome = { kind: 'submitted', messageId: last.messageId, at: last.at } as const;
    return { kind: 'ended', outcome };
  }
  const { passedOver } = subscriber;
  if (passedOver?.batchId === batch.id) {
    return { kind: 'ended', outcome: passOverOutcome(passedOver, now) };
  }
  const reason = objection(subscriber, batch, now);
  if (reason !== undefined) return { kind: 'unwanted', reason };
  const isBehind = subscriber.receivedThrough < batch.cutoff;
  return isBehind ? { kind: 'straggler' } : skipped('already-received', now);
}

function judgeOpenClaim(open: Claim, batch: Batch, now: number): Verdict {
  const ours = isOf(batch, open);
  const until = open.at + claimUnknownMs;
  // Its own batch ends a claim, and knows how; only one that nobody looks after is free for others.
  const isStale = now >= (ours ? until : open.at + claimAbandonedMs);
  if (!isStale) return { kind: 'busy', until: Math.max(until, now) };
  const isOver = ours && open.attempt >= attemptsMax;
  return isOver ? { kind: 'unwanted', reason: 'no-answer', open } : { kind: 'stale', claim: open };
}

/**
 * Pure: whether nobody has answered for what was claimed at `at` (ms), and nobody will: what SES
 * reported is heeded up to an instant by which its event would have been in the queue.
 */
export function isUnanswered(at: number, heededThrough: number | undefined): boolean {
  return heededThrough !== undefined && heededThrough >= at + eventsBehindMs;
}

/** Whether the claim was made for this batch. */
export function isOf(batch: Batch, claim: Claim): boolean {
  return claim.editionId === batch.editionId && claim.batchId === batch.id;
}

/** What speaks against mailing a reader of the batch now, though it may pass; undefined: nothing. */
export function objection(
  subscriber: Subscriber,
  batch: Batch,
  now: number,
): PassOverReason | undefined {
  if (subscriber.state !== 'confirmed') return 'not-confirmed';
  if (subscriber.suppressed) return 'suppressed';
  if (subscriber.pausedUntil !== undefined && subscriber.pausedUntil > now) return 'paused';
  if (subscriber.segmentId !== batch.segmentId) return 'moved';
  return undefined;
}

/** How a reader who is passed over stands in the batch. */
export function passOverOutcome(passedOver: PassOver, at: number): Outcome {
  return passedOver.reason === 'refused'
    ? { kind: 'refused', reason: passedOver.words, at, kept: true }
    : { kind: 'skipped', reason: passedOver.reason, at };
}

function skipped(reason: SkipReason, at: number): Verdict {
  return { kind: 'ended', outcome: { kind: 'skipped', reason, at } };
}
