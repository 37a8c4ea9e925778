/** Adding a feed by its own address or by that of a page which names it. */
import type { Feed } from '../feed.ts';
import type { FetchedBody, Get } from '../get/fetch.ts';
import type { ParsedFeed } from '../item.ts';
import { newFeed, titleCharsMax } from '../new-feed.ts';
import { type FeedLink, wellKnownPaths } from '../read/discover.ts';
import { type Parsed, parse } from '../read/parse.ts';
import type { FeedSettings } from '../settings.ts';

/** What an owner pastes, and how the feed is to be kept. */
export interface AddFeedInput {
  readonly newsletterId: string;
  readonly sectionId: string;
  readonly url: string;
  /** How it is watched; its title is the feed's own unless another is wanted. */
  readonly settings?: FeedSettings;
  readonly backlogItems?: number;
}

/** What looks at the address, and keeps the feed. */
export interface AddFeedDeps {
  readonly get: Get;
  /** Creates the row unless the newsletter has a feed of that id. */
  createFeed(feed: Feed): Promise<'added' | 'exists'>;
  now(): number;
}

/** The feed that was added, or why none was. */
export type FeedAdded =
  | { readonly kind: 'added' | 'exists'; readonly feed: Feed; readonly items: number }
  | { readonly kind: 'several'; readonly links: readonly FeedLink[]; readonly message: string }
  | { readonly kind: 'refused'; readonly message: string };

type Found =
  | { readonly kind: 'found'; readonly url: string; readonly feed: ParsedFeed }
  | { readonly kind: 'several'; readonly links: readonly FeedLink[]; readonly message: string }
  | { readonly kind: 'refused'; readonly message: string };

/** Fetches once to see that it is a feed, then adds it; its items come with the first poll. */
export async function addFeed(input: AddFeedInput, deps: AddFeedDeps): Promise<FeedAdded> {
  const found = await findFeed(input.url, deps.get);
  if (found.kind !== 'found') return found;
  const { newsletterId, sectionId, backlogItems = 0 } = input;
  const { url, feed: read } = found;
  const addedAt = deps.now();
  const feed = newFeed(
    { newsletterId, sectionId, url, siteUrl: read.link, addedAt, backlogItems },
    { title: read.title.slice(0, titleCharsMax), ...input.settings },
  );
  return { kind: await deps.createFeed(feed), feed, items: read.items.length };
}

async function findFeed(raw: string, get: Get): Promise<Found> {
  const url = URL.parse(raw.trim())?.href ?? raw.trim();
  const fetched = await get(url);
  if (fetched.kind !== 'body') {
    return refused(`${url} could not be fetched. ${reasonOf(fetched)}`);
  }
  const parsed = await parse(fetched.bytes, fetched);
  switch (parsed.kind) {
    case 'feed':
      return { kind: 'found', url, feed: parsed.feed };
    case 'refused':
      return refused(`${url} is not a feed. ${parsed.reason}`);
    case 'page':
      return followPage(parsed, fetched, get);
  }
}

type Page = Extract<Parsed, { kind: 'page' }>;

async function followPage({ links }: Page, page: FetchedBody, get: Get): Promise<Found> {
  const [first, ...others] = links;
  if (first === undefined) return tryWellKnown(page.url, get);
  if (others.length > 0) {
    const lines = links.map(({ url, title }) => `  ${url}${title === '' ? '' : ` (${title})`}`);
    const message = `${page.url} is a page with several feeds. Choose one of:\n${lines.join('\n')}`;
    return { kind: 'several', links, message };
  }
  const found = await feedAt(first.url, get);
  if (found.kind === 'found') return found;
  return refused(`${page.url} names a feed, ${first.url}, but there is none. ${found.reason}`);
}

async function tryWellKnown(pageUrl: string, get: Get): Promise<Found> {
  for (const path of wellKnownPaths) {
    const url = new URL(path, pageUrl).href;
    const found = await feedAt(url, get);
    if (found.kind === 'found') return found;
    // A site that wants to be left alone is not asked for the other places.
    if (found.kind === 'retryLater') return refused(`${url} could not be fetched. ${found.reason}`);
  }
  return refused(
    `${pageUrl} is a page that names no feed, and none was found in the usual places. ` +
      'Look for a link called RSS or Feed on it and add that address.',
  );
}

type FeedAt =
  | Extract<Found, { kind: 'found' }>
  | { readonly kind: 'none' | 'retryLater'; readonly reason: string };

async function feedAt(url: string, get: Get): Promise<FeedAt> {
  const fetched = await get(url);
  if (fetched.kind === 'retryLater') return fetched;
  if (fetched.kind !== 'body') return { kind: 'none', reason: reasonOf(fetched) };
  const parsed = await parse(fetched.bytes, fetched);
  if (parsed.kind === 'feed') return { kind: 'found', url, feed: parsed.feed };
  return { kind: 'none', reason: parsed.kind === 'page' ? 'It is a web page.' : parsed.reason };
}

function reasonOf(fetched: { readonly kind: string; readonly reason?: string }): string {
  if (fetched.kind === 'gone') return 'It is gone for good (410).';
  return fetched.reason ?? 'The server says that nothing has changed.';
}

function refused(message: string): Found {
  return { kind: 'refused', message };
}
