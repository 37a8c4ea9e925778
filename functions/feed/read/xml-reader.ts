/**
 * Reads XML in any state of damage into a tree: tags that are never closed, undeclared prefixes,
 * bare ampersands, text before the root, a document that breaks off. What came before the damage,
 * and what comes after it, is kept.
 */
import { declaredEntities } from './entities.ts';
import { type Attributes, readMarkup } from './markup.ts';
import {
  addressOf,
  type Scope,
  scopeWithin,
  vocabularyByHabit,
  vocabularyOf,
} from './namespaces.ts';
import type { XmlNode } from './xml-node.ts';

/** A document that is a feed, as a tree. */
export interface XmlFeed {
  readonly kind: 'rss' | 'atom';
  readonly root: XmlNode;
  /** In document order, wherever in the document they stand. */
  readonly items: readonly XmlNode[];
}

/** A feed as a tree, or what the document is instead. */
export type XmlRead = { kind: 'feed'; feed: XmlFeed } | { kind: 'page' } | { kind: 'neither' };

const elementsMax = 250_000;
const itemsReadMax = 2_000;
/** More in one element are passed over; no honest one has so many. */
const childrenMax = 10_000;
/** Deeper elements become siblings, so that no later step meets a deep tree. */
const depthMax = 256;

const roots = new Map<string, XmlFeed['kind']>([
  ['rss', 'rss'],
  ['rdf', 'rss'],
  ['channel', 'rss'],
  ['feed', 'atom'],
]);
const unclosed = new Set(['br', 'hr', 'img', 'wbr', 'area', 'col', 'embed', 'input']);
const closedByTheirLike = new Set(['p', 'li']);

interface Open {
  readonly node: XmlNode;
  readonly tag: string;
  readonly scope: Scope | undefined;
  readonly isItem: boolean;
}

interface Tree {
  readonly stack: Open[];
  readonly items: XmlNode[];
  readonly url: string | undefined;
  kind?: XmlFeed['kind'];
  root?: Open;
  rootAddress?: string | undefined;
  rootPrefix?: string;
  /** How many of each tag are open: most close tags without an open one need no search. */
  readonly openTags: Map<string, number>;
  page: boolean;
  /** Of a page: what is open in which tags are only text. */
  raw?: string;
  elements: number;
}

/** Elements of a page in which a feed is shown as text, not given. */
const rawInPages = new Set([
  'script',
  'style',
  'textarea',
  'template',
  'xmp',
  'iframe',
  'noscript',
]);

interface Document {
  /** The base of its relative addresses. */
  readonly url?: string | undefined;
  /** It goes on behind this: an item that is open at the end is not whole. */
  readonly cutAtBytes?: number | undefined;
}

/** Finds the feed in a document. */
export function readXml(source: string, { url, cutAtBytes }: Document): XmlRead {
  const tree: Tree = { stack: [], items: [], url, openTags: new Map(), page: false, elements: 0 };
  const addText = (text: string) => {
    const parts = tree.stack.at(-1)?.node.children;
    const last = parts?.at(-1);
    if (parts !== undefined && typeof last === 'string') parts[parts.length - 1] = last + text;
    else parts?.push(text);
  };
  readMarkup(
    source,
    {
      open: (tag, attributes, selfClosing) => open(tree, tag, attributes, selfClosing),
      close: (tag) => close(tree, tag),
      text: addText,
      enough: () => tree.elements > elementsMax || tree.items.length > itemsReadMax,
    },
    { html: false, entities: declaredEntities(source) },
  );
  if (cutAtBytes !== undefined && tree.stack.some(({ isItem }) => isItem)) tree.items.pop();
  const isGiven = !tree.page || tree.items.length > 0;
  if (tree.kind !== undefined && tree.root !== undefined && isGiven) {
    return { kind: 'feed', feed: { kind: tree.kind, root: tree.root.node, items: tree.items } };
  }
  return { kind: tree.page ? 'page' : 'neither' };
}

