/** Items of an archive, taken in by the hundred so that thousands need no more memory. */

import { archiveFeed } from '../../functions/feed/archive-feed.ts';
import type { FeedKey } from '../../functions/feed/feed.ts';
import type { ParsedItem } from '../../functions/feed/item.ts';
import { importItems } from '../../functions/feed/keep/import.ts';
import type { FeedBook } from '../../functions/feed/keep/refresh-deps.ts';
import { readArchiveItem } from '../../functions/feed/read/archived-item.ts';
import { slotOf } from '../../functions/feed/schedule/poll-slot.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { itemStore } from '../../functions/store/items.ts';
import { storeNews } from '../../functions/store/new-items.ts';
import type { Connection } from './connection.ts';
import type { Import } from './import-files.ts';

/** The newsletter and the feed that archived items go to. */
export interface ArchiveTarget {
  readonly newsletterId: string;
  readonly sectionId: string;
  /** The archive's name; without one, each item goes to the archive of its link's host. */
  readonly name: string | undefined;
}

interface Batch {
  readonly key: FeedKey;
  readonly items: ParsedItem[];
}

const batchItemsMax = 100;
const batchesCharsMax = 4_000_000;

/** Opens an import into archives of the newsletter. */
export function openArchiveImport(target: ArchiveTarget, connection: Connection): Import {
  const batches = new Map<string, Batch>();
  const items = itemStore(connection.table);
  const { now, prompt } = connection;
  const storeItems: FeedBook['storeItems'] = (news) => storeNews(prompt, news, now);
  const deps = { store: { seenKeys: items.seen, storeItems } };
  let [added, known, chars] = [0, 0, 0];
  const flush = async (batch: Batch) => {
    const counts = await importItems({ key: batch.key, items: batch.items.splice(0) }, deps);
    added += counts.stored;
    known += counts.seen;
  };
  const flushAll = async () => {
    for (const batch of batches.values()) await flush(batch);
    chars = 0;
  };
  return {
    take: async (text) => {
      const read = readArchiveItem(text);
      if (read.kind === 'refused') return [read.reason];
      const name = target.name ?? hostOf(read.item);
      const batch = batches.get(name) ?? (await openBatch(name, read.item, target, connection));
      batches.set(name, batch);
      batch.items.push(read.item);
      chars += text.length;
      if (batch.items.length === batchItemsMax) await flush(batch);
      if (chars > batchesCharsMax) await flushAll();
      return [];
    },
    finish: async () => {
      await flushAll();
      return { added, known };
    },
  };
}

/** The archive's feed comes before its items: an item without a feed is in no edition. */
async function openBatch(
  name: string,
  { link }: ParsedItem,
  { newsletterId, sectionId }: ArchiveTarget,
  { table, now }: Connection,
): Promise<Batch> {
  const siteUrl = link === undefined ? undefined : `${new URL(link).origin}/`;
  const feed = archiveFeed({ name, newsletterId, sectionId, siteUrl, at: now() });
  await feedStore(table).create(feed, slotOf(feed.id, feed.intervalMinutes));
  return { key: { newsletterId, feedId: feed.id }, items: [] };
}

function hostOf({ link }: ParsedItem): string {
  return URL.parse(link ?? '')?.hostname.replace(/^www\./, '') ?? 'archive';
}
