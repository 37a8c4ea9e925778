/** Readers by the beginning of their address, from the index of addresses. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { addressesFoundVersion } from '../config/upgrade.ts';
import type { FindReadersDeps } from '../subscriber/find-readers.ts';
import { ownerOf } from './address-row.ts';
import { getRows, type Row, type Table } from './client.ts';
import { findIndex, findPlace } from './indexes.ts';
import { readEach } from './row.ts';
import { schemaStore } from './schema.ts';
import { livingOf } from './subscriber-row.ts';
import { keys } from './table.ts';

/** What `findReaders` reads of this table. */
export function addressIndex(table: Table, now: () => number): FindReadersDeps {
  return {
    addresses: (wanted) => pageOf(table, wanted),
    readers: async (ids) => {
      const rows = await getRows(table, ids.map(keys.subscriber));
      const living = readEach(table, rows, (row) => livingOf(row, now()));
      return living.filter((reader) => reader !== undefined);
    },
    isComplete: async () => (await schemaStore(table).version()) >= addressesFoundVersion,
  };
}

type Wanted = Parameters<FindReadersDeps['addresses']>[0];

async function pageOf(
  table: Table,
  { newsletterId, beginning, after, limit }: Wanted,
): ReturnType<FindReadersDeps['addresses']> {
  const { findIn, findKey } = findPlace(newsletterId, beginning);
  const query = new QueryCommand({
    TableName: table.name,
    IndexName: findIndex,
    KeyConditionExpression: 'findIn = :in AND begins_with(findKey, :beginning)',
    ExpressionAttributeValues: { ':in': findIn, ':beginning': findKey },
    Limit: limit,
    ...(after === undefined ? {} : { ExclusiveStartKey: keyIn(newsletterId, after) }),
  });
  const answer = await table.client.send(query).catch((error: unknown) => {
    if (isIndexMissing(error)) return undefined;
    throw error;
  });
  if (answer === undefined) return undefined;
  const next = answer.LastEvaluatedKey?.findKey;
  return {
    subscriberIds: readEach(table, answer.Items ?? [], ownerOf),
    ...(typeof next === 'string' ? { next } : {}),
  };
}

/** The place of an address in the index, whether or not it is there still. */
function keyIn(newsletterId: string, addressKey: string): Row {
  return { ...keys.address(addressKey, newsletterId), ...findPlace(newsletterId, addressKey) };
}

/** DynamoDB has no error of its own for it (API Reference, "Query", "Errors"). */
export function isIndexMissing(error: unknown): boolean {
  const { name, message } = error as Error;
  return name === 'ValidationException' && message.includes('does not have the specified index');
}
