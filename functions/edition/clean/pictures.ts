/**
 * Finds the address that a picture has once a page has loaded it: scripts read it from attributes
 * of any name, and for those without scripts it stands in a `noscript`.
 */
import { absoluteUrl } from '../url.ts';
import { become, type Element, elementsNamed, isElement, type Origin, type Parent } from './dom.ts';
import { bestOf } from './srcset.ts';
import { spend } from './work.ts';

const keptOfImage = ['width', 'height', 'hidden', 'style', 'class'];

/** Makes a picture a plain one, at the address that it would be loaded from. */
export function repairImage(image: Element, parent: Parent, origin: Origin): void {
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

/** A lazy picture has its plain self in a noscript behind it, or behind what wraps it. */
export function revealNoscript(noscript: Element, parent: Parent): void {
  const [image] = elementsNamed('img', noscript.children);
  const isFrame = elementsNamed('iframe', noscript.children).length > 0;
  if (!isFrame && (!image || !sourceOf(image, noscript))) return;
  spend(1 + (parent.children.length >> 4));
  const index = parent.children.indexOf(noscript);
  const before = parent.children.slice(0, index).findLast(isElement);
  const lazy = before === undefined ? undefined : lastImage(before, parent);
  if (lazy !== undefined && image !== undefined) {
    if (sourceOf(lazy.image, lazy.parent)) return;
    become(lazy.image, 'span');
  }
  become(noscript, 'span');
}

/** The picture right before: the element itself, or the only picture in it. */
function lastImage(
  element: Element,
  parent: Parent,
): { image: Element; parent: Parent } | undefined {
  if (element.name === 'img') return { image: element, parent };
  if (element.name === 'noscript') return undefined;
  const images = elementsNamed('img', [element]);
  const [only] = images;
  return only === undefined || images.length > 1 ? undefined : { image: only, parent: element };
}

const firstAttributes = ['data-src', 'data-lazy-src', 'data-original', 'data-lazy'];
const lazySets = ['data-srcset', 'data-lazy-srcset', 'srcset'];

/** The address that the picture has once a page has loaded it, if it has one. */
function sourceOf(image: Element, parent: Parent): string | undefined {
  const named = (name: string) => usable(image.attribs[name]);
  const best = (name: string) => usable(bestOf(image.attribs[name]));
  return (
    firstOf(firstAttributes, named) ??
    named('src') ??
    firstOf(lazySets, best) ??
    firstOf(pictureSources(parent), ({ attribs }) =>
      usable(bestOf(attribs.srcset ?? attribs['data-srcset'])),
    ) ??
    anyAttribute(image) ??
    plainName(image.attribs.src)
  );
}

function usable(url: string | undefined): string | undefined {
  const trimmed = url?.trim();
  return trimmed === undefined || isPlaceholder(trimmed) ? undefined : trimmed;
}

const addressWords = /src|url|file|lazy|orig|load|full|large|image|img|hi-?res|retina|picture/;
const smallWords = /thumb|small|tiny|lqip|placeholder|preview|link|permalink|set$|sizes$/;

/** Whatever the attribute is called, its value is the address of a picture. */
function anyAttribute({ attribs }: Element): string | undefined {
  const names = Object.keys(attribs).filter((name) => {
    return (
      name.startsWith('data-') ||
      !/^(?:src|srcset|alt|title|class|id|style|width|height)$/.test(name)
    );
  });
  const fit = names.filter((name) => addressWords.test(name) && !smallWords.test(name));
  return firstOf(fit, (name) => {
    const value = usable(attribs[name]);
    return value !== undefined && isAddress(value) ? value : undefined;
  });
}

function isAddress(value: string): boolean {
  if (/[\s"'<>{}]/.test(value)) return false;
  return /^(?:https?:)?\/\//i.test(value) || /\.(?:jpe?g|png|webp|gif|avif)(?:\?|$)/i.test(value);
}

const certainWords = 'placeholder spacer 1x1 lazyload'.split(' ');
const standInWords = new Set(
  `blank transparent transp lazy loading loader load grey gray pixel empty dummy default white clear trans
   image img bg small large x`.split(/\s+/),
);
const keyWords =
  /^(?:blank|transp|trans|transparent|lazy|loading|loader|grey|gray|pixel|empty|dummy|clear)[\dx]*$/;

/** No address at all, or that of a file that calls itself a stand-in. */
function isPlaceholder(url: string): boolean {
  if (/^(?:data:|about:|blob:|javascript:|$)/.test(url)) return true;
  const pieces = url.toLowerCase().split('.');
  return pieces.some((piece, n) => n > 0 && isPicture(piece) && isStandIn(pieces[n - 1] ?? ''));
}

const isPicture = (piece: string) => /^(?:gif|png|svg|jpe?g|webp)/.test(piece);

/** "placeholder-16x9", "lazy_blank": but not "grey-seals". */
function isStandIn(piece: string): boolean {
  const name = piece.split(/[^\w-]/).at(-1) ?? '';
  const words = name.split(/[_-]/);
  if (words.some((word) => certainWords.some((certain) => word.startsWith(certain)))) return true;
  return (
    words.some((word) => keyWords.test(word)) &&
    words.every((word) => standInWords.has(word) || keyWords.test(word) || /^[\dx]*$/.test(word))
  );
}

/** A photograph named like a stand-in is one all the same when nothing else is there. */
function plainName(src: string | undefined): string | undefined {
  const trimmed = src?.trim() ?? '';
  const isPhotograph = /^[^:]*(?::\/\/[^?#]*)?\.(?:jpe?g|webp)(?:[?#]|$)/i.test(trimmed);
  return isPhotograph && !certainWords.some((word) => trimmed.toLowerCase().includes(word))
    ? trimmed
    : undefined;
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
