/** Feeds: found by newsletter, or by the slot in which they are polled. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Feed, FeedKey } from '../feed/feed.ts';
import { contentOf, getRow, queryRows, type Row, type Table } from './client.ts';
import { keys, pollIndex } from './table.ts';

/** What the poll index knows of a feed. */
interface SlotFeed extends FeedKey {
  readonly url: string;
  readonly notBefore?: number;
}

export interface FeedStore {
  readonly load: (key: FeedKey) => Promise<Feed | undefined>;
  readonly list: (newsletterId: string) => Promise<Feed[]>;
  readonly inSlot: (slot: string) => Promise<SlotFeed[]>;
  readonly create: (feed: Feed, slot: string) => Promise<'added' | 'exists'>;
  /** Saves the feed in its slot, unless it was removed meanwhile; a stopped feed is in no slot. */
  readonly save: (feed: Feed, slot: string) => Promise<void>;
  readonly remove: (key: FeedKey) => Promise<void>;
}

/** The feeds in this table. */
export function feedStore(table: Table): FeedStore {
  return {
    load: async ({ newsletterId, feedId }) => {
      const row = await getRow(table, keys.feed(newsletterId, feedId));
      return row && fromRow(row);
    },
    list: async (newsletterId) => {
      const rows = await queryRows(table, {
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: {
          ':pk': keys.newsletterPartition(newsletterId),
          ':prefix': 'FEED#',
        },
      });
      return rows.map(fromRow);
    },
    inSlot: async (slot) => {
      const rows = await queryRows(table, {
        IndexName: pollIndex,
        KeyConditionExpression: 'pollSlot = :slot',
        ExpressionAttributeValues: { ':slot': slot },
      });
      return rows.map(slotFeedOf);
    },
    create: async (feed, slot) =>
      (await put(table, feed, slot, 'attribute_not_exists(pk)')) ? 'added' : 'exists',
    save: async (feed, slot) => {
      await put(table, feed, slot, 'attribute_exists(pk)');
    },
    remove: async ({ newsletterId, feedId }) => {
      const Key = keys.feed(newsletterId, feedId);
      await table.client.send(new DeleteCommand({ TableName: table.name, Key }));
    },
  };
}

async function put(
  table: Table,
  feed: Feed,
  slot: string,
  ConditionExpression: string,
): Promise<boolean> {
  const place = feed.state === 'active' ? { pollSlot: slot } : {};
  const Item = { ...keys.feed(feed.newsletterId, feed.id), ...feed, feedId: feed.id, ...place };
  try {
    await table.client.send(new PutCommand({ TableName: table.name, Item, ConditionExpression }));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

function slotFeedOf(row: Row): SlotFeed {
  return {
    newsletterId: String(row.newsletterId),
    feedId: String(row.feedId),
    url: String(row.url),
    ...(typeof row.notBefore === 'number' ? { notBefore: row.notBefore } : {}),
  };
}

function fromRow(row: Row): Feed {
  const { feedId: _, ...feed } = contentOf(row);
  return feed as unknown as Feed;
}
