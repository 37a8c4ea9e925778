/**
 * Bytes to text: a byte order mark, then what the bytes themselves prove, then what the HTTP
 * header and the document say about them. Labels lie often, bytes never.
 */
import { isAscii, isUtf8 } from 'node:buffer';
import { type CharsetLabels, charsetLabels, isDoubleByte } from './charset-label.ts';
import { unitsOf } from './charset-units.ts';
import { decodeMixed, mostlyUtf8 } from './lossy.ts';
import { windows1252At80, withoutC1 } from './windows-1252.ts';

/** So many valid sequences of UTF-8 are no accident of another encoding. */
const proofSequencesMin = 6;
const japaneseEscape = '\x1b$';

/** Decodes a body; it never fails, what cannot be read becomes U+FFFD. */
export async function decode(bytes: Uint8Array, contentType?: string): Promise<string> {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const labels = charsetLabels(body, contentType);
  const text = withoutC1(
    undoDoubleEncoding(asUtf8(body, labels) ?? (await asLegacy(body, labels))),
  );
  return text.charCodeAt(0) === 0xfeff ? text.slice(text.search(/[^\ufeff]/)) : text;
}

/** Nearly all feeds are UTF-8: the tables of the other encodings are loaded with the first of them. */
async function asLegacy(bytes: Buffer, labels: CharsetLabels): Promise<string> {
  const { decodeLegacy } = await import('./legacy-charset.ts');
  return decodeLegacy(bytes, labels);
}

/** The text, or undefined when the bytes may be of another encoding. */
function asUtf8(bytes: Buffer, { header, document }: CharsetLabels): string | undefined {
  const units = unitsOf(bytes);
  if (units !== undefined) return units === 'utf8' ? bytes.toString('utf8') : undefined;
  // The one encoding in 7 bits that is still met; only its escapes tell it from ASCII.
  if (isAscii(bytes)) return bytes.includes(japaneseEscape) ? undefined : bytes.toString('latin1');
  if (isUtf8(bytes)) {
    const isProved = sequences(bytes) >= proofSequencesMin;
    const isDoubtful = isDoubleByte(header) || isDoubleByte(document);
    return isProved || !isDoubtful ? bytes.toString('utf8') : undefined;
  }
  if (header !== undefined || document !== undefined) return undefined;
  return mostlyUtf8(bytes.toString('utf8')) ? decodeMixed(bytes) : undefined;
}

function sequences(bytes: Buffer): number {
  let count = 0;
  for (const byte of bytes) {
    if (byte >= 0xc2) count += 1;
    if (count >= proofSequencesMin) break;
  }
  return count;
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

/** Whoever read it wrote U+FFFD for bytes that have no sign; of those the end of ” is met. */
const unsaidByte = 0x9d;

const windows1252Byte: ReadonlyMap<number, number> = new Map([
  ...Array.from(windows1252At80, (sign, i) => [sign.charCodeAt(0), 0x80 + i] as const),
  [0xfffd, unsaidByte],
]);
