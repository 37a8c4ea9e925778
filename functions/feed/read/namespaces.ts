/** Which namespace address stands for which vocabulary, in all the spellings met. */
import type { Attributes } from './markup.ts';

/** Prefix to address, of one element; those around it follow. */
export interface Scope {
  readonly declared: ReadonlyMap<string, string>;
  readonly outer: Scope | undefined;
  readonly depth: number;
}

/** Declarations nested deeper are passed over, so that a lookup stays short. */
const scopesMax = 24;

const vocabularies: Readonly<Record<string, string>> = {
  'www.w3.org/2005/atom': 'atom',
  'purl.org/atom/ns': 'atom',
  'purl.org/rss/1.0': 'rss',
  'purl.org/net/rss1.1': 'rss',
  'my.netscape.com/rdf/simple/0.9': 'rss',
  'channel.netscape.com/rdf/simple/0.9': 'rss',
  'my.netscape.com/publish/formats/rss-0.91': 'rss',
  'backend.userland.com/rss': 'rss',
  'backend.userland.com/rss2': 'rss',
  'backend.userland.com/rss091': 'rss',
  'backend.userland.com/rss092': 'rss',
  'blogs.law.harvard.edu/tech/rss': 'rss',
  'cyber.law.harvard.edu/rss/rss.html': 'rss',
  'purl.org/rss/1.0/modules/content': 'content',
  'purl.org/dc/elements/1.1': 'dc',
  'purl.org/dc/elements/1.0': 'dc',
  'purl.org/dc/terms': 'dcterms',
  'www.itunes.com/dtds/podcast-1.0.dtd': 'itunes',
  'search.yahoo.com/mrss': 'media',
  'search.yahoo.com/rss': 'media',
  'tools.search.yahoo.com/mrss': 'media',
  'www.rssboard.org/media-rss': 'media',
  'www.w3.org/1999/xhtml': 'xhtml',
  'www.w3.org/1999/02/22-rdf-syntax-ns': 'rdf',
};

/** What a prefix is taken for when nobody declared it, or declared it wrongly. */
const habitual = new Map([
  ...[...new Set(Object.values(vocabularies))].map((name) => [name, name] as const),
  ['a10', 'atom'] as const,
  ['atom10', 'atom'] as const,
]);

/** The vocabulary of an address, such as `dc`; undefined when it is none of ours. */
export function vocabularyOf(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  let key = address.trim().toLowerCase();
  if (key.startsWith('http://')) key = key.slice(7);
  else if (key.startsWith('https://')) key = key.slice(8);
  if (key.endsWith('/') || key.endsWith('#')) key = key.slice(0, -1);
  return Object.hasOwn(vocabularies, key) ? vocabularies[key] : undefined;
}

/** The vocabulary that a prefix stands for by habit. */
export function vocabularyByHabit(prefix: string): string | undefined {
  return habitual.get(prefix);
}

/** The scope inside an element; the outer one when it declares nothing new. */
export function scopeWithin(attributes: Attributes, outer: Scope | undefined): Scope | undefined {
  const depth = (outer?.depth ?? 0) + 1;
  if (attributes.size === 0 || depth > scopesMax) return outer;
  let declared: Map<string, string> | undefined;
  for (const [name, value] of attributes) {
    if (name !== 'xmlns' && !name.startsWith('xmlns:')) continue;
    const prefix = name.slice(6);
    if (addressOf(prefix, outer) === value) continue;
    declared ??= new Map();
    declared.set(prefix, value);
  }
  return declared === undefined ? outer : { declared, outer, depth };
}

/** The address that a prefix is bound to, the empty prefix being the default namespace. */
export function addressOf(prefix: string, scope: Scope | undefined): string | undefined {
  for (let at = scope; at !== undefined; at = at.outer) {
    const address = at.declared.get(prefix);
    if (address !== undefined) return address;
  }
  return undefined;
}
