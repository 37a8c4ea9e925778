/** What an item says as text: in one flow for a short excerpt, as paragraphs for a plain-text part. */
import {
  type Element,
  isBlock,
  isBreak,
  isElement,
  type Node,
  type Parent,
  visibleText,
} from '../clean/dom.ts';

/** Everything in one line of text; scripts without spaces get none between their paragraphs. */
export function flowingText(parent: Parent): string {
  return inOneFlow(linesOf(parent).map(markedText).filter(isSaid));
}

/** Texts one behind the other on one line. */
export function inOneFlow(texts: readonly string[]): string {
  return texts
    .map((text, index) => {
      const next = texts[index + 1] ?? '';
      return unspacedEnd.test(text.slice(-1)) && wideStart.test(next) ? text : `${text} `;
    })
    .join('')
    .trim();
}

const wideStart =
  /^[“\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u;
const unspacedEnd =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef”]$/u;

function markedText(line: readonly Node[]): string {
  const text = visibleText(line);
  const [only] = line;
  return isElement(only) && only.name === 'li' && text !== '' ? `• ${text}` : text;
}

const isSaid = (text: string) => text !== '';

/** Runs of inline nodes and innermost blocks, as a reader sees lines. */
export function linesOf(parent: Parent): Node[][] {
  return runsOf(parent).flatMap((run) => {
    const [only] = run;
    return isElement(only) && isBlock(only) && hasLines(only) ? linesOf(only) : [run];
  });
}

/** The children of a block: the blocks among them, and what stands between two blocks or breaks. */
function runsOf({ children }: Parent): Node[][] {
  const runs: Node[][] = [];
  let run: Node[] = [];
  for (const node of children) {
    if (!isBlock(node) && !isBreak(node)) {
      run.push(node);
      continue;
    }
    runs.push(run, isBlock(node) ? [node] : []);
    run = [];
  }
  return [...runs, run].filter((nodes) => nodes.length > 0);
}

function hasLines({ children }: Element): boolean {
  return children.some((child) => isBlock(child) || (isElement(child) && child.name === 'br'));
}

/**
 * The paragraphs of an item. A list, a table and code are one each, with a line for each entry, row
 * and line; entries, rows and quotations are marked as people do by hand.
 */
export function paragraphsIn(parent: Parent): string[] {
  return runsOf(parent).flatMap((run) => {
    const [only] = run;
    if (!isElement(only) || !isBlock(only)) return [visibleText(run)].filter(isSaid);
    return paragraphsOfBlock(only);
  });
}

function paragraphsOfBlock(block: Element): string[] {
  switch (block.name) {
    case 'ul':
    case 'ol':
      return [entriesOf(block).join('\n')].filter(isSaid);
    case 'table':
      return [rowsOf(block).join('\n')].filter(isSaid);
    case 'pre':
      return [codeOf(block).replace(/^\n+/, '').trimEnd()].filter(isSaid);
    case 'blockquote':
      return paragraphsIn(block).map((text) => text.replace(/^/gm, '> '));
    default:
      return paragraphsIn(block);
  }
}

function entriesOf(list: Element): string[] {
  let number = Number(list.attribs.start ?? 1);
  return list.children.filter(isElement).flatMap((entry) => {
    const lines = paragraphsIn(entry).flatMap((text) => text.split('\n'));
    const mark = list.name === 'ol' ? `${number++}. ` : '• ';
    return lines.map((line, index) => (index === 0 ? mark : '  ') + line);
  });
}

function rowsOf(table: Parent): string[] {
  return table.children.filter(isElement).flatMap((child) => {
    if (child.name !== 'tr') return rowsOf(child);
    const cells = child.children.filter(isElement);
    // A single cell with blocks in it is a layout, and what it holds is text.
    if (cells.length === 1) return cells.flatMap(paragraphsIn);
    return [cells.map((cell) => visibleText(cell)).join(' | ')].filter((row) => /[^ |]/.test(row));
  });
}

function codeOf(node: Node): string {
  if (node.type === 'text') return node.data;
  return node.name === 'br' ? '\n' : node.children.map(codeOf).join('');
}
