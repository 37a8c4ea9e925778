/**
 * Makes pictures and links work outside of the page they were written for: lazy images load,
 * `srcset` becomes one `src`, players become links, URLs become absolute and lose their tracking.
 */
import { absoluteUrl, hostOf, withoutTracking } from '../url.ts';
import { become, type Element, elementsNamed, isElement, type Origin, type Parent } from './dom.ts';
import { bestOf } from './srcset.ts';
import { spend } from './work.ts';

/** Repairs the tree in place. */
export function repair(parent: Parent, origin: Origin): void {
  for (const node of parent.children) {
    if (node.type === 'text') continue;
    const { name } = node;
    if (name === 'a') repairLink(node, origin);
    else if (name === 'img' || name.endsWith('-img')) repairImage(node, parent, origin);
    else if (name === 'noscript') revealImage(node, parent);
    else if (playerNames.has(name)) playerToLink(node, origin);
    repair(node, origin);
  }
}

/** A lazy picture often has its plain self in a noscript right behind it. */
function revealImage(noscript: Element, parent: Parent): void {
  const [image] = elementsNamed('img', noscript.children);
  if (!image || !sourceOf(image, noscript)) return;
  spend(1 + (parent.children.length >> 4));
  const index = parent.children.indexOf(noscript);
  const before = parent.children.slice(0, index).findLast(isElement);
  if (before?.name === 'img') {
    if (sourceOf(before, parent)) return;
    become(before, 'span');
  }
  become(noscript, 'span');
}

const keptOfImage = ['width', 'height', 'hidden', 'style'];

function repairImage(image: Element, parent: Parent, origin: Origin): void {
  const source = sourceOf(image, parent);
  const src = source === undefined ? undefined : addressOf(source, origin);
  const attribs: Element['attribs'] = src === undefined ? {} : { src };
  attribs.alt = (image.attribs.alt ?? '').replace(/\s+/g, ' ').trim();
  for (const name of keptOfImage) {
    const value = image.attribs[name];
    if (value !== undefined) attribs[name] = value;
  }
  become(image, 'img', attribs);
}

function addressOf(source: string, { baseUrl, keepsRelative = false }: Origin): string | undefined {
  const isRelative = keepsRelative && baseUrl === undefined && URL.parse(source) === null;
  return absoluteUrl(source, baseUrl) ?? (isRelative ? source : undefined);
}

const lazyAttributes = ['data-src', 'data-lazy-src', 'data-original', 'data-lazy'];
const lazySets = ['data-srcset', 'data-lazy-srcset', 'srcset'];
/** The address that the picture has once a page has loaded it, if it has one. */
function sourceOf(image: Element, parent: Parent): string | undefined {
  const named = (name: string) => usable(image.attribs[name]);
  const best = (name: string) => usable(bestOf(image.attribs[name]));
  return (
    firstOf(lazyAttributes, named) ??
    named('src') ??
    firstOf(lazySets, best) ??
    firstOf(pictureSources(parent), ({ attribs }) => usable(bestOf(attribs.srcset)))
  );
}

function usable(url: string | undefined): string | undefined {
  const trimmed = url?.trim();
  return trimmed === undefined || isPlaceholder(trimmed) ? undefined : trimmed;
}

const placeholderWords = 'blank placeholder spacer transparent lazy loading grey 1x1'.split(' ');

/** No address at all, or that of a file that calls itself a stand-in. */
function isPlaceholder(url: string): boolean {
  if (/^(?:data:|about:|$)/.test(url)) return true;
  const pieces = url.toLowerCase().split('.');
  return pieces.some((piece, n) => n > 0 && isPicture(piece) && isStandIn(pieces[n - 1] ?? ''));
}

const isPicture = (piece: string) => /^(?:gif|png|svg|jpe?g)/.test(piece);

function isStandIn(piece: string): boolean {
  const name = piece.split(/[^\w-]/).at(-1) ?? '';
  return name
    .split(/[_-]/)
    .some((word) => placeholderWords.some((placeholder) => word.startsWith(placeholder)));
}

function firstOf<T>(all: readonly T[], find: (one: T) => string | undefined): string | undefined {
  for (const one of all) {
    const found = find(one);
    if (found !== undefined) return found;
  }
  return undefined;
}

function pictureSources(parent: Parent): Element[] {
  const isPicture = isElement(parent) && parent.name === 'picture';
  return isPicture ? elementsNamed('source', parent.children) : [];
}

function repairLink(link: Element, origin: Origin): void {
  const url = absoluteUrl(link.attribs.href ?? '', origin.baseUrl);
  if (url === undefined) return;
  link.attribs.href = withoutTracking(url);
}

const playerNames = new Set(['iframe', 'embed', 'video', 'audio']);

/** A mail plays nothing; a link to what would have been played keeps the item whole. */
function playerToLink(player: Element, origin: Origin): void {
  const [source] = elementsNamed('source', player.children);
  const src = player.attribs.src ?? player.attribs['data-src'] ?? source?.attribs.src ?? '';
  const href = absoluteUrl(src, origin.baseUrl);
  const isFrame = player.name === 'iframe' || player.name === 'embed';
  if (href === undefined || (isFrame && !/\b(?:embed|player|video)\b/i.test(href))) return;
  become(player, 'a', { href });
  player.children = [{ type: 'text', data: `▶ ${hostOf(href) ?? ''}` }];
}
