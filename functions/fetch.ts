/** Door: fetch queue. Fetches feeds, parses them, keeps what is new. */
import { handleRecords, type Remaining } from './config/door.ts';
import { readSettings } from './config/environment.ts';
import { createLog } from './config/log.ts';
import type { Surroundings } from './config/surroundings.ts';
import type { FeedKey } from './feed/feed.ts';
import { createFetcher } from './feed/fetch.ts';
import { readFetchMessage } from './feed/fetch-message.ts';
import { eligibleLagMs } from './feed/item.ts';
import { isOnHost } from './feed/poll.ts';
import { slotOf } from './feed/poll-slot.ts';
import { mayMoveHub, refreshFeed } from './feed/refresh.ts';
import { refreshAll, reserveMs } from './feed/refresh-all.ts';
import { namedGets, userAgent } from './feed/user-agent.ts';
import { type TendDeps, tendSubscription } from './feed/websub.ts';
import { createHubClient } from './feed/websub-hub.ts';
import { openTable } from './store/client.ts';
import { feedBook } from './store/feed-book.ts';
import { feedStore } from './store/feeds.ts';
import { type FeedsAhead, feedsAhead } from './store/feeds-ahead.ts';
import { noticeStore } from './store/notices.ts';
import { openQueue, openSqs } from './store/queue.ts';
import { readerCountStore } from './store/readers.ts';
import { segmentStore } from './store/segments.ts';
import { websubStore } from './store/websub.ts';

/**
 * Opens the door on what surrounds it. `allowedOrigins` need not be public: no setting can name
 * any, only the stand-in cloud passes its own.
 */
export function open(
  { env, now, randomId, write, requestId }: Surroundings,
  allowedOrigins: readonly string[] = [],
) {
  const settings = readSettings(env, [
    'TABLE_NAME',
    'FETCH_QUEUE_URL',
    'DIGEST_QUEUE_URL',
    'SITE_URL',
  ]);
  const log = createLog('fetch', { write, now, requestId });
  const { dynamodb: endpoint } = settings.endpoints;
  const table = openTable(settings.TABLE_NAME, { endpoint });
  // An item is stamped right before it is written: a repeat by the SDK could land too late for it.
  const prompt = openTable(settings.TABLE_NAME, { endpoint, attemptsMax: 1 });
  const feeds = feedStore(table);
  const sqs = openSqs(settings.endpoints.sqs);
  const fetches = openQueue(sqs, settings.FETCH_QUEUE_URL);
  const digests = openQueue(sqs, settings.DIGEST_QUEUE_URL);
  const agent = userAgent(settings.SITE_URL);
  const { getAs } = createFetcher({ userAgent: agent, now, allowedOrigins });
  const readers = readerCountStore(table).load;
  const getOf = namedGets({ siteUrl: settings.SITE_URL, getAs, readers, now });
  const store = feedBook(table, { prompt, slotOf, now });
  const tending: TendDeps = {
    loadFeed: feeds.load,
    subscriptions: websubStore(table),
    ask: createHubClient({ userAgent: agent, allowedOrigins }).ask,
    world: { siteUrl: settings.SITE_URL, randomId, now },
  };
  const tend = async (key: FeedKey) => {
    const tended = await tendSubscription(key, tending);
    if (tended.kind !== 'nothing') log.info('hub tended', { ...key, ...tended });
  };
  /** Instant readers need not wait for the next tick: the queue holds the message for the lag. */
  const wake = async (newsletterId: string) => {
    const at = now() + eligibleLagMs;
    const woken = await segmentStore(table).wakeInstant(newsletterId, at);
    if (woken > 0) await digests.send([{ scheduledTime: new Date(at).toISOString() }]);
  };

  const refresh = async (key: FeedKey, ahead: FeedsAhead) => {
    const outcome = await refreshFeed(key, {
      store: { ...store, loadFeed: ahead.load },
      get: await getOf(key.newsletterId),
      tell: noticeStore(table).note,
      pauseSite: (url, until) =>
        feeds.pause((feed) => isOnHost(feed.url, url), until).then(ahead.forget),
      wake,
      now,
    });
    if (mayMoveHub(outcome)) await tend(key);
    if (outcome.kind !== 'unchanged') log.info('feed refreshed', { ...key, ...outcome });
  };

  return (event: Parameters<typeof handleRecords>[0], context: Remaining) =>
    handleRecords(event, log, async (body, attempt) => {
      const { feeds: due, subscriptions } = readFetchMessage(body);
      const hasTime = () => context.getRemainingTimeInMillis() > reserveMs;
      const back = (what: string) => (messages: readonly unknown[]) =>
        fetches.send(messages.map((keys) => ({ [what]: keys })));
      const ahead = await feedsAhead(table, due, now);
      const each = { refresh: (key: FeedKey) => refresh(key, ahead), hasTime };
      await refreshAll({ feeds: due, attempt }, { ...each, handBack: back('feeds') });
      const hubs = { refresh: tend, hasTime, handBack: back('subscriptions') };
      await refreshAll({ feeds: subscriptions, attempt }, hubs);
    });
}
