/** Bytes read as UTF-8 although some of them are not. */
import { windows1252 } from './windows-1252.ts';

/** Whether most of what is not ASCII could be read as UTF-8. */
export function mostlyUtf8(lossy: string): boolean {
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
 * UTF-8 in which some passage was pasted from windows-1252: each byte that belongs to no sequence is
 * that letter there, the UTF-8 beside it stays. A sequence that breaks off was UTF-8, and is lost.
 */
export function decodeMixed(bytes: Buffer): string {
  if (!isLatin(bytes)) return bytes.toString('utf8');
  const parts: string[] = [];
  let done = 0;
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at] ?? 0;
    const length = lengthOf(byte);
    const found = length === 1 ? 1 : continuedFrom(bytes, at, length);
    if (length === found && length > 0) {
      at += length;
      continue;
    }
    parts.push(bytes.toString('utf8', done, at), found > 1 ? '\ufffd' : windows1252(byte));
    at += Math.max(1, found);
    done = at;
  }
  parts.push(bytes.toString('utf8', done));
  return parts.join('');
}

/** Whether its letters beyond ASCII are Latin ones: others have nothing in windows-1252. */
function isLatin(bytes: Buffer): boolean {
  let latin = 0;
  let other = 0;
  for (const [at, byte] of bytes.entries()) {
    if (byte < 0xc2 || lengthOf(byte) !== continuedFrom(bytes, at, lengthOf(byte))) continue;
    if (byte <= 0xc9) latin += 1;
    // U+2000 to U+2FFF are signs of all scripts.
    else if (byte !== 0xe2) other += 1;
  }
  return latin >= other;
}

/** How many bytes the sequence has that begins so; 0 for a byte that begins none (RFC 3629 §4). */
function lengthOf(byte: number): number {
  if (byte < 0x80) return 1;
  if (byte < 0xc2 || byte > 0xf4) return 0;
  return byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

/** How many bytes of it are there, the first included. */
function continuedFrom(bytes: Buffer, at: number, length: number): number {
  let found = 1;
  while (found < length && ((bytes[at + found] ?? 0) & 0xc0) === 0x80) found += 1;
  return found;
}
