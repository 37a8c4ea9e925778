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
const japaneseEscape = '\x1b$';

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
  const label = labelOf(bytes, contentType);
  // The one encoding in 7 bits that is still met; only its escapes tell it from ASCII.
  if (isAscii(bytes) && !bytes.includes(japaneseEscape)) return bytes.toString('latin1');
  if (isUtf8(bytes) && !isAscii(bytes)) {
    if (!isDoubleByte(label) || sequences(bytes) >= proofSequencesMin)
      return bytes.toString('utf8');
  }
  if (label === 'iso-2022-jp' || isAscii(bytes))
    return new TextDecoder('iso-2022-jp').decode(bytes);
  if (label !== undefined) return iconv.decode(bytes, label);
  const lossy = bytes.toString('utf8');
  return mostlyUtf8(lossy) ? lossy : iconv.decode(bytes, guessCharset(bytes));
}

/**
 * What header and document say, where it is more than UTF-8: that needs no label. Latin-1 in the
 * header is what many servers say of every file, so a document that says otherwise is believed.
 */
function labelOf(bytes: Buffer, contentType: string | undefined): string | undefined {
  const labels = [httpCharset(contentType), documentCharset(bytes)].map(knownLabel);
  const [said, written] = labels.map((label) => (label === 'utf8' ? undefined : label));
  return said === 'windows-1252' ? (written ?? said) : (said ?? written);
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

/** The encodings that labels really mean (WHATWG Encoding §4.2), by their letters and digits. */
const meant: Readonly<Record<string, string>> = {
  ascii: 'utf8',
  usascii: 'utf8',
  iso88591: 'windows-1252',
  latin1: 'windows-1252',
  l1: 'windows-1252',
  cp819: 'windows-1252',
  ansi: 'windows-1252',
  iso88599: 'windows-1254',
  latin5: 'windows-1254',
  iso885911: 'windows-874',
  tis620: 'windows-874',
  iso88598i: 'windows-1255',
  iso88598: 'windows-1255',
  gb2312: 'gb18030',
  gb231280: 'gb18030',
  gbk: 'gb18030',
  xgbk: 'gb18030',
  cp936: 'gb18030',
  xeucjp: 'euc-jp',
  xsjis: 'shift_jis',
  windows31j: 'shift_jis',
  big5: 'big5-hkscs',
  xbig5: 'big5-hkscs',
  ksc56011987: 'euc-kr',
  ksc5601: 'euc-kr',
  uhc: 'euc-kr',
  xmacroman: 'macintosh',
  xmaccyrillic: 'maccyrillic',
  iso2022jp: 'iso-2022-jp',
};

function knownLabel(label: string | undefined): string | undefined {
  const plain = label?.toLowerCase().replace(/[^a-z0-9]/g, '');
  if (plain === undefined || /^(?:utf16|utf32|ucs|unicode|utf7)/.test(plain)) return undefined;
  const name = Object.hasOwn(meant, plain) ? meant[plain] : plain;
  if (name === undefined || name === 'iso-2022-jp') return name;
  return iconv.encodingExists(name) ? name : undefined;
}

function isDoubleByte(label: string | undefined): boolean {
  return label !== undefined && /^(?:gb|big5|shift_?jis|euc|cp9[3-5]|iso-2022)/.test(label);
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
