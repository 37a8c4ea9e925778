/** Imports: many addresses looked up at once, and readers written who come from elsewhere. */
import type { FoundHere, NewRow } from '../subscriber/import-readers.ts';
import type { Subscriber, Suppression } from '../subscriber/subscriber.ts';
import { givingAddress, notSuppressed, ownerOf } from './address-row.ts';
import { getRows, type Key, type Row, type Table, transact } from './client.ts';
import { livingOf, toRow } from './subscriber-row.ts';
import { keys } from './table.ts';

/** An address, and every hash under which its erasure may be remembered. */
export interface Sought {
  readonly addressKey: string;
  readonly hashes: readonly string[];
}

/**
 * What is known here about each of these addresses, in their order. Throws `MalformedRow`: of a
 * reader who cannot be read nobody knows whether they left.
 */
export async function findMany(
  table: Table,
  newsletterId: string,
  sought: readonly Sought[],
  now: number,
): Promise<FoundHere[]> {
  const rows = await rowsByName(
    table,
    sought.flatMap(({ addressKey, hashes }) => [
      keys.address(addressKey, newsletterId),
      keys.suppression(addressKey),
      ...hashes.map(keys.erased),
    ]),
  );
  const readerKey = (addressKey: string) => {
    const address = rows.get(nameOf(keys.address(addressKey, newsletterId)));
    return address && keys.subscriber(ownerOf(address));
  };
  const wanted = sought.map(({ addressKey }) => readerKey(addressKey));
  const readers = await rowsByName(
    table,
    wanted.filter((key) => key !== undefined),
  );
  return sought.map(({ addressKey, hashes }) => {
    const key = readerKey(addressKey);
    const subscriber = livingOf(key && readers.get(nameOf(key)), now);
    return {
      ...(subscriber === undefined ? {} : { subscriber }),
      suppressed: rows.has(nameOf(keys.suppression(addressKey))),
      erased: hashes.some((hash) => rows.has(nameOf(keys.erased(hash)))),
    };
  });
}

const nameOf = ({ pk, sk }: Row | Key) => `${pk} ${sk}`;

async function rowsByName(table: Table, wanted: readonly Key[]): Promise<Map<string, Row>> {
  const rows = await getRows(table, wanted);
  return new Map(rows.map((row) => [nameOf(row), row]));
}

/**
 * Writes readers who come from elsewhere, each with the address and its suppression if there is
 * one: all of them, or none when an address is taken or suppressed, or another row has an id.
 */
export async function keepImported(
  table: Table,
  rows: readonly NewRow[],
  now: number,
): Promise<'kept' | 'taken'> {
  const writes = rows.flatMap((row) => writesOf(table.name, row, now));
  return (await transact(table, writes)) === 'written' ? 'kept' : 'taken';
}

/** Takes a reader out again whom an import brought, unless the row changed meanwhile. */
export async function takeBackImported(
  table: Table,
  { id, addressKey, newsletterId, state, consent }: Subscriber,
): Promise<'gone' | 'changed'> {
  const TableName = table.name;
  const written = await transact(table, [
    {
      Delete: {
        TableName,
        Key: keys.subscriber(id),
        ConditionExpression:
          '#state = :state AND consent = :consent AND attribute_not_exists(claim) ' +
          'AND attribute_not_exists(pausedUntil) AND attribute_not_exists(addressChange)',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':state': state, ':consent': consent },
      },
    },
    {
      Delete: {
        TableName,
        Key: keys.address(addressKey, newsletterId),
        ConditionExpression: 'subscriber = :id',
        ExpressionAttributeValues: { ':id': id },
      },
    },
  ]);
  return written === 'written' ? 'gone' : 'changed';
}

function writesOf(TableName: string, { reader, suppression }: NewRow, now: number) {
  const { addressKey, confirmation } = reader;
  const isWaiting = confirmation?.state === 'queued';
  const due = isWaiting ? { dueKind: 'confirmation', dueAt: confirmation.at } : {};
  const isFree = 'attribute_not_exists(pk)';
  return [
    givingAddress(TableName, reader, now),
    { Put: { TableName, Item: { ...toRow(reader), ...due }, ConditionExpression: isFree } },
    suppression === undefined
      ? notSuppressed(TableName, addressKey)
      : {
          Update: {
            TableName,
            Key: keys.suppression(addressKey),
            ...suppressing(suppression),
          },
        },
  ];
}

/** One that is there keeps its reason. */
function suppressing({ reason, at }: Suppression) {
  return {
    UpdateExpression: 'SET reason = if_not_exists(reason, :reason), #at = if_not_exists(#at, :at)',
    ExpressionAttributeNames: { '#at': 'at' },
    ExpressionAttributeValues: { ':reason': reason, ':at': at },
  };
}
