/** How a body is compressed: as its header says, unless its first bytes say otherwise. */
import zlib from 'node:zlib';

/** One encoding at most: a chain of them multiplies what a few bytes can grow to. */
export type Encoding = 'none' | 'gzip' | 'deflate' | 'deflate-raw' | 'br' | 'unknown';

/** The codings that compress (RFC 9110 §8.4.1, IANA's registry); whatever else is written means none. */
const codings = new Set([
  'gzip',
  'x-gzip',
  'deflate',
  'br',
  'zstd',
  'compress',
  'x-compress',
  'dcb',
  'dcz',
]);

/** How feeds and pages begin that are not compressed, behind white space and a mark. */
const plainStart = /^(?:\xef\xbb\xbf)?\s*(?:<[?!a-z]|\{\s*")/i;

/** Decides by the header and the first bytes. */
export function encodingOf(header: string, first: Buffer): Encoding {
  if (plainStart.test(first.toString('latin1'))) return 'none';
  const said = header
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => codings.has(coding));
  if (said.length > 1) return 'unknown';
  if (isGzip(first)) return 'gzip';
  switch (said[0]) {
    case undefined:
    case 'gzip':
    case 'x-gzip':
      return 'none';
    case 'deflate':
      return isZlib(first) ? 'deflate' : 'deflate-raw';
    case 'br':
      return 'br';
    default:
      return 'unknown';
  }
}

/** RFC 1952 §2.3.1. */
function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** RFC 1950 §2.2: the method deflate, and a check over both bytes. Some servers leave them out. */
function isZlib(bytes: Buffer): boolean {
  return ((bytes[0] ?? 0) & 0x0f) === 8 && bytes.length > 1 && bytes.readUInt16BE(0) % 31 === 0;
}

/**
 * A decoder, undefined where nothing is to be done. A stream that breaks off is read as far as it
 * goes, the reader of feeds knows how to live with that.
 */
export function decoderOf(encoding: Exclude<Encoding, 'unknown'>): zlib.Gunzip | undefined {
  const lenient = { finishFlush: zlib.constants.Z_SYNC_FLUSH };
  switch (encoding) {
    case 'none':
      return undefined;
    case 'gzip':
      return zlib.createGunzip(lenient);
    case 'deflate':
      return zlib.createInflate(lenient);
    case 'deflate-raw':
      return zlib.createInflateRaw(lenient);
    case 'br':
      return zlib.createBrotliDecompress({ finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH });
  }
}
