/** The writes of a restore, each under the condition that makes it harmless. */
import { isDeepStrictEqual } from 'node:util';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { FeedKey } from '../feed/feed.ts';
import type { SegmentChoice, Subscriber } from '../subscriber/subscriber.ts';
import { addressRow, givingAddress, notSuppressed } from './address-row.ts';
import { type Key, type Row, type Table, transact } from './client.ts';
import { feedOf } from './feed-row.ts';
import { feedStore } from './feeds.ts';
import { goneKey, leftKey } from './hidden-address.ts';
import { newsletterOf } from './newsletter-row.ts';
import { newsletterStore } from './newsletters.ts';
import { isMailed } from './reader-moves.ts';
import type { RestoreWrite, RestoreWritten } from './restore-counts.ts';
import { afresh, settingsBack } from './restore-feed.ts';
import { consentAt } from './restore-reader.ts';
import { toRow } from './subscriber-row.ts';
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

/** Whether there is nothing to write. */
export async function isSo(
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
    case 'standing':
      return keepStanding(table, write.subscriber, write.row);
    case 'trace':
      return putTrace(table, write.row);
    case 'take back':
      return (await moves.takeBack(write.subscriber)) === 'saved' ? 'written' : 'changed';
    case 'suppression':
      return suppressAgain(table, write.row, moves.now());
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
  const gone = await goneKey(table, subscriber.id);
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
    ...(left === undefined ? [] : [stillIn(TableName, left, consentAt(subscriber))]),
    ...(gone === undefined
      ? []
      : [{ ConditionCheck: { TableName, Key: { ...gone }, ConditionExpression } }]),
    ...(await notSuppressed(table, subscriber.addressKey)),
  ]);
  return written === 'written' ? 'written' : 'changed';
}

/** With the address, unless somebody has it; what was under way is over, and retention goes on. */
async function keepStanding(
  table: Table,
  subscriber: Subscriber,
  { dueKind, dueAt, segmentShard: _, ...row }: Row,
): Promise<RestoreWritten> {
  const { addressKey, newsletterId, id } = subscriber;
  await putIfAbsent(table, addressRow({ id, newsletterId, addressKey }));
  return putIfAbsent(table, { ...row, ...(dueKind === 'retention' ? { dueKind, dueAt } : {}) });
}

const traceStart = keys.trace('', '').pk.length;

async function putTrace(table: Table, Item: Row): Promise<RestoreWritten> {
  const TableName = table.name;
  const Key = keys.subscriber(String(Item.pk).slice(traceStart));
  return await transact(table, [
    { Put: { TableName, Item } },
    { ConditionCheck: { TableName, Key, ConditionExpression: 'attribute_exists(pk)' } },
  ]).then((written) => (written === 'written' ? 'written' : 'unchanged'));
}

/** Part of a transaction: they have not left since they consented. */
function stillIn(TableName: string, Key: Key, consented: number) {
  return {
    ConditionCheck: {
      TableName,
      Key: { ...Key },
      ConditionExpression: 'attribute_not_exists(pk) OR #at < :consented',
      ExpressionAttributeNames: { '#at': 'at' },
      ExpressionAttributeValues: { ':consented': consented },
    },
  };
}

const addressStart = keys.addressPartition('').length;

async function suppressAgain(table: Table, row: Row, now: number): Promise<RestoreWritten> {
  const { reason, at } = suppressionOf(row);
  const addressKey = String(row.pk).slice(addressStart);
  const { isNew } = await suppressAddress(table, addressKey, reason, at, now);
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
