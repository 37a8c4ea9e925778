/** Everything that an export of a newsletter's readers holds: for the owner, never for a door. */
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import type { Subscriber, Suppression } from '../subscriber/subscriber.ts';
import { getRow, type Row, type Table } from './client.ts';
import { suppressionRow } from './hidden-address.ts';
import { readOrReport } from './row.ts';
import { fromRow, isExpired } from './subscriber-row.ts';
import { rowsAPage } from './subscriber-walk.ts';
import { erasedAt, suppressionOf } from './suppression-row.ts';
import { keys } from './table.ts';

/** A row of the export: a reader, or an address that is suppressed or erased. */
export type ExportRow =
  | {
      readonly kind: 'reader';
      readonly subscriber: Subscriber;
      readonly suppression: Suppression | undefined;
    }
  /** Suppressed, and no reader's address. */
  | { readonly kind: 'suppression'; readonly addressKey: string; readonly suppression: Suppression }
  /** Suppressed, and only known by its hash. */
  | {
      readonly kind: 'hidden-suppression';
      readonly hash: string;
      readonly suppression: Suppression;
    }
  | { readonly kind: 'erasure'; readonly hash: string; readonly at: number };

/** Walks the whole table page by page, in no order; who has expired by `now` is left out. */
export async function* exportRows(
  table: Table,
  newsletterId: string,
  now: number,
): AsyncGenerator<ExportRow> {
  const pages = paginateScan(
    { client: table.client, pageSize: rowsAPage },
    {
      TableName: table.name,
      FilterExpression:
        'sk IN (:suppression, :hidden, :erased) OR (sk = :subscriber AND newsletterId = :newsletter)',
      ExpressionAttributeValues: {
        ':subscriber': 'SUBSCRIBER',
        ':suppression': 'SUPPRESSION',
        ':hidden': 'SUPPRESSED',
        ':erased': 'ERASED',
        ':newsletter': newsletterId,
      },
    },
  );
  for await (const page of pages) {
    for (const row of page.Items ?? []) {
      const found = await exportRow(table, row, newsletterId, now);
      if (found !== undefined) yield found;
    }
  }
}

async function exportRow(
  table: Table,
  row: Row,
  newsletterId: string,
  now: number,
): Promise<ExportRow | undefined> {
  if (row.sk === 'ERASED') {
    const at = readOrReport(table, row, erasedAt);
    return at === undefined ? undefined : { kind: 'erasure', hash: nameIn(row), at };
  }
  if (row.sk === 'SUPPRESSED') {
    const suppression = readOrReport(table, row, suppressionOf);
    return suppression && { kind: 'hidden-suppression', hash: nameIn(row), suppression };
  }
  if (row.sk === 'SUPPRESSION') return strangerRow(table, row, newsletterId, now);
  return isExpired(row, now) ? undefined : readerRow(table, row);
}

/** An address that is suppressed, unless one of the readers has it. */
async function strangerRow(
  table: Table,
  row: Row,
  newsletterId: string,
  now: number,
): Promise<ExportRow | undefined> {
  const addressKey = nameIn(row);
  const address = await getRow(table, keys.address(addressKey, newsletterId));
  if (address !== undefined && !isExpired(address, now)) return undefined;
  const suppression = readOrReport(table, row, suppressionOf);
  return suppression && { kind: 'suppression', addressKey, suppression };
}

async function readerRow(table: Table, row: Row): Promise<ExportRow | undefined> {
  const subscriber = readOrReport(table, row, fromRow);
  if (subscriber === undefined) return undefined;
  if (!subscriber.suppressed) return { kind: 'reader', subscriber, suppression: undefined };
  const found = await suppressionRow(table, subscriber.addressKey);
  // A reader who says so themselves stays suppressed, whatever became of the other row.
  const suppression = (found && readOrReport(table, found, suppressionOf)) ?? {
    reason: 'bounce',
    at: subscriber.createdAt,
  };
  return { kind: 'reader', subscriber, suppression };
}

/** What stands behind the first `#` of the key. */
function nameIn({ pk }: Row): string {
  const key = String(pk);
  return key.slice(key.indexOf('#') + 1);
}
