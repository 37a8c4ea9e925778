/** What an item says, and what it shows where it says next to nothing. */
import type { ParsedItem } from '../item.ts';
import { readMarkup } from '../read/markup.ts';
import { plainText } from '../read/plain-text.ts';

const textCharsMax = 2_000;
const mediaMax = 10;

/** Title and text as they are compared. */
export interface ItemWords {
  readonly title: string;
  readonly body: string;
}

/** Title and text of an item, in small letters. */
export function wordsOf(item: ParsedItem): ItemWords {
  const text = plainText(htmlOf(item));
  return {
    title: item.title.toLowerCase(),
    body: text.slice(0, textCharsMax).toLowerCase(),
  };
}

/**
 * The paths of its pictures and files: by these one comic strip or episode is told from the next.
 * Hosts and queries are left out, as they name a machine or carry a token.
 */
export function mediaOf(item: ParsedItem): string {
  const sources = [item.image ?? '', ...item.enclosures.map(({ url }) => url)];
  const html = htmlOf(item);
  if (html.includes('<img')) {
    const open = (name: string, attributes: ReadonlyMap<string, string>) => {
      if (name === 'img') sources.push(attributes.get('src') ?? '');
    };
    readMarkup(html, { open, enough: () => sources.length > mediaMax }, { html: true });
  }
  const paths = sources.slice(0, mediaMax).map((source) => {
    return URL.parse(source, 'https://relative.invalid/')?.pathname ?? '';
  });
  return paths.filter((path) => path.length > 1).join('\n');
}

function htmlOf({ content, summary }: ParsedItem): string {
  return (content ?? summary ?? '').slice(0, textCharsMax * 2);
}
