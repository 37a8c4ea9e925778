/**
 * The tree of an item's HTML while it is being cleaned, and the few questions asked of it. Its nodes
 * are plain ones, not those of domhandler: rules move children between parents all the time, which
 * there means to mend links to parents and siblings each time. So domutils, which goes by these
 * links, does not fit; and dom-serializer writes a no-break space as an entity, bytes that UTF-8
 * does not need. Neither bears deeper trees than this does.
 */
import { Parser } from 'htmlparser2';
import { spend } from './work.ts';

/** Characters between tags, decoded. */
export interface Text {
  readonly type: 'text';
  data: string;
}

/** A tag with its attributes and what is inside. */
export interface Element {
  readonly type: 'element';
  name: string;
  attribs: Record<string, string>;
  children: Node[];
}

/** The top of a piece of HTML. */
export interface Root {
  readonly type: 'root';
  children: Node[];
}

/** What an element may hold. */
export type Node = Text | Element;
/** What may hold nodes. */
export type Parent = Root | Element;

/** What the rules of cleaning know about the item besides its HTML. */
export interface Origin {
  /** The address of the item: what relative URLs are relative to, and what "off-site" means. */
  readonly baseUrl?: string | undefined;
  readonly publishedAt?: number | undefined;
  /** Of a piece of HTML that will get its address elsewhere, relative pictures stay as they are. */
  readonly keepsRelative?: boolean;
  /** Without its links to other stories, or its date, the item would say nothing: they stay. */
  readonly isAllThereIs?: boolean;
}

const words = (list: string) => new Set(list.split(/\s+/));

/** Elements that begin a line of their own. */
export const blockNames = words(
  `address article aside blockquote center dd details div dl dt fieldset figcaption figure footer
   h1 h2 h3 h4 h5 h6 header hgroup hr li main nav ol p pre section summary table tbody td tfoot th
   thead tr ul caption colgroup`,
);

/** Reads HTML that the cleaner or a template wrote; comments and declarations are left out. */
export function parseHtml(html: string): Root {
  return parseWithin(html, Number.POSITIVE_INFINITY) ?? { type: 'root', children: [] };
}

/** Attributes of one element that are looked at; what comes after them is left out. */
export const attributesMax = 40;
/** A longer value, in UTF-16 units, is no address, no size and no name: it is left out. */
export const attributeCharsMax = 8_192;

function withinLimits(attribs: Element['attribs']): Element['attribs'] {
  const given = Object.entries(attribs);
  const isFit = ([, value]: [string, string]) => value.length <= attributeCharsMax;
  if (given.length <= attributesMax && given.every(isFit)) return attribs;
  return Object.fromEntries(given.slice(0, attributesMax).filter(isFit));
}

/**
 * Reads HTML unless it nests deeper than this, and stops reading there. Attributes are within their
 * limits from here on.
 */
export function parseWithin(html: string, depthMax: number): Root | undefined {
  const root: Root = { type: 'root', children: [] };
  const open: Parent[] = [root];
  let { children } = root;
  let text: Text | undefined;
  let isTooDeep = false;
  const parser = new Parser({
    onopentag(name, attribs) {
      const own = withinLimits(attribs);
      const element: Element = { type: 'element', name, attribs: own, children: [] };
      children.push(element);
      open.push(element);
      children = element.children;
      text = undefined;
      if (open.length <= depthMax + 1) return;
      isTooDeep = true;
      parser.pause();
    },
    onclosetag() {
      open.pop();
      children = (open.at(-1) ?? root).children;
      text = undefined;
    },
    ontext(data) {
      if (text !== undefined) {
        text.data += data;
        return;
      }
      text = { type: 'text', data };
      children.push(text);
    },
  });
  parser.end(html);
  return isTooDeep ? undefined : root;
}

/** Whether this is an element, and no text or root. */
export function isElement(node: Node | Parent | undefined): node is Element {
  return node?.type === 'element';
}

/** Whether this begins a line of its own. */
export function isBlock(node: Node | Parent | undefined): boolean {
  return node?.type === 'element' && blockNames.has(node.name);
}

