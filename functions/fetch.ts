/** Door: fetch queue. Fetches feeds, parses them, keeps what is new. */
import * as v from 'valibot';
import { handleRecords } from './config/door.ts';
import { readSettings } from './config/environment.ts';
import { createLog } from './config/log.ts';
import type { Surroundings } from './config/surroundings.ts';
import type { FeedKey } from './feed/feed.ts';
import { createFetcher } from './feed/fetch.ts';
import { eligibleLagMs } from './feed/item.ts';
import { slotOf } from './feed/poll-slot.ts';
import { type FeedStore, type Refreshed, refreshFeed } from './feed/refresh.ts';
import { openTable } from './store/client.ts';
import { feedStore } from './store/feeds.ts';
import { itemStore } from './store/items.ts';
import { segmentStore } from './store/segments.ts';

const messageSchema = v.object({
  feeds: v.array(v.object({ newsletterId: v.string(), feedId: v.string() })),
});

/**
 * Opens the door on what surrounds it. `allowedOrigins` need not be public: no setting can name
 * any, only the stand-in cloud passes its own.
 */
export function open({ env, now, write }: Surroundings, allowedOrigins: readonly string[] = []) {
  const settings = readSettings(env, ['TABLE_NAME', 'SITE_URL']);
  const log = createLog('fetch', write, now);
  const endpoint = settings.endpoints.dynamodb;
  const table = openTable(settings.TABLE_NAME, { endpoint });
  // An item is stamped right before it is written: a repeat by the SDK could land too late for it.
  const prompt = openTable(settings.TABLE_NAME, { endpoint, attemptsMax: 1 });
  const feeds = feedStore(table);
  const items = itemStore(table);
  const segments = segmentStore(table);
  const userAgent = `Paperboy/0.1 (feed-to-email newsletter; +${settings.SITE_URL})`;
  const { get } = createFetcher({ userAgent, now, allowedOrigins });
  const store: FeedStore = {
    loadFeed: feeds.load,
    saveFeed: (feed) => feeds.save(feed, slotOf(feed.id, feed.intervalMinutes)),
    seenKeys: items.seen,
    storeItem: itemStore(prompt).store,
    markSeen: (feed, identities) => items.markSeen(feed, identities, now()),
  };

  const refresh = async (key: FeedKey) => {
    const outcome = await refreshFeed(key, { store, get, now });
    if (storedBy(outcome) > 0) {
      await segments.wakeInstant(key.newsletterId, now() + eligibleLagMs);
    }
    if (outcome.kind !== 'unchanged') log.info('feed refreshed', { ...key, ...outcome });
  };

  return (event: Parameters<typeof handleRecords>[0]) =>
    handleRecords(event, log, async (body) => {
      const message = v.parse(messageSchema, JSON.parse(body));
      const failures: unknown[] = [];
      for (const key of message.feeds) {
        await refresh(key).catch((error: unknown) => failures.push(error));
      }
      // Its neighbours are stored: repeating the message costs them a conditional GET.
      if (failures.length > 0) throw new AggregateError(failures, 'Some feeds were not stored.');
    });
}

function storedBy(outcome: Refreshed): number {
  return outcome.kind === 'updated' || outcome.kind === 'started' ? outcome.stored : 0;
}
