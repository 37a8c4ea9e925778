/** From the address that an owner pastes to the feed that is meant, in few requests. */
import type { FetchedBody, Get } from '../get/fetched.ts';
import { type HeaderLink, linksIn } from '../get/link-header.ts';
import type { ParsedFeed } from '../item.ts';
import type { FeedLink, Page } from '../read/page.ts';
import { parse } from '../read/parse.ts';
import { choicesOf } from './choice.ts';
import type { LiveFeed } from './live-feed.ts';
import { meantBy, usualPlaces } from './places.ts';
import { feedOfLookup, feedsByRule, lookupOf } from './site-rules.ts';
import { openSearch, reasonOf, type Search, type Tried, tryLinks } from './try-links.ts';

/** The feed, the feeds to choose from, or why there is none. */
export type Found =
  | {
      readonly kind: 'found';
      readonly url: string;
      readonly feed: ParsedFeed;
      /** Where it was in the end, after redirects. */
      readonly foundAt: string;
      /** Nothing names it: it was where feeds usually are. */
      readonly isGuess: boolean;
    }
  | { readonly kind: 'several'; readonly pageUrl: string; readonly feeds: readonly LiveFeed[] }
  | { readonly kind: 'refused'; readonly message: string };

const namedMax = 6;
const spokenMax = 5;
/** So many pages that may list feeds are looked at. */
const listsMax = 2;

/** Finds the feed of an address, which may be its own or that of a page. */
export async function findFeed(typed: string, get: Get): Promise<Found> {
  const search = openSearch(get);
  const [first = '', ...others] = meantBy(typed);
  const found = await lookAt(first, search);
  if (found.kind !== 'refused' || !found.isUnreachable) return plain(found);
  for (const other of others) {
    const second = await lookAt(other, search);
    if (second.kind !== 'refused') return second;
  }
  return plain(found);
}

type Looked =
  | Exclude<Found, { kind: 'refused' }>
  | { readonly kind: 'refused'; readonly message: string; readonly isUnreachable?: true };

function plain(found: Looked): Found {
  return found.kind === 'refused' ? { kind: 'refused', message: found.message } : found;
}

async function lookAt(url: string, search: Search): Promise<Looked> {
  const byRule = await followRules(url, undefined, search);
  if (byRule !== undefined) return byRule;
  const fetched = await search.ask(url);
  if (fetched.kind !== 'body') {
    const message = `${url} could not be fetched. ${reasonOf(fetched)}`;
    return { kind: 'refused', message, ...(fetched.kind === 'failed' && { isUnreachable: true }) };
  }
  const parsed = await parse(fetched.bytes, fetched);
  switch (parsed.kind) {
    case 'feed':
      return found({ url, title: '', foundAt: fetched.url, feed: parsed.feed });
    case 'refused':
      return { kind: 'refused', message: `${url} is not a feed. ${parsed.reason}` };
    case 'page':
      return followPage(parsed.page, fetched, search, 'may be sent on');
  }
}

/** The rules of sites; undefined where none applies, or leads to a feed. */
async function followRules(
  pageUrl: string,
  page: Page | undefined,
  search: Search,
): Promise<Looked | undefined> {
  const url = URL.parse(pageUrl);
  if (url === null) return undefined;
  const lookup = page === undefined ? lookupOf(url) : undefined;
  const listed = lookup === undefined ? undefined : await search.ask(lookup);
  const show = listed?.kind === 'body' ? feedOfLookup(listed.bytes) : undefined;
  const addresses = [...(show === undefined ? [] : [show]), ...feedsByRule({ url, page })];
  const { live } = await tryLinks(addresses.map(named), search);
  const best = live.find(({ feed }) => feed.items.length > 0) ?? live[0];
  return best && found(best);
}

