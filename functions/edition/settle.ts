/**
 * Gives a pruned tree the elements and attributes that a mail may have, nested so that reading the
 * result again gives the same tree.
 */
import {
  become,
  blockNames,
  type Element,
  isBlock,
  isBreak,
  isElement,
  type Node,
  type Parent,
  setChildren,
} from './dom.ts';

/** Elements that stay; other blocks become one of these, other inline elements are unwrapped. */
export const allowedNames: readonly string[] =
  `a b blockquote br code div em h2 h3 h4 hr i img kbd li mark ol p pre q rp rt ruby s small strong
   sub sup table tbody td tfoot th thead tr u ul`.split(/\s+/);

const isAllowed = new Set(allowedNames);

/** Attributes that stay, by element. */
export const allowedAttributes: Readonly<Record<string, string[]>> = {
  a: ['href'],
  img: ['src', 'alt', 'width', 'height'],
  ol: ['start', 'dir'],
  td: ['colspan', 'rowspan', 'dir'],
  th: ['colspan', 'rowspan', 'dir'],
  ...Object.fromEntries(
    ['blockquote', 'div', 'h2', 'h3', 'h4', 'li', 'p', 'pre', 'table', 'ul'].map((name) => [
      name,
      ['dir'],
    ]),
  ),
};

const renamed: Readonly<Record<string, string>> = {
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
};

type Text = Extract<Node, { readonly type: 'text' }>;

/** Parents without which an element means nothing. */
const homes: Readonly<Record<string, readonly string[]>> = {
  li: ['ul', 'ol'],
  rp: ['ruby'],
  rt: ['ruby'],
  tbody: ['table'],
  td: ['tr'],
  tfoot: ['table'],
  th: ['tr'],
  thead: ['table'],
  tr: ['table', 'tbody', 'thead', 'tfoot'],
};

/** Settles the tree in place. */
export function settle(parent: Parent): void {
  settleChildren(parent, false);
}

function settleChildren(parent: Parent, isPreformatted: boolean): void {
  const children: Node[] = [];
  let text: Text | undefined;
  for (const child of parent.children) {
    // Where an element went, the texts around it become one, so that its spaces fold.
    if (child.type === 'text') {
      if (text === undefined) children.push(child);
      else text.data += child.data;
      text ??= child;
      continue;
    }
    if (text !== undefined) settleText(text, isPreformatted);
    text = undefined;
    if (isElement(child)) children.push(...settled(child, parent, isPreformatted));
  }
  if (text !== undefined) settleText(text, isPreformatted);
  setChildren(parent, isPreformatted ? children : withoutSpareSpace(children, parent));
}

function settleText(text: Text, isPreformatted: boolean): void {
  if (unsettled.test(text.data)) text.data = text.data.replace(controls, '');
  if (isPreformatted || !/[\t\r\n\f]| {2}/.test(text.data)) return;
  text.data = text.data.replace(/[ \t\r\n\f]+/g, ' ');
}

function settled(node: Element, parent: Parent, isPreformatted: boolean): readonly Node[] {
  const name = nameFor(node, parent);
  become(node, name ?? 'span', attributesFor(name ?? '', node.attribs));
  settleChildren(node, isPreformatted || name === 'pre');
  if (name === undefined) return node.children;
  if (name === 'div' && node.children.length === 0) return [];
  const isParagraph = name === 'p' || name === 'h2' || name === 'h3' || name === 'h4';
  if (isParagraph && node.children.some(isBlockOrRule)) node.name = 'div';
  return [node];
}

/** C0, C1 (Gmail clips a mail that has them), embeddings that could turn what follows. */
const controls = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g;

const unsettled = new RegExp(controls.source);

/** The name under which an element stays, or undefined when only its children do. */
function nameFor(element: Element, parent: Parent): string | undefined {
  const name = renamed[element.name] ?? element.name;
  const home = homes[name];
  const isHome = home === undefined || (isElement(parent) && home.includes(parent.name));
  if (isAllowed.has(name) && isHome) return name;
  const isLine = name === 'rt' || name === 'rp' || !blockNames.has(element.name);
  return isLine ? undefined : 'div';
}

function attributesFor(name: string, attribs: Element['attribs']): Element['attribs'] {
  const kept: Element['attribs'] = {};
  for (const attribute of allowedAttributes[name] ?? []) {
    const value = attribs[attribute]?.replace(controls, '');
    if (value !== undefined && isSound(attribute, value)) kept[attribute] = value;
  }
  return kept;
}

function isSound(attribute: string, value: string): boolean {
  if (attribute === 'dir') return /^(?:ltr|rtl|auto)$/.test(value);
  if (attribute === 'href' || attribute === 'src' || attribute === 'alt') return true;
  return /^[1-9]\d{0,3}$/.test(value);
}

function isBlockOrRule(node: Node | undefined): boolean {
  return isBlock(node) || (isElement(node) && node.name === 'hr');
}

/** White space beside a block and breaks at the ends of one show nothing. */
function withoutSpareSpace(nodes: readonly Node[], parent: Parent): Node[] {
  if (isElement(parent) && !isBlock(parent)) return [...nodes];
  const kept: Node[] = [];
  for (const node of nodes) {
    if (isBlockOrRule(node)) dropFromEnd(kept, isSpace);
    if (!isSpareSpace(node, kept) && !isSpareBreak(node, kept)) kept.push(node);
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
function isSpareBreak(node: Node, kept: readonly Node[]): boolean {
  if (!isElement(node) || !isBreak(node)) return false;
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
