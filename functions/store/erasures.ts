/** Readers of whom nothing is kept any more: gone from the table but for a keyed hash of the address. */
import type { Subscriber } from '../subscriber/subscriber.ts';
import { type Table, transact } from './client.ts';
import { notingFor } from './deliveries.ts';
import { goneRow, hideSuppression, leftKeyToWrite } from './hidden-address.ts';
import { readerErased } from './reader-moved.ts';
import { keys } from './table.ts';
import { forgetTraces } from './traces.ts';

/** Deletes the reader, the address and the traces, and leaves the hash; a suppression loses its name. */
export async function eraseSubscriber(table: Table, reader: Subscriber, at: number): Promise<void> {
  // First: who is not gone yet can ask again when this does not come to its end.
  await forgetTraces(table, reader.id);
  const left = readerErased(reader, at);
  await takeAway(table, reader, {}, at, left === undefined ? [] : await notingFor(table, left));
}

/** The same of a reader whose time is over, unless they have come back just now. */
export async function forgetReader(table: Table, reader: Subscriber, at: number): Promise<void> {
  const { state, suppressed } = reader;
  const unchanged = {
    ConditionExpression: '#state = :state AND suppressed = :suppressed',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':state': state, ':suppressed': suppressed },
  };
  if ((await takeAway(table, reader, unchanged, at)) === 'written') {
    await forgetTraces(table, reader.id);
  }
}

async function takeAway(
  table: Table,
  { id, addressKey, newsletterId }: Pick<Subscriber, 'id' | 'addressKey' | 'newsletterId'>,
  condition: object,
  at: number,
  beside: Awaited<ReturnType<typeof notingFor>> = [],
): Promise<'written' | 'refused'> {
  const TableName = table.name;
  const left = await leftKeyToWrite(table, { newsletterId, addressKey });
  const written = await transact(table, [
    { Delete: { TableName, Key: keys.subscriber(id), ...condition } },
    {
      Delete: {
        TableName,
        Key: keys.address(addressKey, newsletterId),
        ConditionExpression: 'attribute_not_exists(pk) OR subscriber = :id',
        ExpressionAttributeValues: { ':id': id },
      },
    },
    { Put: { TableName, Item: { ...left, at } } },
    { Put: { TableName, Item: await goneRow(table, id, at) } },
    ...beside,
  ]);
  if (written === 'written') await hideSuppression(table, addressKey);
  return written;
}
