/** All that closing and reopening a newsletter read and write. */
import type { ClosingDeps } from '../edition/plan/close.ts';
import type { Table } from './client.ts';
import { deletionRecords } from './deletions.ts';
import { editionStore } from './editions.ts';
import { feedStore } from './feeds.ts';
import { heldEditions } from './held-editions.ts';
import { newsletterStore } from './newsletters.ts';

/** The book of closing in this table. */
export function closingBook(table: Table, now: () => number): ClosingDeps {
  const feeds = feedStore(table);
  const { load, list } = editionStore(table, now);
  const { hold, drop } = heldEditions(table, now);
  return {
    save: newsletterStore(table).save,
    feeds: feeds.list,
    changeFeed: feeds.change,
    editions: { load, hold, drop, list: (newsletterId) => list(newsletterId, 0) },
    deletions: deletionRecords(table),
    now,
  };
}
