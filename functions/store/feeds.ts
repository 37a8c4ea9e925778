/** Feeds: found by newsletter, or by the slot in which they are polled. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Feed, FeedKey } from '../feed/feed.ts';
import type { FeedChanges } from '../feed/keep/changes.ts';
import { contentOf, getRow, queryRows, type Row, type Table, updateRow } from './client.ts';
import { keys, pollIndex } from './table.ts';
import { expectSubscription, makeSubscriptionDue } from './websub.ts';

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
  /**
   * Writes these fields and no others, unless the feed was removed meanwhile. With a slot the feed
   * moves into it, unless it was stopped meanwhile: a stopped feed is in none.
   */
  readonly change: (key: FeedKey, changes: FeedChanges, slot?: string) => Promise<void>;
  /** Leaves the feeds that `isMeant` says alone until then, in all newsletters. */
  readonly pause: (isMeant: (feed: Feed) => boolean, until: number) => Promise<void>;
  readonly remove: (key: FeedKey) => Promise<void>;
}

/** The feeds in this table. */
export function feedStore(table: Table): FeedStore {
  return {
    load: async ({ newsletterId, feedId }) => {
      const row = await getRow(table, keys.feed(newsletterId, feedId));
      return row && feedOf(row);
    },
    list: (newsletterId) => list(table, newsletterId),
    inSlot: async (slot) => {
      const rows = await queryRows(table, {
        IndexName: pollIndex,
        KeyConditionExpression: 'pollSlot = :slot',
        ExpressionAttributeValues: { ':slot': slot },
      });
      return rows.map(slotFeedOf);
    },
    create: async (feed, slot) => ((await create(table, feed, slot)) ? 'added' : 'exists'),
    change: (key, changes, slot) => change(table, key, changes, slot),
    pause: (isMeant, until) => pause(table, isMeant, until),
    remove: async ({ newsletterId, feedId }) => {
      const Key = keys.feed(newsletterId, feedId);
      await table.client.send(new DeleteCommand({ TableName: table.name, Key }));
      await makeSubscriptionDue(table, { newsletterId, feedId });
    },
  };
}

async function list(table: Table, newsletterId: string): Promise<Feed[]> {
  const rows = await queryRows(table, {
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: {
      ':pk': keys.newsletterPartition(newsletterId),
      ':prefix': 'FEED#',
    },
  });
  return rows.map(feedOf);
}

async function create(table: Table, feed: Feed, slot: string): Promise<boolean> {
  const place = feed.state === 'active' ? { pollSlot: slot } : {};
  const Item = { ...keys.feed(feed.newsletterId, feed.id), ...feed, feedId: feed.id, ...place };
  const ConditionExpression = 'attribute_not_exists(pk)';
  try {
    await table.client.send(new PutCommand({ TableName: table.name, Item, ConditionExpression }));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

async function change(
  table: Table,
  key: FeedKey,
  changes: FeedChanges,
  slot: string | undefined,
): Promise<void> {
  const place = changes.state === 'stopped' ? { pollSlot: undefined } : {};
  if (slot === undefined || changes.state === 'stopped') {
    await updateFields(table, key, { ...changes, ...place }, 'attribute_exists(pk)');
    if (changes.state === 'stopped') await makeSubscriptionDue(table, key);
  } else if (changes.state === 'active') {
    await updateFields(table, key, { ...changes, pollSlot: slot }, 'attribute_exists(pk)');
    // After the feed's own row: a stopped feed's subscription would be forgotten again.
    await expectSubscription(table, key);
  } else {
    const inSlot = { ...changes, pollSlot: slot };
    const isMoved = await updateFields(table, key, inSlot, 'attribute_exists(pollSlot)');
    if (!isMoved) await updateFields(table, key, changes, 'attribute_exists(pk)');
  }
}

async function updateFields(
  table: Table,
  { newsletterId, feedId }: FeedKey,
  fields: Row,
  ConditionExpression: string,
): Promise<boolean> {
  const named = Object.entries(fields).map(([name, value], n) => ({ name, value, at: n }));
  const set = named.filter(({ value }) => value !== undefined);
  const removed = named.filter(({ value }) => value === undefined);
  const update = {
    UpdateExpression: [
      ...(set.length > 0 ? [`SET ${set.map(({ at }) => `#f${at} = :v${at}`).join(', ')}`] : []),
      ...(removed.length > 0 ? [`REMOVE ${removed.map(({ at }) => `#f${at}`).join(', ')}`] : []),
    ].join(' '),
    ConditionExpression,
    ExpressionAttributeNames: Object.fromEntries(named.map(({ name, at }) => [`#f${at}`, name])),
    ...(set.length > 0
      ? {
          ExpressionAttributeValues: Object.fromEntries(
            set.map(({ value, at }) => [`:v${at}`, value]),
          ),
        }
      : {}),
  };
  return (await updateRow(table, keys.feed(newsletterId, feedId), update)).kind === 'updated';
}

async function pause(table: Table, isMeant: (feed: Feed) => boolean, until: number): Promise<void> {
  const newsletters = await queryRows(table, {
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': keys.newsletters.pk },
    ProjectionExpression: 'sk',
  });
  for (const { sk } of newsletters) {
    for (const feed of (await list(table, String(sk))).filter(isMeant)) {
      await updateRow(table, keys.feed(feed.newsletterId, feed.id), {
        UpdateExpression: 'SET notBefore = :until',
        ConditionExpression:
          'attribute_exists(pk) AND (attribute_not_exists(notBefore) OR notBefore < :until)',
        ExpressionAttributeValues: { ':until': until },
      });
    }
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

/** The feed in a row of this table. */
export function feedOf(row: Row): Feed {
  const { feedId: _, ...feed } = contentOf(row);
  return feed as unknown as Feed;
}
