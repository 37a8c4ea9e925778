/** What an import works with: the table, looked up and written patiently, and turns for mails. */
import { randomUUID } from 'node:crypto';
import { openSegment } from '../../functions/edition/segment.ts';
import { importTable } from '../../functions/store/import-table.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import {
  finding,
  type ImportTable,
  writing,
} from '../../functions/subscriber/import/import-table.ts';
import type { TakeRowsDeps } from '../../functions/subscriber/import/take-rows.ts';
import type { Connection } from './connection.ts';
import type { RunDeps } from './import-run.ts';
import { patiently } from './patience.ts';

/** The table and the turns of an import to this newsletter. */
export async function importDeps(
  newsletterId: string,
  { table, now, signingKeys }: Connection,
): Promise<Omit<RunDeps, 'note'> & { readonly writing: TakeRowsDeps }> {
  const { join } = segmentStore(table);
  const around = {
    openSegment: (choice: Parameters<typeof openSegment>[0]) => openSegment(choice, { join, now }),
    signingKeys,
    now,
    randomId: randomUUID,
  };
  const rows = patientTable(importTable(table, now));
  const find = await finding(newsletterId, rows, around);
  return { find, writing: writing(rows, around), randomId: randomUUID };
}

/** A long list is more than a table on demand takes at first. */
function patientTable(rows: ImportTable): ImportTable {
  return {
    ...rows,
    findMany: (...sought) => patiently(() => rows.findMany(...sought)),
    keep: (kept) => patiently(() => rows.keep(kept)),
    leave: (id, move) => patiently(() => rows.leave(id, move)),
  };
}
