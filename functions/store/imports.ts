/** Imports: many addresses looked up at once, and readers written who come from elsewhere. */
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import type { FoundHere, NewRow, Suppression } from '../subscriber/import-readers.ts';
import { type Key, type Row, type Table, transact, ttl } from './client.ts';
import { fromRow, toRow } from './subscriber-row.ts';
import { keys } from './table.ts';

/** An address, and every hash under which its erasure may be remembered. */
export interface Sought {
  readonly addressKey: string;
  readonly hashes: readonly string[];
}

const keysInABatchMax = 100;
const batchTriesMax = 8;

/** What is known here about each of these addresses, in their order. */
export async function findMany(
  table: Table,
  newsletterId: string,
  sought: readonly Sought[],
  now: number,
): Promise<FoundHere[]> {
  const rows = await getRows(
    table,
    sought.flatMap(({ addressKey, hashes }) => [
      keys.address(addressKey, newsletterId),
      keys.suppression(addressKey),
      ...hashes.map(keys.erased),
    ]),
  );
  const ids = sought.flatMap(({ addressKey }) => {
    const row = rows.get(nameOf(keys.address(addressKey, newsletterId)));
    return row === undefined ? [] : [String(row.subscriber)];
  });
  const readers = await getRows(table, ids.map(keys.subscriber));
  return sought.map(({ addressKey, hashes }) => {
    const address = rows.get(nameOf(keys.address(addressKey, newsletterId)));
    const row = address && readers.get(nameOf(keys.subscriber(String(address.subscriber))));
    const isThere = row !== undefined && !(Number(row.expiresAt) <= now / 1000);
    return {
      ...(isThere ? { subscriber: fromRow(row) } : {}),
      suppressed: rows.has(nameOf(keys.suppression(addressKey))),
      erased: hashes.some((hash) => rows.has(nameOf(keys.erased(hash)))),
    };
  });
}

const nameOf = ({ pk, sk }: Key) => `${pk} ${sk}`;

async function getRows(table: Table, wanted: readonly Key[]): Promise<Map<string, Row>> {
  const found = new Map<string, Row>();
  const unique = [...new Map(wanted.map((key) => [nameOf(key), key])).values()];
  for (let start = 0; start < unique.length; start += keysInABatchMax) {
    for (const row of await getBatch(table, unique.slice(start, start + keysInABatchMax))) {
      found.set(nameOf(row as unknown as Key), row);
    }
  }
  return found;
}

/** DynamoDB may leave keys of a batch unprocessed: they are asked for again. */
async function getBatch(table: Table, wanted: readonly Key[]): Promise<Row[]> {
  const rows: Row[] = [];
  let left: readonly Row[] = wanted.map(({ pk, sk }) => ({ pk, sk }));
  for (let tries = 0; left.length > 0; tries++) {
    if (tries === batchTriesMax) throw new Error(`DynamoDB left ${left.length} keys unread.`);
    const answer = await table.client.send(
      new BatchGetCommand({
        RequestItems: { [table.name]: { Keys: [...left], ConsistentRead: true } },
      }),
    );
    rows.push(...(answer.Responses?.[table.name] ?? []));
    left = answer.UnprocessedKeys?.[table.name]?.Keys ?? [];
  }
  return rows;
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

function writesOf(TableName: string, { reader, suppression }: NewRow, now: number) {
  const { addressKey, newsletterId, id, expiresAt, confirmation } = reader;
  const expiry = expiresAt === undefined ? {} : { expiresAt: ttl(expiresAt) };
  const isWaiting = confirmation?.state === 'queued';
  const due = isWaiting ? { dueKind: 'confirmation', dueAt: confirmation.at } : {};
  const Key = keys.suppression(addressKey);
  const isFree = 'attribute_not_exists(pk)';
  return [
    {
      Put: {
        TableName,
        Item: { ...keys.address(addressKey, newsletterId), subscriber: id, ...expiry },
        ConditionExpression: `${isFree} OR expiresAt < :now`,
        ExpressionAttributeValues: { ':now': ttl(now) },
      },
    },
    { Put: { TableName, Item: { ...toRow(reader), ...due }, ConditionExpression: isFree } },
    suppression === undefined
      ? { ConditionCheck: { TableName, Key, ConditionExpression: isFree } }
      : { Update: { TableName, Key, ...suppressing(suppression) } },
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
