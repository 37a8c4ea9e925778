/** A reader's move to another address: three rows change together, or none. */
import type { AddressMove } from '../subscriber/change-address.ts';
import { givingAddress, notSuppressed } from './address-row.ts';
import { type Table, transact } from './client.ts';
import { keys } from './table.ts';

/** Moves the reader; refused when the new address is taken or suppressed, or the reader has left. */
export async function moveAddress(
  table: Table,
  { subscriber, change, from, at }: AddressMove,
): Promise<'moved' | 'refused'> {
  const { id, newsletterId, addressKey } = subscriber;
  const TableName = table.name;
  const isRespelled = addressKey === change.addressKey;
  const addresses = isRespelled
    ? []
    : [
        {
          Delete: {
            TableName,
            Key: keys.address(addressKey, newsletterId),
            ConditionExpression: 'subscriber = :id',
            ExpressionAttributeValues: { ':id': id },
          },
        },
        givingAddress(TableName, { id, newsletterId, addressKey: change.addressKey }, at),
      ];
  const written = await transact(table, [
    ...addresses,
    { Update: { TableName, Key: keys.subscriber(id), ...readerUpdate(change, from, at) } },
    notSuppressed(TableName, change.addressKey),
  ]);
  return written === 'written' ? 'moved' : 'refused';
}

/** Only what the move is about: a claim or a bounce noted meanwhile stays. */
function readerUpdate(
  { id, address, addressKey }: AddressMove['change'],
  from: string,
  at: number,
) {
  return {
    UpdateExpression:
      'SET address = :address, addressKey = :key, ' +
      'consent.addressChangedAt = :at, consent.addressChangedFrom = :from, ' +
      'consent.addressChangeId = :change REMOVE addressChange, bouncesAt',
    ConditionExpression: '#state = :confirmed AND addressChange.id = :change',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: {
      ':address': address,
      ':key': addressKey,
      ':at': at,
      ':from': from,
      ':change': id,
      ':confirmed': 'confirmed',
    },
  };
}
