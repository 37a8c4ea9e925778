/** Reading a response body: decompressed as it comes, counted as it comes, cut off at the limit. */
import type { Readable } from 'node:stream';
import zlib from 'node:zlib';

/** A body within the limits, or why there is none. */
export type BodyRead =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'refused'; readonly reason: string };

/** Reads a body of at most `bytesMax` decoded bytes. */
export async function readBody(
  body: Readable,
  encoding: string,
  bytesMax: number,
): Promise<BodyRead> {
  const decoder = decoderOf(encoding);
  if (decoder === undefined) {
    body.destroy();
    return {
      kind: 'refused',
      reason: `It is encoded as ${encoding.slice(0, 60)}, which is refused.`,
    };
  }
  const decoded = decoder === 'none' ? body : joined(body, decoder);
  try {
    return await collect(decoded, bytesMax);
  } finally {
    body.destroy();
    decoded.destroy();
  }
}

/** An error of the connection must reach the reader of the decoder: pipe alone would hang it. */
function joined(body: Readable, decoder: zlib.Gunzip): Readable {
  body.on('error', (error) => decoder.destroy(error));
  return body.pipe(decoder).on('error', () => {});
}

async function collect(stream: Readable, bytesMax: number): Promise<BodyRead> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > bytesMax) {
      return {
        kind: 'refused',
        reason: `It is larger than ${Math.floor(bytesMax / 1_000_000)} MB.`,
      };
    }
    chunks.push(chunk);
  }
  return { kind: 'read', bytes: Buffer.concat(chunks, length) };
}

/**
 * One encoding at most: a chain of them multiplies what a few bytes can grow to. A stream that
 * breaks off is read as far as it goes, the reader of feeds knows how to live with that.
 */
function decoderOf(encoding: string): zlib.Gunzip | 'none' | undefined {
  const lenient = { finishFlush: zlib.constants.Z_SYNC_FLUSH };
  switch (encoding.trim().toLowerCase()) {
    case '':
    case 'identity':
      return 'none';
    case 'gzip':
    case 'x-gzip':
      return zlib.createGunzip(lenient);
    case 'deflate':
      return zlib.createInflate(lenient);
    case 'br':
      return zlib.createBrotliDecompress({ finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH });
    default:
      return undefined;
  }
}
