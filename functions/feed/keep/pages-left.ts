/** The pages of articles that there was no room for when their items were found. */
import type { Feed } from '../feed.ts';
import { completeItem } from '../get/full-text.ts';
import { present } from '../present.ts';
import { textPrintOf } from '../read/text-print.ts';
import { keyOf, type Taking } from './complete.ts';
import type { Edit } from './edit.ts';
import { feedNotice } from './feed-notice.ts';
import { fitForStorage } from './fit.ts';

/** So many are remembered; a feed that brings more at once is a surge. */
const pagesLeftMax = 200;
/** So many pages that were no article, and none that was, and the owner hears of it. */
const refusedMin = 5;

/** Reads the pages that were left over, and keeps their items as they read with them. */
export async function readPagesLeft(feed: Feed, deps: Taking): Promise<Feed> {
  const { pagesLeft = [], ...rest } = feed;
  if (pagesLeft.length === 0) return feed;
  const { store, budget } = deps;
  const seen = await store.seenKeys(keyOf(feed), pagesLeft);
  const places = pagesLeft.flatMap((key) => {
    const sighting = seen.get(key);
    return sighting === undefined ? [] : [{ ...keyOf(feed), key, firstSeenAt: sighting.at }];
  });
  const edits: Edit[] = [];
  const left: string[] = [];
  for (const item of await store.itemsAt(places.slice(0, budget.left))) {
    const whole = await completeItem(item, feed.fullText, deps);
    if (budget.unfetched.has(item)) left.push(item.key);
    else if (whole !== item) {
      const kept = { ...item, ...fitForStorage(whole) };
      const words = seen.get(item.key)?.words ?? '';
      const edited = { ...kept, print: textPrintOf(kept) };
      edits.push({ item: edited, identityKey: item.key, words });
    }
  }
  if (edits.length > 0) await store.markSeen(keyOf(feed), [], edits);
  return withPagesLeft(rest, [...left, ...places.slice(budget.left).map(({ key }) => key)]);
}

/** The feed with these pages left over. */
export function withPagesLeft(feed: Feed, keys: readonly string[]): Feed {
  const { pagesLeft = [], ...rest } = feed;
  const all = [...new Set([...pagesLeft, ...keys])].slice(-pagesLeftMax);
  return all.length === 0 ? rest : { ...rest, pagesLeft: all };
}

/** Counts the pages that were no article; the owner is told once when that is what comes. */
export async function notePages(
  feed: Feed,
  { budget, tell, now }: Pick<Taking, 'budget' | 'tell' | 'now'>,
): Promise<Feed> {
  const { pagesRefused = 0, ...rest } = feed;
  if (budget.taken > 0) return rest;
  if (budget.refused === 0) return feed;
  const refused = pagesRefused + budget.refused;
  if (pagesRefused < refusedMin && refused >= refusedMin) {
    const values = { count: String(refused) };
    await tell(feedNotice('feedPages', feed, { since: feed.addedAt, at: now(), values }));
  }
  return { ...rest, ...present({ pagesRefused: refused }) };
}
