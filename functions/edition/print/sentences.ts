/**
 * What of an item reads as its text: paragraphs in the order of the item, without captions, bylines,
 * figures, marks of chapters, tables and code, which are no sentences. A list speaks for an item that
 * says little else.
 */
import {
  type Element,
  isBlock,
  isBreak,
  isElement,
  type Node,
  type Parent,
  visibleText,
} from '../clean/dom.ts';
import { isAddress, isMeta, isSentence } from './meta-line.ts';

/** A paragraph: its lines, as breaks part them. */
export interface Passage {
  readonly kind: 'text' | 'entry' | 'heading' | 'caption';
  readonly lines: readonly string[];
  /** What follows it is a list, a table or code, which it may announce. */
  readonly announces: boolean;
}

/** What says less than this besides its lists says little. */
const proseWeightMin = 60;

/** The passages that an excerpt is made of. */
export function readablePassages(root: Parent): Passage[] {
  const all = passagesIn(root);
  const texts = all.flatMap((one) => (one.kind === 'text' ? withoutMeta(one) : []));
  const prose = texts.filter(({ lines }) => isSentence(lines.join(' ')));
  const spoken = prose.filter((one) => !isLeadIn(one));
  if (weightOf(spoken) >= proseWeightMin) return spoken;
  if (weightOf(prose) >= proseWeightMin && !all.some(({ kind }) => kind === 'entry')) return prose;
  const said = all.flatMap((one) => {
    if (one.kind === 'text') return withoutMeta(one, isAddress);
    return one.kind === 'entry' ? [one] : [];
  });
  if (said.length > 0) return said;
  return all.filter(({ kind }) => kind !== 'entry');
}

function isLeadIn({ announces, lines }: Passage): boolean {
  return announces && /[:：]$/.test(lines.at(-1) ?? '');
}

/** The passage without its lines that only tell of the item; nothing when it has no others. The
 * address that a short post is about is such a line only beside more text. */
function withoutMeta(passage: Passage, isKept = (_line: string) => false): Passage[] {
  const lines = passage.lines.filter((line) => isKept(line) || !isMeta(line));
  return lines.length > 0 ? [{ ...passage, lines }] : [];
}

const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;

function weightOf(passages: readonly Passage[]): number {
  const text = passages.flatMap(({ lines }) => lines).join('');
  return text.length + (text.match(wide)?.length ?? 0);
}

/** All passages, in document order; tables and code are none. */
function passagesIn(parent: Parent): Passage[] {
  const passages: Passage[] = [];
  let run: Node[] = [];
  const close = (announces: boolean) => {
    passages.push(...textsOf(run, announces));
    run = [];
  };
  for (const node of parent.children) {
    if (!isElement(node) || !(isBlock(node) || node.name === 'hr')) {
      run.push(node);
      continue;
    }
    close(apartNames.has(node.name));
    if (apartNames.has(node.name)) announce(passages);
    passages.push(...passagesOf(node));
  }
  close(false);
  return passages;
}

const apartNames = new Set(['ul', 'ol', 'table', 'pre']);

function announce(passages: Passage[]): void {
  const last = passages.pop();
  if (last !== undefined) passages.push({ ...last, announces: true });
}

function passagesOf(block: Element): Passage[] {
  if (block.name === 'table' || block.name === 'pre') return [];
  if (block.name === 'ul' || block.name === 'ol') return block.children.flatMap(entryOf);
  if (/^h[1-6]$/.test(block.name)) return textsOf(block.children, false, 'heading');
  return passagesIn(block);
}

function entryOf(node: Node): Passage[] {
  const text = visibleText(node);
  if (text === '') return [];
  const inner = isElement(node) ? passagesIn(node) : [];
  const lines = inner.flatMap((one) => one.lines);
  const [first = text, ...rest] = lines;
  return [{ kind: 'entry', lines: [`• ${first}`, ...rest], announces: false }];
}

/** An inline run as texts: one break ends a line, two end a text. */
function textsOf(
  run: readonly Node[],
  announces: boolean,
  kind: 'text' | 'heading' = 'text',
): Passage[] {
  const texts: Node[][][] = [[[]]];
  let breaks = 0;
  for (const node of run) {
    if (isBreak(node)) {
      breaks += 1;
      if (breaks === 1) texts.at(-1)?.push([]);
      if (breaks === 2) texts.push([[]]);
      continue;
    }
    if (node.type !== 'text' || node.data.trim() !== '') breaks = 0;
    texts.at(-1)?.at(-1)?.push(node);
  }
  return texts.flatMap((nodes): Passage[] => {
    const lines = nodes.map((line) => visibleText(line)).filter((line) => line !== '');
    if (lines.length === 0) return [];
    const isSmall = nodes.flat().every(isSmallPrint);
    return [{ kind: isSmall ? 'caption' : kind, lines, announces }];
  });
}

function isSmallPrint(node: Node): boolean {
  if (node.type === 'text') return node.data.trim() === '';
  return node.name === 'small' || node.name === 'img';
}
