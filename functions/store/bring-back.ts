/** What a feed took down and shows again is as if it had never gone. */
import type { Item } from '../feed/item.ts';
import type { ItemPlace } from '../feed/keep/refresh-deps.ts';
import { getRow, type Table, transact, updateRow } from './client.ts';
import { editionStore } from './editions.ts';
import { heldItemKey, itemOf, itemRows } from './item-row.ts';
import { keys } from './table.ts';

const isWithdrawn = 'keptOut.#rule = :withdrawn';
const names = {
  ExpressionAttributeNames: { '#rule': 'rule' },
  ExpressionAttributeValues: { ':withdrawn': 'withdrawn' },
};

/**
 * Undoes that an item was taken for withdrawn, at the gate or behind it; false when it was not. Where
 * every edition since its stamp has left it out, it is stamped anew: readers who had one of those
 * look no more behind it.
 */
export async function bringBack(
  table: Table,
  place: ItemPlace,
  stamp: () => number,
): Promise<boolean> {
  if (await behindGate(table, place, place, stamp)) return true;
  const sign = await getRow(table, heldItemKey(place));
  if (typeof sign?.leftAt === 'number') {
    return behindGate(table, { ...place, firstSeenAt: sign.leftAt }, place, stamp);
  }
  const result = await updateRow(table, heldItemKey(place), {
    UpdateExpression: 'REMOVE excluded, excludedAt, #rule, expiresAt',
    ConditionExpression: '#rule = :withdrawn',
    ...names,
  });
  return result.kind === 'updated';
}

async function behindGate(
  table: Table,
  at: ItemPlace,
  found: ItemPlace,
  stamp: () => number,
): Promise<boolean> {
  const place = keys.item(at.newsletterId, at.firstSeenAt, at.feedId, at.key);
  const row = await getRow(table, place);
  const { keptOut } = (row ?? {}) as { keptOut?: Item['keptOut'] };
  if (row === undefined || keptOut?.rule !== 'withdrawn') return false;
  if (await wasPassedOver(table, at, keptOut.at, stamp)) return move(table, at, found, stamp);
  const result = await updateRow(table, place, {
    UpdateExpression: 'REMOVE keptOut',
    ConditionExpression: isWithdrawn,
    ...names,
  });
  return result.kind === 'updated';
}

/** No edition could have had it before it was withdrawn, and one left it out since. */
async function wasPassedOver(
  table: Table,
  { newsletterId, firstSeenAt }: ItemPlace,
  withdrawnAt: number,
  now: () => number,
): Promise<boolean> {
  const editions = await editionStore(table, now).list(newsletterId, firstSeenAt);
  const cutoffs = editions.map(({ cutoff }) => cutoff).filter((cutoff) => cutoff >= firstSeenAt);
  return cutoffs.length > 0 && cutoffs.every((cutoff) => cutoff >= withdrawnAt);
}

/** Among the items of now, in one. A sign stays where it was found, by which it is known. */
async function move(
  table: Table,
  at: ItemPlace,
  found: ItemPlace,
  stamp: () => number,
): Promise<boolean> {
  const { newsletterId, firstSeenAt, feedId, key } = at;
  const place = [newsletterId, firstSeenAt, feedId, key] as const;
  const [row, texts] = await Promise.all([
    getRow(table, keys.item(...place)),
    getRow(table, keys.itemTexts(...place)),
  ]);
  if (row === undefined) return false;
  const { keptOut: _, ...item } = itemOf(row, texts);
  const { print } = row;
  const TableName = table.name;
  const written = await transact(table, () => {
    const leftAt = stamp();
    const moved = { ...item, firstSeenAt: leftAt, ...(print instanceof Uint8Array && { print }) };
    const rows = itemRows(moved);
    const sign = { ...heldItemKey(found), leftAt, expiresAt: rows[0]?.expiresAt };
    return [
      {
        Delete: {
          TableName,
          Key: keys.item(...place),
          ConditionExpression: isWithdrawn,
          ...names,
        },
      },
      { Delete: { TableName, Key: keys.itemTexts(...place) } },
      { Put: { TableName, Item: sign } },
      ...rows.map((Item) => ({ Put: { TableName, Item } })),
    ];
  });
  return written === 'written';
}
