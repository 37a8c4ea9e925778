/**
 * The part of an item that an edition prints: as many characters as the owner allows, ended at a
 * sentence, a block or a word of any script, never inside a tag. What only repeats the title is left out.
 */
import {
  become,
  elementsNamed,
  isBreak,
  isElement,
  isImage,
  type Node,
  parseHtml,
  type Root,
  removeWhere,
  toHtml,
  visibleText,
} from '../clean/dom.ts';
import { type CleanHtml, escapeHtml } from '../html.ts';
import { cutPassages, cutText, cutTree } from './cut.ts';
import { isSentence } from './meta-line.ts';
import { flowingText, inOneFlow, linesOf, paragraphsIn } from './paragraphs.ts';
import { writeRaised } from './raised.ts';
import { type Passage, readablePassages } from './sentences.ts';
import { fitTables } from './wide-tables.ts';

/** How long an excerpt may be, whether pictures may be in it, and the title that it follows. */
export interface ExcerptOptions {
  readonly charsMax: number;
  readonly title: string;
  /** Whether pictures may stand in a longer excerpt. */
  readonly images: boolean;
  /** What the feed itself says that the item is about, cleaned. */
  readonly summary?: string | undefined;
}

/** What is printed of an item; `html` is absent where there is nothing to print. */
export interface Excerpt {
  /** Undefined when there is nothing to say beyond the title. */
  readonly html?: CleanHtml;
  /** The same for the plain-text part, where links lead last. */
  readonly paragraphs: readonly string[];
  /** How it begins, on one line. */
  readonly lead?: string;
  /** Minutes to read the whole item, at least 1. */
  readonly minutes: number;
}

/** Up to this length an excerpt is paragraphs of plain text; above it keeps its structure. */
const plainCharsMax = 1_000;

/** Makes the excerpt of an item's cleaned HTML. */
export function excerpt(html: string, options: ExcerptOptions): Excerpt {
  const { charsMax, title, images } = options;
  const root = parseHtml(html);
  if (!images || charsMax <= plainCharsMax) removeWhere(root, isImage);
  for (const link of elementsNamed('a', root.children)) {
    // Between a still and its name; the still may be gone, or stand above the headline.
    const [first] = link.children;
    if (first !== undefined && isBreak(first)) link.children.shift();
  }
  dropTitle(root, title);
  const whole = flowingText(root);
  const minutes = readingMinutes(whole);
  if (charsMax === 0) return { paragraphs: [], minutes };
  if (charsMax <= plainCharsMax) return { ...shortExcerpt(root, whole, options), minutes };
  if (repeatsTitle(whole, title)) return { paragraphs: [], minutes };
  for (const name of ['h2', 'h3']) {
    for (const heading of elementsNamed(name, root.children)) become(heading, 'h4');
  }
  cutTree(root, charsMax);
  fitTables(root);
  const shown = { cleanHtml: toHtml(root) };
  writeRaised(root);
  const links = numberLinks(root);
  const paragraphs = [...paragraphsIn(root), ...(links.length > 0 ? [links.join('\n')] : [])];
  return { html: shown, paragraphs, lead: cutText(whole, plainCharsMax), minutes };
}

/** A few paragraphs that read as text: the feed's own summary where it has one, else the beginning. */
function shortExcerpt(
  root: Root,
  whole: string,
  options: ExcerptOptions,
): Omit<Excerpt, 'minutes'> {
  const { charsMax, title } = options;
  removeWhere(root, isNoteMark);
  writeRaised(root);
  const own = summaryPassages(whole, options);
  const passages = own ?? readablePassages(root).filter(({ lines }) => !isTitle(lines, title));
  if (repeatsTitle(passages.flatMap(({ lines }) => lines).join(' '), title)) {
    return { paragraphs: [] };
  }
  const paragraphs = cutPassages(passages, charsMax);
  if (paragraphs.length === 0) return { paragraphs: [] };
  const html = paragraphs.map((text) => `<p>${escapeHtml(text).replaceAll('\n', '<br>')}</p>`);
  return { html: { cleanHtml: html.join('') }, paragraphs, lead: inOneFlow(paragraphs) };
}

/** A raised number that leads to a note: what it leads to is not shown. */
function isNoteMark(node: Node): boolean {
  if (!isElement(node) || (node.name !== 'sup' && node.name !== 'a')) return false;
  const isRaisedLink = elementsNamed(node.name === 'a' ? 'sup' : 'a', node.children).length > 0;
  return isRaisedLink && /^[[(]?(?:\d{1,3}|[*†‡])[\])]?$/.test(visibleText(node));
}

const isTitle = (lines: readonly string[], title: string) =>
  bare(title) !== '' && bare(lines.join(' ')) === bare(title);

const summaryCharsMin = 40;

/** The summary of the feed, when it is one: sentences that are not how the item begins. */
function summaryPassages(whole: string, { summary, title }: ExcerptOptions): Passage[] | undefined {
  if (summary === undefined) return undefined;
  const root = parseHtml(summary);
  removeWhere(root, isImage);
  writeRaised(root);
  const passages = readablePassages(root).filter(({ kind }) => kind === 'text');
  const text = passages.flatMap(({ lines }) => lines).join(' ');
  const isWhole = isSentence(text) && !/(?:…|\.{3}|[:：])[\])]?$/.test(text.slice(-6));
  if (!isWhole || text.length < summaryCharsMin || repeatsTitle(text, title)) return undefined;
  return bare(whole).startsWith(bare(text)) ? undefined : passages;
}

/** Puts a number behind every link whose address its text does not tell; the addresses by number. */
function numberLinks(root: Root): string[] {
  const numbers = new Map<string, number>();
  for (const link of elementsNamed('a', root.children)) {
    const { href = '' } = link.attribs;
    const text = visibleText(link);
    if (text === '' || href.replace(/^mailto:|\/$/, '').endsWith(text.replace(/\/$/, ''))) continue;
    const number = numbers.get(href) ?? numbers.size + 1;
    numbers.set(href, number);
    link.children.push({ type: 'text', data: ` [${number}]` });
  }
  return [...numbers].map(([href, number]) => `[${number}] ${href.replace(/^mailto:/, '')}`);
}

const bare = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

const titleLinesMax = 3;

/** A line at the start that is the title once more goes. */
function dropTitle(root: Root, title: string): void {
  if (bare(title) === '') return;
  const lines = linesOf(root).filter((nodes) => visibleText(nodes) !== '');
  const line = lines.slice(0, titleLinesMax).find((nodes) => isTitle([visibleText(nodes)], title));
  if (line) removeWhere(root, (node) => line.includes(node));
}

/** What adds less than this to the title says nothing new. */
const newCharsMin = 12;

function repeatsTitle(text: string, title: string): boolean {
  const [said, titled] = [bare(text), bare(title)];
  if (titled.includes(said)) return true;
  // Of a title that breaks off, even a few characters more are the rest of it.
  if (title.endsWith('…')) return false;
  return titled !== '' && said.startsWith(titled) && said.length < titled.length + newCharsMin;
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
