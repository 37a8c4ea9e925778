/**
 * What is left of addresses that are not kept: rows whose key is a hash that only the key of hashes
 * can make. Whoever has the address finds the row, and nobody finds the address by the row.
 */
import { goneKeptMs } from '../config/retention.ts';
import type { Suppression } from '../subscriber/subscriber.ts';
import {
  getRow,
  type Key,
  queryRows,
  type Row,
  type Table,
  transact,
  ttl,
  updateRow,
} from './client.ts';
import { keys } from './table.ts';

/** Whose address of which newsletter. */
export interface Place {
  readonly newsletterId: string;
  readonly addressKey: string;
}

/** The key of the row that says that an address without readers is suppressed. */
export async function suppressedKey(
  { hashes }: Table,
  addressKey: string,
): Promise<Key | undefined> {
  return hashes && keys.suppressed(await hashes('suppressed', addressKey));
}

/** The keys of both rows that may suppress an address: by its name, and by its hash. */
export async function suppressionKeys(table: Table, addressKey: string): Promise<Key[]> {
  const hidden = await suppressedKey(table, addressKey);
  return [keys.suppression(addressKey), ...(hidden === undefined ? [] : [hidden])];
}

/** The key of the row that says that an address has left this newsletter, or was erased. */
export async function leftKey(
  { hashes }: Table,
  { newsletterId, addressKey }: Place,
): Promise<Key | undefined> {
  return hashes && keys.erased(await hashes('erased', `${newsletterId}/${addressKey}`));
}

/** The same, where it must be written. Throws when the table was opened without the key of hashes. */
export async function leftKeyToWrite(table: Table, place: Place): Promise<Key> {
  const key = await leftKey(table, place);
  if (key === undefined) throw new Error('This table was opened without the key of hashes.');
  return key;
}

/** Notes that an address has left a newsletter, or was erased: what an import must know. */
export async function rememberLeaving(table: Table, place: Place, at: number): Promise<void> {
  await updateRow(table, await leftKeyToWrite(table, place), noting(at));
}

/**
 * The row that says that a reader's row went for good: a restored table may have it under an address
 * that they have left since. Nothing of it tells who it was.
 */
export async function goneRow(table: Table, readerId: string, at: number): Promise<Row> {
  const key = await goneKey(table, readerId);
  if (key === undefined) throw new Error('This table was opened without the key of hashes.');
  return { ...key, at, expiresAt: ttl(at + goneKeptMs) };
}

/** Its key. */
export async function goneKey({ hashes }: Table, readerId: string): Promise<Key | undefined> {
  return hashes && keys.gone(await hashes('gone', readerId));
}

/** Notes an erasure that an export tells of. */
export async function rememberErasure(table: Table, hash: string, at: number): Promise<void> {
  await updateRow(table, keys.erased(hash), noting(at));
}

/** Notes a suppression that an export tells of; one that is there keeps its reason. */
export async function keepHidden(
  table: Table,
  hash: string,
  { reason, at }: Suppression,
): Promise<void> {
  await updateRow(table, keys.suppressed(hash), {
    UpdateExpression: 'SET reason = if_not_exists(reason, :reason), #at = if_not_exists(#at, :at)',
    ExpressionAttributeNames: { '#at': 'at' },
    ExpressionAttributeValues: { ':reason': reason, ':at': at },
  });
}

/** The latest instant stays: it tells whether a consent is from before it. */
function noting(at: number) {
  return {
    UpdateExpression: 'SET #at = :at',
    ConditionExpression: 'attribute_not_exists(#at) OR #at < :at',
    ExpressionAttributeNames: { '#at': 'at' },
    ExpressionAttributeValues: { ':at': at },
  };
}

/** The rows that give this address to readers, one for each newsletter. */
export function addressRows(table: Table, addressKey: string): Promise<Row[]> {
  return queryRows(table, {
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: {
      ':pk': keys.addressPartition(addressKey),
      ':prefix': 'NEWSLETTER#',
    },
    ConsistentRead: true,
  });
}

/** The row that suppresses an address: by its name, or by its hash when nobody reads there. */
export async function suppressionRow(table: Table, addressKey: string): Promise<Row | undefined> {
  const both = await suppressionKeys(table, addressKey);
  const rows = await Promise.all(both.map((key) => getRow(table, key)));
  return rows.find((row) => row !== undefined);
}

/**
 * Takes the plain address out of the row that suppresses it, unless somebody reads there: the reason
 * and the instant go under the hash. Done again it changes nothing.
 */
export async function hideSuppression(table: Table, addressKey: string): Promise<void> {
  const plain = keys.suppression(addressKey);
  const row = await getRow(table, plain);
  const hidden = await suppressedKey(table, addressKey);
  if (row === undefined || hidden === undefined) return;
  if ((await addressRows(table, addressKey)).length > 0) return;
  const TableName = table.name;
  const { reason, at } = row;
  await transact(table, [
    { Put: { TableName, Item: { ...hidden, reason, at } } },
    { Delete: { TableName, Key: plain } },
  ]);
}
