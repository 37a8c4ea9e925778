/** The ledger of sending, as those who send see it: batch rows, and claims on the readers' rows. */
import type { Batch, BatchKey, Outcome } from '../edition/batch.ts';
import type { EditionState } from '../edition/edition.ts';
import type { Claim, PassOver } from '../subscriber/subscriber.ts';
import type { ClaimResult } from './claim.ts';

/** The batch rows. */
export interface BatchBook {
  readonly load: (key: BatchKey) => Promise<Batch | undefined>;
  /** The same of a batch beside the work at hand: one that cannot be read is as if it were gone. */
  readonly loadEarlier: (key: BatchKey) => Promise<Batch | undefined>;
  /** Adds outcomes; when none is open any more the batch is done and counted in its edition, once. */
  readonly record: (batch: Batch, results: BatchResults) => Promise<'done' | 'open'>;
  /** How an edition stands now; undefined when it is gone. */
  readonly editionState: (editionId: string) => Promise<EditionState | undefined>;
  /** Lays the batch aside while its edition is held; `changed` when that is held no more. */
  readonly park: (batch: Batch) => Promise<'parked' | 'changed'>;
  /** No mail could be made of the batch's content: its edition waits for its owner in the end. */
  readonly noteUnmade: (batch: Batch, error: unknown) => Promise<void>;
  /** Names when the batch must be looked at again. */
  readonly lookAgainAt: (batch: Batch, at: number) => Promise<void>;
}

/** What a worker adds to its batch: outcomes by reader, and readers to be planned anew. */
export interface BatchResults {
  readonly outcomes: Readonly<Record<string, Outcome>>;
  readonly stragglers: readonly string[];
}

/** The claims on the subscriber rows. */
export interface ClaimBook {
  readonly claim: (batch: Batch, readerId: string, claim: Claim) => Promise<ClaimResult>;
  readonly takeOver: (
    batch: Batch,
    stale: Claim,
    claim: Claim,
    readerId: string,
  ) => Promise<ClaimResult>;
  /**
   * From now on nobody can claim the reader for this batch. Refused while somebody holds a claim on
   * them other than `open`, which ends with it.
   */
  readonly passOver: (
    readerId: string,
    passOver: PassOver,
    open?: Claim,
  ) => Promise<'passed over' | 'refused'>;
  /**
   * The same for a reader who cannot be served: also of a row that cannot be read, and of a claim
   * that is `mine`, or not after `awaited` (ms). Refused while somebody may be mailing them.
   */
  readonly setAside: (
    readerId: string,
    passOver: PassOver,
    mine: Claim,
    awaited: number,
  ) => Promise<'set aside' | 'refused'>;
  /** The reader has received up to the claim's cutoff, or was refused for good: the claim ends. */
  readonly settle: (readerId: string, claim: Claim, messageId?: string) => Promise<void>;
  /** Nothing was accepted: as if it had never been claimed. */
  readonly release: (readerId: string, claim: Claim) => Promise<void>;
}

/** What SES tells when nobody waits for it any more. */
export interface LateClaims {
  /** The reader has received the batch after all: nobody mails it to them again. */
  readonly settleLate: (
    readerId: string,
    batch: Batch,
    submission: { readonly messageId: string; readonly at: number },
  ) => Promise<void>;
}
