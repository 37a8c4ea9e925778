/**
 * Gives a pruned tree the elements and attributes that a mail may have, nested so that reading the
 * result again gives the same tree.
 */
import {
  blockNames,
  type Element,
  isBlock,
  isBreak,
  isElement,
  type Node,
  type Parent,
  type Text,
} from './dom.ts';
import { spend } from './work.ts';

/**
 * Elements that stay, `span` only where it says a language or a direction; other blocks become
 * one of these, other inline elements are unwrapped.
 */
export const allowedNames: readonly string[] =
  `a b blockquote br code div em h2 h3 h4 hr i img kbd li mark ol p pre q rp rt ruby s small span
   strong sub sup table tbody td tfoot th thead tr u ul`.split(/\s+/);

const isAllowed = new Set(allowedNames);

const inLanguage = ['dir', 'lang'];

/** Attributes that stay, by element. */
export const allowedAttributes: Readonly<Record<string, string[]>> = {
  '*': inLanguage,
  a: ['href'],
  img: ['src', 'alt', 'width', 'height'],
  ol: ['start'],
  td: ['colspan', 'rowspan'],
  th: ['colspan', 'rowspan'],
};

const renamed = new Map(
  Object.entries({
    bdi: 'span',
    bdo: 'span',
    caption: 'p',
    del: 's',
    dt: 'p',
    figcaption: 'p',
    h1: 'h2',
    h5: 'h4',
    h6: 'h4',
    ins: 'u',
    samp: 'code',
    strike: 's',
    summary: 'p',
    tt: 'code',
  }),
);

/** Parents without which an element means nothing. */
const homes = new Map(
  Object.entries({
    li: ['ul', 'ol'],
    rp: ['ruby'],
    rt: ['ruby'],
    tbody: ['table'],
    td: ['tr'],
    tfoot: ['table'],
    th: ['tr'],
    thead: ['table'],
    tr: ['table', 'tbody', 'thead', 'tfoot'],
  }),
);

/** Settles the tree in place; tells whether parts of lists or tables became blocks of their own. */
export function keepAllowed(parent: Parent): boolean {
  return settleChildren(parent, false);
}

function settleChildren(parent: Parent, isPreformatted: boolean): boolean {
  spend(parent.children.length);
  const children: Node[] = [];
  let strayed = false;
  for (const child of parent.children) {
    if (child.type === 'text') append(child, children);
    else if (settleElement(child, { parent, isPreformatted, children })) strayed = true;
  }
  for (const child of children) if (child.type === 'text') settleText(child, isPreformatted);
  parent.children = isPreformatted ? children : withoutSpareSpace(children, parent);
  return strayed;
}

/** Where an element went, the texts around it become one, so that its spaces fold. */
function append(node: Node, children: Node[]): void {
  const last = children.at(-1);
  if (node.type === 'text' && last?.type === 'text') last.data += node.data;
  else children.push(node);
}

function settleText(text: Text, isPreformatted: boolean): void {
  if (!unsettled.test(text.data) && !isPadded(text.data)) return;
  const data = text.data.replace(controls, '');
  text.data = isPreformatted ? data : data.replace(/[ \t\r\n\f]+/g, ' ');
}

function isPadded(text: string): boolean {
  return text.startsWith('  ') || text.endsWith('  ');
}

interface Place {
  readonly parent: Parent;
  readonly isPreformatted: boolean;
  readonly children: Node[];
}

function settleElement(element: Element, { parent, isPreformatted, children }: Place): boolean {
  const name = nameFor(element, parent);
  const isStray = name === 'div' && homes.has(element.name);
  element.attribs = name === undefined ? {} : attributesFor(element, name);
  element.name = name ?? 'span';
  const strayed = settleChildren(element, isPreformatted || name === 'pre');
  if (name === undefined) for (const child of element.children) append(child, children);
  else if (name !== 'div' || element.children.length > 0) children.push(element);
  if (paragraphNames.has(element.name) && element.children.some(isBlockOrRule)) {
    element.name = 'div';
  }
  return strayed || isStray;
}

/** They may hold no block, so one that does is none of them. */
const paragraphNames = new Set(['p', 'h2', 'h3', 'h4']);

/** C0, C1 (Gmail clips a mail that has them), embeddings that could turn what follows. */
const controls = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g;

