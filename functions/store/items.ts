/** Items by the day on which they were first seen, and the identities that have been seen. */
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { FeedKey } from '../feed/feed.ts';
import type { Item } from '../feed/item.ts';
import type { Sighting } from '../feed/keep/edit.ts';
import { contentOf, getRows, queryRows, type Row, type Table, transact, ttl } from './client.ts';
import { keys } from './table.ts';

export interface ItemStore {
  /** Keeps the item and all its identities, all or none; `seen` when the first of them is known. */
  readonly store: (
    item: Item,
    identities: readonly string[],
    words?: string,
  ) => Promise<'stored' | 'seen'>;
  /** Which of the identities have been seen, and what was noted of them. */
  readonly seen: (feed: FeedKey, identities: readonly string[]) => Promise<Map<string, Sighting>>;
  /** Remembers identities without an item: a backlog, or another spelling of a known one. */
  readonly markSeen: (feed: FeedKey, identities: readonly string[], at: number) => Promise<void>;
  /** Items of a newsletter first seen in (from, to], oldest first. */
  readonly between: (newsletterId: string, from: number, to: number) => Promise<Item[]>;
}

const dayMs = 24 * 3_600_000;
const itemKeptMs = 90 * dayMs;
/** Seen-records outlive items by far: an item that returns after a year is not news. */
const seenKeptMs = 800 * dayMs;
const batchWriteMax = 25;
const unprocessedTriesMax = 8;

/** The items in this table. */
export function itemStore(table: Table): ItemStore {
  return {
    store: (item, ...known) => storeOnce(table, itemRow(item), item, ...known),
    seen: (feed, identities) => seen(table, feed, identities),
    markSeen: (feed, identities, at) => markSeen(table, feed, identities, at),
    between: (newsletterId, from, to) => between(table, newsletterId, from, to),
  };
}

/** Puts the row of an item, and marks its identities as seen, if the first of them is new. */
export async function storeOnce(
  table: Table,
  row: Row,
  { newsletterId, feedId, firstSeenAt, key }: Item,
  identities: readonly string[],
  words = '',
): Promise<'stored' | 'seen'> {
  const TableName = table.name;
  const written = await transact(table, [
    { Put: { TableName, Item: row } },
    ...[...new Set(identities)].map((identity, n) => ({
      Put: {
        TableName,
        Item: {
          ...seenRow({ newsletterId, feedId }, identity, firstSeenAt),
          item: key,
          words,
        },
        ...(n === 0 ? { ConditionExpression: 'attribute_not_exists(pk)' } : {}),
      },
    })),
  ]);
  return written === 'written' ? 'stored' : 'seen';
}

/** The row in which editions find the item. */
export function itemRow(item: Item): Row {
  const { newsletterId, feedId, firstSeenAt, key } = item;
  return {
    ...keys.item(newsletterId, firstSeenAt, feedId, key),
    ...fieldsOf(item),
    expiresAt: ttl(firstSeenAt + itemKeptMs),
  };
}

async function seen(
  table: Table,
  { newsletterId, feedId }: FeedKey,
  identities: readonly string[],
): Promise<Map<string, Sighting>> {
  const rows = await getRows(
    table,
    identities.map((one) => keys.seen(newsletterId, feedId, one)),
    {
      ProjectionExpression: 'pk, sk, #at, #item, words',
      ExpressionAttributeNames: { '#at': 'at', '#item': 'item' },
    },
  );
  return new Map(rows.map((row) => [String(row.sk), sightingOf(row)]));
}

function sightingOf({ at, item, words }: Row): Sighting {
  return {
    at: Number(at ?? 0),
    ...(typeof item === 'string' ? { item } : {}),
    ...(typeof words === 'string' ? { words } : {}),
  };
}

async function markSeen(
  table: Table,
  feed: FeedKey,
  identities: readonly string[],
  at: number,
): Promise<void> {
  const puts = [...new Set(identities)].map((identity) => ({
    PutRequest: { Item: seenRow(feed, identity, at) },
  }));
  for (let start = 0; start < puts.length; start += batchWriteMax) {
    await putAll(table, puts.slice(start, start + batchWriteMax));
  }
}

type Puts = { PutRequest: { Item: Row } }[];

async function putAll(table: Table, puts: Puts): Promise<void> {
  let open = puts;
  for (let tries = 0; open.length > 0; tries++) {
    if (tries === unprocessedTriesMax) throw new Error('The table left writes undone.');
    const answer = await table.client.send(
      new BatchWriteCommand({ RequestItems: { [table.name]: open } }),
    );
    open = (answer.UnprocessedItems?.[table.name] ?? []) as Puts;
  }
}

/** One query for each day that the period touches. */
async function between(
  table: Table,
  newsletterId: string,
  from: number,
  to: number,
): Promise<Item[]> {
  if (to <= from) return [];
  const days: string[] = [];
  for (let at = from - (from % dayMs); at <= to; at += dayMs) {
    days.push(keys.itemDay(newsletterId, at));
  }
  const rows = await Promise.all(
    days.map((pk) =>
      queryRows(table, {
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: {
          ':pk': pk,
          ':from': keys.itemsFrom(from + 1),
          ':to': keys.itemsFrom(to + 1),
        },
        ConsistentRead: true,
      }),
    ),
  );
  return rows.flat().map(itemOf);
}

function seenRow({ newsletterId, feedId }: FeedKey, identity: string, at: number): Row {
  return { ...keys.seen(newsletterId, feedId, identity), at, expiresAt: ttl(at + seenKeptMs) };
}

/** The attribute `feedId` is the key of the poll index, which only feeds belong to. */
export function itemOf(row: Row): Item {
  const { source, ...item } = contentOf(row);
  return { ...(item as unknown as Item), feedId: String(source) };
}

/** What a row says of an item. */
export function fieldsOf({ feedId, ...item }: Item): Row {
  const fields = Object.entries(item).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(fields), source: feedId };
}
