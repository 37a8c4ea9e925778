/**
 * What a story can be recognised by when another feed brings it: its address without what varies,
 * the pieces of its title and of the beginning of its text. Any script will do.
 */
import { trimEndOf } from '../../config/trim-end.ts';
import type { Item } from '../../feed/item.ts';
import { plainText } from '../../feed/read/plain-text.ts';
import { withoutTracking } from '../url.ts';

/** What tells one story from another, whichever feed brings it. */
export interface StoryPrint {
  /** Absent when the item has no address of its own. */
  readonly link?: string;
  readonly title: ReadonlySet<number>;
  readonly titleTokens: number;
  /** Numbers in the title: "week 12" and "week 13" are two stories, however alike. */
  readonly numbers: readonly string[];
  readonly text: ReadonlySet<number>;
}

/** Feeds cut their texts where they like, so only the beginning is compared. */
const textCharsMax = 700;
const htmlCharsMax = 6_000;
const titleCharsMax = 300;
/** So many tokens in a row make a piece of the text. */
const shingleTokens = 3;
const letterGram = 4;

const prints = new WeakMap<Item, StoryPrint>();

/** The print of an item, taken once however many editions look at it. */
export function storyPrint(item: Item): StoryPrint {
  const known = prints.get(item) ?? takePrint(item);
  prints.set(item, known);
  return known;
}

function takePrint({ link, title, content, summary }: Item): StoryPrint {
  const titleTokens = tokensOf(title.slice(0, titleCharsMax));
  const text = plainText((content || summary || '').slice(0, htmlCharsMax)).slice(0, textCharsMax);
  const address = canonicalLink(link);
  return {
    ...(address === undefined ? {} : { link: address }),
    title: titlePieces(titleTokens),
    titleTokens: titleTokens.length,
    numbers: [...new Set(titleTokens.filter((token) => /\p{N}/u.test(token)))],
    text: windows(tokensOf(text), shingleTokens),
  };
}

/** Hosts and paths under which the same page is served to phones. */
const servedHost = /^(?:www\d?|m|mobile|amp)\./;
const cachePath = /^\/(?:amp|[cv])\/s\/(?=[^/]*\.)([^/]+)(\/.*)$/;
const servedParameter = /^(?:amp|outputtype=amp|output=amp|ref|source|from|cmp|ncid|ocid)(?:=|$)/i;

/** The address without scheme, tracking, AMP and spelling; undefined for none and for a home page. */
export function canonicalLink(link: string | undefined): string | undefined {
  const url = URL.parse(withoutTracking(link ?? ''));
  if (!url || !/^https?:$/.test(url.protocol)) return undefined;
  const [, cachedHost, cachedPath] = cachePath.exec(url.pathname) ?? [];
  const host = (cachedHost ?? url.host).toLowerCase().replace(servedHost, '');
  const served = (cachedPath ?? url.pathname)
    .replace(/\.amp(\.html?)?$/i, '$1')
    .replace(/\/amp(?=\/|$)/i, '')
    .replace(/\/index\.\w{3,5}$/i, '');
  const path = trimEndOf(served, /\//);
  const query = url.search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '' && !servedParameter.test(pair))
    .sort()
    .join('&');
  return path === '' && query === '' ? undefined : `${host}${path}?${query}`;
}

const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}\p{Script=Myanmar}]/u;
const token = new RegExp(
  `${unspaced.source}|[\\p{L}\\p{N}]+?(?=${unspaced.source}|[^\\p{L}\\p{N}]|$)`,
  'gu',
);

/** Words, or single characters of scripts without spaces; accents, marks and case play no part. */
function tokensOf(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .normalize('NFC')
    .toLowerCase();
  return plain.match(token) ?? [];
}

/** Pairs of characters, and groups of letters, so that an ending makes no other word. */
function titlePieces(tokens: readonly string[]): Set<number> {
  const pieces = new Set<number>();
  tokens.forEach((word, index) => {
    if (unspaced.test(word)) pieces.add(hash(`${word}${tokens[index + 1] ?? ''}`));
    else if (word.length <= letterGram) pieces.add(hash(word));
    else {
      for (let at = 0; at + letterGram <= word.length; at += 1) {
        pieces.add(hash(word.slice(at, at + letterGram)));
      }
    }
  });
  return pieces;
}

function windows(tokens: readonly string[], size: number): Set<number> {
  const pieces = new Set<number>();
  for (let at = 0; at + size <= tokens.length; at += 1) {
    pieces.add(hash(tokens.slice(at, at + size).join(' ')));
  }
  return pieces;
}

/** FNV-1a with a last stir, so that any few of its bits are as good as others. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return (value ^ (value >>> 13)) >>> 0;
}
