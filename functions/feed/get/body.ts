/** Reading a response body: decompressed as it comes, counted as it comes, its first part if too long. */
import { Readable } from 'node:stream';
import type zlib from 'node:zlib';
import { decoderOf, type Encoding, encodingOf } from './encoding.ts';

/** A body within the limits, or why there is none. */
export type BodyRead =
  | {
      readonly kind: 'read';
      readonly bytes: Buffer;
      /** It goes on behind so many bytes, which were not read. */
      readonly cutAtBytes?: number;
    }
  | { readonly kind: 'refused'; readonly reason: string };

/** So many bytes tell how a body is compressed, whatever its header says. */
const tellingBytes = 64;

/** Reads a body of at most `bytesMax` decoded bytes; of a longer one it reads so much. */
export async function readBody(
  body: Readable,
  header: string,
  bytesMax: number,
): Promise<BodyRead> {
  const chunks: AsyncIterator<Buffer, void> = body[Symbol.asyncIterator]();
  try {
    const first = await firstOf(chunks);
    const encoding = encodingOf(header, first);
    if (encoding === 'unknown') {
      return {
        kind: 'refused',
        reason: `It is encoded as ${header.slice(0, 60)}, which is refused.`,
      };
    }
    return await collect(decoded(first, chunks, encoding), bytesMax);
  } finally {
    body.destroy();
  }
}

async function firstOf(chunks: AsyncIterator<Buffer, void>): Promise<Buffer> {
  let first = Buffer.alloc(0);
  while (first.length < tellingBytes) {
    const { value, done } = await chunks.next();
    if (done) break;
    first = Buffer.concat([first, value]);
  }
  return first;
}

function decoded(
  first: Buffer,
  rest: AsyncIterator<Buffer, void>,
  encoding: Exclude<Encoding, 'unknown'>,
): Readable {
  const whole = Readable.from(joined(first, rest), { objectMode: false });
  const decoder = decoderOf(encoding);
  return decoder === undefined ? whole : piped(whole, decoder);
}

async function* joined(
  first: Buffer,
  rest: AsyncIterator<Buffer, void>,
): AsyncGenerator<Buffer, void> {
  if (first.length > 0) yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

/** An error of the connection must reach the reader of the decoder: pipe alone would hang it. */
function piped(whole: Readable, decoder: zlib.Gunzip): Readable {
  whole.on('error', (error) => decoder.destroy(error));
  return whole.pipe(decoder).on('error', () => {});
}

async function collect(stream: Readable, bytesMax: number): Promise<BodyRead> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of stream) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > bytesMax) return cut(Buffer.concat(chunks, length), bytesMax);
    }
  } finally {
    stream.destroy();
  }
  return { kind: 'read', bytes: Buffer.concat(chunks, length) };
}

const tagEnd = 0x3e;

/** Cut behind the last tag that is whole: a character that breaks off there would spoil the text. */
function cut(bytes: Buffer, bytesMax: number): BodyRead {
  const end = bytes.lastIndexOf(tagEnd, bytesMax - 1);
  return {
    kind: 'read',
    bytes: bytes.subarray(0, end < 0 ? bytesMax : end + 1),
    cutAtBytes: bytesMax,
  };
}
