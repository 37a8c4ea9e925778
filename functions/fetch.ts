/** Door: fetch queue. Fetches feeds, parses them, keeps what is new. */
import { handleInLanes, type QueueEvent, type Remaining } from './config/door.ts';
import { readLanes, readSettings } from './config/environment.ts';
import { createLog } from './config/log.ts';
import type { Surroundings } from './config/surroundings.ts';
import type { FeedKey } from './feed/feed.ts';
import { createFetcher } from './feed/get/fetch.ts';
import { namedGets, userAgent } from './feed/get/user-agent.ts';
import { mayMoveHub, refreshFeed, setAside } from './feed/keep/refresh.ts';
import { workOff } from './feed/keep/refresh-all.ts';
import { wakeReaders } from './feed/keep/wake.ts';
import { readFetchMessage } from './feed/schedule/fetch-message.ts';
import { isOnHost } from './feed/schedule/poll.ts';
import { slotOf } from './feed/schedule/poll-slot.ts';
import { createHubClient } from './feed/websub/hub.ts';
import { type TendDeps, tendSubscription } from './feed/websub/subscription.ts';
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
    'LANES',
  ]);
  const log = createLog('fetch', { write, now, requestId });
  const { SITE_URL: siteUrl, endpoints } = settings;
  const tableOptions = { endpoint: endpoints.dynamodb, reportMalformed: log.malformed };
  const table = openTable(settings.TABLE_NAME, tableOptions);
  // An item is stamped right before it is written: a repeat by the SDK could land too late for it.
  const prompt = openTable(settings.TABLE_NAME, { ...tableOptions, attemptsMax: 1 });
  const feeds = feedStore(table);
  const sqs = openSqs(endpoints.sqs);
  const spread = { lanes: readLanes(settings), randomId };
  const fetches = openQueue(sqs, settings.FETCH_QUEUE_URL, spread);
  const digests = openQueue(sqs, settings.DIGEST_QUEUE_URL);
  const agent = userAgent(siteUrl);
  const { getAs } = createFetcher({ userAgent: agent, now, allowedOrigins });
  const getOf = namedGets({ siteUrl, getAs, readers: readerCountStore(table).load, now });
  const store = feedBook(table, { prompt, slotOf, now });
  const tending: TendDeps = {
    loadFeed: feeds.load,
    subscriptions: websubStore(table),
    ask: createHubClient({ userAgent: agent, allowedOrigins }).ask,
    world: { siteUrl, randomId, now },
  };
  const tend = async (key: FeedKey) => {
    const tended = await tendSubscription(key, tending);
    if (tended.kind !== 'nothing') log.info('hub tended', { ...key, ...tended });
  };
  const waking = { wakeInstant: segmentStore(table).wakeInstant, tick: digests.send, now };
  const look = (how: typeof refreshFeed, ahead: FeedsAhead) => async (key: FeedKey) => {
    const outcome = await how(key, {
      store: { ...store, loadFeed: ahead.load },
      get: await getOf(key.newsletterId),
      tell: noticeStore(table).note,
      pauseSite: (url, until) =>
        feeds.pause((feed) => isOnHost(feed.url, url), until).then(ahead.forget),
      wake: (newsletterId) => wakeReaders(newsletterId, waking),
      now,
    });
    if (mayMoveHub(outcome)) await tend(key);
    if (outcome.kind !== 'unchanged') log.info('feed refreshed', { ...key, ...outcome });
  };

  return (event: QueueEvent, context: Remaining) => {
    const handle = async (body: string, attempt: number) => {
      const message = { ...readFetchMessage(body), attempt };
      const ahead = await feedsAhead(table, message.feeds, now);
      const remainingMs = () => context.getRemainingTimeInMillis();
      await workOff(message, {
        remainingMs,
        put: fetches.send,
        feeds: { refresh: look(refreshFeed, ahead), setAside: look(setAside, ahead) },
        // One that came to no end stays due: the next poll brings it.
        subscriptions: { refresh: tend, setAside: async () => {} },
      });
    };
    // The second try only tells apart which feed of a message took the process down.
    return handleInLanes(event, log, { triesMax: 2, handle });
  };
}
