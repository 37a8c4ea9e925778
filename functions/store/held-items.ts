/** Items that wait for the owner's word, where no edition looks for any. */
import { recordKeptMs } from '../config/retention.ts';
import type { FeedKey } from '../feed/feed.ts';
import type { Item } from '../feed/item.ts';
import type { HeldDeps } from '../feed/keep/held.ts';
import { queryRows, type Table, transact, ttl, updateRow } from './client.ts';
import { heldItemKey, heldItemRow, identityRows, itemOf, itemRows } from './item-row.ts';
import { readEach } from './row.ts';
import { keys } from './table.ts';

/** Items that wait for their owner. */
export interface HeldItemStore extends Omit<HeldDeps, 'now'> {
  /** Puts the item aside and marks its identities as seen, if the first of them is new. */
  readonly hold: (
    item: Item,
    identities: readonly string[],
    words?: string,
  ) => Promise<'stored' | 'seen'>;
}

/** The held items in this table. */
export function heldItemStore(table: Table): HeldItemStore {
  return {
    hold: (item, identities, words) => hold(table, item, identities, words),
    list: (feed) => list(table, feed),
    release: (item, at) => release(table, item, at),
    exclude: (item, reason, at) => exclude(table, item, reason, at),
    end: (feed) => end(table, feed),
  };
}

async function hold(
  table: Table,
  item: Item,
  identities: readonly string[],
  words?: string,
): Promise<'stored' | 'seen'> {
  const TableName = table.name;
  const [first, ...others] = identityRows(
    { item, identityKeys: identities, words },
    item.firstSeenAt,
  );
  const written = await transact(table, [
    { Put: { TableName, Item: first, ConditionExpression: 'attribute_not_exists(pk)' } },
    ...[heldItemRow(item), ...others].map((Item) => ({ Put: { TableName, Item } })),
  ]);
  return written === 'written' ? 'stored' : 'seen';
}

const isWaiting = 'attribute_exists(pk) AND attribute_not_exists(excluded)';

async function list(table: Table, { newsletterId, feedId }: FeedKey): Promise<Item[]> {
  const rows = await queryRows(table, {
    KeyConditionExpression: 'pk = :pk',
    FilterExpression: 'attribute_not_exists(excluded)',
    ExpressionAttributeValues: { ':pk': keys.heldItems(newsletterId, feedId) },
    ConsistentRead: true,
  });
  return readEach(table, rows, itemOf);
}

/** Out of the held ones and among the items of now, in one: whoever comes second finds it gone. */
async function release(table: Table, item: Item, at: number): Promise<boolean> {
  const TableName = table.name;
  const written = await transact(table, [
    { Delete: { TableName, Key: heldItemKey(item), ConditionExpression: isWaiting } },
    ...itemRows({ ...item, firstSeenAt: at }).map((Item) => ({ Put: { TableName, Item } })),
  ]);
  return written === 'written';
}

async function exclude(table: Table, item: Item, reason: string, at: number): Promise<boolean> {
  const result = await updateRow(table, heldItemKey(item), {
    UpdateExpression: 'SET excluded = :reason, excludedAt = :at, expiresAt = :expires',
    ConditionExpression: isWaiting,
    ExpressionAttributeValues: {
      ':reason': reason,
      ':at': at,
      ':expires': ttl(at + recordKeptMs),
    },
  });
  return result.kind === 'updated';
}

async function end(table: Table, { newsletterId, feedId }: FeedKey): Promise<boolean> {
  const result = await updateRow(table, keys.feed(newsletterId, feedId), {
    UpdateExpression: 'REMOVE #hold',
    ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(#hold.filling)',
    ExpressionAttributeNames: { '#hold': 'hold' },
  });
  return result.kind === 'updated';
}
