/** Feeds: found by newsletter, or by the slot in which they are polled. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { dayMs } from '../config/time.ts';
import type { Source } from '../edition/choose/choose.ts';
import type { Feed, FeedKey } from '../feed/feed.ts';
import type { FeedChanges } from '../feed/keep/changes.ts';
import { getRow, queryRows, type Row, type Table, ttl, updateRow } from './client.ts';
import { dueRows } from './due.ts';
import { feedOf, feedRow, gateDue, type SlotFeed, slotFeedOf, sourceOf } from './feed-row.ts';
import { feedsInSlots } from './feed-slots.ts';
import { seenKeptMs } from './item-row.ts';
import { updateOfFields } from './named-fields.ts';
import { readEach } from './row.ts';
import { keys } from './table.ts';
import { expectSubscription, makeSubscriptionDue } from './websub.ts';

/** The feed rows. */
export interface FeedStore {
  readonly load: (key: FeedKey) => Promise<Feed | undefined>;
  readonly list: (newsletterId: string) => Promise<Feed[]>;
  /** The feeds as editions see them. Throws when one is malformed: its items would be lost. */
  readonly sources: (newsletterId: string) => Promise<Source[]>;
  readonly inSlots: (slots: readonly string[]) => Promise<SlotFeed[]>;
  /** The feeds of which something waits at the gate that is to be looked at by `at` (ms). */
  readonly atGate: (at: number) => Promise<SlotFeed[]>;
  readonly create: (feed: Feed, slot: string) => Promise<'added' | 'exists'>;
  /**
   * Writes these fields and no others, unless the feed was removed meanwhile. With a slot the feed
   * moves into it, unless it was stopped meanwhile: a stopped feed is in none.
   */
  readonly change: (key: FeedKey, changes: FeedChanges, slot?: string) => Promise<void>;
  /** Takes it away at `at` (ms). */
  readonly remove: (key: FeedKey, at: number) => Promise<void>;
}

/** The feeds in this table. */
export function feedStore(table: Table): FeedStore {
  return {
    load: (key) => load(table, key),
    list: (newsletterId) => list(table, newsletterId),
    sources: async (newsletterId) => (await rowsOf(table, newsletterId)).map(sourceOf),
    inSlots: (slots) => feedsInSlots(table, slots),
    atGate: (at) => atGate(table, at),
    create: async (feed, slot) => ((await create(table, feed, slot)) ? 'added' : 'exists'),
    change: (key, changes, slot) => change(table, key, changes, slot),
    remove: async (key, at) => {
      await remove(table, key, at);
      await makeSubscriptionDue(table, key);
    },
  };
}

async function load(table: Table, { newsletterId, feedId }: FeedKey): Promise<Feed | undefined> {
  const row = await getRow(table, keys.feed(newsletterId, feedId));
  return row && feedOf(row);
}

async function list(table: Table, newsletterId: string): Promise<Feed[]> {
  return readEach(table, await rowsOf(table, newsletterId), feedOf);
}

/**
 * As long as anything of it is kept: what was seen, which outlives what was kept out at its gate. A day
 * more, as a fetch may be at work.
 */
const formerKeptMs = seenKeptMs + dayMs;

/** First noted: who deletes the newsletter finds by its id what was seen of it. */
async function remove(table: Table, { newsletterId, feedId }: FeedKey, at: number): Promise<void> {
  const former = keys.formerFeed(newsletterId, feedId);
  const Item = { ...former, newsletterId, expiresAt: ttl(at + formerKeptMs) };
  await table.client.send(new PutCommand({ TableName: table.name, Item }));
  const Key = keys.feed(newsletterId, feedId);
  await table.client.send(new DeleteCommand({ TableName: table.name, Key }));
}

const gateFeedsMax = 200;

async function atGate(table: Table, at: number): Promise<SlotFeed[]> {
  return readEach(table, await dueRows(table, 'gate', at, gateFeedsMax), slotFeedOf);
}

function rowsOf(table: Table, newsletterId: string): Promise<Row[]> {
  return queryRows(table, {
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: {
      ':pk': keys.newsletterPartition(newsletterId),
      ':prefix': 'FEED#',
    },
  });
}

async function create(table: Table, feed: Feed, slot: string): Promise<boolean> {
  const Item = feedRow(feed, slot);
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
  const place = {
    ...(changes.state === 'stopped' ? { pollSlot: undefined } : {}),
    ...('gateAt' in changes ? gateDue(changes.gateAt) : {}),
  };
  if (slot === undefined || changes.state === 'stopped') {
    await updateFields(table, key, { ...changes, ...place }, 'attribute_exists(pk)');
    if (changes.state === 'stopped') await makeSubscriptionDue(table, key);
  } else if (changes.state === 'active') {
    await updateFields(
      table,
      key,
      { ...changes, ...place, pollSlot: slot },
      'attribute_exists(pk)',
    );
    // After the feed's own row: a stopped feed's subscription would be forgotten again.
    await expectSubscription(table, key);
  } else {
    const inSlot = { ...changes, ...place, pollSlot: slot };
    const isMoved = await updateFields(table, key, inSlot, 'attribute_exists(pollSlot)');
    if (!isMoved) await updateFields(table, key, { ...changes, ...place }, 'attribute_exists(pk)');
  }
}

async function updateFields(
  table: Table,
  { newsletterId, feedId }: FeedKey,
  fields: Row,
  ConditionExpression: string,
): Promise<boolean> {
  const update = { ...updateOfFields(fields), ConditionExpression };
  return (await updateRow(table, keys.feed(newsletterId, feedId), update)).kind === 'updated';
}
