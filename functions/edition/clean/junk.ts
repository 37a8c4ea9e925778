/**
 * Takes out what is no part of the story, from the inside out: share widgets, promos, trackers,
 * empty anchors and blocks, custom elements.
 */
import { isAside, isAsideLabel, isLinkList } from './asides.ts';
import { isBadge, isCounter } from './counter.ts';
import {
  become,
  type Element,
  elementsNamed,
  holdsImage,
  isBlock,
  isBreak,
  isElement,
  isImage,
  type Node,
  type Origin,
  type Parent,
  type Text,
  visibleChars,
  visibleText,
} from './dom.ts';
import { hintOf } from './hints.ts';
import { isProse, isQuestion, isWithinSentence } from './part-of-text.ts';
import { isShareLink } from './share.ts';
import { isWidget } from './widgets.ts';
import { spend } from './work.ts';

/** What a subtree holds once its junk is gone. */
interface Holding {
  chars: number;
  linkChars: number;
  images: number;
  /** A share link or a form was taken out of it. */
  shared: boolean;
}

interface Kept {
  readonly nodes: readonly Node[];
  readonly holding: Readonly<Holding>;
}

const nothing: Holding = { chars: 0, linkChars: 0, images: 0, shared: false };
const gone: Kept = { nodes: [], holding: nothing };
const goneShare: Kept = { nodes: [], holding: { ...nothing, shared: true } };

/** Prunes the tree in place. */
export function removeJunk(parent: Parent, origin: Origin): Readonly<Holding> {
  spend(parent.children.length);
  const level: Level = { nodes: [], holding: { ...nothing }, label: undefined };
  for (const child of parent.children) {
    if (child.type === 'text') addText(child, level);
    else addElement(child, level, { origin, parent });
  }
  parent.children = level.nodes;
  return level.holding;
}

/** What is kept of the children of an element. */
interface Level {
  readonly nodes: Node[];
  readonly holding: Holding;
  /** The last block, when it announced links to other stories. */
  label: Element | undefined;
}

function addText(text: Text, level: Level): void {
  const chars = visibleChars(text.data);
  if (chars > 0) level.label = undefined;
  level.nodes.push(text);
  level.holding.chars += chars;
}

interface Place {
  readonly origin: Origin;
  readonly parent: Parent;
}

function addElement(element: Element, level: Level, place: Place): void {
  const { nodes, holding } = prune(element, place);
  if (level.label !== undefined && isLinkList(holding) && !place.origin.isAllThereIs) {
    dropLabel(level.label, level);
    return;
  }
  if (nodes.length === 0 && holding.shared) dropShareLabel(level);
  level.holding.shared ||= holding.shared;
  if (holding.chars + holding.images > 0) {
    level.label = isAsideLabel(element, holding) ? element : undefined;
    level.holding.chars += holding.chars;
    level.holding.linkChars += holding.linkChars;
    level.holding.images += holding.images;
  }
  for (const node of nodes) level.nodes.push(node);
}

function dropLabel(label: Element, { nodes, holding }: Level): void {
  const index = nodes.lastIndexOf(label);
  spend(nodes.length - index);
  if (index < 0) return;
  nodes.splice(index, 1);
  holding.chars -= visibleChars(visibleText(label));
}

function prune(element: Element, { origin, parent }: Place): Kept {
  if (contentlessNames.has(element.name) || isHidden(element)) return gone;
  if (isBreak(element)) return { nodes: [element], holding: nothing };
  if (isImage(element)) return pruneImage(element);
  const isPoll = element.name === 'form' && isQuestion(element);
  const holding = removeJunk(element, origin);
  if (element.name === 'a') return pruneLink(element, holding, { origin, parent });
  if (isPoll) return { nodes: element.children, holding };
  if (element.name === 'form') return pruneForm(element, holding);
  if (isEmpty(element, holding)) return { nodes: remains(element), holding };
  if (isShareLabel(element, holding)) return goneShare;
  if (!origin.isAllThereIs && isPromo(element, holding)) return gone;
  if (isWidget(element, holding, parent)) return gone;
  if (isAside(element, holding, origin)) return gone;
  return { nodes: [element], holding };
}

const contentlessNames = new Set(
  `script style template svg math object applet embed iframe frame frameset button input select
   textarea canvas map area audio video source track param nav dialog head title meta link base
   noscript colgroup col`.split(/\s+/),
);

function isHidden({ attribs }: Element): boolean {
  if ('hidden' in attribs) return true;
  const { style, class: classes } = attribs;
  if (style !== undefined && hiddenStyle.test(style.toLowerCase())) return true;
  return classes !== undefined && spokenOnly.test(classes);
}

const hiddenStyle =
  /display\s*:\s*none|visibility\s*:\s*hidden|(?:left|top|text-indent)\s*:\s*-\d{3,}|font-size\s*:\s*0(?:px|em|rem|%|pt)?\s*(?:[;!]|$)/;
