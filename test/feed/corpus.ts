/**
 * Runs the cases of a corpus directory through `parse` and compares field by field. The rules of
 * comparison are written down in the corpus's own README; this is our reading of them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ParsedFeed, ParsedItem } from '../../functions/feed/item.ts';
import { parse } from '../../functions/feed/read/parse.ts';
import { plainText } from '../../functions/feed/read/plain-text.ts';

interface Difference {
  readonly field: string;
  readonly want: unknown;
  readonly got: unknown;
}

export interface CaseResult {
  readonly name: string;
  readonly differences: readonly Difference[];
}

interface ExpectedItem {
  readonly id?: string;
  readonly title?: string;
  readonly link?: string;
  readonly published?: string;
  readonly updated?: string;
  readonly author?: string;
  readonly contentHasText?: string;
  readonly categories?: readonly string[];
  readonly enclosures?: readonly { readonly url: string; readonly type?: string }[];
}

interface Expected {
  readonly input?: { readonly contentType?: string; readonly url?: string };
  readonly title?: string;
  readonly link?: string;
  readonly itemCount?: number;
  readonly minItems?: number;
  readonly items?: readonly ExpectedItem[];
  readonly error?: boolean;
  readonly mayFail?: boolean;
  readonly maxMs?: number;
  readonly maxTextChars?: number;
  readonly mustNotContain?: readonly string[];
  readonly noPrototypePollution?: boolean;
}

const suffix = '.expected.json';

/** Every case of the directory, in the order of the names. */
export async function runCorpus(directory: string): Promise<CaseResult[]> {
  const files = readdirSync(directory).sort();
  const results: CaseResult[] = [];
  for (const file of files.filter((name) => name.endsWith(suffix))) {
    const name = file.slice(0, -suffix.length);
    const source = ['.xml', '.json'].map((end) => name + end).find((each) => files.includes(each));
    if (source === undefined) continue;
    const expected: Expected = JSON.parse(readFileSync(join(directory, file), 'utf8'));
    const bytes = readFileSync(join(directory, source));
    results.push({ name, differences: await runCase(bytes, expected) });
  }
  return results;
}

async function runCase(bytes: Uint8Array, expected: Expected): Promise<Difference[]> {
  const before = process.cpuUsage();
  const parsed = await parse(bytes, expected.input ?? {});
  const { user, system } = process.cpuUsage(before);
  const ms = (user + system) / 1000;
  const feed = parsed.kind === 'feed' ? parsed.feed : undefined;
  const differences: Difference[] = [];
  const check = (field: string, fits: boolean, want: unknown, got: unknown) => {
    if (!fits) differences.push({ field, want, got });
  };
  check('ms', ms <= (expected.maxMs ?? Number.POSITIVE_INFINITY), expected.maxMs, ms);
  if (expected.noPrototypePollution === true) {
    check('prototype', !('polluted' in {}), 'clean', 'polluted');
  }
  if (expected.error === true) check('error', feed === undefined, 'refused', 'accepted');
  else if (feed === undefined) check('error', expected.mayFail === true, 'parsed', parsed.kind);
  else checkFeed(feed, expected, check);
  return differences;
}

type Check = (field: string, fits: boolean, want: unknown, got: unknown) => void;

function checkFeed(feed: ParsedFeed, expected: Expected, check: Check): void {
  const written = JSON.stringify(feed);
  for (const forbidden of expected.mustNotContain ?? []) {
    check('mustNotContain', !written.includes(forbidden), forbidden, 'present');
  }
  const max = expected.maxTextChars ?? Number.POSITIVE_INFINITY;
  check('size', written.length <= max, max, written.length);
  const { title, link, itemCount, minItems = 0, items = [] } = expected;
  if (title !== undefined) check('title', fold(title) === fold(feed.title), title, feed.title);
  if (link !== undefined) check('link', sameUrl(link, feed.link), link, feed.link);
  const count = feed.items.length;
  if (itemCount !== undefined) check('itemCount', itemCount === count, itemCount, count);
  check('minItems', count >= minItems, minItems, count);
  for (const [at, item] of items.entries()) {
    const actual = feed.items[at] ?? { title: '', categories: [], enclosures: [] };
    checkItem(item, actual, (field, ...rest) => check(`items[${at}].${field}`, ...rest));
  }
}

function checkItem(want: ExpectedItem, got: ParsedItem, check: Check): void {
  if (want.id !== undefined) check('id', fold(want.id) === fold(got.id), want.id, got.id);
  if (want.title !== undefined) {
    check('title', fold(want.title) === fold(got.title), want.title, got.title);
  }
  if (want.link !== undefined) check('link', sameUrl(want.link, got.link), want.link, got.link);
  for (const field of ['published', 'updated'] as const) {
    const date = toSecond(got[`${field}At`]);
    if (want[field] !== undefined) check(field, want[field] === date, want[field], date);
  }
  if (want.author !== undefined) {
    check('author', fold(got.author).includes(fold(want.author)), want.author, got.author);
  }
  checkLists(want, got, check);
}

function checkLists(want: ExpectedItem, got: ParsedItem, check: Check): void {
  if (want.contentHasText !== undefined) {
    const needle = squeeze(want.contentHasText);
    const bodies = [got.content, got.summary].map((html) => squeeze(bodyText(html)));
    const found = bodies.some((body) => body.includes(needle));
    check('contentHasText', found, want.contentHasText, bodies.join(' | ').slice(0, 200));
  }
  if (want.categories !== undefined) {
    const sets = [want.categories, got.categories].map((c) => [...new Set(c.map(fold))].sort());
    check('categories', String(sets[0]) === String(sets[1]), sets[0], sets[1]);
  }
  for (const { url, type } of want.enclosures ?? []) {
    const found = got.enclosures.find((enclosure) => sameUrl(url, enclosure.url));
    check('enclosures', found !== undefined, url, got.enclosures);
    const sameType = !type || !found?.type || type === found.type;
    check('enclosures.type', sameType, type, found?.type);
  }
}

function fold(text: string | undefined): string {
  return (text ?? '').replace(/[\s\u00a0\u200b\ufeff]+/g, ' ').trim();
}

function squeeze(text: string): string {
  return text.replace(/[\s\u00a0]+/g, '');
}

function bodyText(html: string | undefined): string {
  return plainText(html?.slice(0, 20_000));
}

function sameUrl(want: string, got: string | undefined): boolean {
  return (URL.parse(want)?.href ?? want) === (got && (URL.parse(got)?.href ?? got));
}

function toSecond(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
