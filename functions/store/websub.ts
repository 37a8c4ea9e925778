/** Subscriptions to hubs: one row for each feed that names one. */
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import type { FeedKey } from '../feed/feed.ts';
import type { Subscription } from '../feed/websub/subscription.ts';
import { getRow, type Key, type Table, updateRow } from './client.ts';
import { dueKeys } from './due.ts';
import { subscriptionOf } from './subscription-row.ts';
import { keys } from './table.ts';

/** The rows of subscriptions to hubs. */
export interface WebSubStore {
  readonly load: (key: FeedKey) => Promise<Subscription | undefined>;
  /** Keeps all but `fetchAt` and `waitsUntil`, which belong to the pings. */
  readonly save: (subscription: Subscription) => Promise<void>;
  readonly forget: (key: FeedKey) => Promise<void>;
  readonly due: (at: number) => Promise<FeedKey[]>;
  /** Notes when a fetch is queued, unless another ping noted one since `previous`. */
  readonly noteFetch: (key: FeedKey, at: number, previous: number | undefined) => Promise<boolean>;
}

const dueMax = 200;
const skStart = keys.websub('', '').sk;
const pkStart = keys.websub('', '').pk;

/** The subscriptions in this table. */
export function websubStore(table: Table): WebSubStore {
  return {
    load: (key) => load(table, key),
    save: (subscription) => save(table, subscription),
    forget: (key) => forget(table, key),
    due: async (at) => (await dueKeys(table, 'websub', at, dueMax)).map(feedKeyOf),
    noteFetch: (key, at, previous) => noteFetch(table, key, at, previous),
  };
}

async function load(table: Table, key: FeedKey): Promise<Subscription | undefined> {
  const row = await getRow(table, rowKey(key));
  return row && subscriptionOf(row);
}

async function forget(table: Table, key: FeedKey): Promise<void> {
  await table.client.send(new DeleteCommand({ TableName: table.name, Key: rowKey(key) }));
}

function feedKeyOf({ pk, sk }: Key): FeedKey {
  return { newsletterId: pk.slice(pkStart.length), feedId: sk.slice(skStart.length) };
}

/**
 * Has a feed looked at with the next poll that is about to name another hub. It is written before
 * the feed's own row: who dies between that and asking the hub is found again here.
 */
export async function expectSubscription(table: Table, key: FeedKey): Promise<void> {
  await updateRow(table, rowKey(key), {
    UpdateExpression:
      'SET newsletterId = :newsletterId, feedId = :feedId, dueKind = :kind, dueAt = :now, ' +
      'asked = if_not_exists(asked, :nothing)',
    ExpressionAttributeValues: {
      ':newsletterId': key.newsletterId,
      ':feedId': key.feedId,
      ':kind': 'websub',
      ':now': 0,
      ':nothing': 'nothing',
    },
  });
}

/** Lets the subscription of a feed that was removed or stopped be looked at with the next poll. */
export async function makeSubscriptionDue(table: Table, key: FeedKey): Promise<void> {
  await updateRow(table, rowKey(key), {
    UpdateExpression: 'SET dueAt = :now',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':now': 0 },
  });
}

async function save(table: Table, subscription: Subscription): Promise<void> {
  const { newsletterId, feedId, hub, topic, asked, seed, failures, dueAt } = subscription;
  await updateRow(table, rowKey(subscription), {
    UpdateExpression:
      'SET newsletterId = :newsletterId, feedId = :feedId, hub = :hub, topic = :topic, ' +
      'asked = :asked, seed = :seed, failures = :failures, dueKind = :kind, dueAt = :dueAt',
    ExpressionAttributeValues: {
      ':newsletterId': newsletterId,
      ':feedId': feedId,
      ':hub': hub,
      ':topic': topic,
      ':asked': asked,
      ':seed': seed,
      ':failures': failures,
      ':kind': 'websub',
      ':dueAt': dueAt,
    },
  });
}

async function noteFetch(
  table: Table,
  key: FeedKey,
  at: number,
  previous: number | undefined,
): Promise<boolean> {
  const { kind } = await updateRow(table, rowKey(key), {
    UpdateExpression: 'SET fetchAt = :at',
    ConditionExpression:
      previous === undefined
        ? 'attribute_exists(pk) AND attribute_not_exists(fetchAt)'
        : 'fetchAt = :previous',
    ExpressionAttributeValues: {
      ':at': at,
      ...(previous === undefined ? {} : { ':previous': previous }),
    },
  });
  return kind === 'updated';
}

function rowKey({ newsletterId, feedId }: FeedKey) {
  return keys.websub(newsletterId, feedId);
}
