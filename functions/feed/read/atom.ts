/** Atom 0.3 and 1.0 (RFC 4287), from the tree to our own types. */
import { isUtf8 } from 'node:buffer';
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
import { foldSpace, plainText, titleText } from './plain-text.ts';
import {
  attribute,
  based,
  child,
  children,
  elements,
  escapeText,
  markup,
  text,
  type XmlNode,
} from './xml-node.ts';
import type { XmlFeed } from './xml-reader.ts';

/** Reads an Atom feed; entries without an author have the feed's (RFC 4287 §4.2.1). */
export function readAtom({ root, items }: XmlFeed): ParsedFeed {
  const houseAuthor = authors(root);
  return present({
    title: title(root),
    link: pageLink(root),
    language: attribute(root, 'lang') ?? firstText(root, 'dc:language'),
    hub: related(root, 'hub'),
    self: related(root, 'self'),
    items: items.map((entry) => readEntry(entry, houseAuthor)),
  });
}

function readEntry(entry: XmlNode, houseAuthor: string | undefined): ParsedItem {
  const source = child(entry, 'source');
  const id = firstText(entry, 'id', 'guid', 'dc:identifier');
  return present({
    id,
    title: title(entry),
    // An id that is an address is that of the entry's page, where nothing else is said.
    link: pageLink(entry) ?? webAddress(id, undefined),
    publishedAt: firstDate(entry, publishedNames),
    updatedAt: firstDate(entry, updatedNames),
    author: authors(entry) ?? (source && authors(source)) ?? houseAuthor,
    summary: firstHtml(entry, ['summary', 'tagline', 'description']) ?? mediaDescription(entry),
    content: firstHtml(entry, ['content', 'content:encoded', 'xhtml:body', 'xhtml:div']),
    categories: distinct([
      ...children(entry, 'category').map(
        (node) => attribute(node, 'label') || attribute(node, 'term') || text(node),
      ),
      ...children(entry, 'dc:subject').map((node) => text(node)),
    ]),
    enclosures: enclosures(entry),
    image: image(entry),
    playSeconds: playSeconds(entry),
  });
}

const publishedNames = ['published', 'issued', 'dcterms:issued', 'created', 'dc:date', 'pubdate'];
const updatedNames = ['updated', 'modified', 'dcterms:modified', 'dc:date'];

function title(node: XmlNode): string {
  const construct = child(node, 'title');
  if (construct === undefined) return plainText(mediaTitle(node) ?? firstText(node, 'dc:title'));
  if (typeOf(construct) === 'text' && elements(construct).length === 0) {
    return foldSpace(text(construct) ?? '');
  }
  return titleText(htmlOf(construct));
}

function firstDate(entry: XmlNode, names: readonly string[]): number | undefined {
  for (const name of names) {
    const date = parseDate(firstText(entry, name));
    if (date !== undefined) return date;
  }
  return undefined;
}

/** The page: an alternate that is HTML, else any alternate, else a link written as text. */
function pageLink(node: XmlNode): string | undefined {
  const pages = links(node).filter((link) => relation(link) === 'alternate');
  const isHtml = (link: XmlNode) => (attribute(link, 'type') ?? 'text/html').includes('html');
  for (const link of [...pages.filter(isHtml), ...pages]) {
    const url = webAddress(attribute(link, 'href') ?? text(link), link.base);
    if (url !== undefined) return url;
  }
  return undefined;
}

function authors(node: XmlNode): string | undefined {
  const persons = children(node, 'author').map(
    (person) =>
      firstText(person, 'name') ??
      firstText(person, 'email') ??
      firstText(person, 'uri', 'url') ??
      text(person),
  );
  const creators = children(node, 'dc:creator').map((creator) => text(creator));
  const names = [...persons, ...creators].map(authorName).filter((name) => name !== undefined);
  return [...new Set(names)].slice(0, 10).join(', ') || undefined;
}

/** Where several of one name stand, such as translations of one content, the longest counts. */
function firstHtml(entry: XmlNode, names: readonly string[]): string | undefined {
  for (const name of names) {
    let longest: string | undefined;
    for (const node of children(entry, name).flatMap(alternatives)) {
      const html = htmlOf(node);
      if (html !== undefined && html.length > (longest?.length ?? 0)) longest = html;
    }
    if (longest !== undefined) return longest;
  }
  return undefined;
}

/** Atom 0.3 could give one content in several types (draft §4.13.2). */
function alternatives(node: XmlNode): XmlNode[] {
  const isSeveral = attribute(node, 'type')?.trim().toLowerCase().startsWith('multipart/');
  return isSeveral ? children(node, node.name) : [node];
}

type TextType = 'text' | 'html' | 'xhtml' | 'base64' | 'unsaid';

/** RFC 4287 §3.1.1 and §4.1.3.1, and the mode attribute of Atom 0.3. */
function typeOf(node: XmlNode): TextType {
  if (node.name.includes(':')) return node.name === 'content:encoded' ? 'html' : 'xhtml';
  const type = attribute(node, 'type')?.trim().toLowerCase();
  if (attribute(node, 'mode') === 'base64') return 'base64';
  if (type === undefined || type === '') return node.name === 'title' ? 'text' : 'unsaid';
  if (type === 'html' || type === 'text/html') return 'html';
  if (type === 'xhtml' || type.includes('xml')) return 'xhtml';
  if (type === 'text' || type.startsWith('text/')) return 'text';
  return type.includes('/') ? 'base64' : 'unsaid';
}

/** A text construct as HTML, whatever it says it is. */
function htmlOf(node: XmlNode): string | undefined {
  if (elements(node).length > 0) return markup(node, isEscapedToo(node) ? 'html' : 'text');
  const plain = text(node);
  if (plain === undefined) return undefined;
  switch (typeOf(node)) {
    case 'html':
    case 'xhtml':
      return based(plain, node);
    case 'text':
      return escapeText(plain);
    case 'unsaid':
      return looksLikeHtml(plain) ? based(plain, node) : escapeText(plain);
    case 'base64':
      return based(decodedText(node, plain), node);
  }
}

/** One stray tag among escaped HTML does not make all of it XHTML. */
function isEscapedToo(node: XmlNode): boolean {
  if (typeOf(node) !== 'html') return false;
  return node.children.some((part) => typeof part === 'string' && looksLikeHtml(part));
}

/** Feeds that leave out the type often mean HTML; a close tag or a break shows it. */
function looksLikeHtml(plain: string): boolean {
  return plain.includes('</') || plain.includes('<br') || plain.includes('/>');
}

/** A picture or an archive is no text, and is left out. */
function decodedText(node: XmlNode, plain: string): string | undefined {
  const bytes = Buffer.from(plain, 'base64');
  if (bytes.length === 0 || bytes.includes(0) || !isUtf8(bytes)) return undefined;
  const decoded = bytes.toString('utf8');
  return attribute(node, 'type')?.includes('plain') ? escapeText(decoded) : decoded;
}
