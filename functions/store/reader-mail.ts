/** An edition, a reader, and the batch in which they meet, within a bounded number of calls. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Batch } from '../edition/batch.ts';
import type { ReaderMail } from '../site/desk/editions-uses.ts';
import { batchOf } from './batch-row.ts';
import { getRows, type Table } from './client.ts';
import { editionOf } from './edition-row.ts';
import { readEach } from './row.ts';
import { livingOf } from './subscriber-row.ts';
import { keys } from './table.ts';

/**
 * Undefined where edition or reader are not there. One call for both, and one for each partition of the
 * batches, of at most a megabyte: some 1,500 batches in all.
 */
export async function readerMail(
  table: Table,
  now: () => number,
  { editionId, readerId }: { readonly editionId: string; readonly readerId: string },
): Promise<ReaderMail | undefined> {
  const places = [keys.edition(editionId), keys.subscriber(readerId)];
  const rows = await getRows(table, places);
  const [editions, readers] = places.map(({ pk }) => rows.filter((row) => row.pk === pk));
  const [edition] = readEach(table, editions ?? [], editionOf);
  const reader = livingOf(readers?.[0], now());
  if (edition === undefined || reader === undefined) return undefined;
  return { edition, reader, ...(await batchWith(table, editionId, readerId)) };
}

async function batchWith(table: Table, editionId: string, readerId: string) {
  const parts = await Promise.all(
    keys.batchPartitions(editionId).map((pk) =>
      table.client.send(
        new QueryCommand({
          TableName: table.name,
          KeyConditionExpression: 'pk = :pk',
          FilterExpression: 'contains(readers, :reader)',
          ExpressionAttributeValues: { ':pk': pk, ':reader': readerId },
        }),
      ),
    ),
  );
  const rows = parts.flatMap(({ Items = [] }) => Items);
  // Who was frozen twice has one batch that mailed them, or none that did.
  const [batch] = readEach(table, rows, batchOf).toSorted(
    (a, b) => rankOf(a, readerId) - rankOf(b, readerId),
  );
  const isComplete = parts.every(({ LastEvaluatedKey }) => LastEvaluatedKey === undefined);
  return { batch, isComplete };
}

const ranks = ['submitted', 'refused', undefined, 'skipped'] as const;

function rankOf({ outcomes }: Batch, readerId: string): number {
  return ranks.indexOf(outcomes[readerId]?.kind);
}
