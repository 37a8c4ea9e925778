/**
 * Gives blocks the shape that they have on a page for a reader, where their markup alone would lose
 * it: tables that only lay out, captions, line numbers beside code, boxes of a task list.
 */
import {
  become,
  type Element,
  elementsNamed,
  holdsImage,
  isBlock,
  isElement,
  isLongerThan,
  type Node,
  type Parent,
  textOf,
  visibleText,
} from './dom.ts';
import { spend } from './work.ts';

/** Shapes the tree in place, from the inside out. */
export function shape(parent: Parent): void {
  spend(parent.children.length);
  let isShaped = false;
  for (const node of parent.children) {
    if (!isElement(node)) continue;
    shape(node);
    isShaped ||= shapedNames.has(node.name);
  }
  if (!isShaped) return;
  parent.children = parent.children.flatMap((node) => {
    return isElement(node) ? shaped(node, parent) : [node];
  });
}

const shapedNames = new Set(['input', 'figcaption', 'pre', 'table']);

/** Unwraps tables that turn out to lay out once junk is gone from them; tells whether any did. */
export function unwrapLayouts(parent: Parent): boolean {
  spend(parent.children.length);
  let unwrapped = false;
  for (const node of parent.children) {
    if (!isElement(node)) continue;
    if (unwrapLayouts(node)) unwrapped = true;
    if (node.name !== 'table' || !isLayout(node, rowsOf(node))) continue;
    unwrapTable(node);
    unwrapped = true;
  }
  return unwrapped;
}

function shaped(element: Element, parent: Parent): Node[] {
  if (element.name === 'input') return [taskBox(element, parent)];
  if (element.name === 'figcaption') smallLines(element);
  if (element.name === 'pre') dropLineNumbers(element);
  return element.name === 'table' ? shapedTable(element) : [element];
}

/** Done or not is what a task list says. */
function taskBox(input: Element, parent: Parent): Node {
  const isTask =
    input.attribs.type?.toLowerCase() === 'checkbox' &&
    isElement(parent) &&
    /^(?:li|p|label|td|div|span)$/.test(parent.name) &&
    ('disabled' in input.attribs || parent.name === 'li' || parent.name === 'p');
  if (!isTask) return input;
  return { type: 'text', data: 'checked' in input.attribs ? '☑ ' : '☐ ' };
}

/** What stands below a picture is small print: that is how excerpts know it, too. */
function smallLines(parent: Element): void {
  const blocks = parent.children.filter((node) => isElement(node) && isBlock(node));
  if (blocks.length > 0) {
    for (const block of blocks) if (isElement(block)) smallLines(block);
    return;
  }
  if (visibleText(parent) === '' || holdsImage(parent)) return;
  const { children } = parent;
  parent.children = [{ type: 'element', name: 'small', attribs: {}, children }];
}

const numberClass =
  /(?:^|[\s_-])(?:line-?(?:no|num|number|numbers)|lineno|linenos|lnt?|gutter|rownum)(?:$|[\s_-])/i;

/** Numbers that a page sets in front of the lines of code. */
function dropLineNumbers(pre: Element): void {
  const drop = (parent: Parent): void => {
    spend(parent.children.length);
    parent.children = parent.children.filter((node) => {
      if (!isElement(node)) return true;
      const isNumber = numberClass.test(node.attribs.class ?? '') && /^[\d\s]*$/.test(textOf(node));
      if (!isNumber) drop(node);
      return !isNumber;
    });
  };
  drop(pre);
}

interface Row {
  readonly cells: readonly Element[];
}

function shapedTable(table: Element): Node[] {
  const rows = rowsOf(table);
  const captions = table.children.filter((node) => isElement(node) && node.name === 'caption');
  table.children = table.children.filter((node) => !captions.includes(node));
  for (const caption of captions) if (isElement(caption)) become(caption, 'p', dirOf(caption));
  const above = captions.filter((caption) => visibleText(caption) !== '');
  const code = codeOf(rows);
  if (code !== undefined) return [...above, code];
  if (captions.length === 0 && isLayout(table, rows)) unwrapTable(table);
  return [...above, table];
}

