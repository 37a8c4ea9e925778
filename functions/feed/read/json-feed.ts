/** JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1). */
import type { Enclosure, ParsedFeed, ParsedItem } from '../item.ts';
import { present } from '../present.ts';
import { webAddress } from './address.ts';
import { parseDate } from './date.ts';
import { decodeEntities } from './entities.ts';
import { foldSpace } from './plain-text.ts';
import { escapeText, legalText } from './xml-node.ts';

/** A JSON feed, or why it is none. */
export type JsonRead =
  | { readonly kind: 'feed'; readonly feed: ParsedFeed }
  | { readonly kind: 'refused'; readonly reason: string };

type Json = Readonly<Record<string, unknown>>;

const itemsReadMax = 2_000;
const bracketsMax = 300_000;
const bodyCharsMax = 500_000;
const listMax = 50;

/** Reads a JSON Feed; a JSON document of another kind is refused. */
export function readJsonFeed(text: string, url: string | undefined): JsonRead {
  const feed = parsed(text);
  if (feed === undefined) return { kind: 'refused', reason: 'Its JSON cannot be read.' };
  const named = string(feed.version)?.includes('jsonfeed') || string(feed.title) !== undefined;
  if (!named || !Array.isArray(feed.items)) {
    return { kind: 'refused', reason: 'It is JSON, but no JSON Feed.' };
  }
  const houseAuthor = authors(feed);
  return {
    kind: 'feed',
    feed: present({
      title: line(feed.title),
      link: webAddress(string(feed.home_page_url), url),
      language: string(feed.language),
      hub: hubOf(feed, url),
      self: webAddress(string(feed.feed_url), url),
      items: records(feed.items, itemsReadMax).map((item) => toItem(item, houseAuthor, url)),
    }),
  };
}

/** WebSub or its forerunner; the other kind of hub, rssCloud, is left to polling. */
function hubOf(feed: Json, url: string | undefined): string | undefined {
  const hubs = records(feed.hubs, listMax);
  const hub = hubs.find(({ type }) => /^(?:websub|pubsubhubbub)$/i.test(string(type) ?? ''));
  return webAddress(string(hub?.url), url);
}

function parsed(text: string): Json | undefined {
  if (bracketsIn(text) > bracketsMax) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Each is an object or a list to make, many times the size of its two characters. */
function bracketsIn(text: string): number {
  let count = 0;
  for (const bracket of ['{', '[']) {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) count += 1;
  }
  return count;
}

function toItem(item: Json, houseAuthor: string | undefined, url: string | undefined): ParsedItem {
  const plain = string(item.content_text);
  return present({
    id: string(item.id),
    title: line(item.title),
    link: webAddress(string(item.url), url) ?? webAddress(string(item.external_url), url),
    publishedAt: parseDate(string(item.date_published)),
    updatedAt: parseDate(string(item.date_modified)),
    author: authors(item) ?? houseAuthor,
    summary: textToHtml(string(item.summary)),
    content: string(item.content_html)?.slice(0, bodyCharsMax) ?? textToHtml(plain),
    categories: list(item.tags, listMax)
      .map(string)
      .filter((tag) => tag !== undefined),
    enclosures: records(item.attachments, listMax).flatMap((file) => toEnclosure(file, url)),
    image: webAddress(string(item.image) ?? string(item.banner_image), url),
    playSeconds: playSeconds(item),
  });
}

/** 1.1 has `authors`, 1.0 had `author`; both are still written. */
function authors(of: Json): string | undefined {
  const people = [...list(of.authors, listMax), of.author];
  const names = people.map(nameOf).filter((name) => name !== undefined);
  return [...new Set(names)].join(', ') || undefined;
}

/** Some write the bare name where the format wants an object. */
function nameOf(person: unknown): string | undefined {
  return line(isRecord(person) ? person.name : person) || undefined;
}

function toEnclosure(file: Json, base: string | undefined): Enclosure[] {
  const url = webAddress(string(file.url), base);
  const type = string(file.mime_type);
  return url === undefined ? [] : [present({ url, type })];
}

/** Titles and names are plain text; many feeds write the references of HTML in them all the same. */
function line(value: unknown): string {
  return foldSpace(decodeEntities(string(value) ?? ''));
}

function playSeconds(item: Json): number | undefined {
  const given = records(item.attachments, listMax).map((file) => file.duration_in_seconds);
  const seconds = given.find((value) => typeof value === 'number' && value > 0);
  return typeof seconds === 'number' ? Math.round(seconds) : undefined;
}

/** Blank lines part paragraphs, single line ends are breaks. */
function textToHtml(plain: string | undefined): string | undefined {
  if (plain === undefined) return undefined;
  const paragraphs = escapeText(plain.slice(0, bodyCharsMax)).split(/\r?\n\r?\n/);
  return paragraphs.map((lines) => `<p>${lines.replaceAll('\n', '<br>')}</p>`).join('');
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function list(value: unknown, max: number): unknown[] {
  return Array.isArray(value) ? value.slice(0, max) : [];
}

function records(value: unknown, max: number): Json[] {
  return list(value, max).filter(isRecord);
}

/**
 * Ids are numbers in some feeds; what is no text otherwise is not there. JSON can write characters
 * that no table, mail or terminal is to meet.
 */
function string(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? legalText(value).trim() || undefined : undefined;
}
