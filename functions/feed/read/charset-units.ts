/** What the bytes prove by themselves: their mark, or how wide their units are. */
import { isUtf8 } from 'node:buffer';

const nulSampleBytes = 512;

/** `utf8` when its mark is there and right, one of UTF-16 and UTF-32, or undefined: a byte a unit. */
export function unitsOf(bytes: Buffer): string | undefined {
  return byteOrderMark(bytes) ?? wideByNuls(bytes);
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
