/** The feeds that stand in slots, by the sparse index that knows of nothing else. */
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { queryRows, type Row, type Table } from './client.ts';
import { type SlotFeed, slotFeedOf } from './feed-row.ts';
import { pollIndex } from './indexes.ts';
import { readEach } from './row.ts';

const queriesAtOnceMax = 10;
/** Ticks that were missed for the better part of an hour. */
const slotsAskedMax = 60;

/**
 * The feeds in these slots, in no order. After a long silence hundreds of slots are due, most of
 * them empty, and so are most of the feeds: then it is cheaper to walk the index, which holds one
 * small row for each feed that is polled.
 */
export async function feedsInSlots(table: Table, slots: readonly string[]): Promise<SlotFeed[]> {
  const rows =
    slots.length > slotsAskedMax ? await walk(table, new Set(slots)) : await ask(table, slots);
  return readEach(table, rows, slotFeedOf);
}

async function ask(table: Table, slots: readonly string[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (let start = 0; start < slots.length; start += queriesAtOnceMax) {
    const some = slots.slice(start, start + queriesAtOnceMax);
    rows.push(...(await Promise.all(some.map((slot) => rowsIn(table, slot)))).flat());
  }
  return rows;
}

function rowsIn(table: Table, slot: string): Promise<Row[]> {
  return queryRows(table, {
    IndexName: pollIndex,
    KeyConditionExpression: 'pollSlot = :slot',
    ExpressionAttributeValues: { ':slot': slot },
  });
}

async function walk(table: Table, slots: ReadonlySet<unknown>): Promise<Row[]> {
  const query = { TableName: table.name, IndexName: pollIndex };
  const rows: Row[] = [];
  for await (const page of paginateScan({ client: table.client }, query)) {
    rows.push(...(page.Items ?? []).filter(({ pollSlot }) => slots.has(pollSlot)));
  }
  return rows;
}
