/**
 * Quoted-printable (RFC 2045 section 6.7) with places left open. A soft line break on either side
 * of a place makes each text and each value start at column 0, so none depends on another.
 */
import { encode, wrap } from 'nodemailer/lib/qp';
import type { PersonalLink } from '../edition/content.ts';

/** A part as quoted-printable (RFC 2045 §6.7), cut where the reader's links go. */
export interface QuotedPart {
  readonly encoding: 'quoted-printable';
  readonly links: readonly PersonalLink[];
  /** One more than there are links, each with the line breaks that its neighbours need. */
  readonly segments: readonly Buffer[];
}

/** One short of the limit of 76, so that the last line has room for a soft break. */
const lineCharsMax = 75;
const hardBreak = '\r\n';
const softBreak = '=\r\n';

/** Encodes the texts between the links. */
export function prepareQuoted(
  texts: readonly Buffer[],
  links: readonly PersonalLink[],
): QuotedPart {
  const last = texts.length - 1;
  const segments = texts.map((text, index) => {
    const lines = index === last ? quote(text) : quoteBefore(text);
    const opens = index > 0 && !(index === last && lines === '') && !lines.startsWith(hardBreak);
    const closes = index < last && lines !== '' && !lines.endsWith(hardBreak);
    return Buffer.from(`${opens ? softBreak : ''}${lines}${closes ? softBreak : ''}`, 'latin1');
  });
  return { encoding: 'quoted-printable', links, segments };
}

/** Puts one reader's values between the texts. */
export function spliceQuoted(part: QuotedPart, values: readonly Buffer[]): Buffer[] {
  return part.segments.flatMap((segment, index) => {
    const value = values[index];
    return value === undefined ? [segment] : [segment, Buffer.from(quote(value), 'latin1')];
  });
}

function quote(text: Buffer): string {
  return wrap(encode(text), lineCharsMax);
}

/** A space at the end of the input would be encoded; here something follows, so it stays. */
function quoteBefore(text: Buffer): string {
  return wrap(encode(Buffer.concat([text, Buffer.from('.')])).slice(0, -1), lineCharsMax);
}