/** Or white space that is no space. */
const unsettled = /[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/;

/** The name under which an element stays, or undefined when only its children do. */
function nameFor(element: Element, parent: Parent): string | undefined {
  const name = renamed.get(element.name) ?? element.name;
  const home = homes.get(name);
  const isHome = home === undefined || (isElement(parent) && home.includes(parent.name));
  if (name === 'a' && element.attribs.href === undefined) return undefined;
  if (name === 'span' && Object.keys(attributesFor(element, name)).length === 0) return undefined;
  if (isAllowed.has(name) && isHome) return name;
  const isLine = name === 'rt' || name === 'rp' || !blockNames.has(element.name);
  return isLine ? undefined : 'div';
}

function attributesFor({ attribs }: Element, name: string): Element['attribs'] {
  if (name === 'img') return sizedPicture(attribs);
  const kept: Element['attribs'] = {};
  if (isBare(attribs)) return kept;
  for (const attribute of allowedAttributes[name] ?? []) keep(attribs, attribute, kept);
  for (const attribute of inLanguage) keep(attribs, attribute, kept);
  return kept;
}

function isBare(attribs: Element['attribs']): boolean {
  for (const _ in attribs) return false;
  return true;
}

function keep(attribs: Element['attribs'], attribute: string, kept: Element['attribs']): void {
  const value = valueIn(attribs, attribute)?.replace(controls, '');
  if (value !== undefined && isSound(attribute, value)) kept[attribute] = value;
}

function valueIn(attribs: Element['attribs'], name: string): string | undefined {
  if (name === 'lang') return attribs.lang ?? attribs['xml:lang'];
  return name === 'dir' ? attribs.dir?.trim().toLowerCase() : attribs[name];
}

/** The width of a story in a mail: some programs take a wider picture at its word. */
const pictureWidthMax = 552;

function sizedPicture(attribs: Element['attribs']): Element['attribs'] {
  const kept: Element['attribs'] = {};
  for (const name of ['src', 'alt']) {
    const value = attribs[name]?.replace(controls, '');
    if (value !== undefined) kept[name] = value;
  }
  const [width, height] = [sideOf(attribs.width), sideOf(attribs.height)];
  const shrink = Math.min(1, pictureWidthMax / (width ?? pictureWidthMax));
  if (width !== undefined) kept.width = String(Math.round(width * shrink));
  if (height !== undefined) kept.height = String(Math.max(1, Math.round(height * shrink)));
  return kept;
}

function sideOf(value: string | undefined): number | undefined {
  const side = /^\s*([1-9]\d{0,4})(?:\.\d{1,6})?(?:px)?\s*$/.exec(value ?? '')?.[1];
  return side === undefined ? undefined : Number(side);
}

function isSound(attribute: string, value: string): boolean {
  if (attribute === 'dir') return /^(?:ltr|rtl|auto)$/.test(value);
  if (attribute === 'lang') return /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}$/.test(value);
  return attribute === 'href' || /^[1-9]\d{0,3}$/.test(value);
}

const blockOrRuleNames = new Set([...blockNames, 'hr']);

function isBlockOrRule(node: Node): boolean {
  return node.type === 'element' && blockOrRuleNames.has(node.name);
}

/** White space beside a block and breaks at the ends of one show nothing. */
function withoutSpareSpace(nodes: Node[], parent: Parent): Node[] {
  if (isElement(parent) && !isBlock(parent)) return nodes;
  const kept: Node[] = [];
  for (const node of nodes) {
    if (isBlockOrRule(node)) dropFromEnd(kept, isSpace);
    const isSpare = node.type === 'text' ? isSpareSpace(node, kept) : isSpareBreak(node, kept);
    if (!isSpare) kept.push(node);
  }
  dropFromEnd(kept, (node) => isSpace(node) || isBreak(node));
  return kept;
}

function dropFromEnd(nodes: Node[], isSpare: (node: Node) => boolean): void {
  for (let last = nodes.at(-1); last && isSpare(last); last = nodes.at(-1)) nodes.pop();
}

function isSpareSpace(node: Node, kept: readonly Node[]): boolean {
  const before = kept.at(-1);
  return isSpace(node) && (!before || isBlockOrRule(before));
}

function isSpace(node: Node | undefined): boolean {
  return node?.type === 'text' && /^[ \t\r\n\f]*$/.test(node.data);
}

/** At the start, behind a block, behind a rule, or the third in a row. */
function isSpareBreak(node: Element, kept: readonly Node[]): boolean {
  if (!isBreak(node)) return false;
  const before = kept.findLast((other) => !isSpace(other));
  if (before === undefined) return true;
  if (node.name === 'hr') return isElement(before) && before.name === 'hr';
  if (isBlockOrRule(before)) return true;
  const lastTwo = kept
    .slice(-4)
    .filter((other) => !isSpace(other))
    .slice(-2);
  return lastTwo.length === 2 && lastTwo.every(isBreak);
}
