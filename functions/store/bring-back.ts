/** What was kept out and goes after all: its feed shows it again, or its owner lets it go. */
import type { Item } from '../feed/item.ts';
import type { ItemPlace } from '../feed/keep/refresh-deps.ts';
import type { KeepingRule } from '../feed/kept-out.ts';
import { getRow, type Table, transact, updateRow } from './client.ts';
import { editionStore } from './editions.ts';
import { heldItemKey, itemOf, itemRows } from './item-row.ts';
import { keys } from './table.ts';

const byRule = (rule: KeepingRule) => ({
  ExpressionAttributeNames: { '#rule': 'rule' },
  ExpressionAttributeValues: { ':rule': rule },
});

/** Undoes that an item was taken for withdrawn, at the gate or behind it; false when it was not. */
export async function bringBack(
  table: Table,
  place: ItemPlace,
  stamp: () => number,
): Promise<boolean> {
  const isWithdrawn = (rule: KeepingRule) => rule === 'withdrawn';
  if (await putBack(table, place, { stamp, isMeant: isWithdrawn })) return true;
  const sign = await getRow(table, heldItemKey(place));
  if (typeof sign?.leftAt === 'number') {
    const at = { ...place, firstSeenAt: sign.leftAt };
    return putBack(table, at, { stamp, isMeant: isWithdrawn, found: place });
  }
  const result = await updateRow(table, heldItemKey(place), {
    UpdateExpression: 'REMOVE excluded, excludedAt, #rule, expiresAt',
    ConditionExpression: '#rule = :rule',
    ...byRule('withdrawn'),
  });
  return result.kind === 'updated';
}

/** What is put back, and where it is known from. */
interface PuttingBack {
  readonly stamp: () => number;
  /** Of those that were kept out by other rules none is touched. */
  readonly isMeant?: (rule: KeepingRule) => boolean;
  /** Where it was found; there, if it is not said. */
  readonly found?: ItemPlace;
}

/**
 * Undoes that an item was kept out behind the gate; false when it was not. Where every edition since
 * its stamp has left it out, it is stamped anew: readers who had one of those look no more behind it.
 */
export async function putBack(
  table: Table,
  at: ItemPlace,
  { stamp, isMeant = () => true, found = at }: PuttingBack,
): Promise<boolean> {
  const place = keys.item(at.newsletterId, at.firstSeenAt, at.feedId, at.key);
  const row = await getRow(table, place);
  const { keptOut } = (row ?? {}) as { keptOut?: Item['keptOut'] };
  if (row === undefined || keptOut === undefined || !isMeant(keptOut.rule)) return false;
  const condition = { ConditionExpression: 'keptOut.#rule = :rule', ...byRule(keptOut.rule) };
  if (await wasPassedOver(table, at, keptOut.at, stamp)) {
    return move(table, { at, found, condition }, stamp);
  }
  const result = await updateRow(table, place, {
    UpdateExpression: 'REMOVE keptOut',
    ...condition,
  });
  return result.kind === 'updated';
}

/** No edition could have had it before it was kept out, and one left it out since. */
async function wasPassedOver(
  table: Table,
  { newsletterId, firstSeenAt }: ItemPlace,
  outSince: number,
  now: () => number,
): Promise<boolean> {
  const editions = await editionStore(table, now).list(newsletterId, firstSeenAt);
  const cutoffs = editions.map(({ cutoff }) => cutoff).filter((cutoff) => cutoff >= firstSeenAt);
  return cutoffs.length > 0 && cutoffs.every((cutoff) => cutoff >= outSince);
}

interface Moving {
  readonly at: ItemPlace;
  readonly found: ItemPlace;
  readonly condition: { readonly ConditionExpression: string } & ReturnType<typeof byRule>;
}

/** Among the items of now, in one. A sign stays where it was found, by which it is known. */
async function move(
  table: Table,
  { at, found, condition }: Moving,
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
      { Delete: { TableName, Key: keys.item(...place), ...condition } },
      { Delete: { TableName, Key: keys.itemTexts(...place) } },
      { Put: { TableName, Item: sign } },
      ...rows.map((Item) => ({ Put: { TableName, Item } })),
    ];
  });
  return written === 'written';
}
