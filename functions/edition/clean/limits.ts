/**
 * Stands before everything that looks at a feed's HTML: parsers take time quadratic in depth, and a
 * tree is walked by recursion, so size and depth have limits. What is beyond goes on as plain text.
 */
import { parseWithin, type Root } from './dom.ts';

/** UTF-16 units of one field that are looked at; the rest is cut off. */
export const htmlCharsMax = 256 * 1024;
/** Open elements at once; real items hardly reach 40, unless nobody closes their lists. */
export const depthMax = 256;

/** HTML within the limits, or its words alone where it was beyond them. */
export type Limited =
  | { readonly kind: 'markup'; readonly root: Root }
  | { readonly kind: 'text'; readonly text: string };

/** Caps the size, reads to a limited depth, and refuses to call markup what nests deeper. */
export function withinLimits(html: string): Limited {
  const capped = html.length > htmlCharsMax ? cutBeforeTag(html.slice(0, htmlCharsMax)) : html;
  const root = parseWithin(capped, depthMax);
  if (root !== undefined) return { kind: 'markup', root };
  return { kind: 'text', text: wordsOf(capped) };
}

/** The words of HTML whose markup is not looked at, within the limits as well. */
export function wordsOf(html: string): string {
  return html
    .slice(0, htmlCharsMax)
    .replace(/<[^<>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function cutBeforeTag(html: string): string {
  const open = html.lastIndexOf('<');
  return open > html.lastIndexOf('>') ? html.slice(0, open) : html;
}
