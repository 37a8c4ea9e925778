/** The text of an article's own page, for feeds that show only the beginning. */
import type { FullText } from '../feed.ts';
import type { ParsedItem } from '../item.ts';
import { decode } from '../read/decode.ts';
import { plainText } from '../read/plain-text.ts';
import type { Get } from './fetched.ts';

const articlesMax = 30;
const articlesMs = 45_000;
const teaserCharsMax = 700;

/** How many pages, and until when, one refresh may fetch: a feed must not hold up the others. */
export interface FullTextBudget {
  left: number;
  readonly until: number;
}

/** What fetches the page of an item. */
export interface FullTextDeps {
  readonly get: Get;
  readonly budget: FullTextBudget;
  now(): number;
}

/** A fresh allowance for one refresh. */
export function fullTextBudget(now: number): FullTextBudget {
  return { left: articlesMax, until: now + articlesMs };
}

/** The item with its page's text where that is wanted and gives more than the feed did. */
export async function completeItem(
  item: ParsedItem,
  fullText: FullText,
  deps: FullTextDeps,
): Promise<ParsedItem> {
  const wanted = fullText === 'always' || (fullText === 'auto' && looksTruncated(item));
  if (!wanted || item.link === undefined) return item;
  if (deps.budget.left <= 0 || deps.now() > deps.budget.until) return item;
  deps.budget.left -= 1;
  const page = await deps.get(item.link);
  // A site that wants to be left alone gets no more requests from this refresh.
  if (page.kind === 'retryLater') deps.budget.left = 0;
  if (page.kind !== 'body' || !(page.contentType ?? 'text/html').includes('html')) return item;
  // A document model and a reader of pages, which few feeds need.
  const { articleText } = await import('./article.ts');
  const text = articleText(await decode(page.bytes, page.contentType), page.url);
  const own = plainLength(item.content) || plainLength(item.summary);
  return text !== undefined && plainLength(text) > own ? { ...item, content: text } : item;
}

const readOn = [
  'read more',
  'continue reading',
  'read the full story',
  'read the rest',
  'weiterlesen',
  'mehr lesen',
  'lire la suite',
  'leer más',
  'seguir leyendo',
  'continua a leggere',
  'lees verder',
  'читать далее',
  '阅读全文',
  '閱讀全文',
  '查看全文',
  '続きを読む',
  '더 보기',
  'اقرأ المزيد',
  'קרא עוד',
];
const cuts = ['[…]', '[...]'];
const endings = ['…', '...', '…]', '...]', '»', '→'];

/** Whether the feed shows only the beginning: a teaser, or a text that says that it goes on. */
export function looksTruncated(item: ParsedItem): boolean {
  if (item.link === undefined) return false;
  const text = plainText(item.content ?? item.summary)
    .slice(-200)
    .toLowerCase();
  // In brackets they stand before a line about the blog, too.
  if (cuts.some((cut) => text.includes(cut))) return true;
  if (endings.some((ending) => text.endsWith(ending))) return true;
  if (readOn.some((words) => text.slice(-60).includes(words))) return true;
  return (
    item.content === undefined && item.title !== '' && plainLength(item.summary) < teaserCharsMax
  );
}

function plainLength(html: string | undefined): number {
  return html === undefined ? 0 : plainText(html).length;
}
