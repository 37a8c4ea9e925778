/** Which of the feeds that a page leads to is the one that its owner means. Pure. */
import type { ParsedFeed, ParsedItem } from '../item.ts';
import { normalisedLink } from '../normalised-link.ts';
import type { Page } from '../read/page.ts';
import { isCommentsFeed } from './comments.ts';
import type { LiveFeed } from './live-feed.ts';

/** The page that the owner pasted. */
export type Asked = Pick<Page, 'language'> & { readonly url: string };

/** Two feeds that share so much of the shorter one have the same posts. */
const sharedMin = 0.6;

/**
 * What is left to choose from: one feed where the page leaves no doubt, several where only the owner
 * can tell, none when all are about comments. Formats of one feed and its addresses count once.
 */
export function choicesOf(live: readonly LiveFeed[], asked: Asked): LiveFeed[] {
  const posts = live.filter((one) => !isCommentsFeed(one));
  const filled = onlyIfAny(posts, ({ feed }) => feed.items.length > 0);
  const different = filled.reduce<LiveFeed[]>(withoutTwin, []);
  const spoken = inLanguageOf(different, asked.language);
  const own = spoken.filter((one) => isOf(one, asked.url));
  return own.length === 1 ? own : spoken;
}

function onlyIfAny<T>(all: readonly T[], test: (one: T) => boolean): readonly T[] {
  const some = all.filter(test);
  return some.length === 0 ? all : some;
}

/** Of two links to one feed the one that needs no redirect stays. */
function withoutTwin(kept: LiveFeed[], one: LiveFeed): LiveFeed[] {
  const twin = kept.findIndex((other) => isTwin(one, other));
  const other = kept[twin];
  if (other === undefined) return [...kept, one];
  const isDirect = sameAddress(one.foundAt, other.foundAt) && other.url !== other.foundAt;
  return isDirect && one.url === one.foundAt ? kept.with(twin, one) : kept;
}

function isTwin(one: LiveFeed, other: LiveFeed): boolean {
  if (sameAddress(one.foundAt, other.foundAt)) return true;
  return (
    shared(one.feed, other.feed, ({ link }) => link && normalisedLink(link)) >= sharedMin ||
    shared(one.feed, other.feed, ({ title }) => title.trim().toLowerCase()) >= sharedMin
  );
}

/** The share of the shorter feed's items that the other has, too, by what names them. */
function shared(
  one: ParsedFeed,
  other: ParsedFeed,
  nameOf: (item: ParsedItem) => string | undefined,
): number {
  const [a, b] = [one, other].map(({ items }) => new Set(items.map(nameOf).filter(Boolean)));
  const shorter = Math.min(a?.size ?? 0, b?.size ?? 0);
  if (!(a && b) || shorter === 0) return 0;
  return [...a].filter((name) => b.has(name)).length / shorter;
}

/** Links in other languages are for other readers, when there is one in the page's own. */
function inLanguageOf(feeds: LiveFeed[], language: string | undefined): LiveFeed[] {
  if (language === undefined) return feeds;
  const primary = (tag: string) => tag.toLowerCase().split(/[-_]/)[0];
  const isForeign = (one: LiveFeed) =>
    one.language !== undefined && primary(one.language) !== primary(language);
  return [...onlyIfAny(feeds, (one) => !isForeign(one))];
}

/** The feed of this very page: by its address, or because it says so. A front page has them all. */
function isOf({ url, feed }: LiveFeed, pageUrl: string): boolean {
  const page = normalisedLink(pageUrl);
  if (!page.includes('/')) return false;
  const home = normalisedLink(url).replace(
    /(?:\.(?:atom|rss|xml|json)|\/(?:feed|rss|atom)(?:\.\w+)?)$/,
    '',
  );
  return home === page || (feed.link !== undefined && normalisedLink(feed.link) === page);
}

/** Whether two addresses are one but for scheme, `www.` and a slash at the end. */
export function sameAddress(one: string, other: string): boolean {
  return normalisedLink(one) === normalisedLink(other);
}
