/** Readers who had themselves erased: gone from the table but for a keyed hash of the address. */
import type { Subscriber } from '../subscriber/subscriber.ts';
import { getRow, type Table, transact } from './client.ts';
import { keys } from './table.ts';

/** Deletes the reader and the address, and leaves the hash. Again, it changes nothing more. */
export async function eraseSubscriber(
  table: Table,
  { id, addressKey, newsletterId }: Subscriber,
  hash: string,
  at: number,
): Promise<void> {
  const TableName = table.name;
  await transact(table, [
    { Delete: { TableName, Key: keys.subscriber(id) } },
    {
      Delete: {
        TableName,
        Key: keys.address(addressKey, newsletterId),
        ConditionExpression: 'attribute_not_exists(pk) OR subscriber = :id',
        ExpressionAttributeValues: { ':id': id },
      },
    },
    { Put: { TableName, Item: { ...keys.erased(hash), at } } },
  ]);
}

/** Whether one of these hashes was left by an erasure. */
export async function wasErased(table: Table, hashes: readonly string[]): Promise<boolean> {
  const rows = await Promise.all(hashes.map((hash) => getRow(table, keys.erased(hash))));
  return rows.some((row) => row !== undefined);
}
