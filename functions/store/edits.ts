/** Items that were edited by their feed while they wait, for an edition or for the owner's word. */
import type { Edit } from '../feed/keep/edit.ts';
import { type Row, type Table, transact, updateRow } from './client.ts';
import { heldItemRow, itemRows } from './item-row.ts';
import { keys } from './table.ts';

/**
 * Puts the item as it reads now in the place of the one that is kept, and remembers its words. One
 * that is kept no more stays gone.
 */
export async function storeEdit(table: Table, { item, identityKey, words }: Edit): Promise<void> {
  const { newsletterId, feedId } = item;
  const remembered = {
    TableName: table.name,
    Key: keys.seen(newsletterId, feedId, identityKey),
    UpdateExpression: 'SET words = :words',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':words': words },
  };
  const replace = ([row, ...texts]: readonly Row[], ConditionExpression: string) =>
    transact(table, [
      { Put: { TableName: table.name, Item: row, ConditionExpression } },
      ...texts.map((Item) => ({ Put: { TableName: table.name, Item } })),
      { Update: remembered },
    ]);
  const isKept = 'attribute_exists(pk)';
  if ((await replace(itemRows(item), isKept)) === 'written') return;
  const isWaiting = `${isKept} AND attribute_not_exists(excluded)`;
  if ((await replace([heldItemRow(item)], isWaiting)) === 'written') return;
  const { Key, TableName: _, ...update } = remembered;
  await updateRow(table, Key, update);
}
