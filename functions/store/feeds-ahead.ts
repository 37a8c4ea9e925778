/**
 * The feeds of one message, read in one go: a call for each would cost more than the conditional
 * GET that it precedes. What was read a while ago, or changed since by us, is read anew.
 */
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import type { Feed, FeedKey } from '../feed/feed.ts';
import type { Table } from './client.ts';
import { feedOf, feedStore } from './feeds.ts';
import { keys } from './table.ts';

export interface FeedsAhead {
  readonly load: (key: FeedKey) => Promise<Feed | undefined>;
  /** From now on each is read anew: they are no longer what they were. */
  readonly forget: () => void;
}

const freshMs = 10_000;
const batchGetMax = 100;

/** Reads them; each is handed out once. */
export async function feedsAhead(
  table: Table,
  feeds: readonly FeedKey[],
  now: () => number,
): Promise<FeedsAhead> {
  const { load } = feedStore(table);
  const readAt = now();
  const known = feeds.length > 1 ? await readTogether(table, feeds) : new Map<string, Feed>();
  return {
    load: async (key) => {
      const name = nameOf(key);
      const found = known.get(name);
      known.delete(name);
      return found === undefined || now() - readAt > freshMs ? await load(key) : found;
    },
    forget: () => known.clear(),
  };
}

/** What the table leaves unread for once is not there, and will be read by itself. */
async function readTogether(table: Table, feeds: readonly FeedKey[]): Promise<Map<string, Feed>> {
  const wanted = new Map(
    feeds.map((key) => [nameOf(key), keys.feed(key.newsletterId, key.feedId)]),
  );
  const Keys = [...wanted.values()].slice(0, batchGetMax);
  const answer = await table.client.send(
    new BatchGetCommand({ RequestItems: { [table.name]: { Keys, ConsistentRead: true } } }),
  );
  const found = (answer.Responses?.[table.name] ?? []).map(feedOf);
  return new Map(
    found.map((feed) => [nameOf({ newsletterId: feed.newsletterId, feedId: feed.id }), feed]),
  );
}

function nameOf({ newsletterId, feedId }: FeedKey): string {
  return `${newsletterId}/${feedId}`;
}