function open(tree: Tree, tag: string, attributes: Attributes, selfClosing: boolean): void {
  const [prefix, local] = splitName(tag);
  if (tree.root === undefined && !beginsFeed(tree, prefix, local, attributes)) return;
  tree.elements += 1;
  const scope = scopeWithin(attributes, (tree.stack.at(-1) ?? tree.root)?.scope);
  const name = nameOf(tree, prefix, local, scope);
  const isItem = name === (tree.kind === 'atom' ? 'entry' : 'item');
  closeWhatEndsHere(tree, tag, isItem);
  const parent = (tree.stack.at(-1) ?? tree.root)?.node;
  const statedBase = baseWithin(attributes, parent, tree.url);
  const base = statedBase ?? tree.url;
  const node: XmlNode = { name, local, attributes, base, statedBase, children: [] };
  const opened: Open = { node, tag, scope, isItem };
  tree.root ??= opened;
  if (parent !== undefined && parent.children.length < childrenMax) parent.children.push(node);
  if (isItem) tree.items.push(node);
  if (selfClosing || unclosed.has(tag) || tree.stack.length >= depthMax) return;
  tree.stack.push(opened);
  tree.openTags.set(tag, (tree.openTags.get(tag) ?? 0) + 1);
}

/** Items do not nest: one that begins inside another says that the other was never closed. */
function closeWhatEndsHere(tree: Tree, tag: string, isItem: boolean): void {
  if (isItem) {
    const at = tree.stack.findIndex((opened) => opened.isItem);
    if (at >= 0) cutTo(tree, at);
  } else if (closedByTheirLike.has(tag) && tree.stack.at(-1)?.tag === tag) {
    cutTo(tree, tree.stack.length - 1);
  }
}

/**
 * Whatever stands before the root is noise, unless it says that the document is a web page. A page
 * may be the frame that a site builder puts round a feed, which then says plainly what it is.
 */
function beginsFeed(tree: Tree, prefix: string, local: string, attributes: Attributes): boolean {
  if (local === 'html') tree.page = true;
  if (tree.page && rawInPages.has(local)) tree.raw ??= local;
  const kind = roots.get(local);
  if (kind === undefined || tree.raw !== undefined) return false;
  if (tree.page && !attributes.has('version') && !attributes.has('xmlns')) return false;
  tree.kind = kind;
  tree.rootPrefix = prefix;
  tree.rootAddress = addressOf(prefix, scopeWithin(attributes, undefined));
  return true;
}

/** A close tag closes what it names and all inside it; one that names nothing open is noise. */
function close(tree: Tree, tag: string): void {
  if (tag === tree.raw) delete tree.raw;
  if ((tree.openTags.get(tag) ?? 0) === 0) return;
  cutTo(
    tree,
    tree.stack.findLastIndex((opened) => opened.tag === tag),
  );
}

function cutTo(tree: Tree, length: number): void {
  for (const { tag } of tree.stack.splice(length)) {
    tree.openTags.set(tag, (tree.openTags.get(tag) ?? 1) - 1);
  }
}

function splitName(tag: string): [prefix: string, local: string] {
  const colon = tag.indexOf(':');
  return colon < 0 ? ['', tag] : [tag.slice(0, colon), tag.slice(colon + 1)];
}

/** Names of the feed's own vocabulary are plain, whatever prefix and namespace it chose. */
function nameOf(tree: Tree, prefix: string, local: string, scope: Scope | undefined): string {
  const address = addressOf(prefix, scope);
  if (address === undefined && (prefix === '' || prefix === tree.rootPrefix)) return local;
  if (address !== undefined && address === tree.rootAddress && !isRdf(address)) return local;
  const vocabulary = vocabularyOf(address) ?? vocabularyByHabit(prefix);
  if (vocabulary === (tree.kind === 'atom' ? 'atom' : 'rss')) return local;
  return `${vocabulary ?? 'other'}:${local}`;
}

/** The root of RSS 1.0 is RDF's, which is not the vocabulary of what it holds. */
function isRdf(address: string): boolean {
  return vocabularyOf(address) === 'rdf';
}

/** What xml:base says in an element; undefined when neither it nor one around it has any. */
function baseWithin(
  attributes: Attributes,
  parent: XmlNode | undefined,
  url: string | undefined,
): string | undefined {
  const own = attributes.get('xml:base');
  if (own === undefined) return parent?.statedBase;
  return URL.parse(own.trim(), parent?.statedBase ?? url)?.href ?? parent?.statedBase;
}
