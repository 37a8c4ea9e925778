/** All readers of a newsletter in the order of their ids, as an export reads them. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { listedVersion } from '../config/upgrade.ts';
import type { ExportDeps } from '../subscriber/list/export-part.ts';
import { getRows, type Table } from './client.ts';
import { readerRange, readerRanges, segmentIndex } from './indexes.ts';
import { readEach } from './row.ts';
import { schemaStore } from './schema.ts';
import { livingOf } from './subscriber-row.ts';
import { keys } from './table.ts';

/** The readers in this table. */
export function listedReaders(table: Table, now: () => number): ExportDeps {
  return {
    ranges: readerRanges,
    isComplete: async () => (await schemaStore(table).version()) >= listedVersion,
    listed: async (newsletterId, { range, reader }, limit) => {
      const behind = reader === undefined ? '' : ' AND subscriberId > :reader';
      const query = new QueryCommand({
        TableName: table.name,
        IndexName: segmentIndex,
        KeyConditionExpression: `segmentShard = :range${behind}`,
        ExpressionAttributeValues: {
          ':range': readerRange(newsletterId, range),
          ...(reader === undefined ? {} : { ':reader': reader }),
        },
        Limit: limit,
      });
      const { Items = [], LastEvaluatedKey: last } = await table.client.send(query);
      const ids = Items.map(({ subscriberId }) => String(subscriberId));
      return { ids, isMore: last !== undefined };
    },
    readers: async (ids) => {
      const rows = await getRows(table, ids.map(keys.subscriber));
      const living = readEach(table, rows, (row) => livingOf(row, now()));
      return living.filter((reader) => reader !== undefined);
    },
  };
}
