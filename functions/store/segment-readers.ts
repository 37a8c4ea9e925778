/** The readers of a segment: found page by page in its index, or read afresh. */
import type { PlanningCursor } from '../edition/edition.ts';
import type { SegmentReader } from '../edition/plan/freeze.ts';
import { getRow, queryFirst, type Row, type Table } from './client.ts';
import { segmentIndex, segmentShard, segmentShards } from './indexes.ts';
import { readEach } from './row.ts';
import { segmentReaderOf } from './segment-reader-row.ts';
import { keys } from './table.ts';

const pageReaders = 500;

/** A page of the segment's readers after the cursor, filled from as many key ranges as it takes. */
export async function readersFrom(
  table: Table,
  segmentId: string,
  cursor: PlanningCursor,
): Promise<{ readers: SegmentReader[]; next?: PlanningCursor }> {
  const page: Row[] = [];
  let after = cursor.reader;
  for (let shard = cursor.shard; shard < segmentShards; shard++) {
    const room = pageReaders - page.length;
    const found = await readShard(table, segmentShard(segmentId, shard), after, room);
    page.push(...found);
    const last = found.at(-1);
    if (found.length === room && last !== undefined) {
      const next = { shard, reader: String(last.subscriberId) };
      return { readers: readEach(table, page, segmentReaderOf), next };
    }
    after = undefined;
  }
  return { readers: readEach(table, page, segmentReaderOf) };
}

const someReaders = 50;
/** Of twenty readers one is in these but for three times in a thousand. */
const shardsLookedAt = 2;

/** Up to where most of a few readers of the segment have received (ms); undefined: none was found. */
export async function usualCursor(table: Table, segmentId: string): Promise<number | undefined> {
  for (let shard = 0; shard < shardsLookedAt; shard++) {
    const rows = await readShard(table, segmentShard(segmentId, shard), undefined, someReaders);
    const readers = readEach(table, rows, segmentReaderOf);
    const counts = [...Map.groupBy(readers, ({ receivedThrough }) => receivedThrough)];
    const [most] = counts.sort(([, a], [, b]) => b.length - a.length);
    if (most !== undefined) return most[0];
  }
  return undefined;
}

function readShard(
  table: Table,
  shard: string,
  after: string | undefined,
  limit: number,
): Promise<Row[]> {
  return queryFirst(table, {
    IndexName: segmentIndex,
    KeyConditionExpression: `segmentShard = :shard${after === undefined ? '' : ' AND subscriberId > :after'}`,
    ExpressionAttributeValues: {
      ':shard': shard,
      ...(after === undefined ? {} : { ':after': after }),
    },
    Limit: limit,
  });
}

/** Where these readers stand, read afresh; who is gone is left out. */
export async function cursorsOf(table: Table, ids: readonly string[]): Promise<SegmentReader[]> {
  const rows = await Promise.all(ids.map((id) => getRow(table, keys.subscriber(id))));
  return readEach(
    table,
    rows.filter((row) => row !== undefined),
    segmentReaderOf,
  );
}
