/**
 * One item as an archive of feeds keeps it: a comment with the milliseconds since 1970, a Markdown
 * link with title and address, a rule, then the item's HTML.
 */
import type { ParsedItem } from '../item.ts';
import { present } from '../present.ts';
import { webAddress } from './address.ts';
import { decodeEntities } from './entities.ts';
import { foldSpace } from './plain-text.ts';

/** The item of an archived file, or why it is none. */
export type ArchiveRead =
  | { readonly kind: 'item'; readonly item: ParsedItem }
  | { readonly kind: 'refused'; readonly reason: string };

const fileCharsMax = 2_000_000;
const timeMaxMs = 8.64e15;

/** Reads one archive file. */
export function readArchiveItem(file: string): ArchiveRead {
  const text = file.startsWith('\ufeff') ? file.slice(1) : file;
  if (text.length > fileCharsMax) return refused('The file is too large for one item.');
  const [stamp = '', afterStamp] = takeLine(text);
  const publishedAt = timeOf(stamp);
  if (publishedAt === undefined) {
    return refused('Its first line is not <!--milliseconds since 1970-->.');
  }
  const [heading, afterHeading] = takeLine(afterStamp);
  const named = titleAndLink(heading);
  if (named === undefined) return refused('Its second line is not [title](address).');
  const [rule, body] = takeLine(afterHeading);
  if (!/^[-*_]{3,}$/.test(rule.trim().slice(0, 200))) {
    return refused('Its third line is not a rule such as ------.');
  }
  const content = body.trim();
  return {
    kind: 'item',
    item: present({
      ...named,
      publishedAt,
      content: content === '' ? undefined : content,
      categories: [],
      enclosures: [],
    }),
  };
}

/** The first line that is not blank, and what follows it. */
function takeLine(text: string): [line: string, rest: string] {
  const start = text.search(/\S/);
  if (start < 0) return ['', ''];
  const end = text.indexOf('\n', start);
  return end < 0 ? [text.slice(start), ''] : [text.slice(start, end).trim(), text.slice(end + 1)];
}

function timeOf(line: string): number | undefined {
  const digits = /^<!--\s*(-?\d{1,16})\s*-->$/.exec(line.trim().slice(0, 60))?.[1];
  const ms = Number(digits);
  return digits === undefined || Math.abs(ms) > timeMaxMs ? undefined : ms;
}

/** Title and address may hold brackets themselves, so the outermost ones count. */
function titleAndLink(line: string): { title: string; link: string } | undefined {
  const trimmed = line.trim();
  const middle = trimmed.lastIndexOf('](');
  if (!trimmed.startsWith('[') || !trimmed.endsWith(')') || middle < 0) return undefined;
  const link = webAddress(trimmed.slice(middle + 2, -1), undefined);
  if (link === undefined) return undefined;
  return { title: foldSpace(decodeEntities(trimmed.slice(1, middle))), link };
}

function refused(reason: string): ArchiveRead {
  return { kind: 'refused', reason };
}
