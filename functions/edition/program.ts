/**
 * A mail template as a small program: what MJML made of its source at build time, cut at the
 * places that are filled. Feed text only ever enters as an escaped value or as cleaned HTML, and a
 * reader's own link is a node of the program, so nothing that a feed says can become one.
 */
import type { PersonalLink, Piece } from './content.ts';

export type Node =
  | string
  | { readonly value: string }
  | { readonly html: string }
  | { readonly personal: PersonalLink }
  | { readonly each: string; readonly body: Program }
  | { readonly if: string; readonly body: Program; readonly otherwise: Program };

export type Program = readonly Node[];

/** HTML that has passed the cleaner, or that the product wrote itself. */
export interface CleanHtml {
  readonly cleanHtml: string;
}

type Value = string | number | boolean | undefined | CleanHtml | readonly Data[];

export interface Data {
  readonly [name: string]: Value;
}

/** Fills a program with data; inside `each`, names not found in the element are looked up outside. */
export function fill(program: Program, data: Data): Piece[] {
  const pieces: Piece[] = [];
  run(program, [data], pieces);
  return pieces;
}

/** The HTML of a program that has no personal links. */
export function fillText(program: Program, data: Data): string {
  return fill(program, data)
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      throw new Error(`this template must not hold a reader's own link (${piece.personal})`);
    })
    .join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Makes text safe between tags and within a quoted attribute. */
export function escapeHtml(text: string): string {
  if (!/[&<>"']/.test(text)) return text;
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

type Scopes = readonly Data[];

function run(program: Program, scopes: Scopes, out: Piece[]): void {
  for (const node of program) {
    if (typeof node === 'string') add(node, out);
    else if ('value' in node) add(escapeHtml(textOf(node.value, scopes)), out);
    else if ('html' in node) add(htmlOf(node.html, scopes), out);
    else if ('personal' in node) out.push({ personal: node.personal });
    else if ('each' in node) runEach(node.each, node.body, scopes, out);
    else run(isPresent(lookUp(node.if, scopes)) ? node.body : node.otherwise, scopes, out);
  }
}

/** Neighbouring strings become one piece, so that only personal links cut the text. */
function add(text: string, out: Piece[]): void {
  const last = out.at(-1);
  if (typeof last === 'string') out[out.length - 1] = last + text;
  else if (text !== '') out.push(text);
}

function runEach(name: string, body: Program, scopes: Scopes, out: Piece[]): void {
  const list = lookUp(name, scopes);
  if (!isList(list)) throw new Error(`the template expects a list named ${name}`);
  for (const element of list) run(body, [element, ...scopes], out);
}

function textOf(name: string, scopes: Scopes): string {
  const value = lookUp(name, scopes);
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new Error(`the template expects a text named ${name}`);
}

function htmlOf(name: string, scopes: Scopes): string {
  const value = lookUp(name, scopes);
  if (typeof value === 'object' && 'cleanHtml' in value) return value.cleanHtml;
  throw new Error(`the template expects cleaned HTML named ${name}`);
}

function lookUp(name: string, scopes: Scopes): Value {
  for (const scope of scopes) if (Object.hasOwn(scope, name)) return scope[name];
  return undefined;
}

function isPresent(value: Value): boolean {
  return isList(value) ? value.length > 0 : Boolean(value);
}

function isList(value: Value): value is readonly Data[] {
  return Array.isArray(value);
}
