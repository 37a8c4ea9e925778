/** Rows that are written or taken away many at a time, under no condition. */
import { BatchWriteCommand, type BatchWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Key, Row, Table } from './client.ts';
import { untilDone } from './try-again.ts';

/** So many in one call (DynamoDB API Reference, "BatchWriteItem"). */
export const rowsAtOnceMax = 25;

type Writes = NonNullable<BatchWriteCommandInput['RequestItems']>[string];

/** Writes them, whatever is there; of rows with the same key the last counts. */
export async function putRows(table: Table, rows: readonly Row[]): Promise<void> {
  const unique = new Map(rows.map((row) => [`${row.pk} ${row.sk}`, row]));
  await writeAll(
    table,
    [...unique.values()].map((Item) => ({ PutRequest: { Item } })),
  );
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
