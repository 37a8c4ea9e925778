/** The tree of an item's HTML while it is being cleaned, and the few questions asked of it. */
import { DomUtils, parseDocument } from 'htmlparser2';

export type Root = ReturnType<typeof parseDocument>;
export type Node = Root['children'][number];
export type Element = Extract<Node, { readonly attribs: object }>;
export type Parent = Root | Element;

/** What the rules of cleaning know about the item besides its HTML. */
export interface Origin {
  /** The address of the item: what relative URLs are relative to, and what "off-site" means. */
  readonly baseUrl?: string | undefined;
  readonly publishedAt?: number | undefined;
}

const words = (list: string) => new Set(list.split(/\s+/));

export const blockNames = words(
  `address article aside blockquote center dd details div dl dt fieldset figcaption figure footer
   h1 h2 h3 h4 h5 h6 header hgroup hr li main nav ol p pre section summary table tbody td tfoot th
   thead tr ul caption colgroup`,
);

/** Reads HTML that has passed the guard. */
export function parseHtml(html: string): Root {
  return parseDocument(html);
}

export function isElement(node: Node | Parent | null | undefined): node is Element {
  return node !== null && node !== undefined && 'attribs' in node;
}

export function isBlock(node: Node | Parent | null | undefined): boolean {
  return isElement(node) && blockNames.has(node.name);
}

export function isImage(node: Node): boolean {
  return isElement(node) && node.name === 'img';
}

/** A line break or a rule: it separates, and says nothing. */
export function isBreak(node: Node): boolean {
  return isElement(node) && (node.name === 'br' || node.name === 'hr');
}

const hidden = /[\u00ad\u200b\u2060\ufeff]/g;

/** The text that a reader sees, on one line. */
export function visibleText(node: Node | readonly Node[]): string {
  const text = DomUtils.textContent(node as Node | Node[]);
  return text.replace(hidden, '').replace(/\s+/g, ' ').trim();
}

/** Whether a reader sees anything of a text. */
export function isVisible(text: string): boolean {
  return /[^\s\u00ad\u200b\u2060\ufeff]/.test(text);
}

/** Whether there is more text than this, white space included: cheap, as it stops counting there. */
export function isLongerThan(charsMax: number, nodes: readonly Node[]): boolean {
  let chars = 0;
  const isLonger = (node: Node): boolean => {
    if ('data' in node) chars += node.data.length;
    return chars > charsMax || ('children' in node && node.children.some(isLonger));
  };
  return nodes.some(isLonger);
}

const invisible = /[\s\u00ad\u200b-\u200f\u2060\ufeff]/;

/** How many characters a reader sees, white space aside. */
export function visibleChars(text: string): number {
  let chars = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const isAscii = code < 0x80;
    if (
      isAscii ? code > 0x20 || (code > 0x0d && code !== 0x20) : !invisible.test(text.charAt(at))
    ) {
      chars += 1;
    }
  }
  return chars;
}

/** All elements of this name (`*`: any) below the nodes, and among them, in document order. */
export function elementsNamed(name: string, within: Node | readonly Node[]): Element[] {
  const found: Element[] = [];
  const visit = (node: Node): void => {
    if (!isElement(node)) return;
    if (name === '*' || node.name === name) found.push(node);
    for (const child of node.children) visit(child);
  };
  for (const node of 'type' in within ? [within] : within) visit(node);
  return found;
}

export function remove(node: Node): void {
  DomUtils.removeElement(node);
}

/** Makes these nodes the children of a parent, in one pass however many there are. */
export function setChildren(parent: Parent, nodes: readonly Node[]): void {
  let before: Node | null = null;
  for (const node of nodes) {
    node.parent = parent;
    node.prev = before;
    if (before !== null) before.next = node;
    before = node;
  }
  if (before !== null) before.next = null;
  parent.children = [...nodes];
}

/** Makes an element another one, with the attributes given and no others. */
export function become(element: Element, name: string, attribs: Element['attribs'] = {}): void {
  element.name = name;
  element.attribs = attribs;
}

/** A node of plain text. */
export function textNode(text: string): Node[] {
  return parseDocument(text.replace(/[<&]/g, ' ')).children;
}

/** Writes the tree as HTML again, with no entity that UTF-8 does not need. */
export function toHtml(root: Root): string {
  return DomUtils.getInnerHTML(root, { encodeEntities: 'utf8', emptyAttrs: true });
}
