/** All that the sweep door reads and writes, put together. */
import type { SweepBatchesDeps, SweepLettersDeps } from '../mail/sweep.ts';
import type { SweepImportsDeps } from '../mail/sweep-imports.ts';
import type { ReduceReadersDeps, ReduceSuppressionsDeps } from '../subscriber/retention.ts';
import { batchStore } from './batches.ts';
import type { Table } from './client.ts';
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
  readonly imports: Omit<SweepImportsDeps, 'signingKeys'>;
}

/** The book of sweeping in this table. */
export function sweepBook(table: Table, now: () => number): SweepBook {
  return {
    batches: { ...batchStore(table, now), pace: paceStore(table).load },
    letters: letterStore(table, now),
    readers: readerRetention(table),
    suppressions: suppressionRetention(table, now),
    imports: {
      ...importBook(table, now),
      table: importTable(table, now),
      join: segmentStore(table).join,
    },
  };
}