/** By convention, what only a screen reader says about a page's controls. */
const spokenOnly =
  /(?:^|\s)(?:sr-only|visually-?hidden|screen-reader(?:-text|-only)?|assistive-text)(?:$|\s)/i;

/** Pictures that only count show nothing, and badges no more than that. */
function pruneImage(image: Element): Kept {
  const { src, alt = '' } = image.attribs;
  if (!src || isCounter(image) || isBadge(image)) return gone;
  if (alt !== '' && emoji.test(alt)) {
    return { nodes: [{ type: 'text', data: alt }], holding: { ...nothing, chars: 1 } };
  }
  return { nodes: [image], holding: { ...nothing, images: 1 } };
}

const emoji = /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{RI}|\u200d|\ufe0f)+$/u;

/** A mark beside a heading that links to itself takes no more, in UTF-16. */
const markCharsMax = 2;
/** A longer text is worth keeping even when its link would only share it. */
const shareTextCharsMax = 80;

function pruneLink(link: Element, holding: Readonly<Holding>, { origin, parent }: Place): Kept {
  const { href } = link.attribs;
  if (href !== undefined && isShareLink(href, origin.baseUrl)) {
    const isQuote = holding.chars > shareTextCharsMax;
    return isQuote || isWithinSentence(link, parent)
      ? { nodes: link.children, holding }
      : goneShare;
  }
  if (isEmpty(link, holding)) return { nodes: remains(link), holding };
  if (holding.chars <= markCharsMax && /^[#¶§∞🔗↩⤴↑^]\ufe0e?$/u.test(visibleText(link)))
    return gone;
  const isUsable = href !== undefined && /^(?:https?|mailto):/.test(href);
  const isOuter = elementsNamed('a', link.children).length > 0;
  if (isOuter || href === undefined) return { nodes: link.children, holding };
  // A link that leads nowhere from a mail still tells what its text was: settling unwraps it.
  if (!isUsable) become(link, 'a');
  return { nodes: [link], holding: { ...holding, linkChars: holding.chars } };
}

function isEmpty(element: Element, { chars, images }: Readonly<Holding>): boolean {
  return chars === 0 && images === 0 && element.name !== 'td' && element.name !== 'th';
}

/** An empty inline element may have parted two words or two lines, and the parting stays. */
function remains(element: Element): readonly Node[] {
  if (isBlock(element)) return [];
  return element.children.filter((node) => isBreak(node) || node.type === 'text');
}

const labelCharsMax = 40;

/** What is left of a share widget when its links are gone: "Share:", a bar between icons. */
function isShareLabel(element: Element, holding: Holding): boolean {
  if (!holding.shared || holding.images > 0 || holding.linkChars > 0) return false;
  return isBlock(element) && isLabel(visibleText(element));
}

/** A short line that asks to share, introduces what is gone, or is a mere bar between icons. */
function isLabel(text: string): boolean {
  if (text.length > labelCharsMax || /[.!?…。！？؟]$/.test(text)) return false;
  return /[:：]$/.test(text) || shareWords.test(text) || !/\p{L}{2}/u.test(text);
}

const shareWords =
  /(?:^|[^\p{L}])(?:share|shares|sharing|tweet|partager|teilen|compartir|compartilhar|condividi|delen|dela|поделиться|شارك|مشاركة|שתף|שתפו|paylaş|udostępnij)(?:$|[^\p{L}])|分享|转发|轉發|シェア|共有|공유/iu;

/** A heading or line in front of share links that says nothing but what they were. */
function dropShareLabel(level: Level): void {
  const label = level.nodes.findLast((node) => !isBreak(node) && isSeen(node));
  if (!isElement(label)) return;
  const text = visibleText(label);
  if (isLabel(text) && (shareWords.test(text) || /[:：]$/.test(text))) dropLabel(label, level);
}

function isSeen(node: Node): boolean {
  return visibleText(node) !== '' || holdsImage(node);
}

/** A mail cannot be filled in; some pages put all that they say into one form. */
function pruneForm(form: Element, holding: Readonly<Holding>): Kept {
  return holding.chars <= asideCharsMax ? goneShare : { nodes: form.children, holding };
}

const asideCharsMax = 200;

/** Blocks that call themselves promotion, and are as short or as full of links as one. */
function isPromo(element: Element, { chars, linkChars, images, shared }: Holding): boolean {
  const hint = hintOf(element);
  if (hint === undefined) return false;
  if (linkChars * 2 >= chars && chars > 0) return true;
  if (images > 0 && hint !== 'ad') return false;
  if (hint === 'either' && !shared && isProse(visibleText(element), linkChars)) return false;
  return chars <= labelCharsMax || ((linkChars > 0 || shared) && chars <= asideCharsMax);
}
