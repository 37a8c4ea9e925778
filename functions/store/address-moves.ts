/** A reader's move to another address: three rows change together, or none. */
import { otherAddressKeptMs } from '../config/retention.ts';
import type { AddressMove } from '../subscriber/address-move.ts';
import { givingAddress, notSuppressed } from './address-row.ts';
import { type Table, transact } from './client.ts';
import { notingOf, placing } from './suppressed-readers.ts';
import { keys } from './table.ts';

/** Moves the reader; refused when the new address is taken or suppressed, or the reader has left. */
export async function moveAddress(table: Table, move: AddressMove): Promise<'moved' | 'refused'> {
  const { subscriber, change, at } = move;
  const TableName = table.name;
  const isRespelled = subscriber.addressKey === change.addressKey;
  const written = await transact(table, [
    ...(isRespelled ? [] : swapping(TableName, subscriber, change, at)),
    { Update: { TableName, Key: keys.subscriber(subscriber.id), ...readerUpdate(move) } },
    ...returning(TableName, move),
    ...(await notSuppressed(table, change.addressKey)),
  ]);
  return written === 'written' ? 'moved' : 'refused';
}

/** Only what the move is about: a claim or a bounce noted meanwhile stays. */
function readerUpdate(move: AddressMove) {
  const { subscriber, change, at } = move;
  const isRespelled = subscriber.addressKey === change.addressKey;
  const former = { ...addressOf(subscriber), id: change.id, at };
  const told = isRespelled
    ? {}
    : { ':former': former, ':kind': 'retention', ':due': at + otherAddressKeptMs };
  return {
    UpdateExpression:
      `${settingAddress}${mailedAgain(move)}, consent.addressChangeId = :change` +
      `${isRespelled ? '' : ', formerAddress = :former, dueKind = :kind, dueAt = :due'} REMOVE addressChange, bouncesAt, comebackId`,
    ConditionExpression:
      '#state = :confirmed AND addressChange.id = :change AND suppressed = :suppressed',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: {
      ...addressValues(move),
      ...told,
      ':change': change.id,
      ':confirmed': 'confirmed',
    },
  };
}

const settingAddress =
  'SET address = :address, addressKey = :key, ' +
  'consent.addressChangedAt = :at, consent.addressChangedFrom = :from';

function addressValues({ subscriber, change, from, at, segmentId }: AddressMove) {
  const { id, suppressed } = subscriber;
  return {
    ...{ ':address': change.address, ':key': change.addressKey, ':at': at, ':from': from },
    ':suppressed': suppressed,
    ...(suppressed ? { ':mailed': false, ...placing({ id, segmentId }).values } : {}),
  };
}

/** Nothing suppresses the new address, and what came back from the old one is not held against it. */
function mailedAgain({ subscriber, segmentId }: AddressMove): string {
  const { id, suppressed } = subscriber;
  return suppressed ? `, suppressed = :mailed${placing({ id, segmentId }).set}` : '';
}

function returning(TableName: string, { subscriber, at }: AddressMove) {
  if (!subscriber.suppressed) return [];
  return notingOf(TableName, subscriber, { kind: 'returned', suppressed: false, at });
}

function addressOf({ address, addressKey }: AddressMove['subscriber']) {
  return { address, addressKey };
}

/** Takes a move back, whatever the reader's state; refused when the old address is taken by now. */
export async function moveBack(table: Table, move: AddressMove): Promise<'moved' | 'refused'> {
  const { subscriber, change, at } = move;
  const { id } = subscriber;
  const TableName = table.name;
  const written = await transact(table, [
    ...swapping(TableName, subscriber, change, at),
    {
      Update: {
        TableName,
        Key: keys.subscriber(id),
        UpdateExpression:
          `${settingAddress}${mailedAgain(move)} ` +
          'REMOVE formerAddress, addressChange, bouncesAt, comebackId, consent.addressChangeId',
        ConditionExpression: 'formerAddress.id = :former AND suppressed = :suppressed',
        ExpressionAttributeValues: { ...addressValues(move), ':former': change.id },
      },
    },
    ...returning(TableName, move),
    ...(await notSuppressed(table, change.addressKey)),
  ]);
  return written === 'written' ? 'moved' : 'refused';
}

/** The old address row away, the new one in. */
function swapping(
  TableName: string,
  { id, newsletterId, addressKey }: AddressMove['subscriber'],
  change: AddressMove['change'],
  at: number,
) {
  return [
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
}
