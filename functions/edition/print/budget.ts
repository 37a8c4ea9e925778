/** Keeps an edition below the size at which inboxes clip a mail, and with it the way out. */
import type { Piece, Rendered } from '../content.ts';

/** Gmail clips near 102 KB of HTML; a reader's own links come on top of what is measured. */
export const encodedBytesMax = 100_000;
const personalBytes = 300;

/**
 * Renders with the excerpts that the owner wants, and with shorter ones while the HTML is too big:
 * half, a quarter, at last only titles, and only what has to be (`isTight`).
 */
export function fitBudget<Mail extends Pick<Rendered, 'html'>>(
  excerptChars: number,
  render: (excerptChars: number, isTight: boolean) => Mail,
): Mail & { readonly excerptChars: number } {
  for (let chars = excerptChars; chars > 0; chars = Math.floor(chars / 2)) {
    const rendered = render(chars, false);
    if (encodedBytes(rendered.html) <= encodedBytesMax) return { ...rendered, excerptChars: chars };
    if (chars < excerptCharsMin) break;
  }
  const titles = render(0, false);
  const isFit = encodedBytes(titles.html) <= encodedBytesMax;
  return { ...(isFit ? titles : render(0, true)), excerptChars: 0 };
}

/** A shorter excerpt than this says nothing. */
const excerptCharsMin = 80;

/** Bytes of the HTML in whichever of quoted-printable and base64 is shorter (RFC 2045 §6.7, 6.8). */
export function encodedBytes(pieces: readonly Piece[]): number {
  const personal = pieces.filter((piece) => typeof piece !== 'string').length * personalBytes;
  const text = pieces.filter((piece) => typeof piece === 'string').join('');
  return personal + Math.min(quotedPrintableBytes(text), base64Bytes(text));
}

const lineColumns = 76;

function quotedPrintableBytes(text: string): number {
  let bytes = 0;
  for (const byte of Buffer.from(text)) {
    const isPlain = (byte >= 0x20 && byte < 0x7f && byte !== 0x3d) || byte === 0x0a;
    bytes += isPlain ? 1 : 3;
  }
  return bytes + Math.ceil(bytes / (lineColumns - 3)) * '=\r\n'.length;
}

function base64Bytes(text: string): number {
  const characters = Math.ceil(Buffer.byteLength(text) / 3) * 4;
  return characters + Math.ceil(characters / lineColumns) * '\r\n'.length;
}
