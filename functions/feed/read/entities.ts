/** Character references: numeric ones, HTML's names, and the few that a document declares. */
import { eachToken } from './tokens.ts';

const referenceCharsMax = 33;
const partsAtOnce = 4_096;
const declaredMax = 100;
const declaredCharsMax = 1_000;
const doctypeCharsMax = 100_000;
const declaredUseCharsMax = 200_000;

/** What windows-1252 has in the places of the C1 controls (HTML §13.2.5.80). */
const windows1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** Decodes the references of a text; what is none, such as a bare ampersand, stays as it is. */
export function decodeEntities(text: string, declared?: ReadonlyMap<string, string>): string {
  let from = text.indexOf('&');
  if (from < 0) return text;
  let decoded = '';
  let parts: string[] = [];
  let done = 0;
  for (; from >= 0; from = text.indexOf('&', Math.max(from + 1, done))) {
    const reference = referenceAt(text, from, declared);
    if (reference === undefined) continue;
    parts.push(text.slice(done, from), reference.value);
    done = reference.end;
    if (parts.length < partsAtOnce) continue;
    decoded += parts.join('');
    parts = [];
  }
  parts.push(text.slice(done));
  return decoded + parts.join('');
}

interface Reference {
  readonly value: string;
  readonly end: number;
}

function referenceAt(
  text: string,
  start: number,
  declared: ReadonlyMap<string, string> | undefined,
): Reference | undefined {
  if (text.charCodeAt(start + 1) === 0x23) return numericAt(text, start);
  const window = text.slice(start + 1, start + 1 + referenceCharsMax);
  const length = window.indexOf(';');
  if (length < 1) return undefined;
  const name = window.slice(0, length);
  const value = declared?.get(name) ?? htmlEntity(name);
  return value === undefined ? undefined : { value, end: start + length + 2 };
}

/** The semicolon may be missing, as it often is in feeds made by hand. */
function numericAt(text: string, start: number): Reference | undefined {
  const match = /^&#(?:x([0-9a-f]{1,8})|([0-9]{1,8}));?/i.exec(text.slice(start, start + 12));
  if (match === null) return undefined;
  const code = match[1] === undefined ? Number(match[2]) : Number.parseInt(match[1], 16);
  return { value: character(code), end: start + match[0].length };
}

function character(code: number): string {
  if (code >= 0x80 && code <= 0x9f) return windows1252.charAt(code - 0x80);
  if (code > 0x10ffff) return '';
  // Halves of a pair meet again in the text; one alone is made harmless with the clean document.
  if (code >= 0xd800 && code <= 0xdfff) return String.fromCharCode(code);
  if (code < 0x20 && code !== 9 && code !== 10 && code !== 13) return '';
  return String.fromCodePoint(code);
}

const known = new Map<string, string>([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

function htmlEntity(name: string): string | undefined {
  const found = known.get(name);
  if (found !== undefined) return found;
  if (!/^[A-Za-z][A-Za-z0-9]+$/.test(name)) return undefined;
  const value = decodeByTokenizer(`&${name};`);
  if (value !== undefined) known.set(name, value);
  return value;
}

/** HTML's table is the tokenizer's; text left over means that the name was not wholly known. */
function decodeByTokenizer(reference: string): string | undefined {
  let value = '';
  let rest = false;
  eachToken(
    reference,
    {
      ontextentity: (code) => {
        value += String.fromCodePoint(code);
      },
      ontext: () => {
        rest = true;
      },
    },
    { decodeEntities: true },
  );
  return rest || value === '' ? undefined : value;
}

/**
 * The entities that a document type declares as plain text, for feeds that use them as
 * abbreviations. One that refers to another, to a file, or is long, is refused: it is never
 * expanded, so nothing can grow (XML 1.0 §4.4).
 */
export function declaredEntities(text: string): ReadonlyMap<string, string> {
  const declared = new Map<string, string>();
  const start = text.slice(0, doctypeCharsMax).search(/<!DOCTYPE/i);
  if (start < 0) return declared;
  const open = text.indexOf('[', start);
  const end = text.indexOf(']', open);
  if (open < 0 || end < 0 || end - start > doctypeCharsMax) return declared;
  if (text.slice(start, open).includes('>')) return declared;
  for (const part of text.slice(open, end).split('<!ENTITY').slice(1, declaredMax)) {
    const match = /^\s+([\w.-]{1,60})\s+(?:"([^"]*)"|'([^']*)')\s*>/.exec(part);
    const value = plainValue(match?.[2] ?? match?.[3]);
    if (match?.[1] !== undefined && value !== undefined) declared.set(match[1], value);
  }
  return boundedUse(text, declared);
}

function plainValue(raw: string | undefined): string | undefined {
  if (raw === undefined || raw.length > declaredCharsMax) return undefined;
  const value = decodeEntities(raw);
  return value.includes('&') || value.includes('<') ? undefined : value;
}

/** Drops every declaration once their uses could write more than a stated amount of text. */
function boundedUse(text: string, declared: Map<string, string>): Map<string, string> {
  const longest = Math.max(0, ...[...declared.values()].map((value) => value.length));
  let ampersands = 0;
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', at + 1)) ampersands += 1;
  return ampersands * longest > declaredUseCharsMax ? new Map() : declared;
}
