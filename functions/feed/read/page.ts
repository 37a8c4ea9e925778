/** What a web page says of its feeds, and of itself. */
import { webAddress } from './address.ts';
import { type Attributes, readMarkup } from './markup.ts';
import { foldSpace } from './plain-text.ts';

/** A feed that a page names. */
export interface FeedLink {
  readonly url: string;
  readonly title: string;
  /** The language of what it leads to, where the page says so (`hreflang`). */
  readonly language?: string;
}

/** A page, as far as finding its feeds goes. Addresses are absolute, without a fragment. */
export interface Page {
  /** Links that the page marks as its feeds (HTML §4.6.7.1), in its order, each address once. */
  readonly named: readonly FeedLink[];
  /** Other links that speak of a feed in their words or their address, the likeliest first. */
  readonly spoken: readonly FeedLink[];
  /** Where the page sends its visitors on to (`meta http-equiv=refresh`). */
  readonly refresh?: string;
  /** The address that the page itself calls its own. */
  readonly canonical?: string;
  /** What the page calls itself by (`meta itemprop=identifier` and the like). */
  readonly identifiers: readonly string[];
  readonly language?: string;
}

const pageCharsMax = 1_000_000;
const namedMax = 20;
const spokenMax = 20;
const titleCharsMax = 200;
const identifiersMax = 20;
/** Longer than that nobody is kept waiting to be sent on: such a page loads itself anew. */
const refreshSecondsMax = 10;

const feedTypes = new Set([
  'application/rss+xml',
  'application/atom+xml',
  'application/feed+json',
  'application/rdf+xml',
  'application/x-rss+xml',
  'text/xml',
  'application/xml',
]);

/** How links to feeds are called; `feed` stands in all languages that have no word of their own. */
const feedWords = /\b(?:rss|atom|(?:web|news)?feeds?)\b|フィード|订阅源|訂閱源|피드|خلاصة|лента/i;
const feedPath =
  /\.(?:rss|atom|rdf)$|\/(?:rss|atom|feeds?)\/?$|\/(?:rss|atom|feed|index)\.(?:xml|json)$|\/(?:rss|atom|feeds?)\/[^/]+\.(?:xml|json)$/i;
/** For programs that read feeds: with an address behind it, or in the place of its scheme. */
const feedScheme = /^\s*feed:(?:(?=https?:)|(?=\/\/))/i;

interface Reading {
  base: string | undefined;
  readonly named: Map<string, FeedLink>;
  /** By how much they look like feeds: in words and address, in one of them. */
  readonly spoken: Map<string, FeedLink & { readonly weight: number }>;
  refresh?: string;
  canonical?: string;
  language?: string;
  readonly identifiers: string[];
  /** The link whose text is being read. */
  anchor: { readonly url: string; words: string } | undefined;
}

/** Reads a page that was found at this address. Bad markup is read as far as it can be. */
export function readPage(page: string, url: string | undefined): Page {
  const reading: Reading = {
    base: url,
    named: new Map(),
    spoken: new Map(),
    identifiers: [],
    anchor: undefined,
  };
  readMarkup(
    page.slice(0, pageCharsMax),
    {
      open: (name, attributes) => {
        opened.get(name)?.(attributes, reading, url);
        if (reading.anchor !== undefined) addWords(reading.anchor, attributes.get('alt'));
      },
      close: (name) => {
        if (name === 'a') endAnchor(reading);
      },
      text: (text) => addWords(reading.anchor, text),
    },
    { html: true },
  );
  const { named, spoken, refresh, canonical, language, identifiers } = reading;
  return {
    named: [...named.values()],
    spoken: [...spoken.values()]
      .filter((link) => !named.has(link.url))
      .sort((a, b) => b.weight - a.weight)
      .map(({ weight: _, ...link }) => link),
    identifiers,
    ...(refresh === undefined ? {} : { refresh }),
    ...(canonical === undefined ? {} : { canonical }),
    ...(language === undefined ? {} : { language }),
  };
}

type Open = (attributes: Attributes, reading: Reading, url: string | undefined) => void;

