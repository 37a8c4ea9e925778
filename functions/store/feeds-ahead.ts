/**
 * The feeds of one message, read in one go: a call for each would cost more than the conditional
 * GET that it precedes. What was read a while ago, or changed since by us, is read anew.
 */
import type { Feed, FeedKey } from '../feed/feed.ts';
import type { Ahead } from '../feed/keep/look-after.ts';
import { getRows, type Table } from './client.ts';
import { feedOf } from './feed-row.ts';
import { feedStore } from './feeds.ts';
import { readEach } from './row.ts';
import { keys } from './table.ts';

const freshMs = 10_000;
/** Of a host with more, the others' turn comes when this reading is no longer fresh. */
const aheadMax = 100;

/** Reads them; each is handed out once. */
export async function feedsAhead(
  table: Table,
  feeds: readonly FeedKey[],
  now: () => number,
): Promise<Ahead> {
  const { load } = feedStore(table);
  const readAt = now();
  const known = feeds.length > 1 ? await readTogether(table, feeds) : new Map<string, Feed>();
  const urls = new Map([...known].map(([name, { url }]) => [name, url]));
  return {
    urlOf: (key) => urls.get(nameOf(key)),
    load: async (key) => {
      const name = nameOf(key);
      const found = known.get(name);
      known.delete(name);
      return found === undefined || now() - readAt > freshMs ? await load(key) : found;
    },
  };
}

async function readTogether(table: Table, feeds: readonly FeedKey[]): Promise<Map<string, Feed>> {
  const wanted = feeds.slice(0, aheadMax).map((key) => keys.feed(key.newsletterId, key.feedId));
  const found = readEach(table, await getRows(table, wanted), feedOf);
  return new Map(
    found.map((feed) => [nameOf({ newsletterId: feed.newsletterId, feedId: feed.id }), feed]),
  );
}

function nameOf({ newsletterId, feedId }: FeedKey): string {
  return `${newsletterId}/${feedId}`;
}
