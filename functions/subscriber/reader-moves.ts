/**
 * What is noted when a reader comes, leaves, or is not mailed any more: a row each, without the
 * address, and counts by day. Every write that changes whether somebody is mailed notes it in the same
 * transaction, so that nothing is counted twice or left out.
 */
import type { Consent, LeavingReason } from './subscriber.ts';

/**
 * `asked`: by a form, and not confirmed yet. `returned`: took leaving back, or the address is mailed
 * again. `left`: by the reader's own will. `taken-off`: by the owner, an import or its undoing.
 * `suppressed`: the owner said that the address is not to be mailed.
 */
export type MoveKind =
  | 'asked'
  | 'confirmed'
  | 'imported'
  | 'returned'
  | 'left'
  | 'taken-off'
  | 'bounced'
  | 'complained'
  | 'suppressed'
  | 'erased';

/** How a subscription ended; `undo`: the import that brought it was taken back. */
export type LeavingWay = NonNullable<Consent['withdrawnBy']> | 'undo';

/** One move of a reader, or the same of all readers that a page of an import brought. */
export interface ReaderMove {
  readonly kind: MoveKind;
  /** When it was (ms). */
  readonly at: number;
  /** Their ids; of who was erased since nothing is behind it. */
  readonly readers: readonly string[];
  /** How many of them are mailed from now on; below zero: no more. */
  readonly mailed: number;
  /** How a reader left or was taken off. */
  readonly by?: LeavingWay;
  /** Told by who left. */
  readonly reason?: LeavingReason;
  /** The edition that the reader had got last. */
  readonly editionId?: string;
}

type Counts<Name extends string> = { readonly [One in Name]?: number };

/** What happened on one day of UTC, counted. */
export interface DayCounts {
  /** yyyy-mm-dd. */
  readonly day: string;
  /** Readers who made each move. */
  readonly moves: Counts<MoveKind>;
  /** Those of them who are mailed since. */
  readonly gained: Counts<MoveKind>;
  /** Those of them who are mailed no more. */
  readonly lost: Counts<MoveKind>;
  /** Of who left by their own will: why, where they said it. */
  readonly reasons: Counts<LeavingReason>;
}

/** Who went after an edition, which was the last that they got. */
export type EditionMoves = Counts<'left' | 'bounced' | 'complained'>;
