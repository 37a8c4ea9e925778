/** New items made ready to be kept, in the order in which they were written. */
import type { Feed, FeedKey } from '../feed.ts';
import { completeItem, type FullTextBudget, fullTextBudget } from '../get/full-text.ts';
import type { ParsedItem } from '../item.ts';
import { textPrintOf } from '../read/text-print.ts';
import { fitForStorage } from './fit.ts';
import type { Unseen } from './identity.ts';
import type { News, RefreshDeps } from './refresh-deps.ts';

/** News and edits share one allowance of pages: together they must not outlast the door. */
export interface Taking extends RefreshDeps {
  readonly budget: FullTextBudget;
  /** The keys of those whose page there was no room for. */
  readonly pagesLeft: string[];
}

/** What one refresh may still do. */
export function openTaking(deps: RefreshDeps): Taking {
  return { ...deps, budget: fullTextBudget(deps.now()), pagesLeft: [] };
}

/** Oldest first, so that first-seen has the order in which they were written. */
export async function* complete<One extends Unseen>(
  feed: Feed,
  news: readonly One[],
  deps: Taking,
): AsyncGenerator<Required<News> & Omit<One, 'item'>> {
  const inOrder = isOldestFirst(news.map((each) => each.item)) ? news : [...news].reverse();
  for (const { item: parsed, ...names } of inOrder) {
    const whole = await completeItem(parsed, feed.fullText, deps);
    if (deps.budget.unfetched.has(parsed)) deps.pagesLeft.push(names.identityKeys[0]);
    const kept = { ...fitForStorage(whole), key: names.identityKeys[0], ...keyOf(feed) };
    yield { ...names, item: { ...kept, print: textPrintOf(kept) } };
  }
}

/** Feeds put the newest first unless their dates plainly rise. */
export function isOldestFirst(items: readonly ParsedItem[]): boolean {
  const dates = items.map((item) => item.publishedAt ?? item.updatedAt);
  const first = dates.find((date) => date !== undefined);
  const last = dates.findLast((date) => date !== undefined);
  return first !== undefined && last !== undefined && first < last;
}

/** Names the row of the feed. */
export function keyOf(feed: Feed): FeedKey {
  return { newsletterId: feed.newsletterId, feedId: feed.id };
}
