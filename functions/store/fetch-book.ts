/** All that the fetch door reads and writes, put together from feeds, items, hubs and readers. */
import type { FetchBook } from '../feed/keep/look-after.ts';
import type { HookBooks } from '../hook/telling.ts';
import type { Table } from './client.ts';
import { type FeedBookOptions, feedBook } from './feed-book.ts';
import { feedsAhead } from './feeds-ahead.ts';
import { hookBook } from './hook-book.ts';
import { noteOfFeed } from './notices.ts';
import { pausedSiteStore } from './paused-sites.ts';
import { readerCountStore } from './readers.ts';
import { segmentStore } from './segments.ts';
import { websubStore } from './websub.ts';

interface FetchBookBeside {
  readonly readers: (newsletterId: string) => Promise<number | undefined>;
  readonly hooks: HookBooks;
}

/** The book of what is fetched, and how many readers a newsletter has. */
export function fetchBook(table: Table, options: FeedBookOptions): FetchBook & FetchBookBeside {
  return {
    feeds: feedBook(table, options),
    subscriptions: websubStore(table),
    ahead: (feeds) => feedsAhead(table, feeds, options.now),
    paused: pausedSiteStore(table),
    note: (notice, feedId) => noteOfFeed(table, notice, feedId),
    wakeInstant: segmentStore(table).wakeInstant,
    readers: readerCountStore(table).load,
    hooks: hookBook(table, options.now),
  };
}
