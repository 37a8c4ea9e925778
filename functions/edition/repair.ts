/**
 * Makes pictures and links work outside of the page they were written for: lazy images load,
 * `srcset` becomes one `src`, players become links, URLs become absolute and lose their tracking.
 */
import {
  become,
  type Element,
  elementsNamed,
  isElement,
  type Origin,
  type Root,
  remove,
  setChildren,
  textNode,
} from './dom.ts';
import { absoluteUrl, hostOf, withoutTracking } from './url.ts';

/** Wider pictures cost readers time and show nothing more at 600 px, twice as dense. */
const imageWidthMax = 1200;

/** Repairs the tree in place. */
export function repair(root: Root, origin: Origin): void {
  for (const noscript of elementsNamed('noscript', root.children)) revealImage(noscript);
  for (const element of elementsNamed('*', root.children)) {
    if (element.name === 'a') repairLink(element, origin);
    else if (element.name === 'img' || element.name.endsWith('-img')) repairImage(element, origin);
    else if (playerNames.has(element.name)) playerToLink(element, origin);
  }
}

/** A lazy picture often has its plain self in a noscript right behind it. */
function revealImage(noscript: Element): void {
  const [image] = elementsNamed('img', noscript.children);
  if (!image || !sourceOf(image)) return;
  let before = noscript.prev;
  while (before && !isElement(before)) before = before.prev;
  if (isElement(before) && before.name === 'img') {
    if (sourceOf(before)) return;
    remove(before);
  }
  become(noscript, 'span');
}

function repairImage(image: Element, origin: Origin): void {
  const { alt = '', width, height, hidden, style } = image.attribs;
  const src = absoluteUrl(sourceOf(image) ?? '', origin.baseUrl);
  become(image, 'img', {
    ...(src === undefined ? {} : { src }),
    alt: alt.replace(/\s+/g, ' ').trim(),
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
    ...(hidden === undefined ? {} : { hidden }),
    ...(style === undefined ? {} : { style }),
  });
}

const lazyAttributes = ['data-src', 'data-lazy-src', 'data-original', 'data-lazy'];
const lazySets = ['data-srcset', 'data-lazy-srcset', 'srcset'];
const placeholder =
  /^(?:data:|about:|$)|(?:^|[/_-])(?:blank|placeholder|spacer|transparent|lazy|loading|grey|1x1)[\w-]*\.(?:gif|png|svg|jpe?g)/i;

/** The address that the picture has once a page has loaded it, if it has one. */
function sourceOf(image: Element): string | undefined {
  const named = (name: string) => image.attribs[name]?.trim();
  const usable = (url: string | undefined) => url !== undefined && !placeholder.test(url);
  return [
    ...lazyAttributes.map(named),
    named('src'),
    ...lazySets.map((name) => bestOf(named(name))),
    ...siblingSources(image).map((source) => bestOf(source.attribs.srcset)),
  ].find(usable);
}

function siblingSources(image: Element): Element[] {
  const { parent } = image;
  return isElement(parent) && parent.name === 'picture'
    ? elementsNamed('source', parent.children)
    : [];
}

/** The widest candidate within the limit, else the first (HTML §4.8.4.2.1). */
function bestOf(srcset: string | undefined): string | undefined {
  const candidates = (srcset ?? '').split(/,\s+|\s+,/).map((candidate) => {
    const [url = '', descriptor = ''] = candidate.trim().split(/\s+/);
    const size = Number.parseFloat(descriptor) || 1;
    return { url, width: descriptor.endsWith('w') ? size : size * (imageWidthMax / 2) };
  });
  const fitting = candidates.filter(({ width }) => width <= imageWidthMax);
  fitting.sort((a, b) => b.width - a.width);
  return (fitting[0] ?? candidates[0])?.url;
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
  setChildren(player, textNode(`▶ ${hostOf(href) ?? ''}`));
}
