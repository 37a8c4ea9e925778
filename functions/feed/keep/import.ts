/** Taking in items that come from elsewhere than a poll, such as an archive. */
import type { FeedKey } from '../feed.ts';
import type { ParsedItem } from '../item.ts';
import { textPrintOf } from '../read/text-print.ts';
import { fitForStorage } from './fit.ts';
import { chooseUnseen, identities, identityKeys, type Unseen } from './identity.ts';
import type { FeedBook, News } from './refresh-deps.ts';

/** Where imported items are kept. */
export interface ImportDeps {
  readonly store: Pick<FeedBook, 'seenKeys' | 'storeItems'>;
}

const itemsAtOnceMax = 300;

/** Stores the items that the feed has not shown before, oldest first; again changes nothing. */
export async function importItems(
  { key, items }: { key: FeedKey; items: readonly ParsedItem[] },
  deps: ImportDeps,
): Promise<{ stored: number; seen: number }> {
  const oldestFirst = [...items].sort((a, b) => (a.publishedAt ?? 0) - (b.publishedAt ?? 0));
  let stored = 0;
  for (let i = 0; i < oldestFirst.length; i += itemsAtOnceMax) {
    const some = oldestFirst.slice(i, i + itemsAtOnceMax);
    const keys = identities(some);
    const seen = await deps.store.seenKeys(key, keys.flatMap(identityKeys));
    stored += await deps.store.storeItems(newsOf(key, chooseUnseen(some, keys, seen)));
  }
  return { stored, seen: items.length - stored };
}

async function* newsOf(feed: FeedKey, unseen: readonly Unseen[]): AsyncGenerator<News> {
  for (const { item, identityKeys: names, words } of unseen) {
    const kept = { ...fitForStorage(item), key: names[0], ...feed };
    yield { item: { ...kept, print: textPrintOf(kept) }, identityKeys: names, words };
  }
}
