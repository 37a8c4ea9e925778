/**
 * How deeply and how often markup nests, in one pass and without building a tree: the parsers that
 * build one are quadratic in the depth.
 */
import { readMarkup } from '../read/markup.ts';

const voidElements = new Set(
  'area base br col embed hr img input link meta param source track wbr'.split(' '),
);

/** Often left open in honest pages, and closed by a parser at the next of their kind. */
const closedByOthers = new Set('p li dt dd option tr td th tbody thead'.split(' '));
const leftOpenMax = 2_000;

/** Of one element; the reader of markup gives no more, and honest ones have a few. */
const attributesMax = 64;
const attributesPerElementMax = 8;
/** Opening and closing tags, brackets in scripts, references: of each kind, for each element. */
const marksPerElementMax = 6;
/** Whoever walks up from every element, as Readability does, takes so many steps. */
const stepsPerElementMax = 16;

/** How deep and how large a page may be that is looked at. */
export interface MarkupLimits {
  readonly depthMax: number;
  readonly elementsMax: number;
}

/** Whether markup exceeds the limits; elements that HTML closes by itself have more depth. */
export function exceeds(html: string, { depthMax, elementsMax }: MarkupLimits): boolean {
  const marksMax = elementsMax * marksPerElementMax;
  if (hasMore(html, '<', marksMax) || hasMore(html, '&', marksMax)) return true;
  let elements = 0;
  let attributesAll = 0;
  let steps = 0;
  let depth = 0;
  let leftOpen = 0;
  let tooMuch = false;
  readMarkup(
    html,
    {
      open(name, attributes, selfClosing) {
        elements += 1;
        steps += depth;
        attributesAll += attributes.size;
        tooMuch ||= elements > elementsMax || steps > elementsMax * stepsPerElementMax;
        tooMuch ||= attributes.size >= attributesMax;
        tooMuch ||= attributesAll > elementsMax * attributesPerElementMax;
        if (selfClosing || voidElements.has(name)) return;
        if (closedByOthers.has(name)) leftOpen += 1;
        else depth += 1;
        tooMuch ||= depth > depthMax || leftOpen > leftOpenMax;
      },
      close(name) {
        if (voidElements.has(name)) return;
        if (closedByOthers.has(name)) leftOpen = Math.max(0, leftOpen - 1);
        else depth = Math.max(0, depth - 1);
      },
      enough: () => tooMuch,
    },
    { html: true },
  );
  return tooMuch;
}

function hasMore(text: string, character: string, max: number): boolean {
  let count = 0;
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) {
    count += 1;
    if (count > max) return true;
  }
  return false;
}
