/** The editions of a newsletter as the desk pages through them, and what became of one. */
import type { EditionPlace, EditionsBook, EditionsPage } from '../site/desk/editions-uses.ts';
import { batchOf } from './batch-row.ts';
import { getRows, queryFirst, type Table } from './client.ts';
import { editionOf, listedEditionOf } from './edition-row.ts';
import { goneAfterEdition } from './growth.ts';
import { leavingsOf } from './leavings.ts';
import { markStore } from './marks.ts';
import { readerMail } from './reader-mail.ts';
import { readEach } from './row.ts';
import { keys } from './table.ts';

const pageEditions = 25;
/** An edition of so many batches is read whole. */
const wholeMax = 96;
/** Of each of the sixteen parts of the batches of a larger one. */
const ofEachPart = 3;

/** The book in this table. */
export function editionsDeskBook(table: Table, now: () => number): EditionsBook {
  return {
    page: (newsletterId, after) => page(table, newsletterId, after),
    marks: markStore(table, now).recorded,
    someBatches: (edition) => someBatches(table, edition),
    mail: (editionId, readerId) => readerMail(table, now, { editionId, readerId }),
    gone: (edition) => goneAfterEdition(table, edition),
    leavings: ({ id, newsletterId }, limit) =>
      leavingsOf(table, { newsletterId, editionId: id, limit, now: now() }),
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

async function someBatches(
  table: Table,
  { id, batches }: Parameters<EditionsBook['someBatches']>[0],
) {
  const Limit = batches <= wholeMax ? wholeMax : ofEachPart;
  const parts = keys.batchPartitions(id).map((pk) =>
    queryFirst(table, {
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      Limit,
    }),
  );
  return readEach(table, (await Promise.all(parts)).flat(), batchOf);
}
