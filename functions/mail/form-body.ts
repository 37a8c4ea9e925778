/**
 * The body of a SendRawEmail call, without encoding the whole message again for each reader: of a
 * piece that all readers share, base64 and percent-encoding are kept for each place at which it can
 * begin within a group of three bytes.
 */

/** How a piece looks when `carried` bytes of an unfinished group stand before it. */
interface Encoded {
  /** Bytes that finish the group before it. */
  readonly head: Buffer;
  readonly middle: Buffer;
  /** Bytes of a group that the next piece finishes. */
  readonly tail: Buffer;
}

type Phase = 0 | 1 | 2;

const group = 3;
/** Encoding less than this again costs no more than keeping it. */
const keptBytesMin = 1_000;
const kept = new WeakMap<Buffer, Partial<Record<Phase, Encoded>>>();

/**
 * Together the same bytes as `encodeURIComponent(Buffer.concat(pieces).toString('base64'))`. Pieces
 * that are the same object again, as static parts of a prepared message are, cost nothing.
 */
export function formEncodedBase64(pieces: readonly Buffer[]): Buffer[] {
  const out: Buffer[] = [];
  let carried: Buffer = Buffer.alloc(0);
  for (const piece of pieces) {
    const missing = (group - carried.length) % group;
    if (piece.length < missing) {
      carried = Buffer.concat([carried, piece]);
      continue;
    }
    const { head, middle, tail } = encodedAt(piece, carried.length as Phase);
    if (carried.length > 0) out.push(percentBase64(Buffer.concat([carried, head])));
    out.push(middle);
    carried = tail;
  }
  if (carried.length > 0) out.push(percentBase64(carried));
  return out;
}

function encodedAt(piece: Buffer, phase: Phase): Encoded {
  if (piece.length < keptBytesMin) return encode(piece, phase);
  const known = kept.get(piece);
  const found = known?.[phase];
  if (found !== undefined) return found;
  const encoded = encode(piece, phase);
  if (known === undefined) kept.set(piece, { [phase]: encoded });
  else known[phase] = encoded;
  return encoded;
}

function encode(piece: Buffer, phase: Phase): Encoded {
  const start = (group - phase) % group;
  const end = piece.length - ((piece.length - start) % group);
  return {
    head: piece.subarray(0, start),
    middle: percentBase64(piece.subarray(start, end)),
    tail: piece.subarray(end),
  };
}

const percent: Readonly<Record<string, string>> = { '+': '%2B', '/': '%2F', '=': '%3D' };

function percentBase64(bytes: Buffer): Buffer {
  const text = bytes.toString('base64').replace(/[+/=]/g, (sign) => percent[sign] ?? sign);
  return Buffer.from(text, 'latin1');
}

/** The fields of a SendRawEmail request besides the message itself. */
export interface FormFields {
  readonly source: string;
  readonly destination: string;
  readonly configurationSet: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** The form (SES API Reference, SendRawEmail) in pieces: what the SDK itself would have written. */
export function sendRawEmailForm(fields: FormFields, raw: readonly Buffer[]): Buffer[] {
  const { source, destination, configurationSet, tags } = fields;
  const names = [
    ['Action', 'SendRawEmail'],
    ['Version', '2010-12-01'],
    ['Source', source],
    ['Destinations.member.1', destination],
    ['ConfigurationSetName', configurationSet],
    ...Object.entries(tags).flatMap(([name, value], n) => [
      [`Tags.member.${n + 1}.Name`, name],
      [`Tags.member.${n + 1}.Value`, value],
    ]),
  ];
  const start = names
    .map(([name, value]) => `${name}=${encodeURIComponent(value ?? '')}`)
    .join('&');
  return [Buffer.from(`${start}&RawMessage.Data=`), ...formEncodedBase64(raw)];
}
