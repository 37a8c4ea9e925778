/** The `due` index: rows that something must look at by a certain instant. */
import { type Key, queryFirst, type Table } from './client.ts';
import { type DueKind, dueIndex } from './table.ts';

/** The keys of the rows of a kind that are due at `at`, the longest overdue first. */
export async function dueKeys(
  table: Table,
  kind: DueKind,
  at: number,
  limit = 1_000,
): Promise<Key[]> {
  const rows = await queryFirst(table, {
    IndexName: dueIndex,
    KeyConditionExpression: 'dueKind = :kind AND dueAt <= :at',
    ExpressionAttributeValues: { ':kind': kind, ':at': at },
    Limit: limit,
  });
  return rows.map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) }));
}
