/**
 * Stands before every HTML parser: parsers take time quadratic in depth, so size and depth are
 * measured by one linear scan first, and what is beyond measure goes on as plain text.
 */

/** UTF-16 units of one field that are looked at; the rest is cut off. */
export const htmlCharsMax = 256 * 1024;
/** Open elements at once; real items hardly reach 40. */
export const depthMax = 128;

export type Guarded =
  | { readonly kind: 'markup'; readonly html: string }
  | { readonly kind: 'text'; readonly text: string };

/** Caps the size, and refuses to call markup what nests too deep to be parsed. */
export function guard(html: string): Guarded {
  const capped = html.length > htmlCharsMax ? cutBeforeTag(html.slice(0, htmlCharsMax)) : html;
  if (!isTooDeep(capped)) return { kind: 'markup', html: capped };
  return {
    kind: 'text',
    text: capped
      .replace(/<[^<>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  };
}

function cutBeforeTag(html: string): string {
  const open = html.lastIndexOf('<');
  return open > html.lastIndexOf('>') ? html.slice(0, open) : html;
}

/** They hold nothing, or their next sibling closes them: neither makes the tree deeper. */
const flatElements = new Set(
  'area base br col embed hr img input link meta source track wbr param p li dt dd tr td th option'.split(
    ' ',
  ),
);

function isTooDeep(html: string): boolean {
  let depth = 0;
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at + 1)) {
    if (html[at + 1] === '/') depth = Math.max(0, depth - 1);
    else depth += opensElement(html, at + 1) ? 1 : 0;
    if (depth > depthMax) return true;
  }
  return false;
}

const nameCharsMax = 32;

function opensElement(html: string, at: number): boolean {
  const name = /^[a-z][a-z0-9:-]*/i.exec(html.slice(at, at + nameCharsMax))?.[0];
  return name !== undefined && !flatElements.has(name.toLowerCase());
}
