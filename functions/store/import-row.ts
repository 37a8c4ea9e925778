/** The row of an import, and the rows of its parts. */
import * as v from 'valibot';
import type { Statement } from '../subscriber/import/statement.ts';
import type { ImportState, StoredImport } from '../subscriber/import/stored-import.ts';
import type { Row } from './client.ts';
import { nameIn, readRow, shapeOf } from './row.ts';
import { keys } from './table.ts';

const counts = v.record(v.string(), v.number());

const importShape = shapeOf<StoredImport>()(
  v.looseObject({
    newsletterId: v.string(),
    importId: v.string(),
    version: v.number(),
    state: nameIn<ImportState>(),
    name: v.string(),
    createdAt: v.number(),
    by: v.exactOptional(v.string()),
    bytes: v.number(),
    statement: v.exactOptional(
      v.looseObject({
        proof: v.exactOptional(
          v.looseObject({ source: v.string(), since: v.string(), wording: v.string() }),
        ),
        columns: v.array(v.tuple([v.string(), nameIn<Statement['columns'][number][1]>()])),
        isAllSubscribed: v.boolean(),
      }),
    ),
    reading: v.number(),
    parts: v.number(),
    rows: v.number(),
    row: v.number(),
    part: v.number(),
    counts,
    underway: v.array(v.number()),
    foreseen: v.exactOptional(counts),
    hash: v.exactOptional(v.string()),
    newsletterHash: v.exactOptional(v.string()),
    startedAt: v.exactOptional(v.number()),
    ran: v.exactOptional(v.looseObject({ rows: v.number(), counts })),
    endedAt: v.exactOptional(v.number()),
    worker: v.exactOptional(v.looseObject({ token: v.string(), until: v.number() })),
    lookAgainAt: v.exactOptional(v.number()),
  }),
);

/** The row of an import; in the index while somebody is to look at it. */
export function importRow(stored: StoredImport): Row {
  const { newsletterId, importId, lookAgainAt: dueAt } = stored;
  const due = dueAt === undefined ? {} : { dueKind: 'import', dueAt };
  return { ...keys.import(newsletterId, importId), ...stored, ...due };
}

/** The import that a row holds. Throws `MalformedRow`. */
export function importOf(row: Row): StoredImport {
  return readRow(importShape, row);
}

const partShape = v.looseObject({ data: v.instance(Uint8Array) });

/** The bytes of a part. Throws `MalformedRow`. */
export function partBytesOf(row: Row): Uint8Array {
  return readRow(partShape, row).data;
}
