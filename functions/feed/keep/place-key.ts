/** A key of what stays of an item when its feed writes other ids and addresses at each poll. */
import { hash } from 'node:crypto';
import type { ParsedItem } from '../item.ts';

const hashChars = 32;
const dayChars = 10;

/** The path, the title, the words and the day: tokens and hosts are left out. */
export function placeKeyOf(
  { id, link, publishedAt }: ParsedItem,
  { title, body }: { readonly title: string; readonly body: string },
): string | undefined {
  if (link === undefined || title === '') return undefined;
  const day =
    publishedAt === undefined ? '' : new Date(publishedAt).toISOString().slice(0, dayChars);
  const facts = [bareOf(id), bareOf(link), title, body, day].join('\n');
  return `s-${hash('sha256', facts, 'hex').slice(0, hashChars)}`;
}

/** The path of an address; what is no address, as it is. */
function bareOf(written: string | undefined): string {
  const url = written === undefined ? null : URL.parse(written);
  if (url === null || !/^https?:$/.test(url.protocol)) return written ?? '';
  return url.pathname.replace(/;[^/]*/g, '').replace(/\/$/, '');
}
