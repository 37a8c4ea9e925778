/** The feeds that a web page names (HTML §4.6.7.2, the alternate link). */
import { webAddress } from './address.ts';
import { readMarkup } from './markup.ts';
import { foldSpace } from './plain-text.ts';

/** A feed that a page names. */
export interface FeedLink {
  readonly url: string;
  readonly title: string;
}

const pageCharsMax = 1_000_000;
const linksMax = 20;
const titleCharsMax = 200;
const feedTypes = new Set([
  'application/rss+xml',
  'application/atom+xml',
  'application/feed+json',
  'application/rdf+xml',
  'application/x-rss+xml',
  'text/xml',
  'application/xml',
]);

/** Where a site without feed links usually has its feed, the likeliest first. */
export const wellKnownPaths = ['/feed', '/rss.xml', '/atom.xml', '/index.xml', '/feed.xml'];

/** Links to feeds in the page's order, each address once. */
export function discoverFeeds(page: string, url: string | undefined): FeedLink[] {
  const found = new Map<string, FeedLink>();
  let base = url;
  readMarkup(
    page.slice(0, pageCharsMax),
    {
      open(name, attributes) {
        const href = attributes.get('href');
        if (name === 'base' && href !== undefined) base = URL.parse(href, url)?.href ?? base;
        if (name !== 'link' || !isFeed(attributes)) return;
        const address = webAddress(href, base)?.split('#', 1)[0];
        if (address === undefined || found.has(address)) return;
        found.set(address, { url: address, title: titleOf(attributes) });
      },
      enough: () => found.size >= linksMax,
    },
    { html: true },
  );
  return [...found.values()];
}

/** Shown in a terminal, where control characters do things. */
function titleOf(attributes: ReadonlyMap<string, string>): string {
  const title = (attributes.get('title') ?? '').slice(0, titleCharsMax * 2);
  return foldSpace(title.replace(/\p{Cc}/gu, ' ')).slice(0, titleCharsMax);
}

function isFeed(attributes: ReadonlyMap<string, string>): boolean {
  const relations = attributes.get('rel')?.toLowerCase().split(/\s+/) ?? [];
  const type = attributes.get('type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  return relations.includes('alternate') && feedTypes.has(type);
}
