/**
 * Encodings before UTF-8, by the tables of iconv-lite. They are big and seldom needed: decode.ts
 * loads this file when the bytes of a feed are no plain UTF-8.
 */
import { isAscii, isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { guessCharset } from './charset-guess.ts';
import { type CharsetLabels, isDoubleByte } from './charset-label.ts';
import { unitsOf } from './charset-units.ts';
import { mostlyUtf8 } from './lossy.ts';

/** Decodes by width of units, label, or likeness, in this order; it never fails. */
export function decodeLegacy(bytes: Buffer, labels: CharsetLabels): string {
  const units = unitsOf(bytes);
  if (units !== undefined) return iconv.decode(bytes, units, { stripBOM: true });
  const label = labelOf(labels);
  if (label === 'iso-2022-jp' || isAscii(bytes)) {
    return new TextDecoder('iso-2022-jp').decode(bytes);
  }
  if (isUtf8(bytes) && !isDoubleByte(label)) return bytes.toString('utf8');
  if (label !== undefined) return iconv.decode(bytes, label);
  const lossy = bytes.toString('utf8');
  return mostlyUtf8(lossy) ? lossy : iconv.decode(bytes, guessCharset(bytes));
}

/**
 * Latin-1 in the header is what many servers say of every file, so a document that says otherwise
 * is believed.
 */
function labelOf({ header, document }: CharsetLabels): string | undefined {
  const [said, written] = [header, document].map(known);
  return said === 'windows-1252' ? (written ?? said) : (said ?? written);
}

function known(label: string | undefined): string | undefined {
  if (label === undefined || label === 'iso-2022-jp') return label;
  return iconv.encodingExists(label) ? label : undefined;
}
