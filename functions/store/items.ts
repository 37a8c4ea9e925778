/** Items by the day on which they were first seen, and the identities that have been seen. */
import { dayMs } from '../config/time.ts';
import type { Heading } from '../edition/choose/headings.ts';
import type { ComposeDeps } from '../edition/plan/compose.ts';
import type { FeedKey } from '../feed/feed.ts';
import type { Item } from '../feed/item.ts';
import type { Alias, Sighting } from '../feed/keep/edit.ts';
import { getRows, queryPages, queryRows, type Row, type Table } from './client.ts';
import {
  aliasRow,
  headingFields,
  headingOf,
  itemOf,
  seenRow,
  sightingOf,
  textsKeyOf,
} from './item-row.ts';
import { putRows } from './many-rows.ts';
import { readEach, readOrReport } from './row.ts';
import { keys } from './table.ts';

/** The items, and what a feed has shown. */
export interface ItemStore {
  /** Which of the identities have been seen, and what was noted of them. */
  readonly seen: (feed: FeedKey, identities: readonly string[]) => Promise<Map<string, Sighting>>;
  /** Remembers identities without an item: a backlog, or another spelling of a known one. */
  readonly markSeen: (
    feed: FeedKey,
    identities: readonly (string | Alias)[],
    at: number,
  ) => Promise<void>;
  /** Items of a newsletter first seen in (from, to], oldest first, but for those kept out since. */
  readonly between: (newsletterId: string, from: number, to: number) => Promise<Item[]>;
  /** The same with those kept out. */
  readonly stamped: (newsletterId: string, from: number, to: number) => Promise<Item[]>;
  /** The same without their texts, a page at a time. */
  readonly headings: ComposeDeps['headings'];
  /** These items, in no order; what is gone is left out. */
  readonly whole: ComposeDeps['items'];
}

/** A page of a megabyte, the most that a query gives, would be several in memory. */
const headingsAPage = 250;

/** The items in this table. */
export function itemStore(table: Table): ItemStore {
  return {
    seen: (feed, identities) => seen(table, feed, identities),
    markSeen: (feed, identities, at) => markSeen(table, feed, identities, at),
    between: (newsletterId, from, to) => between(table, newsletterId, from, to),
    stamped: (newsletterId, from, to) => stamped(table, newsletterId, from, to),
    headings: (newsletterId, from, to) => headings(table, newsletterId, from, to),
    whole: (newsletterId, places) => whole(table, newsletterId, places),
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
      ProjectionExpression: 'pk, sk, #at, #item, words, title, #date',
      ExpressionAttributeNames: { '#at': 'at', '#item': 'item', '#date': 'date' },
    },
  );
  // One that was seen stays seen, whatever else is noted of it: its item would come twice.
  return new Map(
    rows.map((row) => [String(row.sk), readOrReport(table, row, sightingOf) ?? { at: 0 }]),
  );
}

async function markSeen(
  table: Table,
  feed: FeedKey,
  identities: readonly (string | Alias)[],
  at: number,
): Promise<void> {
  const rows = identities.map((one) =>
    typeof one === 'string' ? seenRow(feed, one, at) : aliasRow(feed, one, at),
  );
  await putRows(table, rows);
}

async function between(
  table: Table,
  newsletterId: string,
  from: number,
  to: number,
): Promise<Item[]> {
  const FilterExpression = 'attribute_not_exists(keptOut)';
  const days = dayQueries(newsletterId, from, to).map((query) =>
    queryRows(table, { ...query, FilterExpression }),
  );
  return itemsOf(table, (await Promise.all(days)).flat());
}

async function stamped(
  table: Table,
  newsletterId: string,
  from: number,
  to: number,
): Promise<Item[]> {
  const days = dayQueries(newsletterId, from, to).map((query) => queryRows(table, query));
  return readEach(table, (await Promise.all(days)).flat(), (row) => itemOf(row));
}

/** The texts that stand in a row of their own are read, then every item is put together. */
async function itemsOf(
  table: Table,
  rows: readonly Row[],
  needsTexts: (row: Row) => boolean = () => true,
): Promise<Item[]> {
  const texts = await getRows(
    table,
    rows.flatMap((row) => (needsTexts(row) ? (textsKeyOf(row) ?? []) : [])),
  );
  const byKey = new Map(texts.map((row) => [`${row.pk} ${row.sk}`, row]));
  return readEach(table, rows, (row) => {
    const key = textsKeyOf(row);
    return itemOf(row, key && byKey.get(`${key.pk} ${key.sk}`));
  });
}

async function whole(
  table: Table,
  newsletterId: string,
  places: Parameters<ItemStore['whole']>[1],
): Promise<Item[]> {
  const keyOf = ({ firstSeenAt, feedId, key }: (typeof places)[number]) =>
    keys.item(newsletterId, firstSeenAt, feedId, key);
  const listed = places.filter(({ isListed }) => isListed === true).map((place) => keyOf(place).sk);
  const isListed = new Set<unknown>(listed);
  const needsTexts = ({ sk, title }: Row) => !isListed.has(sk) || String(title).trim() === '';
  return itemsOf(table, await getRows(table, places.map(keyOf)), needsTexts);
}

async function* headings(
  table: Table,
  newsletterId: string,
  from: number,
  to: number,
): AsyncGenerator<Heading[]> {
  for (const query of dayQueries(newsletterId, from, to)) {
    const pages = queryPages(table, { ...query, ...headingFields }, headingsAPage);
    for await (const rows of pages) {
      yield readEach(table, rows, headingOf);
    }
  }
}

/** One query for each day that the period touches. */
export function dayQueries(newsletterId: string, from: number, to: number) {
  const days: string[] = [];
  for (let at = from - (from % dayMs); at <= to && from < to; at += dayMs) {
    days.push(keys.itemDay(newsletterId, at));
  }
  return days.map((pk) => ({
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    ExpressionAttributeValues: {
      ':pk': pk,
      ':from': keys.itemsFrom(from + 1),
      ':to': keys.itemsFrom(to + 1),
    },
    ConsistentRead: true,
  }));
}
