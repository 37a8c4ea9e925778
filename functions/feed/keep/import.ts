/** Taking in items that come from elsewhere than a poll, such as an archive. */
import type { FeedKey } from '../feed.ts';
import type { ParsedItem } from '../item.ts';
import { textPrintOf } from '../read/text-print.ts';
import { fitForStorage } from './fit.ts';
import { chooseUnseen, identities, identityKeys } from './identity.ts';
import type { FeedBook } from './refresh-deps.ts';

/** Where imported items are kept. */
export interface ImportDeps {
  readonly store: Pick<FeedBook, 'seenKeys' | 'storeItem'>;
  now(): number;
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
    for (const unseen of chooseUnseen(some, keys, seen)) {
      const [own] = unseen.identityKeys;
      const kept = { ...fitForStorage(unseen.item), key: own, ...key };
      const item = { ...kept, print: textPrintOf(kept), firstSeenAt: deps.now() };
      if ((await deps.store.storeItem(item, unseen.identityKeys, unseen.words)) === 'stored')
        stored += 1;
    }
  }
  return { stored, seen: items.length - stored };
}
