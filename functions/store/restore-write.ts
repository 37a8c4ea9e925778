/** The writes of a restore, each under the condition that makes it harmless. */
import { isDeepStrictEqual } from 'node:util';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { FeedKey } from '../feed/feed.ts';
import type { Subscriber } from '../subscriber/subscriber.ts';
import { type Row, type Table, transact } from './client.ts';
import { feedOf } from './feed-row.ts';
import { feedStore } from './feeds.ts';
import { newsletterOf } from './newsletter-row.ts';
import { newsletterStore } from './newsletters.ts';
import { putIfAbsent } from './put-if-absent.ts';
import { isMailed } from './reader-moves.ts';
import type { RestoreWrite, RestoreWritten } from './restore-counts.ts';
import { afresh, settingsBack } from './restore-feed.ts';
import { keepStanding, type PeopleMoves, writePeople } from './restore-people.ts';
import { dueNoLaterThan } from './segments.ts';
import { suppressionOf } from './suppression-row.ts';
import { readersAt, suppressAddress } from './suppressions.ts';
import { keys } from './table.ts';

/** What other rooms do for a restore. */
export interface RestoreMoves extends PeopleMoves {
  /** Lets a reader whom the owner had unsubscribed go on where they were. */
  readonly takeBack: (subscriber: Subscriber) => Promise<'saved' | 'changed'>;
  readonly slotOf: (feedId: string, intervalMinutes: number) => string;
  /** Takes a feed away with what waits of it. */
  readonly removeFeed: (key: FeedKey) => Promise<void>;
  /** Under which an earlier release remembered that a reader was erased. */
  readonly earlierHashes: (reader: Subscriber) => readonly string[];
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
      await putRow(table, write.row);
      return 'written';
    case 'gate goes': {
      const Key = keyOf(write.now);
      await table.client.send(new DeleteCommand({ TableName: table.name, Key }));
      return 'written';
    }
    case 'standing':
      return keepStanding(table, write);
    case 'reader':
    case 'pending':
      return writePeople(table, [write], moves);
    case 'due':
      return (await dueNoLaterThan(table, write, write.at)) ? 'written' : 'unchanged';
    case 'archive':
      await putRow(table, write.row);
      return 'written';
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

async function putRow(table: Table, Item: Row): Promise<void> {
  await table.client.send(new PutCommand({ TableName: table.name, Item }));
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
