/** The text of an article's own page, for feeds that show only the beginning. */
import type { FullText } from '../feed.ts';
import type { ParsedItem } from '../item.ts';
import { decode } from '../read/decode.ts';
import { plainText } from '../read/plain-text.ts';
import type { Get } from './fetched.ts';
import { goesOn } from './goes-on.ts';

const articlesMax = 30;
const articlesMs = 45_000;
const teaserCharsMax = 700;

/** How many pages, and until when, one refresh may fetch: a feed must not hold up the others. */
export interface FullTextBudget {
  left: number;
  readonly until: number;
  /** Pages that were the article, and those that were something else. */
  taken: number;
  refused: number;
  /** Those whose page there was no room for. */
  readonly unfetched: Set<ParsedItem>;
}

/** What fetches the page of an item. */
export interface FullTextDeps {
  readonly get: Get;
  readonly budget: FullTextBudget;
  now(): number;
}

/** A fresh allowance for one refresh. */
export function fullTextBudget(now: number): FullTextBudget {
  const unfetched = new Set<ParsedItem>();
  return { left: articlesMax, until: now + articlesMs, taken: 0, refused: 0, unfetched };
}

/** The item with its page's text where that is wanted and goes on where the feed's own began. */
export async function completeItem(
  item: ParsedItem,
  fullText: FullText,
  deps: FullTextDeps,
): Promise<ParsedItem> {
  const wanted = fullText === 'always' || (fullText === 'auto' && looksTruncated(item));
  if (!wanted || item.link === undefined) return item;
  const { budget } = deps;
  if (budget.left <= 0 || deps.now() > budget.until) {
    budget.unfetched.add(item);
    return item;
  }
  budget.left -= 1;
  const page = await deps.get(item.link);
  // A site that wants to be left alone gets no more requests from this refresh.
  if (page.kind === 'retryLater') {
    budget.left = 0;
    budget.unfetched.add(item);
  }
  if (page.kind !== 'body' || !(page.contentType ?? 'text/html').includes('html')) return item;
  // A document model and a reader of pages, which few feeds need.
  const { articleText } = await import('./article.ts');
  const text = articleText(await decode(page.bytes, page.contentType), page.url);
  const teaser = { title: item.title, text: item.content || item.summary };
  if (text === undefined || !goesOn(teaser, text)) {
    budget.refused += 1;
    return item;
  }
  budget.taken += 1;
  return { ...item, content: text };
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
