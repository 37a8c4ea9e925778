/** A small tree of a feed's elements, and what can be read from one of them. */
import type { Attributes } from './markup.ts';
import { absoluteHtml, absoluteValue } from './relative.ts';

/** An element: its name with its vocabulary, its attributes, its children and its text. */
export interface XmlNode {
  /** Relative to the feed's own vocabulary: `title`, else with a fixed prefix: `dc:creator`. */
  readonly name: string;
  /** As written, lower-case, without its prefix. */
  readonly local: string;
  readonly attributes: Attributes;
  /** Where relative addresses begin: xml:base of the element or of one around it. */
  readonly base: string | undefined;
  /** The same, if an xml:base says so and not only the address of the document. */
  readonly statedBase: string | undefined;
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
 * Escaped HTML with the addresses in it made absolute, where an xml:base says against what. Else
 * they stay: whoever prints it resolves them against the page, which most feeds mean.
 */
export function based(html: string | undefined, node: XmlNode): string | undefined {
  if (html === undefined || node.statedBase === undefined) return html;
  return html.includes('<') ? absoluteHtml(html, node.statedBase) : html;
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

/** Attributes that xml:base is for. */
const addresses = new Set(['href', 'src', 'poster', 'cite', 'srcset']);

function absolute(name: string, value: string, base: string | undefined): string {
  return (base === undefined ? undefined : absoluteValue(name, value, base)) ?? value;
}

function openTag(node: XmlNode): string {
  let tag = `<${node.local}`;
  for (const [name, value] of node.attributes) {
    if (name.includes(':') || name === 'xmlns') continue;
    const shown = addresses.has(name) ? absolute(name, value, node.base) : value;
    tag += ` ${name}="${escapeText(shown).replaceAll('"', '&quot;')}"`;
  }
  return `${tag}>`;
}

/** Text as HTML or XML: the three characters that would be markup. */
export function escapeText(plain: string): string {
  return plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Without the characters that XML 1.0 §2.2 forbids: control characters, halves of pairs. */
export function legalText(value: string): string {
  return value.toWellFormed().replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '');
}
