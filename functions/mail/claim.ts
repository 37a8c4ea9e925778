/**
 * The claim: the right to mail one reader one edition. One conditional update on the subscriber row
 * is the lock and the check of consent in one, at the moment of sending.
 */
import type { Batch, Outcome, SkipReason } from '../edition/batch.ts';
import type { Claim, Subscriber } from '../subscriber/subscriber.ts';

/** An answer that was lost is waited for so long: SES's own event settles it sooner. */
export const unknownAfterMs = 30 * 60_000;

/** So many calls to SES for one reader and edition without any answer, then the next edition takes over. */
export const attemptsMax = 5;

/** `claimed` shows the reader to mail; `refused` the row as it was, or none when it is gone. */
export type ClaimResult =
  | { readonly kind: 'claimed'; readonly subscriber: Subscriber }
  | { readonly kind: 'refused'; readonly subscriber: Subscriber | undefined };

/** What to do about a reader whose claim was refused. */
export type Verdict =
  | { readonly kind: 'ended'; readonly outcome: Outcome }
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
  const reason = skipReason(subscriber, batch, now);
  return reason === undefined ? { kind: 'straggler' } : skipped(reason, now);
}

function judgeOpenClaim(open: Claim, batch: Batch, now: number): Verdict {
  const until = open.at + unknownAfterMs;
  const ours = open.editionId === batch.editionId && open.batchId === batch.id;
  if (!ours || now < until) return { kind: 'busy', until: Math.max(until, now) };
  if (open.attempt >= attemptsMax) return skipped('no-answer', now);
  return { kind: 'stale', claim: open };
}

/** Why a reader of the batch is not to be mailed now, or undefined when nothing speaks against it. */
export function skipReason(
  subscriber: Subscriber,
  batch: Batch,
  now: number,
): SkipReason | undefined {
  if (subscriber.state !== 'confirmed') return 'not-confirmed';
  if (subscriber.suppressed) return 'suppressed';
  if (subscriber.pausedUntil !== undefined && subscriber.pausedUntil > now) return 'paused';
  if (subscriber.segmentId !== batch.segmentId) return 'moved';
  if (subscriber.receivedThrough >= batch.cutoff) return 'already-received';
  return undefined;
}

function skipped(reason: SkipReason, at: number): Verdict {
  return { kind: 'ended', outcome: { kind: 'skipped', reason, at } };
}
