/** What a restore reads and writes, in the table of now and in the one of then. */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Subscriber } from '../subscriber/subscriber.ts';
import { ownerOf } from './address-row.ts';
import { getRow, getRows, type Key, queryRows, type Row, type Table } from './client.ts';
import { goneKey, leftKey, suppressionKeys } from './hidden-address.ts';
import { putTogether } from './many-rows.ts';
import { newsletterStore } from './newsletters.ts';
import { putIfAbsent } from './put-if-absent.ts';
import { type AloneDeps, personOf } from './restore-alone.ts';
import type { RestoreWrite } from './restore-counts.ts';
import { writePeople } from './restore-people.ts';
import { consentAt, type KnownByNow } from './restore-reader.ts';
import { nameOf, type RestoreDeps } from './restore-table.ts';
import { isSo, type RestoreMoves, writeOne } from './restore-write.ts';
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
    knownOf: async (reader) => {
      const [known] = await knownOfAll(now, [reader], moves);
      return known ?? nothingKnown;
    },
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

/** The book of a restore into a table that has none of the rows. */
export function aloneBook(table: Table, moves: RestoreMoves): Omit<AloneDeps, 'add'> {
  return {
    knownOfAll: (readers) => knownOfAll(table, readers, moves),
    write: (write) => writeOne(table, write, moves),
    writeTogether: async (writes) => {
      const rows = writes.flatMap((one) => (one.kind === 'put' ? [one.row] : []));
      if (rows.length < writes.length) return writePeople(table, writes.flatMap(personOf), moves);
      await putTogether(table, rows);
      return 'written';
    },
  };
}

const nothingKnown: KnownByNow = { hasLeft: false, isSuppressed: false, isTaken: false };

/** What is known here of the addresses of readers whose rows are gone, in their order. */
async function knownOfAll(
  table: Table,
  readers: readonly Subscriber[],
  { earlierHashes }: Pick<RestoreMoves, 'earlierHashes'>,
): Promise<KnownByNow[]> {
  const places = await Promise.all(
    readers.map(async (reader) => placesOf(table, reader, earlierHashes(reader))),
  );
  const asked = places.flatMap(({ address, suppressing, gone, leaving }) =>
    [address, ...suppressing, gone, ...leaving].filter((key) => key !== undefined),
  );
  const found = new Map((await getRows(table, asked)).map((row) => [nameOf(row), row]));
  return places.map((one) => knownFrom(one, found));
}

interface Places {
  readonly reader: Subscriber;
  readonly address: Key;
  readonly suppressing: readonly Key[];
  readonly gone: Key | undefined;
  readonly leaving: readonly Key[];
}

async function placesOf(
  table: Table,
  reader: Subscriber,
  earlierHashes: readonly string[],
): Promise<Places> {
  const { id, newsletterId, addressKey } = reader;
  const left = await leftKey(table, reader);
  return {
    reader,
    address: keys.address(addressKey, newsletterId),
    suppressing: await suppressionKeys(table, addressKey),
    gone: await goneKey(table, id),
    leaving: [...(left === undefined ? [] : [left]), ...earlierHashes.map(keys.erased)],
  };
}

function knownFrom(
  { reader, address, suppressing, gone, leaving }: Places,
  found: ReadonlyMap<string, Row>,
): KnownByNow {
  const rowAt = (key: Key | undefined) => key && found.get(nameOf({ ...key }));
  const owner = rowAt(address);
  const consented = consentAt(reader);
  const hasLeftSince = (key: Key) => {
    const row = rowAt(key);
    return row !== undefined && erasedAt(row) >= consented;
  };
  return {
    hasLeft: rowAt(gone) !== undefined || leaving.some(hasLeftSince),
    isSuppressed: suppressing.some((key) => rowAt(key) !== undefined),
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
