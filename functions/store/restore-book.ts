/** What a restore reads and writes, in the table of now and in the one of then. */
import { isDeepStrictEqual } from 'node:util';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { FeedKey } from '../feed/feed.ts';
import type { SegmentChoice, Subscriber } from '../subscriber/subscriber.ts';
import { givingAddress, notSuppressed, ownerOf } from './address-row.ts';
import { getRow, getRows, type Key, queryRows, type Row, type Table, transact } from './client.ts';
import { feedOf } from './feed-row.ts';
import { feedStore } from './feeds.ts';
import { leftKey, suppressedKey } from './hidden-address.ts';
import { newsletterOf } from './newsletter-row.ts';
import { newsletterStore } from './newsletters.ts';
import { afresh, settingsBack } from './restore-feed.ts';
import { isMailed, type KnownByNow } from './restore-reader.ts';
import {
  nameOf,
  type RestoreDeps,
  type RestoreWrite,
  type RestoreWritten,
} from './restore-table.ts';
import { toRow } from './subscriber-row.ts';
import { rowsAPage } from './subscriber-walk.ts';
import { suppressionOf } from './suppression-row.ts';
import { readersAt, suppressAddress } from './suppressions.ts';
import { keys } from './table.ts';

/** What other rooms do for a restore. */
export interface RestoreMoves {
  /** Makes sure that the segment of this choice exists; returns its id. */
  readonly openSegment: (choice: SegmentChoice) => Promise<string>;
  /** Lets a reader whom the owner had unsubscribed go on where they were. */
  readonly takeBack: (subscriber: Subscriber) => Promise<'saved' | 'changed'>;
  readonly slotOf: (feedId: string, intervalMinutes: number) => string;
  /** Takes a feed away with what waits of it. */
  readonly removeFeed: (key: FeedKey) => Promise<void>;
  /** Under which an earlier release remembered that a reader was erased. */
  readonly earlierHashes: (reader: Subscriber) => readonly string[];
  readonly now: () => number;
}

/** The book of a restore from the table of `then` into the one of `now`. */
export function restoreBook(
  { then, now }: { readonly then: Table; readonly now: Table },
  moves: RestoreMoves,
): Omit<RestoreDeps, 'note'> {
  return {
    pagesThen: (after) => pages(then, after),
    rowsNow: (rows) => rowsByName(now, rows),
    knownOf: (reader) => knownOf(now, reader, moves.earlierHashes(reader)),
    since: () => since(then, now),
    write: async (write) => {
      const written = await writeOne(now, write, moves);
      if (write.kind === 'put' && written === 'written') await putCompany(then, now, write.row);
      return written;
    },
  };
}

