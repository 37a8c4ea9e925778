/** How many readers a newsletter has: counted now and then, from the index of its segments. */
import { paginateQuery } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import { getRow, queryRows, type Table, updateRow } from './client.ts';
import { readRow } from './row.ts';
import { keys, segmentIndex, segmentShard, segmentShards } from './table.ts';

/** How many readers each newsletter has. */
export interface ReaderCountStore {
  /** As it was counted last. */
  readonly load: (newsletterId: string) => Promise<number | undefined>;
  /** How many readers these segments have now. */
  readonly inSegments: (segmentIds: readonly string[]) => Promise<number>;
  /** Counts the readers of every newsletter anew. */
  readonly countAll: (at: number) => Promise<void>;
}

const countShape = v.looseObject({ readers: v.number() });

/** The numbers of readers in this table. */
export function readerCountStore(table: Table): ReaderCountStore {
  return {
    load: (newsletterId) => load(table, newsletterId),
    inSegments: (segmentIds) => countIn(table, segmentIds),
    countAll: async (at) => {
      for (const newsletterId of await newsletterIds(table)) {
        await remember(table, newsletterId, await count(table, newsletterId), at);
      }
    },
  };
}

async function load(table: Table, newsletterId: string): Promise<number | undefined> {
  const row = await getRow(table, keys.readers(newsletterId));
  return row && readRow(countShape, row).readers;
}

async function remember(
  table: Table,
  newsletterId: string,
  readers: number,
  at: number,
): Promise<void> {
  await updateRow(table, keys.readers(newsletterId), {
    UpdateExpression: 'SET readers = :readers, countedAt = :at',
    ExpressionAttributeValues: { ':readers': readers, ':at': at },
  });
}

async function newsletterIds(table: Table): Promise<string[]> {
  const rows = await queryRows(table, {
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': keys.newsletters.pk },
    ProjectionExpression: 'sk',
  });
  return rows.map(({ sk }) => String(sk));
}

/** The index has the confirmed readers only, spread over the shards of their segments. */
async function count(table: Table, newsletterId: string): Promise<number> {
  const segments = await queryRows(table, {
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: {
      ':pk': keys.newsletterPartition(newsletterId),
      ':prefix': 'SEGMENT#',
    },
    ProjectionExpression: 'sk',
  });
  return countIn(
    table,
    segments.map(({ sk }) => String(sk).slice('SEGMENT#'.length)),
  );
}

async function countIn(table: Table, segmentIds: readonly string[]): Promise<number> {
  let readers = 0;
  for (const segmentId of segmentIds) {
    for (let shard = 0; shard < segmentShards; shard++) {
      readers += await countShard(table, segmentShard(segmentId, shard));
    }
  }
  return readers;
}

async function countShard(table: Table, shard: string): Promise<number> {
  let readers = 0;
  const pages = paginateQuery(
    { client: table.client },
    {
      TableName: table.name,
      IndexName: segmentIndex,
      KeyConditionExpression: 'segmentShard = :shard',
      ExpressionAttributeValues: { ':shard': shard },
      Select: 'COUNT',
    },
  );
  for await (const page of pages) readers += page.Count ?? 0;
  return readers;
}
