/** Items cut to what one row of the table can hold, counted in the bytes that are stored. */
import type { ParsedItem } from '../item.ts';
import { present } from '../present.ts';

const contentBytesMax = 200_000;
const summaryBytesMax = 60_000;
const titleBytesMax = 4_000;
const nameBytesMax = 1_000;
const idBytesMax = 2_000;
const listMax = 20;

/** The item with every field within its limit; together they stay under 400 KB. */
export function fitForStorage(item: ParsedItem): ParsedItem {
  return present({
    ...item,
    id: cut(item.id, idBytesMax),
    title: cut(item.title, titleBytesMax) ?? '',
    author: cut(item.author, nameBytesMax),
    summary: cutHtml(item.summary, summaryBytesMax),
    content: cutHtml(item.content, contentBytesMax),
    categories: item.categories.slice(0, listMax).flatMap((name) => cut(name, nameBytesMax) ?? []),
    enclosures: item.enclosures.slice(0, listMax),
  });
}

function cut(text: string | undefined, bytesMax: number): string | undefined {
  // No character takes more than three bytes for each of its UTF-16 units.
  if (text === undefined || text.length * 3 <= bytesMax) return text;
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= bytesMax) return text;
  let end = bytesMax;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString('utf8', 0, end);
}

/** A cut never ends inside a tag. */
function cutHtml(html: string | undefined, bytesMax: number): string | undefined {
  const short = cut(html, bytesMax);
  if (short === undefined || short === html) return short;
  const open = short.lastIndexOf('<');
  return open > short.lastIndexOf('>') ? short.slice(0, open) : short;
}
