/** All that a refresh reads and writes, put together from feeds, items and held items. */
import type { FeedBook } from '../feed/keep/refresh-deps.ts';
import type { Table } from './client.ts';
import { itemsInPlace, storeEdit } from './edits.ts';
import { feedStore } from './feeds.ts';
import { gateRows } from './gate.ts';
import { gateSettingStore } from './gate-settings.ts';
import { itemStore } from './items.ts';
import { storeNews } from './new-items.ts';
import { expectSubscription } from './websub.ts';

/** What the book of feeds is told of slots and time. */
export interface FeedBookOptions {
  /** The same table without repeats: an item that is stamped must not land late. */
  readonly prompt: Table;
  readonly slotOf: (feedId: string, intervalMinutes: number) => string;
  readonly now: () => number;
}

/** The book of feeds in this table. */
export function feedBook(table: Table, { prompt, slotOf, now }: FeedBookOptions): FeedBook {
  const feeds = feedStore(table);
  const items = itemStore(table);
  return {
    loadFeed: feeds.load,
    changeFeed: async (key, changes) => {
      if (changes.hub !== undefined) await expectSubscription(table, key);
      const { intervalMinutes } = changes;
      const slot = intervalMinutes === undefined ? undefined : slotOf(key.feedId, intervalMinutes);
      await feeds.change(key, changes, slot);
    },
    seenKeys: items.seen,
    storeItems: (news) => storeNews(prompt, news, now),
    gate: gateRows(table, prompt, now),
    gateOf: gateSettingStore(table).load,
    itemsAt: (places) => itemsInPlace(table, places),
    markSeen: async (feed, identities, edits = []) => {
      for (const edit of edits) await storeEdit(table, edit, now());
      await items.markSeen(feed, identities, now());
    },
  };
}