async function followPage(
  page: Page,
  { url, links: header = '' }: FetchedBody,
  search: Search,
  hop: 'may be sent on' | 'was sent on',
): Promise<Looked> {
  const asked = { url, ...(page.language === undefined ? {} : { language: page.language }) };
  const links = [...namedIn(header, url), ...page.named].slice(0, namedMax);
  const tried = await tryLinks(links, search);
  const byName = decide(choicesOf(tried.live, asked), url);
  if (byName !== undefined) return byName;
  if (tried.busy !== undefined) return { kind: 'refused', message: nothingAt(url, tried) };

  if (page.refresh !== undefined && links.length === 0 && hop === 'may be sent on') {
    const sent = await sendOn(page.refresh, search);
    if (sent !== undefined) return sent;
  }
  const byRule = await followRules(url, page, search);
  if (byRule !== undefined) return byRule;
  const spoken = await tryLinks(page.spoken.slice(0, spokenMax), search);
  const byWord = decide(choicesOf(spoken.live, asked), url);
  if (byWord !== undefined) return byWord;
  const byList = spoken.live.length > 0 ? undefined : await followList(page.spoken, search);
  if (byList !== undefined) return byList;

  const comments = [...tried.live, ...spoken.live][0];
  const guessed = await tryUsualPlaces(url, search);
  if (guessed !== undefined) return guessed;
  return { kind: 'refused', message: nothingAt(url, { ...tried, comments }) };
}

/** A page that lists the feeds of a site: what it leads to is tried as if the first had said so. */
async function followList(links: readonly FeedLink[], search: Search): Promise<Looked | undefined> {
  for (const { url } of links.slice(0, listsMax)) {
    const fetched = await search.ask(url);
    if (fetched.kind !== 'body') continue;
    const parsed = await parse(fetched.bytes, fetched);
    if (parsed.kind !== 'page') continue;
    const { named, spoken, language } = parsed.page;
    const { live } = await tryLinks([...named, ...spoken].slice(0, namedMax), search);
    const asked = { url: fetched.url, ...(language === undefined ? {} : { language }) };
    const found = decide(choicesOf(live, asked), fetched.url);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A refresh is a redirect in other words, followed once. */
async function sendOn(target: string, search: Search): Promise<Looked | undefined> {
  const fetched = await search.ask(target);
  if (fetched.kind !== 'body') return undefined;
  const parsed = await parse(fetched.bytes, fetched);
  if (parsed.kind === 'feed') {
    return found({ url: target, title: '', foundAt: fetched.url, feed: parsed.feed });
  }
  return parsed.kind === 'page'
    ? followPage(parsed.page, fetched, search, 'was sent on')
    : undefined;
}

async function tryUsualPlaces(pageUrl: string, search: Search): Promise<Looked | undefined> {
  for (const url of usualPlaces(pageUrl)) {
    if (!search.hasRequests()) return undefined;
    const { live, busy } = await tryLinks([named(url)], search);
    const [one] = choicesOf(live, { url: pageUrl });
    if (one !== undefined) return { ...found(one), isGuess: true };
    // A site that wants to be left alone is not asked for the other places.
    if (busy !== undefined) {
      return { kind: 'refused', message: `${url} could not be fetched. ${busy}` };
    }
  }
  return undefined;
}

function decide(choices: readonly LiveFeed[], pageUrl: string): Looked | undefined {
  const [one, ...others] = choices;
  if (one === undefined) return undefined;
  return others.length === 0 ? found(one) : { kind: 'several', pageUrl, feeds: choices };
}

function found({ url, feed, foundAt }: LiveFeed): Extract<Found, { kind: 'found' }> {
  return { kind: 'found', url, feed, foundAt, isGuess: false };
}

function namedIn(header: string, base: string): FeedLink[] {
  return linksIn(header, base)
    .filter(isMarked)
    .map(({ url, title = '' }) => ({ url, title }));
}

function isMarked({ relations, type = '' }: HeaderLink): boolean {
  const isFeed = /^(?:application|text)\/(?:(?:rss|atom|rdf|x-rss)\+)?xml|^application\/feed\+json/;
  return relations.includes('feed') || (relations.includes('alternate') && isFeed.test(type));
}

function named(url: string): FeedLink {
  return { url, title: '' };
}

function nothingAt(
  pageUrl: string,
  { dead, comments }: Pick<Tried, 'dead'> & { readonly comments?: LiveFeed | undefined },
): string {
  if (comments !== undefined) {
    return (
      `${pageUrl} has a feed of comments only, ${comments.url}. ` +
      'If that is what you want, add its own address.'
    );
  }
  if (dead !== undefined) {
    return `${pageUrl} names a feed, ${dead.url}, but there is none. ${dead.reason}`;
  }
  return (
    `${pageUrl} is a page that names no feed, and none was found in the usual places. ` +
    'Look for a link called RSS or Feed on it and add that address.'
  );
}
