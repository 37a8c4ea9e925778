/** All that the sweep door reads and writes, put together. */
import type { SweepBatchesDeps, SweepLettersDeps } from '../mail/sweep.ts';
import type { SweepDefaultMovesDeps } from '../mail/sweep-default-moves.ts';
import type { SweepDeletionsDeps } from '../mail/sweep-deletions.ts';
import type { SweepImportsDeps } from '../mail/sweep-imports.ts';
import type { ReduceReadersDeps, ReduceSuppressionsDeps } from '../subscriber/retention.ts';
import { batchStore } from './batches.ts';
import type { Table } from './client.ts';
import { defaultMoveBook } from './default-moves.ts';
import { deletionRecords } from './deletions.ts';
import { importTable } from './import-table.ts';
import { letterStore } from './letters.ts';
import { paceStore } from './pace.ts';
import { readerRetention, suppressionRetention } from './retention.ts';
import { segmentStore } from './segments.ts';
import { importBook } from './stored-imports.ts';

/** What was left half done, and what is kept no longer. */
export interface SweepBook {
  readonly batches: Omit<SweepBatchesDeps, 'enqueue' | 'queueDepth'>;
  readonly letters: Omit<SweepLettersDeps, 'enqueue'>;
  readonly readers: ReduceReadersDeps;
  readonly suppressions: ReduceSuppressionsDeps;
  readonly imports: SweepImportsDeps;
  readonly defaultMoves: SweepDefaultMovesDeps;
  readonly deletions: SweepDeletionsDeps;
}

/** The book of sweeping in this table. */
export function sweepBook(
  table: Table,
  now: () => number,
  signingKeys: SweepImportsDeps['signingKeys'],
): SweepBook {
  return {
    batches: { ...batchStore(table, now), pace: paceStore(table).load },
    letters: letterStore(table, now),
    readers: readerRetention(table),
    suppressions: suppressionRetention(table, now),
    imports: {
      ...importBook(table, now),
      table: importTable(table, now),
      signingKeys,
      join: segmentStore(table).join,
    },
    defaultMoves: { ...defaultMoveBook(table, now), join: segmentStore(table).join },
    deletions: deletionsToSweep(table, now),
  };
}

/** Those that the sweep goes on with; what that takes is loaded when there is one. */
export function deletionsToSweep(table: Table, now: () => number): SweepDeletionsDeps {
  return {
    due: deletionRecords(table).due,
    open: async () => (await import('./deletion-book.ts')).deletionBook(table, now),
  };
}
