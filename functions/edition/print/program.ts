/**
 * A mail template as a small program: what MJML made of its source at build time, cut at the
 * places that are filled. Feed text only ever enters as an escaped value or as cleaned HTML, and a
 * reader's own link is a node of the program, so nothing that a feed says can become one.
 */
import type { PersonalLink, Piece } from '../content.ts';
import { type CleanHtml, escapeHtml } from '../html.ts';

/** A step of a program: text, a value, cleaned HTML, a reader's link, a loop or a choice. */
export type Node =
  | string
  | { readonly value: string }
  | { readonly html: string }
  | { readonly personal: PersonalLink }
  | Each
  | If;

interface Each {
  readonly each: string;
  readonly body: Program;
}

interface If {
  readonly if: string;
  readonly body: Program;
  readonly otherwise: Program;
}

/** A template as it is filled: its steps in order. */
export type Program = readonly Node[];

type Value = string | number | boolean | undefined | CleanHtml | readonly Data[];

/** The values that a program is filled with, by name. */
export interface Data {
  readonly [name: string]: Value;
}

/** Fills a program with data; inside `each`, names not found in the element are looked up outside. */
export function fill(program: Program, data: Data): Piece[] {
  const out: Out = { pieces: [], html: '' };
  writerOf(program)({ data }, out);
  endPiece(out);
  return out.pieces;
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

/** The data of an element of a list, and what is around it. */
interface Scope {
  readonly data: Data;
  readonly outer?: Scope;
}

/** Neighbouring strings become one piece, so that only personal links cut the text. */
interface Out {
  readonly pieces: Piece[];
  html: string;
}

function endPiece(out: Out): void {
  if (out.html !== '') out.pieces.push(out.html);
  out.html = '';
}

/** A program made ready to run, so that what a node is has not to be asked for every item. */
type Writer = (scope: Scope, out: Out) => void;

const writers = new WeakMap<Program, Writer>();

function writerOf(program: Program): Writer {
  const writer = writers.get(program) ?? sequence(program);
  writers.set(program, writer);
  return writer;
}

/** Each step writes the text in front of its node, then the node. */
function sequence(program: Program): Writer {
  const steps: Writer[] = [];
  let text = '';
  for (const node of program) {
    if (typeof node !== 'string') steps.push(stepOf(text, node));
    text = typeof node === 'string' ? text + node : '';
  }
  return (scope, out) => {
    for (const step of steps) step(scope, out);
    out.html += text;
  };
}

function stepOf(text: string, node: Exclude<Node, string>): Writer {
  if ('value' in node) return writeValue(text, node.value);
  if ('html' in node) return writeHtml(text, node.html);
  if ('personal' in node) return writePersonal(text, node);
  return 'each' in node ? writeEach(text, node) : writeIf(text, node);
}

function writeValue(text: string, name: string): Writer {
  return (scope, out) => {
    out.html += text + escapeHtml(textOf(name, scope));
  };
}

function writeHtml(text: string, name: string): Writer {
  return (scope, out) => {
    out.html += text + htmlOf(name, scope);
  };
}

function writePersonal(text: string, { personal }: { readonly personal: PersonalLink }): Writer {
  return (_, out) => {
    out.html += text;
    endPiece(out);
    out.pieces.push({ personal });
  };
}

function writeEach(text: string, { each, body }: Each): Writer {
  const write = sequence(body);
  return (scope, out) => {
    const list = lookUp(each, scope);
    if (!isList(list)) throw new Error(`the template expects a list named ${each}`);
    out.html += text;
    for (const data of list) write({ data, outer: scope }, out);
  };
}

function writeIf(text: string, { if: name, body, otherwise }: If): Writer {
  const [write, writeOtherwise] = [sequence(body), sequence(otherwise)];
  return (scope, out) => {
    out.html += text;
    if (isPresent(lookUp(name, scope))) write(scope, out);
    else writeOtherwise(scope, out);
  };
}

function textOf(name: string, scope: Scope): string {
  const value = lookUp(name, scope);
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw new Error(`the template expects a text named ${name}`);
}

function htmlOf(name: string, scope: Scope): string {
  const value = lookUp(name, scope);
  if (typeof value === 'object' && 'cleanHtml' in value) return value.cleanHtml;
  throw new Error(`the template expects cleaned HTML named ${name}`);
}

function lookUp(name: string, scope: Scope): Value {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const value = at.data[name];
    if (value !== undefined || name in at.data) return value;
  }
  return undefined;
}

function isPresent(value: Value): boolean {
  return isList(value) ? value.length > 0 : Boolean(value);
}

function isList(value: Value): value is readonly Data[] {
  return Array.isArray(value);
}
