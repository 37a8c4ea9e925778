/** RSS in all its versions, 0.90 to 2.0 and 1.0 (RDF), from the tree to our own types. */
import type { ParsedFeed, ParsedItem } from '../item.ts';
import { present } from '../present.ts';
import { webAddress } from './address.ts';
import { parseDate } from './date.ts';
import {
  authorName,
  distinct,
  enclosures,
  firstText,
  image,
  links,
  mediaDescription,
  mediaTitle,
  playSeconds,
  related,
  relation,
} from './extensions.ts';
import { plainText, titleText } from './plain-text.ts';
import { readTimes } from './rss-times.ts';
import { attribute, based, child, children, markup, text, type XmlNode } from './xml-node.ts';
import type { XmlFeed } from './xml-reader.ts';

/** Reads an RSS feed; items may stand in the channel, beside it, or without one. */
export function readRss({ root, items }: XmlFeed): ParsedFeed {
  const channel = root.name === 'channel' ? root : (child(root, 'channel') ?? root);
  return present({
    title: plainText(firstText(channel, 'title', 'dc:title')),
    link: pageLink(channel),
    language: firstText(channel, 'language', 'dc:language') ?? attribute(root, 'lang'),
    hub: related(channel, 'hub') ?? related(root, 'hub'),
    self: related(channel, 'self') ?? related(root, 'self'),
    ...readTimes(channel),
    items: items.map(readItem),
  });
}

function readItem(item: XmlNode): ParsedItem {
  const guid = child(item, 'guid');
  return present({
    id:
      firstText(item, 'guid') ??
      attribute(item, 'about') ??
      firstText(item, 'atom:id', 'id', 'dc:identifier'),
    title: titleText(
      html(item, 'title') ??
        firstText(item, 'dc:title') ??
        mediaTitle(item) ??
        firstText(item, 'itunes:title', 'atom:title'),
    ),
    link: pageLink(item) ?? permalink(guid) ?? webAddress(attribute(item, 'about'), item.base),
    publishedAt: firstDate(item, publishedNames),
    updatedAt: firstDate(item, updatedNames),
    author: author(item),
    summary: summary(item),
    content: content(item),
    categories: distinct([
      ...children(item, 'category').map((node) => text(node)),
      ...children(item, 'dc:subject').map((node) => text(node)),
      ...children(item, 'atom:category').map((n) => attribute(n, 'label') ?? attribute(n, 'term')),
    ]),
    enclosures: enclosures(item),
    image: image(item),
    playSeconds: playSeconds(item),
  });
}

const publishedNames = [
  'pubdate',
  'dcterms:issued',
  'atom:published',
  'atom:issued',
  'dc:date',
  'dcterms:created',
  'created',
  'date',
  'published',
];
const updatedNames = [
  'atom:updated',
  'atom:modified',
  'dcterms:modified',
  'lastbuilddate',
  'updated',
];

/** The first that can be read: one bad date does not hide a good one beside it. */
function firstDate(item: XmlNode, names: readonly string[]): number | undefined {
  for (const name of names) {
    for (const node of children(item, name)) {
      const date = parseDate(text(node));
      if (date !== undefined) return date;
    }
  }
  return undefined;
}

function pageLink(node: XmlNode): string | undefined {
  for (const link of children(node, 'link')) {
    const url = webAddress(text(link) ?? attribute(link, 'href'), link.base);
    if (url !== undefined) return url;
  }
  for (const link of links(node)) {
    if (link.name !== 'atom:link' || relation(link) !== 'alternate') continue;
    const url = webAddress(attribute(link, 'href'), link.base);
    if (url !== undefined) return url;
  }
  return undefined;
}

/** A guid is the link too unless it says that it is not (RSS 2.0 on guid). */
function permalink(guid: XmlNode | undefined): string | undefined {
  if (guid === undefined) return undefined;
  const said = attribute(guid, 'ispermalink')?.trim().toLowerCase();
  // Only where it says so is a relative one meant: by default many guids are mere numbers.
  return said === 'false' ? undefined : webAddress(text(guid), said ? guid.base : undefined);
}

function author(item: XmlNode): string | undefined {
  const atomAuthors = children(item, 'atom:author').map(
    (node) => firstText(node, 'atom:name', 'name') ?? text(node),
  );
  const given = [
    [...children(item, 'dc:creator'), ...children(item, 'dc:author')].map((node) => text(node)),
    children(item, 'author').map((node) => firstText(node, 'name') ?? text(node)),
    atomAuthors,
    children(item, 'itunes:author').map((node) => text(node)),
    children(item, 'dc:contributor').map((node) => text(node)),
  ];
  for (const names of given) {
    const authors = distinctNames(names);
    if (authors.length > 0) return authors.join(', ');
  }
  return undefined;
}

function distinctNames(raw: readonly (string | undefined)[]): string[] {
  return [...new Set(raw.map(authorName).filter((name) => name !== undefined))].slice(0, 10);
}

function content(item: XmlNode): string | undefined {
  return (
    html(item, 'content:encoded') ??
    markup(child(item, 'xhtml:body') ?? child(item, 'xhtml:div'), 'text') ??
    html(item, 'fullitem') ??
    html(item, 'body') ??
    html(item, 'atom:content') ??
    html(item, 'content')
  );
}

function summary(item: XmlNode): string | undefined {
  return (
    html(item, 'description') ??
    html(item, 'itunes:summary') ??
    html(item, 'atom:summary') ??
    html(item, 'summary') ??
    html(item, 'dc:description') ??
    html(item, 'dcterms:abstract') ??
    mediaDescription(item) ??
    html(item, 'itunes:subtitle')
  );
}

function html(item: XmlNode, name: string): string | undefined {
  for (const node of children(item, name)) {
    const value = based(markup(node, 'html'), node);
    if (value !== undefined) return value;
  }
  return undefined;
}
