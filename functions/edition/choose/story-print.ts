/**
 * What a story can be recognised by besides its text: its address without what varies, and the
 * pieces of its title.
 */
import { hash } from 'node:crypto';
import { trimEndOf } from '../../config/trim-end.ts';
import { pieceOf, tokensOf, unspaced } from '../../feed/read/text-print.ts';
import { withoutTracking } from '../url.ts';

/** What tells one title from another. */
export interface TitlePrint {
  readonly pieces: ReadonlySet<number>;
  readonly tokens: number;
  /** "week 12" and "week 13" are two stories, however alike. */
  readonly numbers: readonly string[];
}

/** What comes after these tells no stories apart. */
export const titleCharsMax = 300;
const letterGram = 4;

/** The print of a title. */
export function titlePrint(title: string): TitlePrint {
  const tokens = tokensOf(title.slice(0, titleCharsMax));
  return {
    pieces: titlePieces(tokens),
    tokens: tokens.length,
    numbers: [...new Set(tokens.filter((token) => /\p{N}/u.test(token)))],
  };
}

/** Pairs of characters, and groups of letters, so that an ending makes no other word. */
function titlePieces(tokens: readonly string[]): Set<number> {
  const pieces = new Set<number>();
  tokens.forEach((word, index) => {
    if (unspaced.test(word)) pieces.add(pieceOf(`${word}${tokens[index + 1] ?? ''}`));
    else if (word.length <= letterGram) pieces.add(pieceOf(word));
    else {
      for (let at = 0; at + letterGram <= word.length; at += 1) {
        pieces.add(pieceOf(word.slice(at, at + letterGram)));
      }
    }
  });
  return pieces;
}

const titlePiecesLookedUp = 12;

/** By what alike titles are found: pieces two at a time, as any one of them is in many titles. */
export function titlePairs({ pieces }: TitlePrint): number[] {
  const lowest = [...pieces].sort((a, b) => a - b).slice(0, titlePiecesLookedUp);
  return lowest.slice(1).map((next, at) => (Math.imul(lowest[at] ?? 0, 31) + next) >>> 0);
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

const markBytes = 6;

/** A number by which equal addresses are found among many (48 bits of a hash); 0 for none. */
export function linkMark(link: string | undefined): number {
  const address = canonicalLink(link);
  return address === undefined ? 0 : hash('sha256', address, 'buffer').readUIntBE(0, markBytes);
}
