/** A page of what belongs to a newsletter: so much is taken away in one go. */
import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { OwnedKind } from '../edition/plan/owned.ts';
import type { Key, Row, Table } from './client.ts';
import { removeRows } from './many-rows.ts';

/** What went of a place; `isMore`: something may be left there. */
export interface Removed {
  readonly gone: readonly OwnedKind[];
  readonly isMore: boolean;
}

const pageRows = 100;

/** The first rows of a query; `last`: the key behind which there may be more. */
export async function pageOf(
  table: Table,
  query: Omit<QueryCommandInput, 'TableName' | 'Limit'>,
  Limit = pageRows,
): Promise<{ readonly rows: readonly Row[]; readonly last: Row | undefined }> {
  const answer = await table.client.send(
    new QueryCommand({ TableName: table.name, ...query, Limit }),
  );
  return { rows: answer.Items ?? [], last: answer.LastEvaluatedKey };
}

/** The query for all rows of a key range, as they are now; only their keys, or these fields too. */
export function allOf(pk: string, ...fields: readonly string[]) {
  return {
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': pk },
    ProjectionExpression: ['pk', 'sk', ...fields].join(', '),
    ConsistentRead: true,
  };
}

/** The key of a row. */
export const keyOf = ({ pk, sk }: Row): Key => ({ pk: String(pk), sk: String(sk) });

/** Takes away the first rows of a key range. */
export async function removePage(
  table: Table,
  pk: string,
  kindOf: (key: Key) => OwnedKind = () => 'rest',
): Promise<Removed> {
  const { rows, last } = await pageOf(table, allOf(pk));
  const found = rows.map(keyOf);
  await removeRows(table, found);
  return { gone: found.map(kindOf), isMore: last !== undefined };
}

/** What went of several places. */
export function together(all: readonly Removed[]): Removed {
  return { gone: all.flatMap(({ gone }) => gone), isMore: all.some(({ isMore }) => isMore) };
}
