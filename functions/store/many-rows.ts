/** Rows that are written or taken away many at a time, under no condition. */
import { BatchWriteCommand, type BatchWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { type Key, type Row, type Table, transact } from './client.ts';
import { untilDone } from './try-again.ts';

/** So many in one call (DynamoDB API Reference, "BatchWriteItem"). */
const rowsAtOnceMax = 25;
/** The same of one transaction, and in bytes with room to spare ("TransactWriteItems": 4 MB). */
export const rowsTogetherMax = 100;
const bytesTogetherMax = 3_000_000;

type Writes = NonNullable<BatchWriteCommandInput['RequestItems']>[string];

/** Writes them, whatever is there; of rows with the same key the last counts. */
export async function putRows(table: Table, rows: readonly Row[]): Promise<void> {
  const unique = new Map(rows.map((row) => [`${row.pk} ${row.sk}`, row]));
  await writeAll(
    table,
    [...unique.values()].map((Item) => ({ PutRequest: { Item } })),
  );
}

/**
 * The same in transactions: twice the price in AWS, and one write to the disk of an engine that has
 * one, where each row of a batch is several. So it is for what is written once, and a lot of it.
 */
export async function putTogether(table: Table, rows: readonly Row[]): Promise<void> {
  const unique = new Map(rows.map((row) => [`${row.pk} ${row.sk}`, row]));
  for (const some of transactionsOf([...unique.values()])) {
    await transact(
      table,
      some.map((Item) => ({ Put: { TableName: table.name, Item } })),
    );
  }
}

function transactionsOf(rows: readonly Row[]): Row[][] {
  const all: Row[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    const own = Buffer.byteLength(JSON.stringify(row));
    const last = all.at(-1);
    const hasRoom = bytes + own <= bytesTogetherMax && (last?.length ?? 0) < rowsTogetherMax;
    if (last !== undefined && hasRoom) last.push(row);
    else all.push([row]);
    bytes = hasRoom ? bytes + own : own;
  }
  return all;
}

/** Takes them away. */
export async function removeRows(table: Table, rows: readonly Key[]): Promise<void> {
  await writeAll(
    table,
    rows.map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } } })),
  );
}

/** DynamoDB may leave writes of a batch unprocessed: they are asked for again. */
async function writeAll(table: Table, all: Writes): Promise<void> {
  for (let start = 0; start < all.length; start += rowsAtOnceMax) {
    await untilDone(table, all.slice(start, start + rowsAtOnceMax), async (open) => {
      const answer = await table.client.send(
        new BatchWriteCommand({ RequestItems: { [table.name]: open } }),
      );
      return answer.UnprocessedItems?.[table.name] ?? [];
    });
  }
}
