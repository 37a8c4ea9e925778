/**
 * The rows that a backup holds. A walk is no snapshot: what changes behind it is not in it. So who
 * left, complained or bounced while it went is walked once more at its end; where a reader is in it
 * twice, the one who is not mailed counts (`restore-alone.ts`).
 */
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import type { Row, Table } from './client.ts';
import { pages } from './restore-book.ts';
import { restoreRules } from './restore-rules.ts';
import { rowKindOf } from './row-kinds.ts';
import { isExpired } from './subscriber-row.ts';
import { rowsAPage } from './subscriber-walk.ts';

/** All rows that are worth keeping of a table, some at a time; begun at `at` (ms). */
export async function* backupRows(table: Table, at: number): AsyncGenerator<readonly Row[]> {
  for await (const { rows } of pages(table, undefined)) {
    yield rows.filter((row) => isKept(row) && !isExpired(row, at));
  }
  yield* goneSince(table, at);
}

function isKept(row: Row): boolean {
  const kind = rowKindOf({ pk: String(row.pk), sk: String(row.sk) });
  return kind !== undefined && restoreRules[kind].alone !== 'stays away';
}

async function* goneSince(table: Table, at: number): AsyncGenerator<readonly Row[]> {
  const found = paginateScan(
    { client: table.client, pageSize: rowsAPage },
    {
      TableName: table.name,
      ConsistentRead: true,
      FilterExpression:
        '(sk = :reader AND consent.withdrawnAt >= :at) OR ' +
        '(sk IN (:suppression, :hidden, :erased, :gone) AND #at >= :at)',
      ExpressionAttributeNames: { '#at': 'at' },
      ExpressionAttributeValues: {
        ':reader': 'SUBSCRIBER',
        ':suppression': 'SUPPRESSION',
        ':hidden': 'SUPPRESSED',
        ':erased': 'ERASED',
        ':gone': 'GONE',
        ':at': at,
      },
    },
  );
  for await (const { Items = [] } of found) yield Items;
}
