/**
 * Bytes to text: a byte order mark, then what the bytes themselves prove, then what the HTTP
 * header and the document say about them. Labels lie often, bytes never.
 */
import { isAscii, isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { guessCharset } from './charset-guess.ts';

const labelWithinBytes = 1_024;
const nulSampleBytes = 512;
/** So many valid sequences of UTF-8 are no accident of another encoding. */
const proofSequencesMin = 6;

/** Decodes a body; it never fails, what cannot be read becomes U+FFFD. */
export function decode(bytes: Uint8Array, contentType?: string): string {
  const text = undoDoubleEncoding(
    decodeOnce(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), contentType),
  );
  return text.charCodeAt(0) === 0xfeff ? text.slice(text.search(/[^\ufeff]/)) : text;
}

function decodeOnce(bytes: Buffer, contentType: string | undefined): string {
  const wide = byteOrderMark(bytes) ?? wideByNuls(bytes);
  if (wide !== undefined) return iconv.decode(bytes, wide, { stripBOM: true });
  const label = knownLabel(httpCharset(contentType)) ?? knownLabel(documentCharset(bytes));
  if (isAscii(bytes)) {
    const text = bytes.toString('latin1');
    // The one encoding in 7 bits that is still met; only its escapes tell it from ASCII.
    return label === 'iso-2022-jp' ? new TextDecoder('iso-2022-jp').decode(bytes) : text;
  }
  if (isUtf8(bytes) && (!isDoubleByte(label) || sequences(bytes) >= proofSequencesMin)) {
    return bytes.toString('utf8');
  }
  if (label === 'iso-2022-jp') return new TextDecoder(label).decode(bytes);
  if (label !== undefined && label !== 'utf8') return iconv.decode(bytes, label);
  const lossy = bytes.toString('utf8');
  return mostlyUtf8(lossy) ? lossy : iconv.decode(bytes, guessCharset(bytes));
}

function byteOrderMark(bytes: Buffer): string | undefined {
  const [a, b, c, d] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return isUtf8(bytes) ? 'utf8' : undefined;
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? 'utf-32le' : 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return 'utf-32be';
  return undefined;
}

/** Markup is mostly ASCII, so the places of its zero bytes give away the width of a unit. */
function wideByNuls(bytes: Buffer): string | undefined {
  const nuls = [0, 0, 0, 0];
  const length = Math.min(bytes.length, nulSampleBytes) & ~3;
  for (let i = 0; i < length; i += 1) if (bytes[i] === 0) nuls[i & 3] = (nuls[i & 3] ?? 0) + 1;
  const some = length / 4 / 4;
  const at = nuls.map((count) => (count > some ? '0' : 'x')).join('');
  return { x000: 'utf-32le', '000x': 'utf-32be', x0x0: 'utf-16le', '0x0x': 'utf-16be' }[at];
}

function httpCharset(contentType: string | undefined): string | undefined {
  return /charset\s*=\s*["']?([\w.:-]{1,40})/i.exec(contentType?.slice(0, 300) ?? '')?.[1];
}

function documentCharset(bytes: Buffer): string | undefined {
  const head = bytes.toString('latin1', 0, labelWithinBytes);
  return (
    /<\?xml[^>]{0,200}encoding\s*=\s*["']?([\w.:-]{1,40})/i.exec(head)?.[1] ??
    /<meta[^>]{0,200}charset\s*=\s*["']?([\w.:-]{1,40})/i.exec(head)?.[1]
  );
}

/** The encodings that labels really mean (WHATWG Encoding §4.2). */
const meant: Readonly<Record<string, string>> = {
  'utf-8': 'utf8',
  ascii: 'utf8',
  'us-ascii': 'utf8',
  'iso-8859-1': 'windows-1252',
  'iso8859-1': 'windows-1252',
  latin1: 'windows-1252',
  'iso-8859-9': 'windows-1254',
  'iso-8859-11': 'windows-874',
  'tis-620': 'windows-874',
  gb2312: 'gb18030',
  gbk: 'gb18030',
  'x-gbk': 'gb18030',
  big5: 'big5-hkscs',
  'shift-jis': 'shift_jis',
  'x-sjis': 'shift_jis',
  'windows-31j': 'shift_jis',
  'x-euc-jp': 'euc-jp',
  'x-big5': 'big5-hkscs',
  'x-mac-roman': 'macintosh',
  'ks_c_5601-1987': 'euc-kr',
  uhc: 'euc-kr',
};

function knownLabel(label: string | undefined): string | undefined {
  const lower = label?.toLowerCase();
  if (lower === undefined || lower.startsWith('utf-16') || lower.startsWith('utf-32')) {
    return undefined;
  }
  const name = Object.hasOwn(meant, lower) ? meant[lower] : lower;
  if (name === undefined || name === 'iso-2022-jp') return name;
  return iconv.encodingExists(name) ? name : undefined;
}

function isDoubleByte(label: string | undefined): boolean {
  return label !== undefined && /^(?:gb|big5|shift_jis|euc-|iso-2022)/.test(label);
}

function sequences(bytes: Buffer): number {
  let count = 0;
  for (const byte of bytes) {
    if (byte >= 0xc2) count += 1;
    if (count >= proofSequencesMin) break;
  }
  return count;
}

function mostlyUtf8(lossy: string): boolean {
  let good = 0;
  let bad = 0;
  for (let i = 0; i < lossy.length; i += 1) {
    const code = lossy.charCodeAt(i);
    if (code === 0xfffd) bad += 1;
    else if (code > 0x7f) good += 1;
  }
  return good > bad;
}

/**
 * Text that was UTF-8, read as windows-1252 and written as UTF-8 once more ("Ã©" for "é"): when
 * every character has a byte there and the bytes are valid UTF-8, that is what happened.
 */
function undoDoubleEncoding(text: string): string {
  const suspect = /[ÂÃâØÙÐÑà-ï][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œžŸŽ]/;
  if (!suspect.test(text)) return text;
  const bytes = Buffer.allocUnsafe(text.length);
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    const byte = code < 0x100 ? code : windows1252Byte.get(code);
    if (byte === undefined) return text;
    bytes[i] = byte;
  }
  return isUtf8(bytes) ? bytes.toString('utf8') : text;
}

const windows1252Byte: ReadonlyMap<number, number> = new Map(
  Array.from({ length: 0x20 }, (_, i) => [
    iconv.decode(Buffer.from([0x80 + i]), 'windows-1252').charCodeAt(0),
    0x80 + i,
  ]),
);