const opened = new Map<string, Open>(
  Object.entries({
    html: (attributes, reading) => {
      const language = attributes.get('lang');
      if (language) reading.language = language;
    },
    base: (attributes, reading, url) => {
      const href = attributes.get('href');
      if (href !== undefined) reading.base = URL.parse(href, url)?.href ?? reading.base;
    },
    link: (attributes, reading) => {
      if (relationsOf(attributes).includes('canonical')) {
        const canonical = addressIn(attributes, reading);
        if (canonical !== undefined) reading.canonical ??= canonical;
      }
      keepMarked(attributes, reading);
    },
    area: (attributes, reading) => void keepMarked(attributes, reading),
    a: (attributes, reading) => {
      endAnchor(reading);
      if (keepMarked(attributes, reading)) return;
      const url = addressIn(attributes, reading);
      if (url === undefined) return;
      reading.anchor = { url, words: '' };
      for (const said of ['title', 'aria-label']) addWords(reading.anchor, attributes.get(said));
    },
    meta: (attributes, reading, url) => {
      const content = attributes.get('content') ?? '';
      const property = attributes.get('itemprop')?.toLowerCase() ?? '';
      if (/identifier$|^channelid$/.test(property) && reading.identifiers.length < identifiersMax) {
        reading.identifiers.push(content.slice(0, titleCharsMax));
      }
      if (attributes.get('http-equiv')?.trim().toLowerCase() !== 'refresh') return;
      const target = refreshTarget(content, reading.base);
      if (target !== undefined && target !== url) reading.refresh ??= target;
    },
  } satisfies Record<string, Open>),
);

/** Keeps a link that is marked as a feed; tells whether it is. */
function keepMarked(attributes: Attributes, reading: Reading): boolean {
  if (!isMarked(attributes)) return false;
  const url = addressIn(attributes, reading);
  if (url === undefined) return false;
  if (reading.named.has(url) || reading.named.size >= namedMax) return true;
  const language = attributes.get('hreflang');
  const title = oneLine(attributes.get('title') ?? '');
  reading.named.set(url, { url, title, ...(language ? { language } : {}) });
  return true;
}

function isMarked(attributes: Attributes): boolean {
  const relations = relationsOf(attributes);
  if (relations.includes('feed')) return true;
  if (!relations.includes('alternate') || relations.includes('stylesheet')) return false;
  const type = attributes.get('type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type !== '') return feedTypes.has(type);
  // An alternate of no type may as well be a translation, or the page for phones.
  return !attributes.has('hreflang') && !attributes.has('media') && looksLikeFeed(attributes);
}

function looksLikeFeed(attributes: Attributes): boolean {
  const path = attributes.get('href')?.split(/[?#]/)[0] ?? '';
  return feedPath.test(path) || feedWords.test(attributes.get('title') ?? '');
}

function relationsOf(attributes: Attributes): readonly string[] {
  return attributes.get('rel')?.toLowerCase().split(/\s+/) ?? [];
}

function addressIn(attributes: Attributes, { base }: Reading): string | undefined {
  const href = attributes.get('href')?.replace(feedScheme, '');
  return webAddress(href, base)?.split('#', 1)[0];
}

function addWords(anchor: Reading['anchor'], words: string | undefined): void {
  if (anchor === undefined || words === undefined) return;
  if (anchor.words.length < titleCharsMax * 2) anchor.words += ` ${words.slice(0, titleCharsMax)}`;
}

function endAnchor(reading: Reading): void {
  const { anchor, spoken } = reading;
  reading.anchor = undefined;
  if (anchor === undefined || spoken.has(anchor.url) || spoken.size >= spokenMax) return;
  const { pathname } = new URL(anchor.url);
  const weight = Number(feedPath.test(pathname)) + Number(feedWords.test(anchor.words));
  if (weight === 0) return;
  spoken.set(anchor.url, { url: anchor.url, title: oneLine(anchor.words), weight });
}

/** HTML §4.2.5.3: seconds, then an address behind a semicolon, in quotes or not. */
function refreshTarget(content: string, base: string | undefined): string | undefined {
  const semicolon = content.search(/[;,]/);
  if (semicolon < 0 || !(Number.parseInt(content, 10) <= refreshSecondsMax)) return undefined;
  const said = content.slice(semicolon + 1).trim();
  const bare = said.replace(/^url\s*=/i, '').trim();
  return webAddress(bare.replace(/^["']|["']$/g, ''), base)?.split('#', 1)[0];
}

/** Shown in a terminal, where control characters do things. */
function oneLine(text: string): string {
  const cut = text.slice(0, titleCharsMax * 2);
  return foldSpace(cut.replace(/\p{Cc}/gu, ' ')).slice(0, titleCharsMax);
}
