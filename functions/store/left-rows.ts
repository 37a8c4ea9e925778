/** The table of a place that was left: what has happened there since, and how it is emptied. */
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import type { Row, Table } from './client.ts';
import { removeRows } from './many-rows.ts';
import { pages } from './restore-book.ts';
import { type RowKind, rowKindOf } from './row-kinds.ts';
import { rowsAPage } from './subscriber-walk.ts';

/**
 * Readers who asked, confirmed, left or came back at `since` (ms) or later, and records of who left,
 * was erased, bounced or complained since. Pauses and choices tell no instant, and are not among them.
 */
export async function rowsSince(table: Table, since: number): Promise<Row[]> {
  const found = paginateScan(
    { client: table.client, pageSize: rowsAPage },
    {
      TableName: table.name,
      ConsistentRead: true,
      FilterExpression:
        '(sk = :reader AND (consent.requestedAt >= :at OR consent.confirmedAt >= :at ' +
        'OR consent.withdrawnAt >= :at OR consent.restoredAt >= :at)) OR ' +
        '(sk IN (:suppression, :hidden, :erased, :gone) AND #at >= :at)',
      ExpressionAttributeNames: { '#at': 'at' },
      ExpressionAttributeValues: {
        ':reader': 'SUBSCRIBER',
        ':suppression': 'SUPPRESSION',
        ':hidden': 'SUPPRESSED',
        ':erased': 'ERASED',
        ':gone': 'GONE',
        ':at': since,
      },
    },
  );
  const rows: Row[] = [];
  for await (const { Items = [] } of found) rows.push(...Items);
  return rows;
}

/** They are about the place and not about what was kept in it. */
const ofPlace = new Set<RowKind>([
  'pace',
  'reputation',
  'schema',
  'migration',
  'upkeep',
  'pollTick',
  'eventTick',
  'window',
  'pausedSite',
]);

/** Takes away all that another place goes on with; what is about the place itself stays. */
export async function emptyLeftPlace(table: Table): Promise<void> {
  for await (const { rows } of pages(table, undefined)) {
    const going = rows
      .map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) }))
      .filter((key) => {
        const kind = rowKindOf(key);
        return kind !== undefined && !ofPlace.has(kind);
      });
    await removeRows(table, going);
  }
}
