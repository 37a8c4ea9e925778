/** What an import works with: the table, looked up and written patiently, and turns for mails. */

import { randomUUID } from 'node:crypto';
import { LostWorkError } from '../../functions/config/in-hand.ts';
import { openSegment } from '../../functions/edition/segment.ts';
import { importTable } from '../../functions/store/import-table.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import { importBook } from '../../functions/store/stored-imports.ts';
import {
  beginRun,
  type CommandRun,
  goOnWithRun,
  type NotedRun,
} from '../../functions/subscriber/import/command-run.ts';
import type { ImportStepDeps } from '../../functions/subscriber/import/import-hand.ts';
import {
  finding,
  type ImportAround,
  type ImportTable,
  writing,
} from '../../functions/subscriber/import/import-table.ts';
import type { TakeRowsDeps } from '../../functions/subscriber/import/take-rows.ts';
import type { Connection } from './connection.ts';
import { RefusedError } from './errors.ts';
import type { Progress } from './import-progress.ts';
import type { RunDeps } from './import-run.ts';
import { patiently } from './patience.ts';

/** The table and the turns of an import to this newsletter. */
export async function importDeps(
  newsletterId: string,
  { table, now, signingKeys }: Connection,
): Promise<Omit<RunDeps, 'note'> & { readonly writing: TakeRowsDeps }> {
  const around = aroundOf({ table, now, signingKeys });
  const rows = patientTable(importTable(table, now));
  const find = await finding(newsletterId, rows, around);
  return { find, writing: writing(rows, around), randomId: randomUUID };
}

function aroundOf({
  table,
  now,
  signingKeys,
}: Pick<Connection, 'table' | 'now' | 'signingKeys'>): ImportAround {
  const { join } = segmentStore(table);
  return {
    openSegment: (choice) => openSegment(choice, { join, now }),
    ...{ signingKeys, now, randomId: randomUUID },
  };
}

/** Notes a run in the table, a new one or one that goes on where it was. */
export async function noteRun(
  run: CommandRun,
  earlier: Progress | undefined,
  { table, now }: Pick<Connection, 'table' | 'now'>,
): Promise<{ readonly record: NotedRun; readonly earlier: Progress | undefined }> {
  const { records } = importBook(table, now);
  const save: typeof records.save = (...saved) => patiently(() => records.save(...saved));
  const deps = { records: { ...records, save }, now, randomId: randomUUID };
  const { newsletterId } = run;
  const importId = earlier?.importId;
  const known = importId && (await goOnWithRun({ newsletterId, importId }, deps));
  if (known) return { record: inWords(known), earlier };
  // What was taken back begins anew; what an earlier release began goes on, with a record from now on.
  const goesOn = importId === undefined ? earlier : undefined;
  const startedAt = goesOn?.startedAt ?? run.startedAt;
  return { record: inWords(await beginRun({ ...run, startedAt }, deps)), earlier: goesOn };
}

/** Says it when what was added was taken back meanwhile. */
function inWords({ importId, note, end }: NotedRun): NotedRun {
  const told = (keep: NotedRun['note']) => (done: Parameters<NotedRun['note']>[0]) =>
    keep(done).catch((error: unknown) => {
      if (!(error instanceof LostWorkError)) throw error;
      throw new RefusedError('What this import added was taken back at the desk. It ends here.');
    });
  return { importId, note: told(note), end: told(end) };
}

/** What works on imports that the table keeps, patiently. */
export function stepDeps({
  table,
  now,
  signingKeys,
}: Pick<Connection, 'table' | 'now' | 'signingKeys'>): ImportStepDeps {
  const { records, parts, added } = importBook(table, now);
  return {
    ...{ records, parts },
    added: { ...added, takeBack: (reader) => patiently(() => added.takeBack(reader)) },
    table: patientTable(importTable(table, now)),
    around: aroundOf({ table, now, signingKeys }),
  };
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
