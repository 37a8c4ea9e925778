/** Readers of whom nothing is kept any more: gone from the table but for a keyed hash of the address. */
import type { Subscriber } from '../subscriber/subscriber.ts';
import { getRow, type Table, transact } from './client.ts';
import { notingFor } from './deliveries.ts';
import { goneRow, hideSuppression, leftKeyToWrite } from './hidden-address.ts';
import { readerErased } from './reader-moved.ts';
import { mailedBy, type Noting, noting } from './reader-moves.ts';
import { fromRow } from './subscriber-row.ts';
import { keys } from './table.ts';
import { forgetTraces } from './traces.ts';

const triesMax = 4;

/** Deletes the reader, the address and the traces, and leaves the hash; a suppression loses its name. */
export async function eraseSubscriber(table: Table, reader: Subscriber, at: number): Promise<void> {
  // First: who is not gone yet can ask again when this does not come to its end.
  await forgetTraces(table, reader.id);
  let current = reader;
  for (let tries = 1; tries <= triesMax; tries++) {
    const noted = await notedErasure(table, current, at);
    if ((await takeAway(table, current, asTheyAre(current), { at, noted })) === 'written') return;
    const row = await getRow(table, keys.subscriber(current.id));
    if (row === undefined) {
      // Gone by a call whose answer was lost: what it left is written once more.
      await takeAway(table, current, {}, { at, noted: [] });
      return;
    }
    current = fromRow(row);
  }
  throw new Error(`A subscriber changed ${triesMax} times while being erased.`);
}

/** What is noted of it, for the figures and for hooks. */
async function notedErasure(table: Table, reader: Subscriber, at: number): Promise<Noting> {
  const { id, newsletterId } = reader;
  const mailed = mailedBy(reader, undefined);
  const left = readerErased(reader, at);
  return [
    ...noting(table.name, newsletterId, { kind: 'erased', at, readers: [id], mailed }),
    ...(left === undefined ? [] : await notingFor(table, left)),
  ];
}

/** The condition that the reader stands as it was decided on. */
function asTheyAre({ state, suppressed, addressKey }: Subscriber) {
  return {
    ConditionExpression: '#state = :state AND suppressed = :suppressed AND addressKey = :key',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':state': state, ':suppressed': suppressed, ':key': addressKey },
  };
}

/** The same of a reader whose time is over, unless they have come back just now. */
export async function forgetReader(table: Table, reader: Subscriber, at: number): Promise<void> {
  // They were mailed no more before: that is noted already.
  const ending = { at, noted: [] };
  if ((await takeAway(table, reader, asTheyAre(reader), ending)) === 'written') {
    await forgetTraces(table, reader.id);
  }
}

async function takeAway(
  table: Table,
  { id, addressKey, newsletterId }: Pick<Subscriber, 'id' | 'addressKey' | 'newsletterId'>,
  condition: object,
  { at, noted }: { readonly at: number; readonly noted: Noting },
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
    ...noted,
  ]);
  if (written === 'written') await hideSuppression(table, addressKey);
  return written;
}
