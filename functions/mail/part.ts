/**
 * One part of a message, encoded once for all readers and cut where their own links go. Filling
 * in the links encodes nothing but the links.
 */
import { createHash } from 'node:crypto';
import type { PersonalLink, Piece } from '../edition/content.ts';
import { type Base64Part, prepareBase64, spliceBase64 } from './base64.ts';
import { prepareQuoted, type QuotedPart, spliceQuoted } from './quoted-printable.ts';

/** A part of a message, encoded but for the reader's links. */
export type PreparedPart = QuotedPart | Base64Part;
/** A reader's links by their places in the content. */
export type Links = Readonly<Record<PersonalLink, string>>;

/** Encodes what is the same for every reader, in whichever encoding is shorter. */
export function preparePart(pieces: readonly Piece[]): PreparedPart {
  const { texts, links } = cut(pieces);
  const segments = texts.map((text) => Buffer.from(canonicalText(text)));
  return shorterEncoding(Buffer.concat(segments)) === 'base64'
    ? prepareBase64(segments, links)
    : prepareQuoted(segments, links);
}

/**
 * The part for one reader, in pieces. Those that do not depend on the reader are the same Buffer
 * objects each time, so whatever is derived from them can be kept by identity.
 */
export function splicePart(part: PreparedPart, links: Links): Buffer[] {
  const values = part.links.map((link) => Buffer.from(links[link]));
  return part.encoding === 'base64' ? spliceBase64(part, values) : spliceQuoted(part, values);
}

/** Text as mail carries it: CRLF line ends, no control characters (Gmail clips at C1 ones). */
export function canonicalText(text: string): string {
  return text
    .replace(/\r\n?|\n/g, '\r\n')
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g, ' ')
    .toWellFormed();
}

/** Which encoding makes these bytes shorter, soft line breaks included. */
export function shorterEncoding(bytes: Buffer): PreparedPart['encoding'] {
  let quoted = 0;
  for (const byte of bytes) quoted += isLiteral(byte) ? 1 : 3;
  const base64 = Math.ceil(bytes.length / 3) * 4;
  return base64 / 76 < quoted / 75 ? 'base64' : 'quoted-printable';
}

/** No encoded line can hold `=_` (RFC 2045 section 6.7), so no part can hold this boundary. */
export function boundaryFor(...content: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const part of content) hash.update(part).update('\0');
  return `=_${hash.digest('hex').slice(0, 32)}`;
}

function isLiteral(byte: number): boolean {
  return (
    (byte >= 0x20 && byte <= 0x7e && byte !== 0x3d) || byte === 9 || byte === 10 || byte === 13
  );
}

/** One text more than there are links: each link stands between two texts, perhaps empty ones. */
function cut(pieces: readonly Piece[]): { texts: string[]; links: PersonalLink[] } {
  const texts: string[] = [];
  const links: PersonalLink[] = [];
  let text = '';
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      text += piece;
    } else {
      texts.push(text);
      links.push(piece.personal);
      text = '';
    }
  }
  return { texts: [...texts, text], links };
}
