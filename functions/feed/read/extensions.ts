/** What the namespaces shared by RSS and Atom add: media, podcasts, Dublin Core. */
import { trimEndOf } from '../../config/trim-end.ts';
import type { Enclosure } from '../item.ts';
import { webAddress } from './address.ts';
import { plainText } from './plain-text.ts';
import { attribute, child, children, elements, text, type XmlNode } from './xml-node.ts';

const listMax = 50;
const candidatesMax = 200;

/** The first of the named children that says something. */
export function firstText(node: XmlNode, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    for (const found of children(node, name)) {
      const value = text(found);
      if (value !== undefined) return value;
    }
  }
  return undefined;
}

/** Attached files: RSS enclosures, Atom links, media of Media RSS; each address once. */
export function enclosures(item: XmlNode): Enclosure[] {
  const found = new Map<string, Enclosure>();
  const add = (node: XmlNode, address: string | undefined) => {
    const url = webAddress(address, node.base);
    if (url === undefined || found.has(url) || found.size >= listMax) return;
    const type = attribute(node, 'type')?.trim();
    found.set(url, type ? { url, type } : { url });
  };
  for (const node of children(item, 'enclosure').slice(0, candidatesMax)) {
    add(node, attribute(node, 'url') ?? attribute(node, 'href'));
  }
  for (const node of links(item).slice(0, candidatesMax)) {
    if (relation(node) === 'enclosure') add(node, attribute(node, 'href'));
  }
  for (const node of mediaNodes(item)) {
    if (node.name === 'media:content' && !isImage(node)) add(node, attribute(node, 'url'));
  }
  return [...found.values()];
}

const playSecondsMax = 48 * 3_600;

/** Seconds as podcasts and media write them: "2530", "42:10", "1:02:03". */
function secondsIn(written: string | undefined): number | undefined {
  const time = written?.trim() ?? '';
  if (!/^\d{1,6}(?::\d{1,2}){0,2}(?:\.\d{1,6})?$/.test(time)) return undefined;
  const seconds = time.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return seconds > 0 && seconds <= playSecondsMax ? Math.round(seconds) : undefined;
}

/** How long an item plays. */
export function playSeconds(item: XmlNode): number | undefined {
  const media = mediaNodes(item).filter((node) => node.name === 'media:content');
  const written = [
    firstText(item, 'itunes:duration'),
    ...media.map((node) => attribute(node, 'duration')),
  ];
  return written.map(secondsIn).find((seconds) => seconds !== undefined);
}

/** Atom links, in an Atom feed or as guests elsewhere. */
export function links(node: XmlNode): XmlNode[] {
  return elements(node).filter((part) => part.name === 'link' || part.name === 'atom:link');
}

/** The relation of a link; none given means the page itself (RFC 4287 §4.2.7.2). */
export function relation(link: XmlNode): string {
  const rel = attribute(link, 'rel')?.trim().toLowerCase();
  return (rel?.startsWith('http') ? rel.slice(rel.lastIndexOf('/') + 1) : rel) || 'alternate';
}

/** The first address that stands in this relation to a feed. */
export function related(node: XmlNode, wanted: 'hub' | 'self'): string | undefined {
  for (const link of links(node).slice(0, candidatesMax)) {
    if (relation(link) !== wanted) continue;
    const url = webAddress(attribute(link, 'href'), link.base);
    if (url !== undefined) return url;
  }
  return undefined;
}

/** The picture that stands for an item, the larger kinds first. */
export function image(item: XmlNode): string | undefined {
  const media = mediaNodes(item);
  const candidates = [
    ...media.filter((node) => node.name === 'media:content' && isImage(node)),
    ...media.filter((node) => node.name === 'media:thumbnail'),
    ...children(item, 'itunes:image'),
    ...children(item, 'enclosure').filter(isImage),
    ...links(item).filter((node) => relation(node) === 'enclosure' && isImage(node)),
    ...children(item, 'image'),
  ];
  for (const node of candidates) {
    const address = attribute(node, 'url') ?? attribute(node, 'href') ?? imageText(node);
    const url = webAddress(address, node.base);
    if (url !== undefined) return url;
  }
  return undefined;
}

function imageText(node: XmlNode): string | undefined {
  return text(child(node, 'url')) ?? (elements(node).length === 0 ? text(node) : undefined);
}

function isImage(node: XmlNode): boolean {
  const medium = attribute(node, 'medium') ?? attribute(node, 'type');
  if (medium) return medium.trim().toLowerCase().startsWith('image');
  const address = attribute(node, 'url') ?? attribute(node, 'href') ?? '';
  return /\.(?:jpe?g|png|gif|webp|avif)(?:\?[^?]{0,200})?$/i.test(address.slice(-220));
}

function mediaNodes(item: XmlNode): XmlNode[] {
  const groups = [...children(item, 'media:group'), ...children(item, 'media:content')];
  return [...elements(item), ...groups.flatMap(elements)]
    .filter((node) => node.name.startsWith('media:'))
    .slice(0, candidatesMax);
}

/** The description of Media RSS, often the only body of a video feed. */
export function mediaDescription(item: XmlNode): string | undefined {
  return mediaText(item, 'media:description');
}

/** The title of Media RSS, which stands in for one that an item lacks. */
export function mediaTitle(item: XmlNode): string | undefined {
  return mediaText(item, 'media:title');
}

function mediaText(item: XmlNode, name: string): string | undefined {
  for (const node of mediaNodes(item)) {
    if (node.name === name) return text(node);
  }
  return undefined;
}

/** Tags, each once, in the order given. */
export function distinct(values: readonly (string | undefined)[]): string[] {
  const folded = values.slice(0, candidatesMax).map((value) => plainText(value));
  return [...new Set(folded.filter((value) => value !== ''))].slice(0, listMax);
}

/**
 * The name to print of an author given as `mail@host (Name)`, `Name <mail@host>`, `mail@host Name`,
 * or plainly. A mailbox is printed only where there is no name.
 */
export function authorName(raw: string | undefined): string | undefined {
  const line = plainText(raw).slice(0, 500);
  const mailbox = mailboxIn(line);
  if (mailbox === undefined) return line.replace(/^"(.*)"$/, '$1') || undefined;
  const name = line
    .replace(mailbox, '')
    .replace(/^mailto:/i, '')
    .replace(/<>|\(\)/, '')
    .trim()
    .replace(/^[("<](.*)[)">]$/, '$1')
    .replace(/^[",;]+/, '');
  return trimEndOf(name, /[",;]/).trim() || mailbox;
}

/** The mailbox, where there is just one. */
function mailboxIn(line: string): string | undefined {
  const found = line.match(/(?<![@\w])[^\s()<>:;,"@]{1,64}@[^\s()<>:;,"@]{1,255}/g) ?? [];
  return found.length === 1 ? found[0] : undefined;
}