/** The same, when nothing is to be written: what it says is what would be. */
export function lookingBook(
  tables: { readonly then: Table; readonly now: Table },
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
  const leaving = [left, ...earlierHashes.map(keys.erased)];
  const asked = [address, keys.suppression(addressKey), hidden, ...leaving].filter(
    (key) => key !== undefined,
  );
  const found = new Map((await getRows(table, asked)).map((row) => [nameOf(row), row]));
  const isThere = (key: Key | undefined) => key !== undefined && found.has(nameOf({ ...key }));
  const owner = found.get(nameOf({ ...address }));
  return {
    hasLeft: leaving.some(isThere),
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

/** Whether there is nothing to write. */
async function isSo(
  table: Table,
  write: RestoreWrite,
  { now }: Pick<RestoreMoves, 'now'>,
): Promise<boolean> {
  switch (write.kind) {
    case 'newsletter':
      return (
        write.now !== undefined &&
        isDeepStrictEqual(newsletterOf(write.row), newsletterOf(write.now))
      );
    case 'settings':
      return settingsBack(feedOf(write.row), feedOf(write.now)) === undefined;
    case 'suppression':
      return isLifted(table, write.row, now());
    default:
      return false;
  }
}

/** Writes one thing that a restore decided on, if it is not so already. */
export async function writeOne(
  table: Table,
  write: RestoreWrite,
  moves: RestoreMoves,
): Promise<RestoreWritten> {
  if (await isSo(table, write, moves)) return 'unchanged';
  const feeds = feedStore(table);
  switch (write.kind) {
    case 'newsletter':
      await newsletterStore(table).save(newsletterOf(write.row));
      return 'written';
    case 'feed': {
      const feed = afresh(feedOf(write.row));
      const added = await feeds.create(feed, moves.slotOf(feed.id, feed.intervalMinutes));
      return added === 'added' ? 'written' : 'changed';
    }
    case 'settings': {
      const feed = feedOf(write.row);
      const changes = settingsBack(feed, feedOf(write.now)) ?? {};
      const slot = moves.slotOf(feed.id, feed.intervalMinutes);
      await feeds.change({ newsletterId: feed.newsletterId, feedId: feed.id }, changes, slot);
      return 'written';
    }
    case 'feed goes':
      await moves.removeFeed(write.key);
      return 'written';
    case 'gate':
      await table.client.send(new PutCommand({ TableName: table.name, Item: write.row }));
      return 'written';
    case 'gate goes': {
      const Key = keyOf(write.now);
      await table.client.send(new DeleteCommand({ TableName: table.name, Key }));
      return 'written';
    }
    case 'reader':
      return bringBack(table, write.subscriber, write.row, moves);
    case 'take back':
      return (await moves.takeBack(write.subscriber)) === 'saved' ? 'written' : 'changed';
    case 'suppression':
      return suppressAgain(table, write.row);
    case 'put':
      return putIfAbsent(table, write.row);
  }
}

const keyOf = ({ pk, sk }: Row): Row => ({ pk, sk });

/** Reader and address together, and only if nothing has come to be known against it. */
async function bringBack(
  table: Table,
  subscriber: Subscriber,
  { dueKind, dueAt }: Row,
  { openSegment, now }: RestoreMoves,
): Promise<RestoreWritten> {
  const { newsletterId, schedule, sections, language } = subscriber;
  const own = language === undefined ? {} : { language };
  const segmentId = await openSegment({ newsletterId, schedule, sections, ...own });
  const left = await leftKey(table, subscriber);
  const TableName = table.name;
  // What of them is kept how long is looked at when it would have been.
  const due = dueKind === 'retention' ? { dueKind, dueAt } : {};
  const ConditionExpression = 'attribute_not_exists(pk)';
  const written = await transact(table, [
    givingAddress(TableName, subscriber, now()),
    {
      Put: {
        TableName,
        Item: { ...toRow({ ...subscriber, segmentId }), ...due },
        ConditionExpression,
      },
    },
    ...(left === undefined
      ? []
      : [{ ConditionCheck: { TableName, Key: left, ConditionExpression } }]),
    ...(await notSuppressed(table, subscriber.addressKey)),
  ]);
  return written === 'written' ? 'written' : 'changed';
}

const addressStart = keys.addressPartition('').length;

async function suppressAgain(table: Table, row: Row): Promise<RestoreWritten> {
  const { reason, at } = suppressionOf(row);
  const { isNew } = await suppressAddress(table, String(row.pk).slice(addressStart), reason, at);
  return isNew ? 'written' : 'unchanged';
}

/** Somebody reads there and is mailed: the owner has let it be mailed since. */
async function isLifted(table: Table, row: Row, now: number): Promise<boolean> {
  return (await readersAt(table, String(row.pk).slice(addressStart), now)).some(isMailed);
}

/** Writes a row if none has its key. */
export async function putIfAbsent(table: Table, Item: Row): Promise<RestoreWritten> {
  const ConditionExpression = 'attribute_not_exists(pk)';
  try {
    await table.client.send(new PutCommand({ TableName: table.name, Item, ConditionExpression }));
    return 'written';
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return 'unchanged';
    throw error;
  }
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
