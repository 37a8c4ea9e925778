/**
 * Takes out what is no part of the story, from the inside out: share widgets, promos, trackers,
 * empty anchors and blocks, custom elements.
 */
import {
  type Element,
  elementsNamed,
  isBlock,
  isBreak,
  isElement,
  isImage,
  type Node,
  type Origin,
  type Parent,
  setChildren,
  textNode,
  visibleChars,
  visibleText,
} from './dom.ts';
import { isShareLink } from './share.ts';

/** What a subtree holds once its junk is gone. */
interface Holding {
  readonly chars: number;
  readonly linkChars: number;
  readonly images: number;
  /** A share link was taken out of it. */
  readonly shared: boolean;
}

interface Kept {
  readonly nodes: readonly Node[];
  readonly holding: Holding;
}

const nothing: Holding = { chars: 0, linkChars: 0, images: 0, shared: false };
const gone: Kept = { nodes: [], holding: nothing };
const goneShare: Kept = { nodes: [], holding: { ...nothing, shared: true } };

/** Prunes the tree in place. */
export function removeJunk(root: Parent, origin: Origin): void {
  pruneChildren(root, origin);
}

function pruneChildren(parent: Parent, origin: Origin): Holding {
  const kept: Kept[] = [];
  for (const child of parent.children) {
    const pruned = prune(child, origin);
    if (pruned.nodes.length === 0 && pruned.holding.shared) dropShareLabel(kept);
    kept.push(pruned);
  }
  const nodes: Node[] = [];
  for (const one of kept) nodes.push(...one.nodes);
  setChildren(parent, nodes);
  return total(kept);
}

function total(kept: readonly Kept[]): Holding {
  let [chars, linkChars, images, shared] = [0, 0, 0, false];
  for (const { holding } of kept) {
    chars += holding.chars;
    linkChars += holding.linkChars;
    images += holding.images;
    shared ||= holding.shared;
  }
  return { chars, linkChars, images, shared };
}

function prune(node: Node, origin: Origin): Kept {
  if (node.type === 'text') {
    return { nodes: [node], holding: { ...nothing, chars: visibleChars(node.data) } };
  }
  if (!isElement(node) || contentlessNames.has(node.name) || isHidden(node)) return gone;
  if (isBreak(node)) return { nodes: [node], holding: nothing };
  if (isImage(node)) return pruneImage(node);
  const holding = pruneChildren(node, origin);
  if (node.name === 'a') return pruneLink(node, holding, origin);
  if (isEmpty(node, holding)) return { nodes: remains(node), holding };
  if (isShareLabel(node, holding)) return goneShare;
  if (isPromo(node, holding) || isWidget(node, holding)) return gone;
  return { nodes: [node], holding };
}

const contentlessNames = new Set(
  `script style template svg math object applet embed iframe frame frameset form button input select
   textarea canvas map area audio video source track param nav dialog head title meta link base
   noscript colgroup col`.split(/\s+/),
);

function isHidden({ attribs }: Element): boolean {
  if ('hidden' in attribs) return true;
  const { style } = attribs;
  return style !== undefined && /display\s*:\s*none|visibility\s*:\s*hidden/i.test(style);
}

/** Pictures of one pixel watch the reader (or space out a table), they show nothing. */
function pruneImage(image: Element): Kept {
  const { src, alt = '', width, height, style = '' } = image.attribs;
  const isDot = (size: string | undefined) =>
    size !== undefined && /^\s*[01](?:px)?\s*$/.test(size);
  if (!src || isDot(width) || isDot(height)) return gone;
  if (/(?:^|[;\s])(?:width|height)\s*:\s*[01](?:px)?\s*(?:;|$)/i.test(style)) return gone;
  if (beacon.test(src.split(/[?#]/)[0] ?? '')) return gone;
  if (alt !== '' && emoji.test(alt)) {
    return { nodes: textNode(alt), holding: { ...nothing, chars: 1 } };
  }
  return { nodes: [image], holding: { ...nothing, images: 1 } };
}

const emoji = /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{RI}|\u200d|\ufe0f)+$/u;
const beacon =
  /\/(?:1x1|pixel|spacer|blank|clear|transparent|beacon|track(?:er|ing)?|open|count(?:er)?)\.(?:gif|png)$/i;

/** A mark beside a heading that links to itself takes no more, in UTF-16. */
const markCharsMax = 2;
/** A longer text is worth keeping even when its link would only share it. */
const shareTextCharsMax = 80;

function pruneLink(link: Element, holding: Holding, origin: Origin): Kept {
  const { href } = link.attribs;
  if (href !== undefined && isShareLink(href, origin.baseUrl)) {
    const isQuote = holding.chars > shareTextCharsMax;
    return isQuote ? { nodes: link.children, holding } : goneShare;
  }
  if (isEmpty(link, holding)) return { nodes: remains(link), holding };
  if (holding.chars <= markCharsMax && /^[#¶§∞🔗]$/u.test(visibleText(link))) return gone;
  const isUsable = href !== undefined && /^(?:https?|mailto):/.test(href);
  const isOuter = elementsNamed('a', link.children).length > 0;
  if (!isUsable || isOuter) return { nodes: link.children, holding };
  return { nodes: [link], holding: { ...holding, linkChars: holding.chars } };
}

function isEmpty(element: Element, { chars, images }: Holding): boolean {
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
function dropShareLabel(kept: Kept[]): void {
  for (let index = kept.length - 1; index >= 0; index -= 1) {
    const [node] = kept[index]?.nodes ?? [];
    if (node === undefined || isBreak(node)) continue;
    const text = visibleText(node);
    if (text === '' && !kept[index]?.holding.images) continue;
    const asks = shareWords.test(text) || /[:：]$/.test(text);
    if (isElement(node) && asks && isLabel(text)) kept[index] = gone;
    return;
  }
}

const adHint = /(?:^|[\s_-])(?:ads?|adsense|advert\w*|\w*promo\w*|sponsor\w*)(?:$|[\s_-])/i;
const asideHint =
  /(?:^|[\s_-])(?:share\w*|sharing|social\w*|subscribe\w*|newsletter\w*|signup|related\w*|recommend\w*|read-?more|comments?)(?:$|[\s_-])/i;
const asideCharsMax = 200;

/** Blocks that call themselves promotion, and are as short or as full of links as one. */
function isPromo(element: Element, { chars, linkChars, images, shared }: Holding): boolean {
  const names = Object.keys(element.attribs);
  if (names.length === 0) return false;
  const { class: classes = '', id = '' } = element.attribs;
  const data = names.filter((name) => name.startsWith('data-'));
  const hints = [classes, id, ...data].join(' ');
  const isAd = adHint.test(hints);
  if (!isAd && !asideHint.test(hints)) return false;
  if (linkChars * 2 >= chars && chars > 0) return true;
  if (images > 0 && !isAd) return false;
  return chars <= labelCharsMax || ((linkChars > 0 || shared) && chars <= asideCharsMax);
}

/** A custom element is a page's own machinery, unless it wraps prose. */
function isWidget(element: Element, { chars, linkChars, images }: Holding): boolean {
  return element.name.includes('-') && images === 0 && chars - linkChars <= asideCharsMax;
}
