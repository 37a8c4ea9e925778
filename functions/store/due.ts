/** The `due` index: rows that something must look at by a certain instant. */
import { getRow, getRows, type Key, queryFirst, type Row, type Table } from './client.ts';
import { dueIndex } from './indexes.ts';

/** What the `due` index is asked for. */
export const dueKinds = [
  'segment',
  'edition',
  'held',
  'batch',
  'confirmation',
  'notice',
  'websub',
  'ping',
  'archive',
  'readers',
  'retention',
  'suppression',
  'call',
  'gate',
  'delivery',
  'import',
  'default-move',
  'deletion',
] as const;

/** A kind of row in the `due` index. */
export type DueKind = (typeof dueKinds)[number];

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

/** When the first row of a kind is due of those that are due after `at`; undefined when none is. */
export async function firstDueAfter(
  table: Table,
  kind: DueKind,
  at: number,
): Promise<number | undefined> {
  const [row] = await queryFirst(table, {
    IndexName: dueIndex,
    KeyConditionExpression: 'dueKind = :kind AND dueAt > :at',
    ExpressionAttributeValues: { ':kind': kind, ':at': at },
    Limit: 1,
  });
  return row === undefined ? undefined : Number(row.dueAt);
}

/** The rows of a kind that are due at `at` as they are now, the longest overdue first. */
export async function dueRows(
  table: Table,
  kind: DueKind,
  at: number,
  limit?: number,
): Promise<Row[]> {
  const due = await dueKeys(table, kind, at, limit);
  const rows = await Promise.all(due.map((key) => getRow(table, key)));
  return rows.filter((row) => row !== undefined);
}

/** The same, a hundred in a call: for doors that may read so. */
export async function dueRowsTogether(
  table: Table,
  kind: DueKind,
  at: number,
  limit?: number,
): Promise<Row[]> {
  const rows = await getRows(table, await dueKeys(table, kind, at, limit));
  return rows.sort((a, b) => Number(a.dueAt) - Number(b.dueAt));
}
