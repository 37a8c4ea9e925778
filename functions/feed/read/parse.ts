/**
 * Any feed, in any state, to one `ParsedFeed`. Bad input is a value, never a throw.
 *
 * rss-parser is there to hold what our tolerant reader understood to a strict parser: it reads the
 * clean document that canonical.ts writes of it, and only what it finds there leaves as a feed. It
 * never sees raw input, on which it hangs, dies or loses whole feeds.
 */
import type Parser from 'rss-parser';
import type { ParsedFeed, ParsedItem } from '../item.ts';
import { present } from '../present.ts';
import { readAtom } from './atom.ts';
import { writeCanonical } from './canonical.ts';
import { decode } from './decode.ts';
import { readJsonFeed } from './json-feed.ts';
import { type Page, readPage } from './page.ts';
import { readRss } from './rss.ts';
import { readXml } from './xml-reader.ts';

/** What is known of a document besides its bytes. */
export interface ParseHints {
  /** The HTTP header, as sent. */
  readonly contentType?: string;
  /** Where the bytes came from: the base of relative addresses. */
  readonly url?: string;
  /** The document goes on behind so many bytes: what is whole of it is read. */
  readonly cutAtBytes?: number;
}

/** A feed, or what the document is instead. */
export type Parsed =
  | { readonly kind: 'feed'; readonly feed: ParsedFeed }
  | { readonly kind: 'page'; readonly page: Page }
  | { readonly kind: 'refused'; readonly reason: string };

const itemsMax = 300;

/** Reads a feed, or says what else it was given. */
export async function parse(bytes: Uint8Array, hints: ParseHints): Promise<Parsed> {
  const parsed = await parseWhole(bytes, hints);
  if (parsed.kind !== 'refused' || hints.cutAtBytes === undefined) return parsed;
  const megabytes = Math.floor(hints.cutAtBytes / 1_000_000);
  return refused(`It is larger than ${megabytes} MB, and what was read of it is no feed.`);
}

async function parseWhole(bytes: Uint8Array, hints: ParseHints): Promise<Parsed> {
  const text = await decode(bytes, hints.contentType);
  const first = text.slice(0, 1_000).trimStart().charAt(0);
  if (first === '' && text.trim() === '') return refused('It is empty.');
  if (first === '{') return parseJson(text, hints.url);
  const read = readXml(text, hints);
  if (read.kind === 'page') return { kind: 'page', page: readPage(text, hints.url) };
  if (read.kind === 'neither') {
    return looksLikePage(text)
      ? { kind: 'page', page: readPage(text, hints.url) }
      : refused('It is neither RSS, Atom nor JSON Feed.');
  }
  const draft = read.feed.kind === 'atom' ? readAtom(read.feed) : readRss(read.feed);
  if (draft.items.length === 0 && draft.title === '') {
    return refused('It has neither a title nor items.');
  }
  try {
    return { kind: 'feed', feed: await strictly({ ...draft, items: newest(draft.items) }) };
  } catch (error) {
    // One feed that the strict parser cannot bear must not hold up the others of its message.
    if (error instanceof Error) return refused(`It cannot be read: ${error.message.slice(0, 100)}`);
    throw error;
  }
}

function parseJson(text: string, url: string | undefined): Parsed {
  const read = readJsonFeed(text, url);
  if (read.kind === 'refused') return read;
  return { kind: 'feed', feed: { ...read.feed, items: newest(read.feed.items) } };
}

function refused(reason: string): Parsed {
  return { kind: 'refused', reason };
}

function looksLikePage(text: string): boolean {
  const head = text.slice(0, 1_000).toLowerCase();
  return head.includes('<!doctype html') || head.includes('<head') || head.includes('<body');
}

/** A feed that is too long loses its oldest items: at its end, unless its dates say otherwise. */
function newest(items: readonly ParsedItem[]): readonly ParsedItem[] {
  if (items.length <= itemsMax) return items;
  const firstDate = items[0]?.publishedAt ?? items[0]?.updatedAt ?? 0;
  const lastDate = items.at(-1)?.publishedAt ?? items.at(-1)?.updatedAt ?? 0;
  return lastDate > firstDate ? items.slice(-itemsMax) : items.slice(0, itemsMax);
}

/** The private fields of the clean document, always lists of text. */
interface CanonicalItem {
  readonly published?: string[];
  readonly updated?: string[];
  readonly image?: string[];
  readonly plays?: string[];
  readonly brief?: string[];
  readonly body?: string[];
  readonly tag?: string[];
  readonly file?: string[];
}

type Strict = Parser<{ language?: string }, CanonicalItem>;
let strict: Promise<Strict> | undefined;

/** With it comes an XML writer and more: a door whose feeds are all unchanged does without. */
async function openStrict(): Promise<Strict> {
  const { default: RssParser } = await import('rss-parser');
  const fields = [
    'published',
    'updated',
    'image',
    'plays',
    'brief',
    'body',
    'tag',
    'file',
  ] as const;
  return new RssParser<{ language?: string }, CanonicalItem>({
    customFields: { item: fields.map((name) => [name, name, { keepArray: true }]) },
  });
}

async function strictly(draft: ParsedFeed): Promise<ParsedFeed> {
  strict ??= openStrict();
  const parser = await strict;
  const output = await parser.parseString(writeCanonical(draft));
  return present({
    title: output.title ?? '',
    link: output.link,
    language: output.language,
    hub: draft.hub,
    self: draft.self,
    ttlMinutes: draft.ttlMinutes,
    restTimes: draft.restTimes,
    items: output.items.map(toItem),
  });
}

function toItem(item: CanonicalItem & Parser.Item): ParsedItem {
  return present({
    id: item.guid,
    title: item.title ?? '',
    link: item.link,
    publishedAt: toNumber(item.published?.[0]),
    updatedAt: toNumber(item.updated?.[0]),
    author: item.creator,
    summary: item.brief?.[0],
    content: item.body?.[0],
    categories: item.tag ?? [],
    enclosures: (item.file ?? []).map(toEnclosure),
    image: item.image?.[0],
    playSeconds: toNumber(item.plays?.[0]),
  });
}

function toNumber(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function toEnclosure(written: string): { url: string; type?: string } {
  const blank = written.indexOf(' ');
  if (blank < 0) return { url: written };
  return { url: written.slice(0, blank), type: written.slice(blank + 1) };
}
