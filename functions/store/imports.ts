/** Imports: many addresses looked up at once, and readers written who come from elsewhere. */
import { leftKeptMs, suppressionNamedMs } from '../config/retention.ts';
import type { Sought } from '../subscriber/import/import-table.ts';
import type { FoundHere, NewRow } from '../subscriber/import-readers.ts';
import type { Subscriber, Suppression } from '../subscriber/subscriber.ts';
import { givingAddress, notSuppressed, ownerOf } from './address-row.ts';
import { getRows, type Key, type Row, type Table, transact } from './client.ts';
import { leftKey, suppressedKey } from './hidden-address.ts';
import { mailedBy, noting } from './reader-moves.ts';
import { livingOf, toRow } from './subscriber-row.ts';
import { keys } from './table.ts';

/** Where to look what is known of an address. */
interface Places {
  readonly addressKey: string;
  readonly suppressed: readonly Key[];
  readonly left: readonly Key[];
}

async function placesOf(
  table: Table,
  newsletterId: string,
  { addressKey, hashes }: Sought,
): Promise<Places> {
  const hidden = await suppressedKey(table, addressKey);
  const left = await leftKey(table, { newsletterId, addressKey });
  const known = (key: Key | undefined) => (key === undefined ? [] : [key]);
  return {
    addressKey,
    suppressed: [keys.suppression(addressKey), ...known(hidden)],
    left: [...hashes.map(keys.erased), ...known(left)],
  };
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
  const places = await Promise.all(sought.map((one) => placesOf(table, newsletterId, one)));
  const rows = await rowsByName(
    table,
    places.flatMap(({ addressKey, suppressed, left }) => [
      keys.address(addressKey, newsletterId),
      ...suppressed,
      ...left,
    ]),
  );
  const isThere = (key: Key) => rows.has(nameOf(key));
  const readerKey = (addressKey: string) => {
    const address = rows.get(nameOf(keys.address(addressKey, newsletterId)));
    return address && keys.subscriber(ownerOf(address));
  };
  const wanted = places.map(({ addressKey }) => readerKey(addressKey));
  const readers = await rowsByName(
    table,
    wanted.filter((key) => key !== undefined),
  );
  return places.map(({ addressKey, suppressed, left }) => {
    const key = readerKey(addressKey);
    const subscriber = livingOf(key && readers.get(nameOf(key)), now);
    return {
      ...(subscriber === undefined ? {} : { subscriber }),
      suppressed: suppressed.some(isThere),
      erased: left.some(isThere),
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
 * one: all of them, or none when an address is taken or suppressed, or another row has an id. They are
 * of one newsletter, and counted together.
 */
export async function keepImported(
  table: Table,
  rows: readonly NewRow[],
  now: number,
): Promise<'kept' | 'taken'> {
  const writes = await Promise.all(rows.map((row) => writesOf(table, row, now)));
  const readers = rows.map(({ reader }) => reader);
  const noted = noting(table.name, readers[0]?.newsletterId ?? '', {
    kind: 'imported',
    at: now,
    readers: readers.map(({ id }) => id),
    mailed: readers.reduce((sum, reader) => sum + mailedBy(undefined, reader), 0),
  });
  return (await transact(table, [...writes.flat(), ...noted])) === 'written' ? 'kept' : 'taken';
}

/** Takes a reader out again whom an import brought, unless the row changed meanwhile; at `at` (ms). */
export async function takeBackImported(
  table: Table,
  reader: Subscriber,
  at: number,
): Promise<'gone' | 'changed'> {
  const { id, addressKey, newsletterId, state, suppressed, consent } = reader;
  const TableName = table.name;
  const written = await transact(table, [
    {
      Delete: {
        TableName,
        Key: keys.subscriber(id),
        ConditionExpression:
          '#state = :state AND suppressed = :suppressed AND consent = :consent ' +
          'AND attribute_not_exists(claim) ' +
          'AND attribute_not_exists(pausedUntil) AND attribute_not_exists(addressChange)',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: {
          ':state': state,
          ':suppressed': suppressed,
          ':consent': consent,
        },
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
    ...noting(TableName, newsletterId, {
      ...{ kind: 'taken-off', by: 'undo', at, readers: [id] },
      mailed: mailedBy(reader, undefined),
    }),
  ]);
  return written === 'written' ? 'gone' : 'changed';
}

async function writesOf(table: Table, { reader, suppression }: NewRow, now: number) {
  const TableName = table.name;
  const { addressKey, confirmation } = reader;
  const isWaiting = confirmation?.state === 'queued';
  const due = isWaiting ? { dueKind: 'confirmation', dueAt: confirmation.at } : retentionOf(reader);
  const isFree = 'attribute_not_exists(pk)';
  return [
    givingAddress(TableName, reader, now),
    { Put: { TableName, Item: { ...toRow(reader), ...due }, ConditionExpression: isFree } },
    ...(suppression === undefined
      ? await notSuppressed(table, addressKey)
      : [
          { Update: { TableName, Key: keys.suppression(addressKey), ...suppressing(suppression) } },
        ]),
  ];
}

/** Who has left elsewhere is kept as long as who leaves here, from the import on. */
function retentionOf({ state, consent }: Subscriber): Row {
  if (state !== 'unsubscribed') return {};
  const since = Math.max(consent.withdrawnAt ?? 0, consent.importedAt ?? 0);
  return { dueKind: 'retention', dueAt: since + leftKeptMs };
}

/** One that is there keeps its reason. */
function suppressing({ reason, at }: Suppression) {
  return {
    UpdateExpression:
      'SET reason = if_not_exists(reason, :reason), #at = if_not_exists(#at, :at),' +
      ' dueKind = :kind, dueAt = if_not_exists(dueAt, :due)',
    ExpressionAttributeNames: { '#at': 'at' },
    ExpressionAttributeValues: {
      ':reason': reason,
      ':at': at,
      ':kind': 'suppression',
      ':due': at + suppressionNamedMs,
    },
  };
}
