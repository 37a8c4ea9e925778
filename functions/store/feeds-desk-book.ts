/** All that the desk reads and writes of feeds and single items, put together. */
import type { FeedsBook } from '../site/desk/feeds-uses.ts';
import type { Table } from './client.ts';
import { deskBook } from './desk-book.ts';
import { feedPart, someFeeds } from './feed-part.ts';
import { feedStore } from './feeds.ts';
import { gateRows } from './gate.ts';
import { gateSettingStore } from './gate-settings.ts';
import { itemStore } from './items.ts';
import { markStore } from './marks.ts';
import { newsletterStore } from './newsletters.ts';
import { segmentStore } from './segments.ts';
import { feedsAtGate, itemsOfFeed, latestItems, lookAtGate, standingAt } from './standings.ts';

/** The book in this table. `prompt`: the same without repeats, as a stamp must not land late. */
export function feedsDeskBook(table: Table, prompt: Table, now: () => number): FeedsBook {
  const book = deskBook({ table, prompt, now });
  return {
    feeds: feedStore(table),
    feedLists: {
      part: (newsletterId, after) => feedPart(table, newsletterId, after),
      some: (feeds) => someFeeds(table, feeds),
    },
    gateSettings: gateSettingStore(table),
    items: {
      at: (place) => standingAt(table, place),
      ofFeed: (feed) => itemsOfFeed(table, feed),
      whole: itemStore(table).whole,
      latest: (newsletterId, wish) => latestItems(table, newsletterId, wish),
      printedIn: book.printedIn,
    },
    atGate: {
      ...book,
      gate: gateRows(table, prompt, now),
      waiting: (newsletterId) => feedsAtGate(table, newsletterId),
      look: (feed) => lookAtGate(table, feed),
    },
    marks: markStore(table, now),
    saveNewsletter: newsletterStore(table).save,
    wakeInstant: segmentStore(table).wakeInstant,
  };
}
