/** Items that were edited by their feed while they wait, for an edition or at the gate. */
import type { Item } from '../feed/item.ts';
import type { Edit } from '../feed/keep/edit.ts';
import type { ItemPlace } from '../feed/keep/refresh-deps.ts';
import { getRow, type Row, type Table, transact, updateRow } from './client.ts';
import { gateFactsOf, waitingItemOf } from './gate.ts';
import { heldItemKey, heldItemRow, itemRows } from './item-row.ts';
import { itemStore } from './items.ts';
import { keys } from './table.ts';

/** Its owner, or a refresh, may decide on it between our look and our write. */
const looksMax = 3;

/**
 * Puts the item as it reads now in the place of the one that is kept, and remembers its words. One
 * that is kept no more stays gone. What was decided about it stays decided.
 */
export async function storeEdit(table: Table, edit: Edit, now: number): Promise<void> {
  const { identityKey, words, item } = edit;
  const remembered = {
    TableName: table.name,
    Key: keys.seen(item.newsletterId, item.feedId, identityKey),
    UpdateExpression: 'SET words = :words',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':words': words },
  };
  for (let look = 1; look <= looksMax; look += 1) {
    const rows = await rowsInPlace(table, item, now);
    if (rows === undefined) break;
    const [{ Item: own, ConditionExpression }, ...texts] = rows;
    const written = await transact(table, [
      { Put: { TableName: table.name, Item: own, ConditionExpression } },
      ...texts.map(({ Item }) => ({ Put: { TableName: table.name, Item } })),
      { Update: remembered },
    ]);
    if (written === 'written') return;
  }
  const { Key, TableName: _, ...update } = remembered;
  await updateRow(table, Key, update);
}

/** These items where they are now, as they were stored; what is gone, or kept out, is left out. */
export async function itemsInPlace(
  table: Table,
  places: readonly ItemPlace[],
): Promise<readonly Item[]> {
  const { whole } = itemStore(table);
  const found: Item[] = [];
  for (const place of places) {
    const [behind] = await whole(place.newsletterId, [place]);
    const waiting = behind === undefined ? await getRow(table, heldItemKey(place)) : undefined;
    if (behind !== undefined) found.push(behind);
    else if (typeof waiting?.leftAt === 'number') {
      const there = await whole(place.newsletterId, [{ ...place, firstSeenAt: waiting.leftAt }]);
      // Where it was found: by that it is known.
      found.push(...there.map((item) => ({ ...item, firstSeenAt: place.firstSeenAt })));
    } else if (waiting !== undefined && waiting.excluded === undefined) {
      found.push(waitingItemOf(waiting));
    }
  }
  return found;
}

interface InPlace {
  readonly Item: Row;
  readonly ConditionExpression?: string;
}

/** The rows of the item where it is now; undefined when it is nowhere, or kept out at the gate. */
async function rowsInPlace(
  table: Table,
  item: Item,
  now: number,
): Promise<readonly [InPlace, ...InPlace[]] | undefined> {
  const { newsletterId, firstSeenAt, feedId, key } = item;
  const kept = await getRow(table, keys.item(newsletterId, firstSeenAt, feedId, key));
  if (kept !== undefined) return behindGate(item, kept);
  const waiting = await getRow(table, heldItemKey(item));
  if (waiting === undefined || waiting.excluded !== undefined) return undefined;
  const { leftAt } = waiting;
  if (typeof leftAt === 'number') {
    const there = await getRow(table, keys.item(newsletterId, leftAt, feedId, key));
    return there && behindGate({ ...item, firstSeenAt: leftAt }, there);
  }
  const Item = { ...heldItemRow(item), ...gateFactsOf(waiting), changedAt: now };
  const still = 'attribute_not_exists(excluded) AND attribute_not_exists(leftAt)';
  return [{ Item, ConditionExpression: `attribute_exists(pk) AND ${still}` }];
}

function behindGate(item: Item, { keptOut, admittedBy }: Row): readonly [InPlace, ...InPlace[]] {
  const [own = {}, ...texts] = itemRows(item);
  const marks = {
    ...(keptOut === undefined ? {} : { keptOut }),
    ...(admittedBy === undefined ? {} : { admittedBy }),
  };
  const isSame = keptOut === undefined ? 'attribute_not_exists' : 'attribute_exists';
  return [
    {
      Item: { ...own, ...marks },
      ConditionExpression: `attribute_exists(pk) AND ${isSame}(keptOut)`,
    },
    ...texts.map((Item) => ({ Item })),
  ];
}
