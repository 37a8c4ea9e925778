/** All that the fetch door reads and writes, put together from feeds, items, hubs and readers. */
import type { FetchBook } from '../feed/keep/look-after.ts';
import type { Table } from './client.ts';
import { type FeedBookOptions, feedBook } from './feed-book.ts';
import { feedsAhead } from './feeds-ahead.ts';
import { noticeStore } from './notices.ts';
import { pausedSiteStore } from './paused-sites.ts';
import { readerCountStore } from './readers.ts';
import { segmentStore } from './segments.ts';
import { websubStore } from './websub.ts';

/** The book of what is fetched, and how many readers a newsletter has. */
export function fetchBook(
  table: Table,
  options: FeedBookOptions,
): FetchBook & { readonly readers: (newsletterId: string) => Promise<number | undefined> } {
  return {
    feeds: feedBook(table, options),
    subscriptions: websubStore(table),
    ahead: (feeds) => feedsAhead(table, feeds, options.now),
    paused: pausedSiteStore(table),
    note: noticeStore(table).note,
    wakeInstant: segmentStore(table).wakeInstant,
    readers: readerCountStore(table).load,
  };
}
