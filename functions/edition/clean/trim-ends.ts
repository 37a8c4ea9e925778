/**
 * The first and last blocks of an item are where a feed puts what the story does not need: its
 * date once more, "read more", a row of advertised addresses.
 */
import { trimEndOf } from '../../config/trim-end.ts';
import { hostOf, isSamePage, isSameSite } from '../url.ts';
import { signsUpElsewhere } from './asides.ts';
import {
  type Element,
  elementsNamed,
  holdsImage,
  isBlock,
  isBreak,
  isElement,
  isLongerThan,
  isVisible,
  type Node,
  type Origin,
  type Parent,
  visibleText,
} from './dom.ts';
import {
  isEndLine,
  isInvitation,
  isLooseLabel,
  isMoreWithoutLink,
  tellsWhereItStood,
} from './end-lines.ts';
import { dropEntryTail } from './entry-tail.ts';
import { dateCharsMax, isOnlyDate } from './own-date.ts';
import { spend } from './work.ts';

/** Cleans both ends of the tree, and again where one laid bare what the other removes. */
export function trimEnds(root: Parent, origin: Origin): void {
  dropEntryTail(root, origin);
  dropLeading(root, origin, root);
  while (dropTrailing(root, origin, true) && dropLeading(root, origin, root));
}

function isBlank(node: Node): boolean {
  return node.type === 'text' && !isVisible(node.data);
}

function isSpacing(node: Node): boolean {
  return isBlank(node) || isBreak(node);
}

/** The nodes up to the first block or break: a line that no element wraps. */
function firstLine(nodes: readonly Node[]): readonly Node[] {
  spend(nodes.length);
  const start = nodes.findIndex((node) => !isSpacing(node));
  if (start < 0) return [];
  const first = nodes[start];
  if (first && isBlock(first)) return [first];
  const length = nodes.slice(start).findIndex((node) => isBlock(node) || isBreak(node));
  return length < 0 ? nodes.slice(start) : nodes.slice(start, start + length);
}

function lastLine(parent: Parent): Node[] {
  const nodes = parent.children;
  spend(nodes.length);
  const end = nodes.findLastIndex((node) => !isSpacing(node));
  const last = nodes[end];
  if (last === undefined || isBlock(last)) return last ? [last] : [];
  const before = nodes.slice(0, end).findLastIndex((node) => isBlock(node) || isBreak(node));
  return nodes.slice(before + 1, end + 1);
}

/** Takes a line out, and the spacing that it leaves at the end of its parent. */
function drop(line: readonly Node[], parent: Parent): void {
  spend(parent.children.length);
  const gone = new Set(line);
  const kept = parent.children.filter((node) => !gone.has(node));
  const start = kept.findIndex((node) => !isSpacing(node));
  const end = kept.findLastIndex((node) => !isSpacing(node));
  parent.children = start < 0 ? [] : kept.slice(start, end + 1);
}

function dropIfEmptied(element: Element, parent: Parent): void {
  if (element.children.length === 0) drop([element], parent);
}

/** Goes down from the start while there is the date, or an invitation with something below it. */
function dropLeading(parent: Parent, origin: Origin, root: Parent): boolean {
  let dropped = false;
  for (;;) {
    const line = firstLine(parent.children);
    const [only] = line;
    if (isDateLine(line, origin) || isLeadingInvitation(line, root)) drop(line, parent);
    else if (isContainer(only) && dropLeading(only, origin, root)) dropIfEmptied(only, parent);
    else return dropDateBelow(line, parent, origin) || dropped;
    dropped = true;
  }
}

function isLeadingInvitation(line: readonly Node[], root: Parent): boolean {
  if (line.length === 0 || line.some(isEntry) || isLongerThan(endCharsMax, line)) return false;
  if (line.some(holdsImage)) return false;
  const text = visibleText(line);
  const hasLink = elementsNamed('a', line).length > 0;
  return isInvitation(text, hasLink) && isLongerThan(text.length + restCharsMin, root.children);
}

/** What is left must be something. */
const restCharsMin = 20;

/** Lists, tables, code and quotations say what they say. */
function isEntry(node: Node): boolean {
  return isElement(node) && /^(?:ul|ol|table|pre|blockquote|h[1-6])$/.test(node.name);
}

/** The line below may be the date when the first one only says who wrote it. */
function dropDateBelow(line: readonly Node[], parent: Parent, origin: Origin): boolean {
  if (origin.publishedAt === undefined || isLongerThan(bylineCharsMax, line)) return false;
  const last = line.at(-1);
  if (last === undefined || isContainer(last)) return false;
  const below = firstLine(parent.children.slice(parent.children.indexOf(last) + 1));
  if (!isDateLine(below, origin)) return false;
  drop(below, parent);
  return true;
}

function isDateLine(line: readonly Node[], { publishedAt, isAllThereIs }: Origin): boolean {
  if (isAllThereIs || line.length === 0 || isLongerThan(dateCharsMax, line)) return false;
  return isOnlyDate(visibleText(line), publishedAt) && !line.some(holdsImage);
}

function isContainer(node: Node | undefined): node is Element {
  return isElement(node) && node.name === 'div';
}

