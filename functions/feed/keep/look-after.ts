/** Looking after the feeds of a message: each is refreshed, and its hub tended where that moved. */
import type { Log } from '../../config/log.ts';
import type { FeedKey } from '../feed.ts';
import type { Get } from '../get/fetched.ts';
import { hostOf } from '../host.ts';
import { openSites, type PausedSites, restsUntil } from '../site.ts';
import { type TendDeps, tendSubscription } from '../websub/subscription.ts';
import type { FeedNotice } from './feed-notice.ts';
import { mayMoveHub, refreshFeed, setAside } from './refresh.ts';
import { type Message, type WorkDeps, workOff } from './refresh-all.ts';
import type { FeedBook, RefreshDeps } from './refresh-deps.ts';
import { noteItems } from './tell-items.ts';
import { type WakeDeps, wakeReaders } from './wake.ts';

/** What was read of a message's feeds in one go. */
export interface Ahead {
  readonly load: FeedBook['loadFeed'];
  /** Where the feed is fetched from, if it was read. */
  readonly urlOf: (key: FeedKey) => string | undefined;
}

/** All that is read and written while feeds are looked after. */
export interface FetchBook {
  readonly feeds: FeedBook;
  readonly subscriptions: TendDeps['subscriptions'];
  readonly ahead: (feeds: readonly FeedKey[]) => Promise<Ahead>;
  /** The sites that are left alone. */
  readonly paused: {
    readonly at: (now: number) => Promise<PausedSites>;
    readonly pause: (site: string, until: number) => Promise<void>;
  };
  /** Tells the owner what happens to this feed, once for each id. */
  readonly note: (notice: FeedNotice, feedId: string) => Promise<unknown>;
  readonly wakeInstant: WakeDeps['wakeInstant'];
}

/** What looking after feeds needs of the network, the table and the world. */
export interface LookAfterDeps {
  readonly book: FetchBook;
  /** The GET of this newsletter, under its own name. */
  readonly getOf: (newsletterId: string) => Promise<Get>;
  readonly ask: TendDeps['ask'];
  readonly tick: WakeDeps['tick'];
  readonly log: Log;
  readonly world: TendDeps['world'];
  readonly endsOf: RefreshDeps['endsOf'];
}

/** Works off a message. What there is no time for is put back; throws when a feed was not stored. */
export async function lookAfter(
  message: Message,
  deps: LookAfterDeps,
  time: Pick<WorkDeps, 'remainingMs' | 'send' | 'hide'>,
): Promise<void> {
  const ahead = await deps.book.ahead(message.feeds);
  const paused = new Map(
    message.feeds.length === 0 ? [] : await deps.book.paused.at(deps.world.now()),
  );
  const tend = (key: FeedKey) => tendFeed(key, deps);
  const look = (how: typeof refreshFeed) => async (key: FeedKey) => {
    const get = await deps.getOf(key.newsletterId);
    const { feeds, tell } = noteItems(deps.book.feeds);
    const book = { ...deps.book, feeds };
    const refresh = how(key, refreshing({ key, get, ahead, paused }, { ...deps, book }));
    const outcome = await refresh.finally(() => tell(key, deps.log));
    if (mayMoveHub(outcome)) await tend(key);
    if (outcome.kind !== 'unchanged') deps.log.info('feed refreshed', { ...key, ...outcome });
  };
  const hostOfFeed = (key: FeedKey) => {
    const url = ahead.urlOf(key);
    return url === undefined ? undefined : hostOf(url);
  };
  await workOff(message, {
    ...time,
    feeds: { refresh: look(refreshFeed), setAside: look(setAside), hostOf: hostOfFeed },
    // One that came to no end stays due: the next poll brings it.
    subscriptions: { refresh: tend, setAside: async () => {} },
  });
}

interface Asking {
  readonly key: FeedKey;
  readonly get: Get;
  readonly ahead: Ahead;
  /** As they are while this message is worked off. */
  readonly paused: Map<string, number>;
}

function refreshing(
  { key, get, ahead, paused }: Asking,
  { book, tick, world, endsOf }: LookAfterDeps,
): RefreshDeps {
  const { now } = world;
  const { feeds, note, wakeInstant } = book;
  return {
    store: { ...feeds, loadFeed: ahead.load },
    get,
    tell: (notice) => note(notice, key.feedId),
    endsOf,
    pauseSite: async (url, until) => {
      const site = (await openSites())(url);
      paused.set(site, until);
      await book.paused.pause(site, until);
    },
    restsUntil: (url) => restsUntil(url, paused, now()),
    wake: (newsletterId) => wakeReaders(newsletterId, { wakeInstant, tick, now }),
    now,
  };
}

async function tendFeed(key: FeedKey, { book, ask, world, log }: LookAfterDeps): Promise<void> {
  const { feeds, subscriptions } = book;
  const tended = await tendSubscription(key, {
    loadFeed: feeds.loadFeed,
    subscriptions,
    ask,
    world,
  });
  if (tended.kind !== 'nothing') log.info('hub tended', { ...key, ...tended });
}
