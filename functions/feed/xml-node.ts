/** A small tree of a feed's elements, and what can be read from one of them. */
import { webAddress } from './address.ts';
import type { Attributes } from './markup.ts';

export interface XmlNode {
  /** Relative to the feed's own vocabulary: `title`, else with a fixed prefix: `dc:creator`. */
  readonly name: string;
  /** As written, lower-case, without its prefix. */
  readonly local: string;
  readonly attributes: Attributes;
  /** Where relative addresses begin: xml:base of the element or of one around it. */
  readonly base: string | undefined;
  /** Elements and decoded text. */
  readonly children: (XmlNode | string)[];
}

const textCharsMax = 500_000;

/** The first child of that name. */
export function child(node: XmlNode, name: string): XmlNode | undefined {
  for (const part of node.children) {
    if (typeof part !== 'string' && part.name === name) return part;
  }
  return undefined;
}

/** All children of that name. */
export function children(node: XmlNode, name: string): XmlNode[] {
  return elements(node).filter((part) => part.name === name);
}

/** The child elements, without the text between them. */
export function elements(node: XmlNode): XmlNode[] {
  return node.children.filter((part) => typeof part !== 'string');
}

/** An attribute by its local name, with or without a prefix. */
export function attribute(node: XmlNode, name: string): string | undefined {
  const plain = node.attributes.get(name);
  if (plain !== undefined) return plain;
  for (const [key, value] of node.attributes) if (key.endsWith(`:${name}`)) return value;
  return undefined;
}

/** All text inside, trimmed; undefined when there is none. */
export function text(node: XmlNode | undefined): string | undefined {
  if (node === undefined) return undefined;
  const parts: string[] = [];
  collect(node, parts, { left: textCharsMax });
  return parts.join('').trim() || undefined;
}

function collect(node: XmlNode, parts: string[], room: { left: number }): void {
  for (const part of node.children) {
    if (room.left <= 0) return;
    if (typeof part !== 'string') collect(part, parts, room);
    else {
      parts.push(part.slice(0, room.left));
      room.left -= part.length;
    }
  }
}

/**
 * What is inside as HTML. The text between elements is escaped again where it was text (XHTML),
 * and left where it was HTML already (an unescaped RSS description).
 */
export function markup(node: XmlNode | undefined, between: 'text' | 'html'): string | undefined {
  if (node === undefined) return undefined;
  if (elements(node).length === 0 && between === 'html') return text(node);
  const parts: string[] = [];
  serialise(node, between, parts, { left: textCharsMax });
  return parts.join('').trim() || undefined;
}

const voidElements = new Set(['br', 'hr', 'img', 'wbr', 'area', 'col', 'embed', 'input', 'source']);

function serialise(
  node: XmlNode,
  between: 'text' | 'html',
  parts: string[],
  room: { left: number },
): void {
  for (const part of node.children) {
    if (room.left <= 0) return;
    if (typeof part === 'string') {
      const written = (between === 'text' ? escapeText(part) : part).slice(0, room.left);
      parts.push(written);
      room.left -= written.length;
      continue;
    }
    const tag = openTag(part);
    parts.push(tag);
    room.left -= tag.length;
    if (voidElements.has(part.local)) continue;
    serialise(part, between, parts, room);
    parts.push(`</${part.local}>`);
  }
}

/** Attributes that xml:base is for; in escaped HTML it is the page's link that counts. */
const addresses = new Set(['href', 'src', 'poster', 'cite']);

function openTag(node: XmlNode): string {
  let tag = `<${node.local}`;
  for (const [name, value] of node.attributes) {
    if (name.includes(':') || name === 'xmlns') continue;
    const shown = addresses.has(name) ? (webAddress(value, node.base) ?? value) : value;
    tag += ` ${name}="${escapeText(shown).replaceAll('"', '&quot;')}"`;
  }
  return `${tag}>`;
}

/** Text as HTML or XML: the three characters that would be markup. */
export function escapeText(plain: string): string {
  return plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
