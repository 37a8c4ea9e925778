/** All that the fetch door reads and writes, put together from feeds, items, hubs and readers. */
import type { FetchBook } from '../feed/keep/look-after.ts';
import { openTableOf } from './client.ts';
import { feedBook } from './feed-book.ts';
import { feedStore } from './feeds.ts';
import { feedsAhead } from './feeds-ahead.ts';
import { noticeStore } from './notices.ts';
import { readerCountStore } from './readers.ts';
import { segmentStore } from './segments.ts';
import { websubStore } from './websub.ts';

interface FetchBookOptions {
  readonly slotOf: (feedId: string, intervalMinutes: number) => string;
  readonly now: () => number;
}

/** The book of what is fetched, in the table of the door, and how many readers a newsletter has. */
export function fetchBook(
  settings: Parameters<typeof openTableOf>[0],
  log: Parameters<typeof openTableOf>[1],
  { slotOf, now }: FetchBookOptions,
): FetchBook & { readonly readers: (newsletterId: string) => Promise<number | undefined> } {
  const table = openTableOf(settings, log);
  // An item is stamped right before it is written: a repeat by the SDK could land too late for it.
  const prompt = openTableOf(settings, log, { attemptsMax: 1 });
  return {
    feeds: feedBook(table, { prompt, slotOf, now }),
    subscriptions: websubStore(table),
    ahead: (feeds) => feedsAhead(table, feeds, now),
    pause: feedStore(table).pause,
    note: noticeStore(table).note,
    wakeInstant: segmentStore(table).wakeInstant,
    readers: readerCountStore(table).load,
  };
}
