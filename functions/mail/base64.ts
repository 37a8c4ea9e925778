/**
 * Base64 (RFC 2045 section 6.8) with places left open. How bytes are encoded and where lines end
 * depends on how far into the part they stand, which a value of another length shifts. So a text
 * keeps one encoded form for each distance (modulo a line) at which it was needed; the values of
 * an edition are mostly of one length, so that is mostly one form.
 */
import type { PersonalLink } from '../edition/content.ts';

/** A part as base64 (RFC 2045 §6.8), cut into stretches between the reader's links. */
export interface Base64Part {
  readonly encoding: 'base64';
  readonly links: readonly PersonalLink[];
  /** One more than there are links. */
  readonly segments: readonly Base64Segment[];
}

interface Base64Segment {
  readonly bytes: Buffer;
  /** The encoded middle by the offset, modulo a line, at which the segment begins: at most 57. */
  readonly forms: Map<number, Buffer>;
}

/** 57 bytes make a line of 76 characters, 3 bytes the group of 4 that is encoded as one. */
const lineBytes = 57;
const groupBytes = 3;

/** Keeps the texts between the links; each is encoded when it is first known where it begins. */
export function prepareBase64(
  texts: readonly Buffer[],
  links: readonly PersonalLink[],
): Base64Part {
  const segments = texts.map((bytes) => ({ bytes, forms: new Map<number, Buffer>() }));
  return { encoding: 'base64', links, segments };
}

/**
 * Puts one reader's values between the texts: exactly the bytes of encoding all at once. A text is
 * encoded but for the few bytes at its ends that share a group of three with a value; those are
 * collected with the value in `loose`, which begins at the offset `at`.
 */
export function spliceBase64(part: Base64Part, values: readonly Buffer[]): Buffer[] {
  const chunks: Buffer[] = [];
  let loose: Buffer[] = [];
  let at = 0;
  let offset = 0;
  part.segments.forEach((segment, index) => {
    const { bytes } = segment;
    const head = Math.min(bytes.length, (groupBytes - (offset % groupBytes)) % groupBytes);
    const middle = wholeGroups(bytes.length - head);
    loose.push(bytes.subarray(0, head));
    if (middle > 0) {
      if (offset > at) chunks.push(encodeLines(Buffer.concat(loose), at));
      chunks.push(formAt(segment, offset, head, middle));
      at = offset + head + middle;
      loose = [];
    }
    loose.push(bytes.subarray(head + middle));
    const value = values[index] ?? Buffer.alloc(0);
    loose.push(value);
    offset += bytes.length + value.length;
  });
  if (offset > at) chunks.push(encodeLines(Buffer.concat(loose), at));
  return chunks;
}

function formAt(segment: Base64Segment, offset: number, head: number, middle: number): Buffer {
  const key = offset % lineBytes;
  const known = segment.forms.get(key);
  if (known !== undefined) return known;
  const form = encodeLines(segment.bytes.subarray(head, head + middle), offset + head);
  segment.forms.set(key, form);
  return form;
}

/** Encodes bytes that begin at a group; a line break stands before a line, never after it. */
function encodeLines(bytes: Buffer, offset: number): Buffer {
  const lines: string[] = offset > 0 && offset % lineBytes === 0 ? [''] : [];
  let from = 0;
  for (let to = lineBytes - (offset % lineBytes); from < bytes.length; to += lineBytes) {
    lines.push(bytes.toString('base64', from, to));
    from = to;
  }
  return Buffer.from(lines.join('\r\n'), 'latin1');
}

function wholeGroups(bytes: number): number {
  return bytes - (bytes % groupBytes);
}
