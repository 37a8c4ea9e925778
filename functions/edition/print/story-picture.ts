/** The picture of a story: which one it is, and whether it may stand above an edition. */
import type { Item } from '../../feed/item.ts';
import type { Lie } from '../choose/lead.ts';
import { countsReaders, isOrnament } from '../clean/counter.ts';
import { elementsNamed, parseHtml } from '../clean/dom.ts';
import { webUrl } from '../url.ts';
import { isRecording } from './playing.ts';
import { singleLine } from './single-line.ts';

/** A picture as it is printed. */
export interface Picture {
  readonly src: string;
  readonly alt: string;
  readonly lie: Lie;
  /** A cover, or too small: it never stands above an edition. */
  readonly isSmall?: true;
}

/** Smaller pictures are icons and portraits. */
const imageSideMin = 80;
/** Narrower ones would be blown up above an edition. */
const leadWidthMin = 300;

/** The first picture of the text, else the one that the feed names; no counter, portrait or sign. */
export function pictureOf(item: Item, html: string): Picture | undefined {
  for (const { attribs } of elementsNamed('img', parseHtml(html).children)) {
    const size = sizeOf(attribs);
    const src = webUrl(attribs.src);
    if (src && Math.min(size.width ?? 1e4, size.height ?? 1e4) >= imageSideMin && !isOrnament(src))
      return { src, alt: singleLine(attribs.alt ?? ''), ...shown(src, size, item) };
  }
  const enclosed = item.enclosures.find(({ type }) => type?.startsWith('image/'));
  const src = webUrl(item.image) ?? webUrl(enclosed?.url);
  if (src === undefined || countsReaders(src) || isOrnament(src)) return undefined;
  return { src, alt: '', ...shown(src, {}, item) };
}

interface Size {
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

function shown(src: string, told: Size, item: Item): Pick<Picture, 'lie' | 'isSmall'> {
  const size = told.width && told.height ? told : (sizeInAddress(src) ?? told);
  const isSmall = isRecording(item) || (size.width !== undefined && size.width < leadWidthMin);
  return { lie: lieOf(size), ...(isSmall ? { isSmall } : {}) };
}

function sizeOf({ width, height }: Readonly<Record<string, string>>): Size {
  return { width: pixels(width), height: pixels(height) };
}

function pixels(text: string | undefined): number | undefined {
  const size = Number(text ?? Number.NaN);
  return Number.isFinite(size) ? size : undefined;
}

/** A square is no landscape: covers and portraits are. */
const landscapeMin = 1.2;

function lieOf({ width, height }: Size): Lie {
  if (!width || !height) return 'unknown';
  return width / height >= landscapeMin ? 'landscape' : 'upright';
}

/** "harbour-1024x576.jpg", "?w=1200&h=630": many addresses tell the size. */
function sizeInAddress(src: string): Size | undefined {
  const url = URL.parse(src);
  if (url === null) return undefined;
  const named = /(?:^|\D)(\d{2,4})x(\d{2,4})(?:\D|$)/.exec(url.pathname);
  const [width, height] = named
    ? [named[1], named[2]]
    : [
        url.searchParams.get('w') ?? url.searchParams.get('width'),
        url.searchParams.get('h') ?? url.searchParams.get('height'),
      ];
  const size = { width: pixels(width ?? undefined), height: pixels(height ?? undefined) };
  return size.width && size.height ? size : undefined;
}
