/**
 * The first and last blocks of an item are where a feed puts what the story does not need: its
 * date once more, "read more", a row of advertised addresses.
 */
import {
  type Element,
  elementsNamed,
  isBlock,
  isBreak,
  isElement,
  isImage,
  isLongerThan,
  isVisible,
  type Node,
  type Origin,
  type Parent,
  remove,
  visibleText,
} from './dom.ts';
import { isOnlyDate } from './own-date.ts';
import { hostOf, isSamePage, isSameSite } from './url.ts';

/** Cleans both ends of the tree; tells whether anything went, as what is left may be empty now. */
export function cleanEnds(root: Parent, origin: Origin): boolean {
  const start = dropLeadingDate(root, origin);
  const end = dropTrailing(root, origin, true);
  return start || end;
}

function isBlank(node: Node): boolean {
  return node.type === 'text' && !isVisible(node.data);
}

function isSpacing(node: Node): boolean {
  return isBlank(node) || isBreak(node);
}

/** The nodes up to the first block or break: a line that no element wraps. */
function firstLine(parent: Parent): Node[] {
  const nodes = parent.children;
  const start = nodes.findIndex((node) => !isSpacing(node));
  if (start < 0) return [];
  const first = nodes[start];
  if (first && isBlock(first)) return [first];
  const length = nodes.slice(start).findIndex((node) => isBlock(node) || isBreak(node));
  return length < 0 ? nodes.slice(start) : nodes.slice(start, start + length);
}

function lastLine(parent: Parent): Node[] {
  const nodes = parent.children;
  const end = nodes.findLastIndex((node) => !isSpacing(node));
  const last = nodes[end];
  if (last === undefined || isBlock(last)) return last ? [last] : [];
  const before = nodes.slice(0, end).findLastIndex((node) => isBlock(node) || isBreak(node));
  return nodes.slice(before + 1, end + 1);
}

function hasImage(nodes: readonly Node[]): boolean {
  return nodes.some(isImage) || elementsNamed('img', nodes).length > 0;
}

function dropLeadingDate(parent: Parent, origin: Origin): boolean {
  let dropped = false;
  for (;;) {
    const line = firstLine(parent);
    const [only] = line;
    if (isDateLine(line, origin)) {
      line.forEach(remove);
      dropped = true;
    } else {
      const inner = line.length === 1 && isContainer(only) && dropLeadingDate(only, origin);
      return dropped || inner;
    }
  }
}

function isDateLine(line: readonly Node[], { publishedAt }: Origin): boolean {
  if (isLongerThan(rawCharsMax, line)) return false;
  return isOnlyDate(visibleText(line), publishedAt) && !hasImage(line);
}

function isContainer(node: Node | undefined): node is Element {
  return (
    isElement(node) && ['div', 'section', 'article', 'header', 'main', 'td'].includes(node.name)
  );
}

/** Goes up from the end, block by block and into the last one, while there is junk. */
function dropTrailing(parent: Parent, origin: Origin, isOutermost: boolean): boolean {
  let dropped = false;
  for (;;) {
    const line = lastLine(parent);
    const [only] = line;
    if (line.length === 0) return dropped;
    const isSole = isOutermost && line[0] === firstLine(parent)[0];
    if (isTrailingJunk(line, origin, isSole)) {
      line.forEach(remove);
      dropped = true;
      continue;
    }
    if (line.length > 1 || !isContainer(only)) return dropLastLink(line, origin) || dropped;
    return dropTrailing(only, origin, isSole) || dropped;
  }
}

const labelCharsMax = 40;
/** What is longer than this is no mere end. */
const endCharsMax = 400;
/** The same before white space is folded. */
const rawCharsMax = 4_000;

function isTrailingJunk(line: readonly Node[], origin: Origin, isSole: boolean): boolean {
  if (isLongerThan(rawCharsMax, line)) return false;
  const text = visibleText(line);
  if (text.length > endCharsMax || hasImage(line)) return false;
  const links = elementsNamed('a', line);
  const linkText = links.map((link) => visibleText(link)).join('');
  const said = text.length - linkText.length;
  if (links.length === 0) return !isSole && isHeading(line);
  if (links.some((link) => isSelf(link, origin))) return said <= (isSole ? 2 : labelCharsMax);
  if (isSole || said > labelCharsMax || sourceWords.test(text)) return false;
  return links.every((link) => isBare(link) && !isSameSite(link.attribs.href, origin.baseUrl));
}

/** A heading with nothing below it. */
function isHeading(line: readonly Node[]): boolean {
  const [only] = line;
  return isElement(only) && /^h[1-6]$/.test(only.name);
}

function isSelf(link: Element, origin: Origin): boolean {
  return isSamePage(link.attribs.href, origin.baseUrl);
}

/** Links that name where the story comes from are part of it. */
const sourceWords =
  /(?:^|[^\p{L}])(?:source|sources|via|quelle|quellen|fuente|fuentes|fonte|fonti|источник|المصدر|מקור|bron)(?:$|[^\p{L}])|来源|來源|出典|參考|参考|출처/iu;

/** A link whose text is its own address. */
function isBare(link: Element): boolean {
  const href = link.attribs.href ?? '';
  const text = visibleText(link).toLowerCase();
  const address = (url: string) => url.toLowerCase().replace(/^https?:\/\/(?:www\.)?|\/+$/g, '');
  return address(text) === address(href) || address(text) === hostOf(href);
}

const moreCharsMax = 30;

/** "Read more" at the end of the last paragraph: a link to the item itself, after a full stop. */
function dropLastLink(line: readonly Node[], origin: Origin): boolean {
  let last = line.findLast((node) => !isSpacing(node));
  while (isElement(last) && last.name !== 'a') last = last.children.findLast((n) => !isSpacing(n));
  if (!isElement(last) || !isSelf(last, origin) || hasImage([last])) return false;
  if (visibleText(last).length > moreCharsMax || !last.prev) return false;
  if (!/[.!?…。！？؟»”"')\]]$/.test(visibleText(last.prev))) return false;
  remove(last);
  return true;
}
