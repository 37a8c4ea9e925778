/** Who is mailed, segment by segment, as a walk over all of them reads them. */

import type { Subscriber } from '../subscriber/subscriber.ts';
import type { WalkReadersDeps } from '../subscriber/walk-readers.ts';
import { getRows, queryFirst, type Table } from './client.ts';
import { shardOf } from './indexes.ts';
import { readEach } from './row.ts';
import { readersFrom } from './segment-readers.ts';
import { segmentOf } from './segment-row.ts';
import { livingOf } from './subscriber-row.ts';
import { keys } from './table.ts';

const segmentsAtOnce = 100;
const segmentStart = keys.segment('', '').sk;

/** The readers in this table. */
export function mailedReaders(table: Table, now: () => number): WalkReadersDeps {
  return {
    segments: async (newsletterId, from) => {
      const rows = await queryFirst(table, {
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :end',
        ExpressionAttributeValues: {
          ':pk': keys.newsletterPartition(newsletterId),
          ':from': `${segmentStart}${from}`,
          ':end': `${segmentStart}\uffff`,
        },
        Limit: segmentsAtOnce,
      });
      return readEach(table, rows, segmentOf);
    },
    page: async ({ segmentId, shard, reader }) => {
      const cursor = reader === undefined ? { shard } : { shard, reader };
      const { readers, next } = await readersFrom(table, segmentId, cursor);
      return {
        readers: readers.map(({ id }) => ({ id, shard: shardOf(id) })),
        ...(next === undefined ? {} : { next }),
      };
    },
    readers: async (ids) => {
      const rows = await getRows(table, ids.map(keys.subscriber));
      return readEach(table, rows, (row) => livingOf(row, now())).filter(
        (reader): reader is Subscriber => reader !== undefined,
      );
    },
  };
}
