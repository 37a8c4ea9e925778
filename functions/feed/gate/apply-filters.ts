/** Which of an owner's filters keeps an item out. */
import { type Filter, filterText } from '../filter.ts';
import type { ParsedItem } from '../item.ts';
import { plainText } from '../read/plain-text.ts';

/** What a filter looks at in an item. */
export interface Filtered
  extends Pick<ParsedItem, 'title' | 'summary' | 'content' | 'categories' | 'author'> {
  /** The language of its words, such as `de`; absent where it cannot be told. */
  readonly language?: string;
}

/**
 * The filter that keeps the item out, in words; undefined when it may go. Who drops goes first.
 * Where some keep, an item has to be meant by one of them.
 */
export function keptOutBy(item: Filtered, filters: readonly Filter[]): string | undefined {
  if (filters.length === 0) return undefined;
  const read = readingOf(item);
  const dropping = filters.find((filter) => filter.does === 'drop' && isMeant(read, filter));
  if (dropping !== undefined) return filterText(dropping);
  const keeping = filters.filter(({ does }) => does === 'keep');
  if (keeping.length === 0 || keeping.some((filter) => isMeant(read, filter))) return undefined;
  const [only] = keeping;
  return only !== undefined && keeping.length === 1
    ? `not meant by ${filterText(only)}`
    : `not meant by any of ${keeping.length} filters that keep`;
}

interface Reading {
  readonly text: string;
  readonly categories: readonly string[];
  readonly author: string;
  readonly language: string | undefined;
}

function readingOf(item: Filtered): Reading {
  const { title, summary, content, categories, author = '', language } = item;
  const text = [title, plainText(summary), plainText(content)].join('\n');
  return {
    text: folded(text),
    categories: categories.map(folded),
    author: folded(author),
    language,
  };
}

function isMeant(read: Reading, { by, value }: Filter): boolean {
  const wanted = folded(value);
  switch (by) {
    case 'words':
      return hasWords(read.text, wanted);
    case 'category':
      return read.categories.includes(wanted);
    case 'author':
      return hasWords(read.author, wanted);
    case 'language':
      return read.language === wanted.split('-')[0];
  }
}

/** One form for all ways to write the same: case, width, accents that may be missing, spaces. */
function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[\s\p{Pd}]+/gu, ' ')
    .trim();
}

/** Scripts that are written without spaces between words: there a word begins anywhere. */
const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}]/u;
const inWord = /[\p{L}\p{N}]/u;

/** Whether the text has the words as words, not as a part of longer ones. */
function hasWords(text: string, words: string): boolean {
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    const end = at + words.length;
    if (!joins(text, at) && !joins(text, end)) return true;
  }
  return false;
}

/** Whether what stands before and behind this place is one word. */
function joins(text: string, at: number): boolean {
  const before = [...text.slice(Math.max(0, at - 2), at)].at(-1) ?? '';
  const [behind = ''] = text.slice(at, at + 2);
  if (unspaced.test(before) || unspaced.test(behind)) return false;
  return inWord.test(before) && inWord.test(behind);
}