/** Goes up from the end, block by block and into the last one, while there is junk. */
function dropTrailing(parent: Parent, origin: Origin, isOutermost: boolean): boolean {
  let dropped = false;
  for (;;) {
    const line = lastLine(parent);
    const [only] = line;
    if (only === undefined) return dropped;
    const isSole = isOutermost && only === firstLine(parent.children)[0];
    if (isTrailingJunk(line, origin, isSole)) drop(line, parent);
    else if (isContainer(only)) {
      if (!dropTrailing(only, origin, isSole)) return dropped;
      dropIfEmptied(only, parent);
    } else return dropLastLink(line, parent, origin) || dropped;
    dropped = true;
  }
}

const bylineCharsMax = 80;
const labelCharsMax = 40;
/** What is longer than this is no mere end. */
const endCharsMax = 400;
const endLineCharsMax = 320;

function isTrailingJunk(line: readonly Node[], origin: Origin, isSole: boolean): boolean {
  const links = elementsNamed('a', line);
  const isShort = !isLongerThan(endCharsMax, line) && !line.some(holdsImage);
  if (isShort && !isSole && !line.some(isEntry) && isSaidAtEnds(line, links, origin)) return true;
  if (links.length === 0) return !isSole && isLooseHeading(line) && !line.some(holdsImage);
  if (!isShort) return false;
  const text = visibleText(line);
  const said = text.length - links.reduce((chars, link) => chars + visibleText(link).length, 0);
  if (said > labelCharsMax) return false;
  if (links.some((link) => isSelf(link, origin))) {
    return links.every((link) => staysHere(link, origin)) && (!isSole || said <= 2);
  }
  if (isSole || sourceWords.test(text)) return false;
  return links.length > 1 && links.every((link) => isAdvertised(link, origin));
}

function isSaidAtEnds(line: readonly Node[], links: readonly Element[], origin: Origin): boolean {
  if (isLongerThan(endLineCharsMax, line)) return false;
  const text = visibleText(line).toLowerCase();
  if (isEndLine(text, links.length > 0))
    return !signsUpElsewhere({ children: [...line] }, text, origin);
  if (links.length === 0) return isMoreWithoutLink(text) || isLooseLabel(text);
  return tellsWhereItStood(
    text,
    links.some((link) => isSamePage(link.attribs.href, origin.baseUrl)),
  );
}

function staysHere(link: Element, origin: Origin): boolean {
  const { href } = link.attribs;
  return isSelf(link, origin) || isSameSite(href, origin.baseUrl);
}

/** The front page of another site, under its own address: a row of these is an advertisement. */
function isAdvertised(link: Element, { baseUrl }: Origin): boolean {
  const url = URL.parse(link.attribs.href ?? '');
  const isFront = url !== null && url.pathname === '/' && url.search === '';
  return isFront && isBare(link) && !isSameSite(url.href, baseUrl);
}

/** A heading with nothing below it, unless it is a sentence: those are how some texts end. */
function isLooseHeading(line: readonly Node[]): boolean {
  const [only] = line;
  if (!(isElement(only) && /^h[1-6]$/.test(only.name))) return false;
  const text = visibleText(line).toLowerCase();
  const isSaid = isInvitation(text, false) || isMoreWithoutLink(text) || isLooseLabel(text);
  return isSaid || text.length < saidCharsMin || !/[.!?…。！？؟]$/.test(text);
}

const saidCharsMin = 10;

/** A link to a place within the item is a footnote, unless that is where people comment. */
const ownPlace = /^#(?!comment|respond|reply|disqus|more)./i;

function isSelf(link: Element, origin: Origin): boolean {
  const href = link.attribs.href ?? '';
  return isSamePage(href, origin.baseUrl) && !ownPlace.test(URL.parse(href)?.hash ?? '');
}

/** Links that name where the story comes from are part of it. */
const sourceWords =
  /(?:^|[^\p{L}])(?:source|sources|via|quelle|quellen|fuente|fuentes|fonte|fonti|источник|المصدر|מקור|bron)(?:$|[^\p{L}])|来源|來源|出典|參考|参考|출처/iu;

/** A link whose text is its own address. */
function isBare(link: Element): boolean {
  const href = link.attribs.href ?? '';
  const text = visibleText(link).toLowerCase();
  const address = (url: string) =>
    trimEndOf(url.toLowerCase().replace(/^https?:\/\/(?:www\.)?/, ''), /\//);
  return address(text) === address(href) || address(text) === hostOf(href);
}

const moreCharsMax = 30;

/** "Read more" at the end of the last paragraph: a link to the item itself, after a full stop. */
function dropLastLink(line: readonly Node[], parent: Parent, origin: Origin): boolean {
  const last = line.findLast((node) => !isSpacing(node));
  if (!isElement(last)) return false;
  if (last.name !== 'a') {
    const dropped = dropLastLink(last.children, last, origin);
    if (dropped) dropIfEmptied(last, parent);
    return dropped;
  }
  const before = parent.children[parent.children.indexOf(last) - 1];
  if (before === undefined || holdsImage(last)) return false;
  const text = visibleText(last);
  const isMore = origin.baseUrl === undefined && isMoreWithoutLink(text.toLowerCase());
  if (text.length > moreCharsMax || !(isMore || isSelf(last, origin))) return false;
  if (!/[.!?…。！？؟»”"')\]]$/.test(visibleText(before))) return false;
  drop([last], parent);
  return true;
}
