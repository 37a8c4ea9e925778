/** Readers who had themselves erased: gone from the table but for a keyed hash of the address. */
import type { Subscriber } from '../subscriber/subscriber.ts';
import { type Table, transact, updateRow } from './client.ts';
import { keys } from './table.ts';
import { forgetTraces } from './traces.ts';

/** Deletes the reader, the address and the traces, and leaves the hash. */
export async function eraseSubscriber(
  table: Table,
  { id, addressKey, newsletterId }: Subscriber,
  hash: string,
  at: number,
): Promise<void> {
  const TableName = table.name;
  // First: who is not gone yet can ask again when this does not come to its end.
  await forgetTraces(table, id);
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

/** Notes an erasure that an export tells of. */
export async function rememberErasure(table: Table, hash: string, at: number): Promise<void> {
  await updateRow(table, keys.erased(hash), {
    UpdateExpression: 'SET #at = if_not_exists(#at, :at)',
    ExpressionAttributeNames: { '#at': 'at' },
    ExpressionAttributeValues: { ':at': at },
  });
}
