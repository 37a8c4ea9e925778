/** How many readers a newsletter has: counted once a day, from the index of its segments. */
import { paginateQuery } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import { dayMs } from '../config/time.ts';
import type { CountedReaders } from '../subscriber/growth.ts';
import { getRow, getRows, queryFirst, type Row, type Table, updateRow } from './client.ts';
import { netOfDay } from './day-counts.ts';
import { dueRows } from './due.ts';
import { segmentIndex, segmentShard, segmentShards } from './indexes.ts';
import { readEach, readRow } from './row.ts';
import { keys } from './table.ts';

/** How many readers each newsletter has. */
export interface ReaderCountStore {
  /** As it was counted last. */
  readonly load: (newsletterId: string) => Promise<number | undefined>;
  /** The same, with when that was. */
  readonly counted: (newsletterId: string) => Promise<CountedReaders | undefined>;
  /** Of all these newsletters together, as they were counted last: one call for a hundred. */
  readonly inAll: (newsletterIds: readonly string[]) => Promise<number>;
  /** How many readers these segments have now. */
  readonly inSegments: (segmentIds: readonly string[]) => Promise<number>;
  /** Goes on with the counts that are due, as many segments as one tick takes; returns those done. */
  readonly countDue: (at: number) => Promise<ReaderCount[]>;
}

/** How many readers a newsletter had when they were counted. */
interface ReaderCount {
  readonly newsletterId: string;
  readonly readers: number;
}

/** A count under way: the segment that was counted last, and the readers up to it. */
interface Counting {
  readonly newsletterId: string;
  readonly dueAt: number;
  readonly after: string;
  readonly sum: number;
}

const countShape = v.looseObject({
  readers: v.optional(v.number()),
  countedAt: v.optional(v.number(), 0),
  /** Absent of a count by a release that noted no moves. */
  netThen: v.optional(v.number(), 0),
});
const countingShape = v.looseObject({
  pk: v.string(),
  dueAt: v.optional(v.number(), 0),
  after: v.optional(v.string(), ''),
  sum: v.optional(v.number(), 0),
});

/** So many are counted at a tick, eight short queries each. */
const segmentsATickMax = 100;
const newslettersATickMax = 25;

/** The numbers of readers in this table. */
export function readerCountStore(table: Table): ReaderCountStore {
  return {
    load: async (newsletterId) => (await load(table, newsletterId))?.readers,
    counted: (newsletterId) => load(table, newsletterId),
    inAll: (newsletterIds) => inAll(table, newsletterIds),
    inSegments: (segmentIds) => readersIn(table, segmentIds),
    countDue: (at) => countDue(table, at),
  };
}

async function load(table: Table, newsletterId: string): Promise<CountedReaders | undefined> {
  const row = await getRow(table, keys.readers(newsletterId));
  if (row === undefined) return undefined;
  const { readers, countedAt: at, netThen } = readRow(countShape, row);
  return readers === undefined ? undefined : { readers, at, netThen };
}

async function inAll(table: Table, newsletterIds: readonly string[]): Promise<number> {
  const rows = await getRows(table, newsletterIds.map(keys.readers));
  const counts = readEach(table, rows, (row) => readRow(countShape, row).readers ?? 0);
  return counts.reduce((sum, count) => sum + count, 0);
}

async function countDue(table: Table, at: number): Promise<ReaderCount[]> {
  const done: ReaderCount[] = [];
  const rows = await dueRows(table, 'readers', at, newslettersATickMax);
  let left = segmentsATickMax;
  for (const counting of readEach(table, rows, countingOf)) {
    if (left <= 0 || counting.dueAt > at) continue;
    const segments = await segmentsAfter(table, counting, left);
    left -= Math.max(1, segments.length);
    const sum = counting.sum + (await readersIn(table, segments));
    const last = segments.at(-1);
    const next = last === undefined || left > 0 ? undefined : { ...counting, after: last, sum };
    await (next === undefined ? finish(table, counting, sum, at) : goOnLater(table, next));
    if (next === undefined) done.push({ newsletterId: counting.newsletterId, readers: sum });
  }
  return done;
}

function countingOf(row: Row): Counting {
  const { pk, dueAt, after, sum } = readRow(countingShape, row, row);
  return { newsletterId: pk.slice(partitionStart.length), dueAt, after, sum };
}

const partitionStart = keys.newsletterPartition('');

async function finish(
  table: Table,
  { newsletterId, dueAt }: Counting,
  readers: number,
  at: number,
): Promise<void> {
  await updateRow(table, keys.readers(newsletterId), {
    UpdateExpression:
      'SET readers = :readers, countedAt = :at, netThen = :net, dueAt = :next REMOVE #after, #sum',
    ConditionExpression: 'dueAt = :due',
    ExpressionAttributeNames: { '#after': 'after', '#sum': 'sum' },
    ExpressionAttributeValues: {
      ':readers': readers,
      ':at': at,
      ':net': await netOfDay(table, newsletterId, at),
      ':next': at + dayMs,
      ':due': dueAt,
    },
  });
}

/** It stays due: the next tick goes on. */
async function goOnLater(table: Table, { newsletterId, after, sum }: Counting): Promise<void> {
  await updateRow(table, keys.readers(newsletterId), {
    UpdateExpression: 'SET #after = :after, #sum = :sum',
    ExpressionAttributeNames: { '#after': 'after', '#sum': 'sum' },
    ExpressionAttributeValues: { ':after': after, ':sum': sum },
  });
}

const segmentStart = keys.segment('', '').sk;

/** The next segments by their ids. */
async function segmentsAfter(
  table: Table,
  { newsletterId, after }: Counting,
  limit: number,
): Promise<string[]> {
  const rows = await queryFirst(table, {
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :after AND :end',
    ExpressionAttributeValues: {
      ':pk': keys.newsletterPartition(newsletterId),
      // A sign that no id has: the segment itself was counted.
      ':after': `${segmentStart}${after}${after === '' ? '' : ' '}`,
      ':end': `${segmentStart}\uffff`,
    },
    ProjectionExpression: 'sk',
    Limit: limit,
  });
  return rows.map(({ sk }) => String(sk).slice(segmentStart.length));
}

/** The index has the confirmed readers only, spread over the shards of their segments. */
async function readersIn(table: Table, segments: readonly string[]): Promise<number> {
  let readers = 0;
  for (const segmentId of segments) {
    const shards = Array.from({ length: segmentShards }, (_, n) => segmentShard(segmentId, n));
    const counts = await Promise.all(shards.map((shard) => countShard(table, shard)));
    readers += counts.reduce((sum, count) => sum + count, 0);
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
