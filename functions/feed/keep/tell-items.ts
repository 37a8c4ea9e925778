/** Says in the log which items a feed brought, so that each can be followed into its editions. */
import type { Log } from '../../config/log.ts';
import { inLines } from '../../config/log-facts.ts';
import type { FeedKey } from '../feed.ts';
import type { FeedBook, News } from './refresh-deps.ts';

/** A book of feeds that notes the keys of items, and how they are told. */
export interface ItemTeller {
  readonly feeds: FeedBook;
  /** Writes what was noted since: what was stored, put aside at the gate, let through it. */
  readonly tell: (feed: FeedKey, log: Pick<Log, 'info'>) => void;
}

/**
 * The same book, with its items noted. An item that a process stored which died before it told so is
 * told by the next that meets it.
 */
export function noteItems(feeds: FeedBook): ItemTeller {
  const noted = { stored: [] as string[], held: [] as string[], released: [] as string[] };
  const { gate } = feeds;
  return {
    feeds: {
      ...feeds,
      storeItems: (news) => feeds.storeItems(passing(news, noted.stored)),
      gate: {
        ...gate,
        hold: async (entry) => {
          const held = await gate.hold(entry);
          if (held === 'stored') noted.held.push(entry.item.key);
          return held;
        },
        release: async (item, how) => {
          const isReleased = await gate.release(item, how);
          if (isReleased) noted.released.push(item.key);
          return isReleased;
        },
      },
    },
    tell: (feed, log) => {
      for (const [what, keys] of Object.entries(noted)) {
        for (const items of inLines(keys.splice(0))) log.info(`items ${what}`, { ...feed, items });
      }
    },
  };
}

async function* passing(news: AsyncIterable<News>, keys: string[]): AsyncGenerator<News> {
  for await (const each of news) {
    keys.push(each.item.key);
    yield each;
  }
}
