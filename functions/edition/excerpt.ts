/**
 * The part of an item that an edition prints: as many characters as the owner allows, ended at a
 * sentence or a word of any script, never inside a tag. What only repeats the title is left out.
 */
import {
  become,
  type Element,
  elementsNamed,
  isBlock,
  isElement,
  isImage,
  type Node,
  type Parent,
  parseHtml,
  type Root,
  removeWhere,
  toHtml,
  visibleText,
} from './dom.ts';
import { type CleanHtml, escapeHtml } from './program.ts';

export interface ExcerptOptions {
  readonly charsMax: number;
  readonly title: string;
  /** Whether pictures may stand in a longer excerpt. */
  readonly images: boolean;
}

export interface Excerpt {
  /** Undefined when there is nothing to say beyond the title. */
  readonly html?: CleanHtml;
  /** The same for the plain-text part. */
  readonly paragraphs: readonly string[];
  /** Minutes to read the whole item, at least 1. */
  readonly minutes: number;
}

/** Up to this length an excerpt is one paragraph of plain text; above it keeps its structure. */
const plainCharsMax = 1_000;

/** Makes the excerpt of an item's cleaned HTML. */
export function excerpt(html: string, { charsMax, title, images }: ExcerptOptions): Excerpt {
  const root = parseHtml(html);
  if (!images || charsMax <= plainCharsMax) removeWhere(root, isImage);
  dropTitle(root, title);
  const whole = joined(paragraphsIn(root));
  const minutes = readingMinutes(whole);
  if (charsMax === 0 || repeatsTitle(whole, title)) return { paragraphs: [], minutes };
  if (charsMax <= plainCharsMax) {
    const text = cutText(whole, charsMax);
    return { html: { cleanHtml: `<p>${escapeHtml(text)}</p>` }, paragraphs: [text], minutes };
  }
  for (const name of ['h2', 'h3']) {
    for (const heading of elementsNamed(name, root.children)) become(heading, 'h4');
  }
  cutTree(root, charsMax);
  return { html: { cleanHtml: toHtml(root) }, paragraphs: paragraphsIn(root), minutes };
}

/** The texts of the blocks that hold no other block, in order. */
function paragraphsIn(parent: Parent): string[] {
  return linesOf(parent)
    .map((line) => {
      const text = visibleText(line);
      const [only] = line;
      return isElement(only) && only.name === 'li' && text !== '' ? `• ${text}` : text;
    })
    .filter((text) => text !== '');
}

const wideStart =
  /^[“\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u;
const unspacedEnd =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef”]$/u;

/** One text out of several; scripts without spaces get none. */
function joined(paragraphs: readonly string[]): string {
  return paragraphs
    .map((text, index) => {
      const next = paragraphs[index + 1] ?? '';
      return unspacedEnd.test(text.slice(-1)) && wideStart.test(next) ? text : `${text} `;
    })
    .join('')
    .trim();
}

/** Runs of inline nodes and innermost blocks, as a reader sees lines. */
function linesOf(parent: Parent): Node[][] {
  const lines: Node[][] = [];
  let run: Node[] = [];
  for (const node of parent.children) {
    const isBreak = isElement(node) && (node.name === 'br' || node.name === 'hr');
    if (!isBreak && !isBlock(node)) {
      run.push(node);
      continue;
    }
    lines.push(run);
    run = [];
    if (isElement(node) && isBlock(node))
      lines.push(...(hasBlock(node) ? linesOf(node) : [[node]]));
  }
  return [...lines, run].filter((line) => line.length > 0);
}

function hasBlock(element: Element): boolean {
  return element.children.some(
    (child) => isBlock(child) || (isElement(child) && child.name === 'br'),
  );
}

const bare = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

/** A first line that is the title once more goes. */
function dropTitle(root: Root, title: string): void {
  const line = linesOf(root).find((nodes) => visibleText(nodes) !== '');
  if (line && bare(visibleText(line)) === bare(title) && bare(title) !== '')
    removeWhere(root, (node) => line.includes(node));
}

/** What adds less than this to the title says nothing new. */
const newCharsMin = 12;

function repeatsTitle(text: string, title: string): boolean {
  const [said, titled] = [bare(text), bare(title)];
  if (titled.includes(said)) return true;
  return titled !== '' && said.startsWith(titled) && said.length < titled.length + newCharsMin;
}

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });
const words = new Intl.Segmenter('en', { granularity: 'word' });
/** A sentence end before this share of the room would waste too much of it. */
const sentenceShareMin = 0.5;

/** Cuts a text to so many characters: after a sentence if one ends late enough, else a word. */
export function cutText(text: string, charsMax: number): string {
  if (text.length <= charsMax) return text;
  const head = text.slice(0, charsMax + 1);
  const ends = [...sentences.segment(head)]
    .slice(0, -1)
    .map(({ index, segment }) => head.slice(0, index + segment.length).trimEnd());
  const sentence = ends.findLast((end) => !/(?:^|[\s(])\p{L}{1,3}\.$/u.test(end));
  if (sentence && sentence.length >= charsMax * sentenceShareMin) return sentence;
  const cut = [...words.segment(head)].findLast(({ index }) => index <= charsMax - 1)?.index ?? 0;
  const start = text.slice(0, cut > 0 ? cut : charsMax - 1).replace(/[\s\p{P}]+$/u, '');
  return `${withoutHalfCharacter(start)}…`;
}

function withoutHalfCharacter(text: string): string {
  return text.replace(/[\ud800-\udbff]$/, '');
}

/** Keeps what fits in document order; the line that does not is cut, and what follows goes. */
function cutTree(parent: Parent, charsMax: number): number {
  let left = charsMax;
  const kept: Node[] = [];
  for (const node of parent.children) {
    if (left <= 0) break;
    const chars = visibleText(node).length;
    if (chars <= left) left -= chars;
    else if (isElement(node) && node.name !== 'table') left = cutTree(node, left);
    else left = cutNode(node, left);
    kept.push(node);
  }
  parent.children = kept;
  return left;
}

/** Cuts a text node, or empties a table that does not fit. */
function cutNode(node: Node, charsMax: number): number {
  if (node.type === 'text') node.data = cutText(node.data, charsMax);
  else node.children = [];
  return 0;
}

const wordsAMinute = 230;
const charactersAMinute = 450;
/** Scripts that are read character by character. */
const characterScripts =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}]/gu;

/** How long a person reads at this text. */
function readingMinutes(text: string): number {
  const characters = text.match(characterScripts)?.length ?? 0;
  const spaced = text.replace(characterScripts, ' ').match(/\p{L}[^\s]*/gu)?.length ?? 0;
  return Math.max(1, Math.round(spaced / wordsAMinute + characters / charactersAMinute));
}
