/** Asks for addresses that may be feeds, each once and not too many. */
import type { Fetched, Get } from '../get/fetched.ts';
import type { FeedLink } from '../read/page.ts';
import { parse } from '../read/parse.ts';
import type { LiveFeed } from './live-feed.ts';

/** So many requests an owner waits for, and a site bears. */
const requestsMax = 15;

/** The requests of one search. */
export interface Search {
  /** Asks, unless it was asked before or too much was. */
  readonly ask: (url: string) => Promise<Fetched>;
  readonly hasRequests: () => boolean;
}

/** A search that has asked nothing yet. */
export function openSearch(get: Get): Search {
  const asked = new Map<string, Promise<Fetched>>();
  return {
    hasRequests: () => asked.size < requestsMax,
    ask: (url) => {
      const known = asked.get(url);
      if (known !== undefined) return known;
      const answer: Promise<Fetched> =
        asked.size < requestsMax
          ? get(url)
          : Promise.resolve({ kind: 'failed', reason: 'Too many addresses were tried.' });
      asked.set(url, answer);
      return answer;
    },
  };
}

/** What came of trying links. */
export interface Tried {
  readonly live: LiveFeed[];
  /** The first that led to none, and why. */
  readonly dead?: { readonly url: string; readonly reason: string };
  /** Why nothing more was asked. */
  readonly busy?: string;
}

/** Tries links in turn, until a site wants to be left alone. */
export async function tryLinks(links: readonly FeedLink[], search: Search): Promise<Tried> {
  const live: LiveFeed[] = [];
  let dead: Tried['dead'];
  for (const link of links) {
    const fetched = await search.ask(link.url);
    if (fetched.kind === 'retryLater') {
      const { reason } = fetched;
      return { live, dead: dead ?? { url: link.url, reason }, busy: reason };
    }
    const read = await readFeed(fetched);
    if (typeof read === 'string') dead ??= { url: link.url, reason: read };
    else live.push({ ...link, ...read });
  }
  return { live, ...(dead && { dead }) };
}

async function readFeed(fetched: Fetched): Promise<Pick<LiveFeed, 'feed' | 'foundAt'> | string> {
  if (fetched.kind !== 'body') return reasonOf(fetched);
  const parsed = await parse(fetched.bytes, fetched);
  if (parsed.kind === 'feed') return { feed: parsed.feed, foundAt: fetched.url };
  return parsed.kind === 'page' ? 'It is a web page.' : parsed.reason;
}

/** Why an address gave nothing, in words. */
export function reasonOf(fetched: { readonly kind: string; readonly reason?: string }): string {
  if (fetched.kind === 'gone') return 'It is gone for good (410).';
  return fetched.reason ?? 'The server says that nothing has changed.';
}
