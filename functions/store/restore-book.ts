/** What a restore reads and writes, in the table of now and in the one of then. */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Subscriber } from '../subscriber/subscriber.ts';
import { ownerOf } from './address-row.ts';
import { getRow, getRows, type Key, queryRows, type Row, type Table } from './client.ts';
import { goneKey, leftKey, suppressedKey } from './hidden-address.ts';
import { newsletterStore } from './newsletters.ts';
import type { RestoreWrite } from './restore-counts.ts';
import { consentAt, type KnownByNow } from './restore-reader.ts';
import { nameOf, type RestoreDeps } from './restore-table.ts';
import { isSo, putIfAbsent, type RestoreMoves, writeOne } from './restore-write.ts';
import { rowsAPage } from './subscriber-walk.ts';
import { erasedAt } from './suppression-row.ts';
import { keys } from './table.ts';

/** The book of a restore from the table of `then` into the one of `now`. */
export function restoreBook(
  { past, now }: { readonly past: Table; readonly now: Table },
  moves: RestoreMoves,
): Omit<RestoreDeps, 'note'> {
  return {
    pagesThen: (after) => pages(past, after),
    rowsNow: (rows) => rowsByName(now, rows),
    knownOf: (reader) => knownOf(now, reader, moves.earlierHashes(reader)),
    since: () => since(past, now),
    write: async (write) => {
      const written = await writeOne(now, write, moves);
      if (write.kind === 'put' && written === 'written') await putCompany(past, now, write.row);
      return written;
    },
  };
}

/** The same, when nothing is to be written: what it says is what would be. */
export function lookingBook(
  tables: { readonly past: Table; readonly now: Table },
  moves: Pick<RestoreMoves, 'now' | 'earlierHashes'>,
): Omit<RestoreDeps, 'note'> {
  const nothing = () => Promise.reject(new Error('A look writes nothing.'));
  const idle = { ...moves, openSegment: nothing, takeBack: nothing, removeFeed: nothing };
  return {
    ...restoreBook(tables, { ...idle, slotOf: () => '' }),
    write: async (write) => ((await isSo(tables.now, write, moves)) ? 'unchanged' : 'written'),
  };
}

/** Walks a table page by page, in no order, from a place on; the pages are as long as a scan's. */
export async function* pages(
  table: Table,
  after: Row | undefined,
): AsyncGenerator<{ rows: Row[]; after: Row | undefined }> {
  let start = after;
  do {
    const answer = await table.client.send(
      new ScanCommand({
        TableName: table.name,
        Limit: rowsAPage,
        ConsistentRead: true,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    start = answer.LastEvaluatedKey;
    yield { rows: answer.Items ?? [], after: start };
  } while (start !== undefined);
}

async function rowsByName(table: Table, rows: readonly Row[]): Promise<Map<string, Row>> {
  const wanted = rows.map(({ pk, sk }): Key => ({ pk: String(pk), sk: String(sk) }));
  return new Map((await getRows(table, wanted)).map((row) => [nameOf(row), row]));
}

/** What is known here of the address of a reader whose row is gone. */
async function knownOf(
  table: Table,
  reader: Subscriber,
  earlierHashes: readonly string[],
): Promise<KnownByNow> {
  const { newsletterId, addressKey } = reader;
  const [left, hidden] = [await leftKey(table, reader), await suppressedKey(table, addressKey)];
  const address = keys.address(addressKey, newsletterId);
  const gone = await goneKey(table, reader.id);
  const leaving = [left, ...earlierHashes.map(keys.erased)];
  const asked = [address, keys.suppression(addressKey), hidden, gone, ...leaving].filter(
    (key) => key !== undefined,
  );
  const found = new Map((await getRows(table, asked)).map((row) => [nameOf(row), row]));
  const isThere = (key: Key | undefined) => key !== undefined && found.has(nameOf({ ...key }));
  const owner = found.get(nameOf({ ...address }));
  const consented = consentAt(reader);
  const leftAt = (key: Key | undefined) => {
    const row = key && found.get(nameOf({ ...key }));
    return row === undefined ? Number.NEGATIVE_INFINITY : erasedAt(row);
  };
  return {
    hasLeft: isThere(gone) || leaving.some((key) => leftAt(key) >= consented),
    isSuppressed: isThere(keys.suppression(addressKey)) || isThere(hidden),
    isTaken: owner !== undefined && ownerOf(owner) !== reader.id,
  };
}

/** Feeds and gates that came since, of newsletters that were there then. */
async function* since(then: Table, now: Table): AsyncGenerator<RestoreWrite> {
  for (const { id } of await newsletterStore(now).list()) {
    if ((await getRow(then, keys.newsletter(id))) === undefined) continue;
    const rows = (await queryRows(now, partitionOf(id))).filter(goes);
    const known = await rowsByName(then, rows);
    for (const row of rows.filter((one) => !known.has(nameOf(one)))) yield goesAway(row, id);
  }
}

function partitionOf(newsletterId: string) {
  return {
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': keys.newsletterPartition(newsletterId) },
    ConsistentRead: true,
  };
}

const feedStart = keys.feed('', '').sk;

function goes({ sk }: Row): boolean {
  return sk === keys.gate('').sk || String(sk).startsWith(feedStart);
}

function goesAway(row: Row, newsletterId: string): RestoreWrite {
  return row.sk === keys.gate('').sk
    ? { kind: 'gate goes', now: row }
    : { kind: 'feed goes', key: { newsletterId, feedId: String(row.sk).slice(feedStart.length) } };
}

/** What stands beside a content or an edition comes with it: parts of its list, its marks. */
async function putCompany(then: Table, now: Table, { pk, sk }: Row): Promise<void> {
  if (sk !== 'CONTENT' && sk !== 'EDITION') return;
  const rows = await queryRows(then, {
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': pk },
  });
  const beside = rows.filter((row) => companions.some((start) => String(row.sk).startsWith(start)));
  for (const row of beside) await putIfAbsent(now, row);
}

const companions = ['RECORD#', keys.editionMarks('').sk];
