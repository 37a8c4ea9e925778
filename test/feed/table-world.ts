/** A feed on the real table, read from answers that the test writes, at a time that it sets. */
import type { TestContext } from 'node:test';
import { endsOfItem } from '../../functions/edition/clean/prune.ts';
import type { Feed, FeedKey } from '../../functions/feed/feed.ts';
import type { Fetched, FetchedBody, Get } from '../../functions/feed/get/fetched.ts';
import type { Item } from '../../functions/feed/item.ts';
import type { FeedNotice } from '../../functions/feed/keep/feed-notice.ts';
import { type Refreshed, refreshFeed } from '../../functions/feed/keep/refresh.ts';
import type { FeedBook } from '../../functions/feed/keep/refresh-deps.ts';
import { slotOf } from '../../functions/feed/schedule/poll-slot.ts';
import { openSites, restsUntil } from '../../functions/feed/site.ts';
import type { Table } from '../../functions/store/client.ts';
import { feedBook } from '../../functions/store/feed-book.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { itemStore } from '../../functions/store/items.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { noticeStore } from '../../functions/store/notices.ts';
import { pausedSiteStore } from '../../functions/store/paused-sites.ts';
import { newsletter } from '../support/newsletter.ts';
import { testTable } from '../support/table.ts';
import { rss, someFeed } from './support.ts';

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;
export const start = Date.UTC(2026, 2, 2, 6);

export interface World {
  readonly table: Table;
  readonly key: FeedKey;
  /** Moves on with each look, so that no two items share an instant. */
  readonly clock: { now: number };
  readonly told: FeedNotice[];
  readonly woken: string[];
  /** Names of the writing commands that reached the table. */
  readonly writes: string[];
  readonly feed: () => Promise<Feed>;
  /** The items that editions can find, by title, oldest first. */
  readonly news: () => Promise<string[]>;
  /** Refreshes with this answer; `broken` replaces parts of the store. */
  readonly refresh: (
    answer: Fetched | string,
    broken?: (store: FeedBook) => Partial<FeedBook>,
    /** Answers each request in its place. */
    get?: Get,
  ) => Promise<Refreshed>;
}

const writing = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem']);

/** A newsletter with one feed that has not been read yet, on a table of its own or on this one. */
export async function world(
  t: TestContext,
  fields: Partial<Feed> = {},
  shared?: Table,
): Promise<World> {
  const table = shared ?? (await testTable(t));
  const writes = countWrites(table);
  const feed = someFeed({ newsletterId: 'paper', started: false, addedAt: start, ...fields });
  const key = { newsletterId: 'paper', feedId: feed.id };
  await newsletterStore(table).save(newsletter());
  await feedStore(table).create(feed, slotOf(feed.id, feed.intervalMinutes));
  const clock = { now: start };
  const now = () => clock.now++;
  const told: FeedNotice[] = [];
  const woken: string[] = [];
  const store = feedBook(table, { prompt: table, slotOf, now });
  const load = async () => {
    const found = await feedStore(table).load(key);
    if (found === undefined) throw new Error('The feed is gone.');
    return found;
  };
  return {
    table,
    key,
    clock,
    told,
    woken,
    writes,
    feed: load,
    news: async () => {
      const items = await itemStore(table).between('paper', start - 1, clock.now);
      return titles(items.filter((item) => item.feedId === feed.id));
    },
    refresh: (answer, broken = () => ({}), get = undefined) =>
      refreshFeed(key, {
        store: { ...store, ...broken(store) },
        get: get ?? (async () => (typeof answer === 'string' ? body(answer) : answer)),
        tell: async (notice) => {
          if ((await noticeStore(table).note(notice)) === 'noted') told.push(notice);
        },
        wake: async (id) => {
          woken.push(id);
        },
        pauseSite: async (url, until) => {
          await pausedSiteStore(table).pause((await openSites())(url), until);
        },
        restsUntil: async (url) =>
          restsUntil(url, await pausedSiteStore(table).at(clock.now), now()),
        endsOf: async (item) => endsOfItem(item),
        now,
      }),
  };
}

/** Notes every command that writes, as it goes out to the engine. */
function countWrites(table: Table): string[] {
  const writes: string[] = [];
  table.client.middlewareStack.add(
    (next, context) => (input) => {
      const name = String(context.commandName).replace(/Command$/, '');
      if (writing.has(name) || name === 'TransactWriteItems') writes.push(name);
      return next(input);
    },
    { step: 'initialize', priority: 'low', name: 'countWrites', override: true },
  );
  return writes;
}

/** The titles of items, in their order. */
export function titles(items: readonly Item[]): string[] {
  return items.map((item) => item.title);
}

/** A good answer with this document. */
export function body(source: string, facts: Partial<FetchedBody> = {}): FetchedBody {
  const url = 'https://t.example/feed';
  return { kind: 'body', bytes: Buffer.from(source), url, validators: { etag: '"1"' }, ...facts };
}

/** An item of a feed; the text is long enough to tell it from others. */
export function story(n: number, changes: { id?: string; link?: string; title?: string } = {}) {
  const { id = `id-${n}`, link = `https://t.example/${n}`, title = `Story ${n}` } = changes;
  return (
    `<guid isPermaLink="false">${id}</guid><link>${link}</link><title>${title}</title>` +
    `<description>What happened at the harbour on day ${n}, told at some length here.</description>`
  );
}

/** A document with the stories of these numbers, the newest first. */
export function issue(numbers: readonly number[], changes?: (n: number) => object): string {
  return rss(...[...numbers].sort((a, b) => b - a).map((n) => story(n, changes?.(n))));
}

/** The numbers from `from` to `to`. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, n) => from + n);
}
