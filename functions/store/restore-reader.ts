/** Pure: what becomes of a reader when a table is restored. */
import type { Subscriber } from '../subscriber/subscriber.ts';
import { isMailed } from './reader-moves.ts';

/** What is known by now of the address of a reader whose row is gone. */
export interface KnownByNow {
  /** It has left this newsletter, or was erased, since the reader consented. */
  readonly hasLeft: boolean;
  readonly isSuppressed: boolean;
  /** Another reader has it. */
  readonly isTaken: boolean;
}

/** Why a reader of then is none after the restore. */
export type AwayReason = 'left' | 'suppressed' | 'erased' | 'anew' | 'removed';

/** What becomes of a reader. */
export type ReaderFate =
  /** No reader then, or one still. */
  | { readonly kind: 'unchanged' }
  /** The row is gone, and nothing tells that its reader is. */
  | { readonly kind: 'comes back'; readonly subscriber: Subscriber }
  /** The owner had unsubscribed them: as they are now. */
  | { readonly kind: 'taken back'; readonly subscriber: Subscriber }
  | { readonly kind: 'away'; readonly why: AwayReason };

/** What is asked of the owner and the clock. */
export interface ReaderTerms {
  /** The instant of the restore (ms). */
  readonly at: number;
  /** Whether readers come back whom the owner has unsubscribed since. */
  readonly takesBackRemoved: boolean;
}

/** Of one whose row is there: it is right about everything that was promised to them. */
export function fateOfPresent(
  then: Subscriber,
  now: Subscriber,
  { takesBackRemoved }: ReaderTerms,
): ReaderFate {
  if (!isMailed(then)) return { kind: 'unchanged' };
  if (now.suppressed) return { kind: 'away', why: 'suppressed' };
  if (now.state === 'confirmed') return { kind: 'unchanged' };
  if (now.state === 'pending') return { kind: 'away', why: 'anew' };
  if (now.consent.withdrawnBy !== 'owner') return { kind: 'away', why: 'left' };
  return takesBackRemoved
    ? { kind: 'taken back', subscriber: now }
    : { kind: 'away', why: 'removed' };
}

/** When a reader last said that they want it (ms): who left before that has come back. */
export function consentAt({ consent, receivesSince = 0 }: Subscriber): number {
  const { confirmedAt = 0, restoredAt = 0, importedAt = 0 } = consent;
  return Math.max(confirmedAt, restoredAt, importedAt, receivesSince);
}

/** Of one whose row is gone: who left is remembered by a hash, and does not come back. */
export function fateOfMissing(
  then: Subscriber,
  { hasLeft, isSuppressed, isTaken }: KnownByNow,
  { at }: ReaderTerms,
): ReaderFate {
  if (!isMailed(then)) return { kind: 'unchanged' };
  if (hasLeft) return { kind: 'away', why: 'erased' };
  if (isSuppressed) return { kind: 'away', why: 'suppressed' };
  if (isTaken) return { kind: 'away', why: 'anew' };
  return { kind: 'comes back', subscriber: asAtRestore(then, at) };
}

/**
 * The reader with the cursor at the restore: what was mailed to them since is not known. What was
 * under way is over.
 */
export function asAtRestore(then: Subscriber, at: number): Subscriber {
  const { claim: _, passedOver: __, ...rest } = then;
  return { ...rest, receivedThrough: Math.max(at, then.receivedThrough) };
}

/**
 * The reader where they stood, when nothing was mailed since: a mail that was under way is taken for
 * sent.
 */
export function whereLeftOff(then: Subscriber): Subscriber {
  const { claim, passedOver: _, ...rest } = then;
  return { ...rest, receivedThrough: Math.max(then.receivedThrough, claim?.cutoff ?? 0) };
}
