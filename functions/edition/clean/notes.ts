/** The numbers of notes below a text, which pages set above what they number. */
import {
  type Element,
  elementsNamed,
  isBlock,
  isBreak,
  isElement,
  isLongerThan,
  type Node,
  type Parent,
  visibleText,
} from './dom.ts';
import { spend } from './work.ts';

const isBlank = (node: Node) => node.type === 'text' && /^\s*$/.test(node.data);

const noteNumber = /^[[(]?(?:\d{1,3}|[*†‡§])[\])]?[.:]?$/;

/** The number of a note stands beside its text, not above it. */
export function joinNoteNumbers(parent: Parent): void {
  for (const node of parent.children) if (isElement(node)) joinNoteNumbers(node);
  spend(parent.children.length);
  for (let index = 0; index < parent.children.length - 1; index += 1) {
    const number = parent.children[index];
    if (!isNoteNumber(number) || !beginsLine(parent.children, index)) continue;
    spend(parent.children.length);
    const next = parent.children.slice(index + 1).findIndex((node) => !isBlank(node));
    const block = next < 0 ? undefined : parent.children[index + 1 + next];
    const line = block === undefined ? undefined : firstLineIn(block);
    if (number === undefined || line === undefined) continue;
    line.children.unshift(...inlineOf(number), { type: 'text', data: ' ' });
    parent.children.splice(index, 1 + next);
  }
}

const markNodesMax = 3;

/** A short mark that leads to its place in the text, alone. */
function isNoteNumber(node: Node | undefined): node is Element {
  if (!isElement(node) || node.children.length === 0 || node.children.length > markNodesMax)
    return false;
  if (isLongerThan(12, [node])) return false;
  if (!noteNumber.test(visibleText(node))) return false;
  const isLink = (link: Element) => (link.attribs.href ?? '').includes('#');
  return elementsNamed('a', [node]).some(isLink) && !/^(?:li|td|th|tr|h[1-6])$/.test(node.name);
}

const inlineOf = (node: Element): Node[] =>
  isBlock(node)
    ? node.children.flatMap((child) =>
        isElement(child) && isBlock(child) ? inlineOf(child) : [child],
      )
    : [node];

function beginsLine(nodes: readonly Node[], index: number): boolean {
  const before = nodes.slice(0, index).findLast((node) => !isBlank(node));
  return before === undefined || isBlock(before) || isBreak(before);
}

/** Where the text of a block begins: the block itself or the first one in it. */
function firstLineIn(node: Node): Element | undefined {
  if (!isElement(node) || !/^(?:div|p|section|article|aside|dd|blockquote)$/.test(node.name))
    return undefined;
  const first = node.children.find((child) => !isBlank(child));
  if (first === undefined) return undefined;
  return isElement(first) && isBlock(first) ? firstLineIn(first) : node;
}
