/**
 * A feed as RSS 2.0 that is well formed beyond doubt. The bodies, and all that rss-parser would
 * touch with its own rules (dates, snippets), stand under private names.
 */
import type { ParsedFeed, ParsedItem } from '../item.ts';
import { escapeText, legalText } from './xml-node.ts';

/** Writes the clean document that the strict parser is given. */
export function writeCanonical(feed: ParsedFeed): string {
  const parts = ['<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'];
  element(parts, 'title', feed.title);
  element(parts, 'link', feed.link);
  element(parts, 'language', feed.language);
  for (const item of feed.items) writeItem(parts, item);
  parts.push('</channel></rss>');
  return parts.join('');
}

function writeItem(parts: string[], item: ParsedItem): void {
  parts.push('<item>');
  element(parts, 'title', item.title);
  element(parts, 'link', item.link);
  element(parts, 'guid', item.id);
  element(parts, 'author', item.author);
  element(parts, 'published', item.publishedAt?.toString());
  element(parts, 'updated', item.updatedAt?.toString());
  element(parts, 'image', item.image);
  element(parts, 'plays', item.playSeconds?.toString());
  section(parts, 'brief', item.summary);
  section(parts, 'body', item.content);
  for (const category of item.categories) element(parts, 'tag', category);
  for (const { url, type } of item.enclosures) {
    element(parts, 'file', type === undefined ? url : `${url} ${type}`);
  }
  parts.push('</item>');
}

function element(parts: string[], name: string, value: string | undefined): void {
  if (value === undefined || value === '') return;
  parts.push(`<${name}>`, escapeText(legalText(value)), `</${name}>`);
}

/** HTML is long and full of tags: as CDATA it needs no escaping and is read faster. */
function section(parts: string[], name: string, value: string | undefined): void {
  if (value === undefined) return;
  const inside = legalText(value).replaceAll(']]>', ']]]]><![CDATA[>');
  parts.push(`<${name}><![CDATA[`, inside, `]]></${name}>`);
}
