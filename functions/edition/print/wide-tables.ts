/**
 * Tables within the width of a mail: short cells stay whole, a word that has no room breaks, and what
 * is wider still is moved under the finger instead of widening the mail.
 */
import { type Element, elementsNamed, isElement, type Parent, textOf } from '../clean/dom.ts';

/** A longer word may break. */
const wordCharsMax = 16;

/** Fits the tables of an excerpt in place. */
export function fitTables(parent: Parent): void {
  parent.children = parent.children.map((node) => {
    if (!isElement(node)) return node;
    if (node.name !== 'table') {
      fitTables(node);
      return node;
    }
    for (const name of ['td', 'th']) elementsNamed(name, [node]).forEach(breakLongWords);
    if (!isWide(node)) return node;
    const attribs = { class: 'across', style: 'overflow-x:auto' };
    return { type: 'element', name: 'div', attribs, children: [node] };
  });
}

/** Of more columns than fit on any phone. */
const columnsMax = 3;

function isWide(table: Element): boolean {
  const rows = elementsNamed('tr', [table]);
  return rows.some(({ children }) => children.filter(isElement).length > columnsMax);
}

function breakLongWords(cell: Element): void {
  const isLong = textOf(cell)
    .split(/[\s\u200b-]+/)
    .some((word) => word.length > wordCharsMax);
  if (isLong) cell.attribs = { ...cell.attribs, style: 'overflow-wrap:anywhere' };
}
