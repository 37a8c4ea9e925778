/** All subscribers, one after the other: for the owner's eyes, never for a door. */
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import type { Subscriber } from '../subscriber/subscriber.ts';
import type { Table } from './client.ts';
import { readOrReport } from './row.ts';
import { livingOf } from './subscriber-row.ts';

/** About a page of DynamoDB's own size; the engine of the stage is slow to fill larger ones. */
export const rowsAPage = 1_000;

/** Walks the whole table page by page, in no order; who has expired by `now` is left out. */
export async function* walkSubscribers(table: Table, now: number): AsyncGenerator<Subscriber> {
  const pages = paginateScan(
    { client: table.client, pageSize: rowsAPage },
    {
      TableName: table.name,
      FilterExpression: 'sk = :sk',
      ExpressionAttributeValues: { ':sk': 'SUBSCRIBER' },
    },
  );
  for await (const page of pages) {
    for (const row of page.Items ?? []) {
      const subscriber = readOrReport(table, row, () => livingOf(row, now));
      if (subscriber !== undefined) yield subscriber;
    }
  }
}
