/** Tells a page's own machinery, which stands in elements of its own names, from text in such. */
import type { Measure } from './asides.ts';
import { type Element, elementsNamed, type Node, type Parent, visibleText } from './dom.ts';
import { namesWidget } from './hints.ts';
import { spend } from './work.ts';

/** What says more than this besides its links is text, whatever wraps it. */
const widgetCharsMax = 200;

/**
 * A custom element is a page's own machinery, unless it wraps prose or code, or is a word within a
 * sentence.
 */
export function isWidget(element: Element, measure: Measure, parent: Parent): boolean {
  const { chars, linkChars, images } = measure;
  if (!element.name.includes('-') || images > 0 || chars - linkChars > widgetCharsMax) return false;
  if (namesWidget(element)) return true;
  if (isWithinLine(element, parent) || holdsCode(element)) return false;
  return !isSentence(visibleText(element)) || linkChars * 2 > chars;
}

/** More than a word, and a mark that ends it. */
function isSentence(text: string): boolean {
  return /[ \u3000-\u9fff\uac00-\ud7a3]/.test(text) && sentenceEnd.test(text.slice(-2));
}

const sentenceEnd = /[.!?…؟।。！？]["”’»)\]」』）]?$/;

function holdsCode(element: Element): boolean {
  return ['pre', 'code', 'kbd', 'samp', 'table', 'ul', 'ol', 'blockquote'].some(
    (name) => elementsNamed(name, element.children).length > 0,
  );
}

/** Whether words stand beside an element, in the same line. */
function isWithinLine(element: Element, { children }: Parent): boolean {
  spend(children.length >> 2);
  const index = children.indexOf(element);
  const saysSo = (node: Node | undefined) =>
    node?.type === 'text' && /[\p{L}\p{N}]/u.test(node.data);
  return saysSo(children[index - 1]) || saysSo(children[index + 1]);
}