/** Whether this is a picture. */
export function isImage(node: Node): boolean {
  return node.type === 'element' && node.name === 'img';
}

/** Whether the node is a picture, or has one in it. */
export function holdsImage(node: Node): boolean {
  spend(1);
  return isImage(node) || (node.type === 'element' && node.children.some(holdsImage));
}

/** A line break or a rule: it separates, and says nothing. */
export function isBreak(node: Node): boolean {
  return node.type === 'element' && (node.name === 'br' || node.name === 'hr');
}

const hidden = /[\u00ad\u200b\u2060\ufeff]/g;

/** The text that a reader sees, on one line. */
export function visibleText(node: Node | readonly Node[]): string {
  const text = 'type' in node ? textOf(node) : textOfAll(node);
  return text
    .replace(hidden, '')
    .replace(/\s{2,}|[^\S ]/g, ' ')
    .trim();
}

/** The text of a node as it is written, white space and all. */
export function textOf(node: Node): string {
  spend(node.type === 'text' ? 1 + (node.data.length >> 4) : 1);
  return node.type === 'text' ? node.data : textOfAll(node.children);
}

function textOfAll(nodes: readonly Node[]): string {
  let text = '';
  for (const node of nodes) text += textOf(node);
  return text;
}

/** Whether a reader sees anything of a text. */
export function isVisible(text: string): boolean {
  return /[^\s\u00ad\u200b-\u200f\u2060\ufeff]/.test(text);
}

/** Whether there is more text than this, white space included: cheap, as it stops counting there. */
export function isLongerThan(charsMax: number, nodes: readonly Node[]): boolean {
  let chars = 0;
  const isLonger = (node: Node): boolean => {
    spend(1);
    if (node.type === 'text') chars += node.data.length;
    return chars > charsMax || (node.type === 'element' && node.children.some(isLonger));
  };
  return nodes.some(isLonger);
}

/** How many characters a reader sees, white space around them aside. */
export function visibleChars(text: string): number {
  return isVisible(text) ? text.trim().length : 0;
}

/** All elements of this name below the nodes, and among them, in document order. */
export function elementsNamed(name: string, within: readonly Node[]): Element[] {
  const found: Element[] = [];
  const visit = (nodes: readonly Node[]): void => {
    spend(nodes.length);
    for (const node of nodes) {
      if (node.type === 'text') continue;
      if (node.name === name) found.push(node);
      visit(node.children);
    }
  };
  visit(within);
  return found;
}

/** Takes out every node below the parent that is to go. */
export function removeWhere(parent: Parent, isGone: (node: Node) => boolean): void {
  spend(parent.children.length);
  parent.children = parent.children.filter((node) => !isGone(node));
  for (const node of parent.children) if (node.type === 'element') removeWhere(node, isGone);
}

/** Makes an element another one, with the attributes given and no others. */
export function become(element: Element, name: string, attribs: Element['attribs'] = {}): void {
  element.name = name;
  element.attribs = attribs;
}

const voidNames = new Set(['br', 'hr', 'img']);

/** Writes the tree as HTML again, with no entity that UTF-8 does not need. */
export function toHtml(parent: Parent): string {
  const parts: string[] = [];
  write(parent.children, parts);
  return parts.join('');
}

function write(nodes: readonly Node[], parts: string[]): void {
  for (const node of nodes) {
    if (node.type === 'text') {
      parts.push(escapeText(node.data));
      continue;
    }
    const { name, attribs, children } = node;
    parts.push('<', name);
    for (const key in attribs) parts.push(' ', key, '="', escapeValue(attribs[key] ?? ''), '"');
    parts.push('>');
    if (voidNames.has(name)) continue;
    write(children, parts);
    parts.push('</', name, '>');
  }
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

const escaped = (sign: string) => entities[sign] ?? '';

function escapeText(text: string): string {
  return /[&<>]/.test(text) ? text.replace(/[&<>]/g, escaped) : text;
}

function escapeValue(text: string): string {
  return /[&<>"]/.test(text) ? text.replace(/[&<>"]/g, escaped) : text;
}
