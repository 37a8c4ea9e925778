/** Storing what is new in a feed: as many items at once as a transaction takes. */
import type { News } from '../feed/keep/refresh-deps.ts';
import { type Table, transact } from './client.ts';
import { identityRows, type PackedItem, packItem } from './item-row.ts';

/**
 * A transaction takes a hundred writes
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html) and four
 * megabytes; half of that leaves room for what is not counted.
 */
const writesMax = 100;
const bytesMax = 2_000_000;
/** A row of an identity, about. */
const seenBytes = 250;

/** An item as it is written, but for its stamp. */
interface Packed {
  readonly news: News;
  readonly item: PackedItem;
  readonly names: ReadonlySet<string>;
}

/**
 * Stores each item with all its identities, or leaves it out when the first of them is known, and
 * returns how many were stored. They are stamped as they are written, in this order and no two with
 * the same instant; what has to be written again is stamped anew.
 */
export async function storeNews(
  table: Table,
  news: AsyncIterable<News> | Iterable<News>,
  now: () => number,
): Promise<number> {
  const stamp = risingStamps(now);
  let stored = 0;
  for await (const group of grouped(news)) stored += await storeGroup(table, group, stamp);
  return stored;
}

/** Stamps that rise, whatever the clock does. */
export function risingStamps(now: () => number): () => number {
  let last = 0;
  return () => {
    last = Math.max(now(), last + 1);
    return last;
  };
}

/** All of them in one, or one by one where something in between is known already. */
async function storeGroup(
  table: Table,
  group: readonly Packed[],
  stamp: () => number,
): Promise<number> {
  const writes = () => group.flatMap((one) => writesOf(table, one, stamp()));
  if ((await transact(table, writes)) === 'written') return group.length;
  if (group.length === 1) return 0;
  let stored = 0;
  for (const one of group) stored += await storeGroup(table, [one], stamp);
  return stored;
}

/** All rows of the item, of which that of its own name must be new. */
function writesOf({ name: TableName }: Table, { news, item }: Packed, firstSeenAt: number) {
  const [own, ...others] = identityRows(news, firstSeenAt);
  const rows = [...item.rowsAt(firstSeenAt), ...others];
  return [
    { Put: { TableName, Item: own, ConditionExpression: 'attribute_not_exists(pk)' } },
    ...rows.map((Item) => ({ Put: { TableName, Item } })),
  ];
}

/** Groups that fit into a transaction each, which takes no row twice. */
async function* grouped(news: AsyncIterable<News> | Iterable<News>): AsyncGenerator<Packed[]> {
  let group: Packed[] = [];
  for await (const one of news) {
    const packed = { news: one, item: packItem(one.item), names: new Set(one.identityKeys) };
    if (group.length > 0 && !fits(group, packed)) {
      yield group;
      group = [];
    }
    group.push(packed);
  }
  if (group.length > 0) yield group;
}

function fits(group: readonly Packed[], next: Packed): boolean {
  const all = [...group, next];
  const writes = all.reduce((sum, { item, names }) => sum + item.rows + names.size, 0);
  const bytes = all.reduce((sum, { item, names }) => sum + item.bytes + names.size * seenBytes, 0);
  const isFree = group.every(({ names }) => ![...next.names].some((name) => names.has(name)));
  return writes <= writesMax && bytes <= bytesMax && isFree;
}
