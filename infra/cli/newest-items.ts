/** The newest items of a feed, as an edition would print them. */
import { clean } from '../../functions/edition/clean/clean.ts';
import { excerpt } from '../../functions/edition/print/excerpt.ts';
import { shorten, singleLine } from '../../functions/edition/print/single-line.ts';
import type { ParsedItem } from '../../functions/feed/item.ts';

const shownMax = 3;
const excerptCharsMax = 160;
const margin = '  ';

/** Titles, and how each item begins; what has no title shows how it begins. */
export function newestItems(items: readonly ParsedItem[], width: number): string[] {
  return items.slice(0, shownMax).flatMap(({ title, content, summary, link }) => {
    const options = { charsMax: excerptCharsMax, title, images: false };
    const { lead = '' } = excerpt(clean(content ?? summary ?? ''), options);
    const [first = '', ...others] = [title, lead].filter(Boolean);
    const line = (text: string) => shorten(singleLine(text), width - margin.length * 2);
    return [
      `${margin}- ${line(first || link || 'An item without a title')}`,
      ...others.map((text) => `${margin}  ${line(text)}`),
    ];
  });
}
