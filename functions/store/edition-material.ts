/** What an edition is made of, read at most once for all the editions of a tick. */
import type { Source } from '../edition/choose/choose.ts';
import type { Newsletter } from '../edition/newsletter.ts';
import type { ComposeDeps } from '../edition/plan/compose.ts';
import type { Table } from './client.ts';
import { contentStore } from './contents.ts';
import { feedStore } from './feeds.ts';
import { itemStore } from './items.ts';
import { newsletterStore } from './newsletters.ts';

/** Newsletters, sources and items, as they are at one tick. */
export interface EditionMaterial extends ComposeDeps {}

/** Newsletters, sources and items as they are at this tick. */
export function editionMaterial(table: Table, now: () => number): EditionMaterial {
  const newsletters = newsletterStore(table);
  const feeds = feedStore(table);
  const items = itemStore(table);
  const contents = contentStore(table, now);
  const oneNewsletter = onceEach<Newsletter>();
  const sourcesOnce = onceEach<Source[]>();
  return {
    newsletter: (id) =>
      oneNewsletter(id, async () => {
        const newsletter = await newsletters.load(id);
        if (newsletter === undefined) throw new Error(`There is no newsletter ${id}.`);
        return newsletter;
      }),
    sources: (id) => sourcesOnce(id, () => feeds.sources(id)),
    headings: items.headings,
    items: items.whole,
    findings: contents.findings,
    putContent: contents.put,
  };
}

/** Loads what has a key once, whoever asks for it how often. */
function onceEach<T>() {
  const read = new Map<string, Promise<T>>();
  return (key: string, load: () => Promise<T>): Promise<T> => {
    const known = read.get(key);
    if (known !== undefined) return known;
    const loading = load();
    read.set(key, loading);
    return loading;
  };
}
