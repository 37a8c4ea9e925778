/**
 * Tells blocks that lead away from a story: "see also" and its links, "follow us", "read more", the
 * mark of an advertisement. What must go says so and is hardly more than its links.
 */
import { isSameSite } from '../url.ts';
import {
  adMark,
  firstAppeared,
  followUs,
  invitation,
  otherStories,
  wholeStory,
} from './aside-words.ts';
import { type Element, elementsNamed, isBlock, type Origin, visibleText } from './dom.ts';

/** How much a block says, and how much of that in links. */
export interface Measure {
  readonly chars: number;
  readonly linkChars: number;
  readonly images: number;
}

const blockCharsMax = 400;
/** What a block may say besides its links: the words of an invitation, no sentence of a story. */
const saidCharsMax = 60;

/** Whether a block is nothing but an invitation to go elsewhere. */
export function isAside(element: Element, measure: Measure, origin: Origin): boolean {
  const { chars, linkChars, images } = measure;
  if (chars === 0 || chars > blockCharsMax || chars - linkChars > saidCharsMax) return false;
  if (!mayBeAside(element)) return false;
  const text = visibleText(element).toLowerCase();
  if (linkChars === 0) return images === 0 && isPlainAside(element, text);
  if (otherStories.test(text)) return origin.isAllThereIs !== true;
  if (images > 0 || signsUpElsewhere(element, text, origin)) return false;
  if (followUs.test(text) || firstAppeared.test(text)) return true;
  return wholeStory.test(text) && !leadsAway(element, origin);
}

/** Whether a text, in small letters, begins by asking to go elsewhere, to subscribe or to follow. */
export function asksForSomething(text: string): boolean {
  return [otherStories, followUs, invitation, wholeStory, adMark].some((words) => words.test(text));
}

/** "Sign up here" with a link to where a course or a walk is booked is what the item is about. */
export function signsUpElsewhere(
  element: Pick<Element, 'children'>,
  text: string,
  { baseUrl }: Origin,
): boolean {
  if (baseUrl === undefined || !/^\P{L}*sign up(?!\p{L})/u.test(text)) return false;
  return elementsNamed('a', element.children).some(({ attribs: { href = '' } }) => {
    return !(isSameSite(href, baseUrl) || /subscri|newsletter|list-manage|mailchi/i.test(href));
  });
}

function leadsAway(element: Element, { baseUrl }: Origin): boolean {
  const links = elementsNamed('a', element.children);
  const hrefs = links.flatMap(({ attribs }) => attribs.href ?? []);
  return baseUrl !== undefined && hrefs.some((href) => !isSameSite(href, baseUrl));
}

function isPlainAside(element: Element, text: string): boolean {
  if (/^h[1-6]$/.test(element.name)) return false;
  return adMark.test(text) || followUs.exec(text)?.[0].length === text.length;
}

/** A cell or an entry of a list is one among others, whatever it says. */
const entryNames = new Set(['li', 'td', 'th', 'tr', 'blockquote', 'pre']);

function mayBeAside(element: Element): boolean {
  return isBlock(element) && !entryNames.has(element.name);
}

const labelCharsMax = 40;

/** Whether a block announces links to other stories: it goes with them, and stays without. */
export function isAsideLabel(element: Element, { chars, linkChars, images }: Measure): boolean {
  if (chars === 0 || chars > labelCharsMax || linkChars + images > 0) return false;
  return mayBeAside(element) && otherStories.test(visibleText(element).toLowerCase());
}

/** Whether a block is hardly more than links. */
export function isLinkList({ chars, linkChars }: Measure): boolean {
  return linkChars > 0 && (chars - linkChars) * 4 <= chars;
}
