/**
 * A batch: up to 50 readers frozen for one edition with one content. It is the snapshot, the
 * evidence of what became of each reader, and the unit of the send queue.
 */
import { createHash } from 'node:crypto';

/** Readers of one batch: what one worker mails within its time. */
export const batchReadersMax = 50;

/** How a frozen reader ended. A reader without an outcome is still open. */
export type Outcome =
  | { readonly kind: 'submitted'; readonly messageId: string; readonly at: number }
  | {
      readonly kind: 'refused';
      readonly reason: string;
      readonly at: number;
      /** The reader's cursor stayed where it was: the next edition brings the same items. */
      readonly kept?: true;
    }
  | { readonly kind: 'skipped'; readonly reason: SkipReason; readonly at: number };

/** Why a reader of a batch was not mailed. */
export type SkipReason =
  | 'not-confirmed'
  | 'suppressed'
  | 'paused'
  | 'moved'
  | 'erased'
  | 'already-received'
  | 'cursor-moved'
  | 'no-answer'
  /** The owner gave the edition up. */
  | 'dropped';

/** Frozen readers of one edition, and what became of each: snapshot, evidence and unit of work. */
export interface Batch {
  readonly editionId: string;
  readonly id: string;
  readonly newsletterId: string;
  readonly segmentId: string;
  readonly contentKey: string;
  /** The content holds what was first seen in (from, cutoff]. */
  readonly from: number;
  readonly cutoff: number;
  readonly readers: readonly string[];
  readonly outcomes: Readonly<Record<string, Outcome>>;
  readonly state: 'open' | 'done';
  /** How often outcomes were written to it while it was open. */
  readonly written?: number;
}

/** What the send queue carries: the name of a batch. */
export interface BatchKey {
  readonly editionId: string;
  readonly batchId: string;
}

/** The same readers of the same edition make the same batch, however often they are frozen. */
export function batchId(editionId: string, readers: readonly string[], from: number): string {
  return createHash('sha256')
    .update(`${editionId}|${from}|${readers.join(',')}`)
    .digest('hex')
    .slice(0, 24);
}

/** Readers of the batch whose outcome is open. */
export function openReaders(batch: Batch): string[] {
  return batch.readers.filter((id) => batch.outcomes[id] === undefined);
}
