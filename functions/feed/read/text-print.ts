/**
 * What the beginning of a text can be recognised by when another feed brings it. It is made when an
 * item is stored, so that stories are compared later without their texts. Any script will do.
 */
import type { ParsedItem } from '../item.ts';
import { plainText } from './plain-text.ts';

/** Feeds cut their texts where they like, so only the beginning is compared. */
const textCharsMax = 700;
const htmlCharsMax = 6_000;
/** So many tokens in a row make a piece of the text. */
const shingleTokens = 3;

/** A print of another version is made anew from the text: its pieces are other ones. */
const printVersion = 1;
const headBytes = 2;
const pieceBytes = 4;
/** More pieces than these are thinned out, the same ones in every text; a piece is four bytes. */
const piecesMax = 64;
/** At most one in so many is kept: that is enough for any text, as so little of it is looked at. */
const oneInMax = 8;

/** The pieces of a text, rising; of a text with many, one in two, in four or in eight. */
export interface TextPieces {
  readonly oneIn: number;
  readonly pieces: readonly number[];
}

/** The print of an item's text as it is stored: version, how thinned out, the pieces. */
export function textPrintOf({ content, summary }: Pick<ParsedItem, 'content' | 'summary'>) {
  const html = (content || summary || '').slice(0, htmlCharsMax);
  const text = plainText(html).slice(0, textCharsMax);
  const all = windows(tokensOf(text), shingleTokens);
  let oneIn = 1;
  while (oneIn < oneInMax && all.size > piecesMax * oneIn) oneIn *= 2;
  const pieces = Uint32Array.from([...all].filter((piece) => piece % oneIn === 0)).sort();
  const print = new Uint8Array(headBytes + pieces.length * pieceBytes);
  const view = new DataView(print.buffer);
  view.setUint8(0, printVersion);
  view.setUint8(1, oneIn);
  for (const [at, piece] of pieces.entries()) {
    view.setUint32(headBytes + at * pieceBytes, piece, true);
  }
  return print;
}

/** The pieces of a stored print; undefined for one that must be made anew. */
export function piecesOf(print: Uint8Array | undefined): TextPieces | undefined {
  if (print === undefined || print[0] !== printVersion || print.length < headBytes)
    return undefined;
  const view = new DataView(print.buffer, print.byteOffset, print.byteLength);
  const pieces: number[] = [];
  // Of a print that somebody damaged no more is read than there can be.
  const end = Math.min(print.length, headBytes + textCharsMax * pieceBytes) - pieceBytes;
  for (let at = headBytes; at <= end; at += pieceBytes) pieces.push(view.getUint32(at, true));
  return { oneIn: Math.max(1, view.getUint8(1)), pieces };
}

/** Scripts that put no blanks between their words. */
export const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}\p{Script=Myanmar}]/u;
const token = new RegExp(
  `${unspaced.source}|[\\p{L}\\p{N}]+?(?=${unspaced.source}|[^\\p{L}\\p{N}]|$)`,
  'gu',
);

/** Words, or single characters of scripts without spaces; accents, marks and case play no part. */
export function tokensOf(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .normalize('NFC')
    .toLowerCase();
  return plain.match(token) ?? [];
}

function windows(tokens: readonly string[], size: number): Set<number> {
  const pieces = new Set<number>();
  for (let at = 0; at + size <= tokens.length; at += 1) {
    pieces.add(pieceOf(tokens.slice(at, at + size).join(' ')));
  }
  return pieces;
}

/** 32 bits of FNV-1a with a last stir, so that any few of them are as good as others. */
export function pieceOf(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return (value ^ (value >>> 13)) >>> 0;
}
