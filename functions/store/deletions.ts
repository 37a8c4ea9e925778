/** Newsletters that are to be deleted, are being deleted, or were not long ago. */

import * as v from 'valibot';
import { dayMs } from '../config/time.ts';
import type {
  DeletionRecord,
  DeletionRecords,
  DeletionState,
} from '../edition/plan/deletion-record.ts';
import { getRow, queryRows, type Row, type Table, ttl } from './client.ts';
import { dueRows } from './due.ts';
import { putVersion } from './put-version.ts';
import { nameIn, readEach, readRow, shapeOf } from './row.ts';
import { keys } from './table.ts';

const count = v.number();
const countsShape = v.looseObject({
  ...{ reader: count, feed: count, item: count, edition: count },
  ...{ published: count, page: count, rest: count },
});

const deletionShape = shapeOf<DeletionRecord>()(
  v.looseObject({
    newsletterId: v.string(),
    name: v.string(),
    version: v.number(),
    state: nameIn<DeletionState>(),
    keepsArchive: v.boolean(),
    tellsReaders: v.boolean(),
    by: v.string(),
    askedAt: v.number(),
    startsAt: v.number(),
    closedAt: v.number(),
    wasOpen: v.boolean(),
    removingSince: v.exactOptional(v.number()),
    endedAt: v.exactOptional(v.number()),
    place: v.exactOptional(
      v.looseObject({ index: v.number(), after: v.exactOptional(v.string()) }),
    ),
    look: v.number(),
    found: v.number(),
    told: v.number(),
    gone: countsShape,
    worker: v.exactOptional(v.looseObject({ token: v.string(), until: v.number() })),
    lookAgainAt: v.exactOptional(v.number()),
  }),
);

const kind = 'deletion';
/** As many are gone on with at a tick of the sweep. */
const dueMax = 20;
/** How it ended is told for so long. */
const deletionKeptMs = 30 * dayMs;

/** The records in this table. */
export function deletionRecords(table: Table): DeletionRecords {
  return {
    load: (newsletterId) => load(table, newsletterId),
    save: (next, was) =>
      putVersion(table, {
        ...{ next, row: deletionRow(next), was },
        load: () => load(table, next.newsletterId),
      }),
    due: async (at) => readEach(table, await dueRows(table, kind, at, dueMax), deletionOf),
    list: async () => {
      const rows = await queryRows(table, {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': keys.deletion('').pk },
        ConsistentRead: true,
      });
      return readEach(table, rows, deletionOf).sort((a, b) => b.askedAt - a.askedAt);
    },
  };
}

async function load(table: Table, newsletterId: string): Promise<DeletionRecord | undefined> {
  const row = await getRow(table, keys.deletion(newsletterId));
  return row && deletionOf(row);
}

/** What a row holds. Throws `MalformedRow`. */
export function deletionOf(row: Row): DeletionRecord {
  return readRow(deletionShape, row);
}

/** The row; in the index while somebody is to look at it, and kept for a while when it has ended. */
export function deletionRow(record: DeletionRecord): Row {
  const { newsletterId, lookAgainAt: dueAt, endedAt } = record;
  const due = dueAt === undefined ? {} : { dueKind: kind, dueAt };
  const expires = endedAt === undefined ? {} : { expiresAt: ttl(endedAt + deletionKeptMs) };
  return { ...keys.deletion(newsletterId), ...record, ...due, ...expires };
}
