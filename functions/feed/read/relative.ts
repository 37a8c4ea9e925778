/** Relative addresses inside HTML, made absolute where the feed says what they are relative to. */
import { webAddress } from './address.ts';
import { decodeEntities } from './entities.ts';
import { eachToken } from './tokens.ts';

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

const addressed = new Set(['href', 'src', 'poster', 'cite', 'data', 'srcset']);

/** The HTML with its addresses resolved against this base; all else stays byte for byte. */
export function absoluteHtml(html: string, base: string): string {
  const parts: string[] = [];
  let done = 0;
  for (const { start, end, value } of relativeAddresses(html, base)) {
    parts.push(html.slice(done, start), escapeValue(value));
    done = end;
  }
  return done === 0 ? html : parts.join('') + html.slice(done);
}

/** An address of a page, or an attribute's worth of them; undefined when it is to stay. */
export function absoluteValue(name: string, value: string, base: string): string | undefined {
  if (name === 'srcset') return absoluteSet(value, base);
  // A fragment is a place on the page that it is printed on.
  return value.trim().startsWith('#') ? undefined : webAddress(value, base);
}

function relativeAddresses(html: string, base: string): Piece[] {
  const pieces: Piece[] = [];
  let name = '';
  let start = -1;
  let end = -1;
  eachToken(html, {
    onattribname(from, to) {
      name = html.slice(from, Math.min(to, from + 10)).toLowerCase();
      start = -1;
    },
    onattribdata(from, to) {
      if (start < 0) start = from;
      end = to;
    },
    onattribend() {
      if (start < 0 || !addressed.has(name)) return;
      const written = decodeEntities(html.slice(start, end));
      const value = absoluteValue(name, written, base);
      if (value !== undefined && value !== written.trim()) pieces.push({ start, end, value });
    },
  });
  return pieces;
}

/** Pictures to choose from, each with its size (HTML §4.8.4.2.1). */
function absoluteSet(value: string, base: string): string {
  return value
    .split(/,\s+|(?<=\s[\d.]{1,8}[wx]),/)
    .map((candidate) => {
      const [url = '', ...size] = candidate.trim().split(/\s+/);
      return [webAddress(url, base) ?? url, ...size].join(' ');
    })
    .join(', ');
}

/** In a value without quotes as well, should the feed have left them out. */
function escapeValue(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}
