/**
 * Character references: numeric ones, HTML's names, and the few that a document declares. The names
 * are those of the package entities, which is linear on hostile text; the rest is ours, as feeds
 * leave the semicolon out of numbers, write halves of pairs, and mean nothing by controls.
 */
import { decodeHTMLStrict } from 'entities';
import { windows1252 } from './windows-1252.ts';

const partsAtOnce = 4_096;
const declaredMax = 100;
const declaredCharsMax = 1_000;
const doctypeCharsMax = 100_000;
const declaredUseCharsMax = 200_000;

/** A number, whose semicolon may be missing, or a name; bounded, so that looking is linear. */
const references = /&(?:#(?:x([0-9a-f]{1,8})|([0-9]{1,8}));?|([\w.-]{1,32});)/gi;

/**
 * Decodes the references of a text; what is none, such as a bare ampersand, stays as it is. Not by
 * `replace`, which holds the pieces of megabytes of references all at once.
 */
export function decodeEntities(text: string, declared?: ReadonlyMap<string, string>): string {
  if (!text.includes('&')) return text;
  let decoded = '';
  let parts: string[] = [];
  let done = 0;
  for (const match of text.matchAll(references)) {
    const value = meant(match, declared);
    if (value === undefined) continue;
    parts.push(text.slice(done, match.index), value);
    done = match.index + match[0].length;
    if (parts.length < partsAtOnce) continue;
    decoded += parts.join('');
    parts = [];
  }
  parts.push(text.slice(done));
  return decoded + parts.join('');
}

function meant(
  [reference, hex, decimal, name = '']: RegExpExecArray,
  declared: ReadonlyMap<string, string> | undefined,
): string | undefined {
  if (hex !== undefined) return character(Number.parseInt(hex, 16));
  if (decimal !== undefined) return character(Number(decimal));
  return declared?.get(name) ?? known.get(reference) ?? decodeNamed(reference);
}

const known = new Map<string, string>();

/** A feed has thousands of a few names; what is no name is not kept, as there is no end to them. */
function decodeNamed(reference: string): string | undefined {
  const value = decodeHTMLStrict(reference);
  if (value === reference) return undefined;
  known.set(reference, value);
  return value;
}

function character(code: number): string {
  // HTML §13.2.5.80.
  if (code >= 0x80 && code <= 0x9f) return windows1252(code);
  if (code > 0x10ffff) return '';
  // Halves of a pair meet again in the text; one alone is made harmless with the clean document.
  if (code >= 0xd800 && code <= 0xdfff) return String.fromCharCode(code);
  if (code < 0x20 && code !== 9 && code !== 10 && code !== 13) return '';
  return String.fromCodePoint(code);
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
