/** What the tests of this room share: fixtures, a store in memory. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Feed, FeedKey } from '../../functions/feed/feed.ts';
import type { Item, ParsedFeed } from '../../functions/feed/item.ts';
import type { Sighting } from '../../functions/feed/keep/edit.ts';
import type { FeedBook } from '../../functions/feed/keep/refresh-deps.ts';
import { type ParseHints, parse } from '../../functions/feed/read/parse.ts';

const fixtures = join(import.meta.dirname, '../fixtures/feed');

/** The bytes of a fixture of this room. */
export function fixture(name: string): Buffer {
  return readFileSync(join(fixtures, name));
}

/** Parses what must be a feed. */
export async function parseFeed(
  source: string | Uint8Array,
  hints: ParseHints = {},
): Promise<ParsedFeed> {
  const parsed = await parse(typeof source === 'string' ? Buffer.from(source) : source, hints);
  if (parsed.kind !== 'feed') throw new Error(`expected a feed, got ${JSON.stringify(parsed)}`);
  return parsed.feed;
}

/** RSS 2.0 with these items, each given as the XML inside it. */
export function rss(...items: readonly string[]): string {
  const inside = items.map((item) => `<item>${item}</item>`).join('\n');
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>T</title><link>https://t.example/</link>${inside}</channel></rss>`;
}

export interface MemoryStore extends FeedBook {
  readonly items: Item[];
  readonly held: Item[];
  readonly seen: Map<string, Sighting>;
  readonly writes: string[];
  feed: Feed | undefined;
}

/** The store's promises in a few lines: the first identity key decides, writes are listed. */
export function memoryStore(feed: Feed | undefined): MemoryStore {
  const put = (items: Item[], item: Item, [first = '', ...rest]: readonly string[]) => {
    if (store.seen.has(first)) return 'seen';
    store.writes.push('item');
    items.push(item);
    for (const key of [first, ...rest]) store.seen.set(key, { at: item.firstSeenAt });
    return 'stored';
  };
  let stamp = 1_000_000;
  const store: MemoryStore = {
    items: [],
    held: [],
    seen: new Map(),
    writes: [],
    feed,
    loadFeed: async () => store.feed,
    seenKeys: async (_key, keys) => new Map([...store.seen].filter(([one]) => keys.includes(one))),
    storeItems: async (news) => {
      let stored = 0;
      for await (const { item, identityKeys } of news) {
        const stamped = { ...item, firstSeenAt: stamp++ };
        if (put(store.items, stamped, identityKeys) === 'stored') stored += 1;
      }
      return stored;
    },
    gate: {
      hold: async ({ item, identityKeys }) => put(store.held, item, identityKeys),
      list: async () => [],
      release: async () => false,
      exclude: async () => false,
      keepOut: async () => false,
      bringBack: async () => false,
    },
    gateOf: async () => ({ filters: new Map() }),
    itemsAt: async () => [],
    markSeen: async (_key, keys) => {
      store.writes.push('seen');
      for (const key of keys) {
        const { name, as } = typeof key === 'string' ? { name: key, as: undefined } : key;
        store.seen.set(name, as ?? { at: store.feed?.addedAt ?? 0 });
      }
    },
    changeFeed: async (_key, changes) => {
      store.writes.push('feed');
      const fields = Object.entries({ ...store.feed, ...changes });
      const kept = fields.filter(([, value]) => value !== undefined);
      store.feed = Object.fromEntries(kept) as unknown as Feed;
    },
  };
  return store;
}

export const feedKey: FeedKey = { newsletterId: 'n', feedId: 'f' };

/** A feed that has been read before, unless told otherwise. */
export function someFeed(fields: Partial<Feed> = {}): Feed {
  return {
    id: 'f',
    newsletterId: 'n',
    sectionId: 's',
    url: 'https://t.example/feed',
    title: 'T',
    fullText: 'never',
    addedAt: 0,
    intervalMinutes: 30,
    started: true,
    backlogItems: 0,
    state: 'active',
    failures: 0,
    ...fields,
  };
}