const dirOf = ({ attribs }: Element): Element['attribs'] => {
  return attribs.dir === undefined ? {} : { dir: attribs.dir };
};

const groupNames = new Set(['thead', 'tbody', 'tfoot']);

/** The rows of this table, not those of tables in it. */
function rowsOf(table: Element): Row[] {
  return table.children.filter(isElement).flatMap((child) => {
    if (groupNames.has(child.name)) return rowsOf(child);
    if (child.name !== 'tr') return [];
    return [
      {
        cells: child.children
          .filter(isElement)
          .filter(({ name }) => name === 'td' || name === 'th'),
      },
    ];
  });
}

/** Code beside a column of line numbers: the code alone. */
function codeOf(rows: readonly Row[]): Element | undefined {
  if (rows.length === 0 || !rows.every(({ cells }) => cells.length === 2)) return undefined;
  const isNumbers = (cell: Element | undefined) =>
    cell !== undefined && !isLongerThan(20_000, [cell]) && /^[\d\s]*$/.test(textOf(cell));
  if (!rows.every(({ cells }) => isNumbers(cells[0]) && isCode(cells[1]))) return undefined;
  if (
    !rows.some(
      ({ cells: [numbers] }) =>
        numbers !== undefined &&
        (visibleText(numbers) !== '' || numbers.attribs['data-line-number'] !== undefined),
    )
  )
    return undefined;
  const lines = rows.flatMap(({ cells: [, code] }, index) => {
    if (code === undefined) return [];
    const [pre] = elementsNamed('pre', [code]);
    const own = (pre ?? code).children;
    return index === 0 ? own : [{ type: 'text' as const, data: '\n' }, ...own];
  });
  return { type: 'element', name: 'pre', attribs: {}, children: lines };
}

function isCode(cell: Element | undefined): boolean {
  if (cell === undefined) return false;
  if (/(?:^|[\s_-])code(?:$|[\s_-])/i.test(cell.attribs.class ?? '')) return true;
  return elementsNamed('pre', [cell]).length > 0 || elementsNamed('code', [cell]).length > 0;
}

/** What is longer than this is text and no value of a table. */
const valueCharsMax = 160;

/** Whether a table has nothing to tabulate: one cell a row, or texts and pictures side by side. */
function isLayout(table: Element, rows: readonly Row[]): boolean {
  if (/^(?:presentation|none)$/.test(table.attribs.role ?? '')) return true;
  const cells = rows.flatMap((row) => row.cells);
  if (cells.some(({ name }) => name === 'th')) return false;
  if (cells.some((cell) => elementsNamed('table', cell.children).length > 0)) return true;
  if (cells.some((cell) => isLaidOut(cell))) return true;
  if (rows.every((row) => row.cells.length <= 1)) return true;
  const isWide = cells.some((cell) => isLongerThan(valueCharsMax, [cell]) || holdsImage(cell));
  return rows.length === 1 && isWide;
}

/** Tables unwrapped before leave blocks of rows behind; headings and several texts are no value. */
function isLaidOut({ children }: Element): boolean {
  const blocks = children.filter((node) => isElement(node) && isBlock(node));
  if (blocks.some((node) => isElement(node) && /^h[1-6]$/.test(node.name))) return true;
  const texts = blocks.filter(
    (node) => isElement(node) && /^(?:p|div|section|blockquote)$/.test(node.name),
  );
  return texts.length > 1 && isLongerThan(valueCharsMax, texts);
}

function unwrapTable(table: Element): void {
  const unwrap = (element: Element): void => {
    for (const child of element.children) {
      if (!isElement(child)) continue;
      if (groupNames.has(child.name) || child.name === 'tr') unwrap(child);
      if (groupNames.has(child.name) || /^(?:tr|td|th)$/.test(child.name))
        become(child, 'div', textAttributes(child));
    }
  };
  unwrap(table);
  become(table, 'div', textAttributes(table));
}

function textAttributes({ attribs }: Element): Element['attribs'] {
  const kept: Element['attribs'] = {};
  for (const name of ['dir', 'lang', 'class', 'id']) {
    const value = attribs[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}
