/**
 * The part of an item that an edition prints: as many characters as the owner allows, ended at a
 * sentence, a block or a word of any script, never inside a tag. What only repeats the title is left out.
 */
import {
  become,
  elementsNamed,
  isImage,
  parseHtml,
  type Root,
  removeWhere,
  toHtml,
  visibleText,
} from '../clean/dom.ts';
import { type CleanHtml, escapeHtml } from '../html.ts';
import { cutText, cutTree } from './cut.ts';
import { flowingText, linesOf, paragraphsIn } from './paragraphs.ts';

/** How long an excerpt may be, whether pictures may be in it, and the title that it follows. */
export interface ExcerptOptions {
  readonly charsMax: number;
  readonly title: string;
  /** Whether pictures may stand in a longer excerpt. */
  readonly images: boolean;
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

/** Up to this length an excerpt is one paragraph of plain text; above it keeps its structure. */
const plainCharsMax = 1_000;

/** Makes the excerpt of an item's cleaned HTML. */
export function excerpt(html: string, { charsMax, title, images }: ExcerptOptions): Excerpt {
  const root = parseHtml(html);
  if (!images || charsMax <= plainCharsMax) removeWhere(root, isImage);
  dropTitle(root, title);
  const whole = flowingText(root);
  const minutes = readingMinutes(whole);
  if (charsMax === 0 || repeatsTitle(whole, title)) return { paragraphs: [], minutes };
  if (charsMax <= plainCharsMax) {
    const text = cutText(whole, charsMax);
    return {
      html: { cleanHtml: `<p>${escapeHtml(text)}</p>` },
      paragraphs: [text],
      lead: text,
      minutes,
    };
  }
  for (const name of ['h2', 'h3']) {
    for (const heading of elementsNamed(name, root.children)) become(heading, 'h4');
  }
  cutTree(root, charsMax);
  const shown = { cleanHtml: toHtml(root) };
  const links = numberLinks(root);
  const paragraphs = [...paragraphsIn(root), ...(links.length > 0 ? [links.join('\n')] : [])];
  return { html: shown, paragraphs, lead: cutText(whole, plainCharsMax), minutes };
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
