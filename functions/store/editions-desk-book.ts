/** The editions of a newsletter as the desk pages through them, and what became of one. */
import type { EditionPlace, EditionsBook, EditionsPage } from '../site/desk/editions-uses.ts';
import { batchOf } from './batch-row.ts';
import { getRows, queryFirst, type Table } from './client.ts';
import { editionOf, listedEditionOf } from './edition-row.ts';
import { goneAfterEdition } from './growth.ts';
import { markStore } from './marks.ts';
import { readerMail } from './reader-mail.ts';
import { readEach } from './row.ts';
import { keys } from './table.ts';

const pageEditions = 25;
/** Of each of the sixteen parts of an edition's batches. */
const someMax = 6;

/** The book in this table. */
export function editionsDeskBook(table: Table, now: () => number): EditionsBook {
  return {
    page: (newsletterId, after) => page(table, newsletterId, after),
    marks: markStore(table, now).recorded,
    someBatches: (editionId) => someBatches(table, editionId),
    mail: (editionId, readerId) => readerMail(table, now, { editionId, readerId }),
    gone: (edition) => goneAfterEdition(table, edition),
  };
}

async function page(
  table: Table,
  newsletterId: string,
  after: EditionPlace | undefined,
): Promise<EditionsPage> {
  const { pk } = keys.listedEdition(newsletterId, 0, '');
  const start = after && keys.listedEdition(newsletterId, after.scheduledAt, after.id);
  const lines = await queryFirst(table, {
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': pk },
    ScanIndexForward: false,
    Limit: pageEditions + 1,
    ...(start === undefined ? {} : { ExclusiveStartKey: start }),
  });
  const ids = readEach(table, lines.slice(0, pageEditions), listedEditionOf);
  const rows = await getRows(
    table,
    ids.map((id) => keys.edition(id)),
  );
  const found = new Map(readEach(table, rows, editionOf).map((one) => [one.id, one]));
  const editions = ids.flatMap((id) => found.get(id) ?? []);
  const last = editions.at(-1);
  return lines.length <= pageEditions || last === undefined
    ? { editions }
    : { editions, next: { scheduledAt: last.scheduledAt, id: last.id } };
}

async function someBatches(table: Table, editionId: string) {
  const parts = keys.batchPartitions(editionId).map((pk) =>
    queryFirst(table, {
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      Limit: someMax,
    }),
  );
  return readEach(table, (await Promise.all(parts)).flat(), batchOf);
}
