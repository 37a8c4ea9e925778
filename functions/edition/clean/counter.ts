/**
 * Pictures that are no pictures: what counts who reads, and badges of a project's state. A reader's
 * mail must not fetch the first, and neither says anything. Where a page tells no size, the manners
 * of the address decide.
 */
import { trimEndOf } from '../../config/trim-end.ts';
import type { Element } from './dom.ts';

const words = (list: string) => new Set(list.split(/\s+/));

/** Parts of a host's name under which counting is done. */
const countingHosts = words(
  `pixel pixels beacon beacons counter counters count stat stats statistik analytics metrics metric
   track tracker trackers tracking trk hit hits ping piwik matomo vgwort ioam ivwbox doubleclick
   statcounter scorecardresearch quantserve feedburner webtrekk etracker chartbeat parsely adform
   googlesyndication`,
);
/** Whole parts of a path, without the ending. */
const countingPaths = words(
  `1x1 pixel pixels spacer blank clear transparent beacon track tracker tracking trk open count counter
   hit hits ping collect impression impressions piwik matomo stat _stat pageview tr pv zaehlpixel
   zaehler cntpixel counterpixel vgwort`,
);
const badgeWords = words('badge badges shields shield');

/** Pictures of one pixel, or with an address that counts and no size that is seen. */
export function isCounter({ attribs }: Element): boolean {
  const { width, height, style = '' } = attribs;
  if (isDot(width) || isDot(height) || dotStyle.test(style)) return true;
  return countsReaders(attribs.src ?? '', (attribs.alt ?? '') !== '') && !isSeen(attribs);
}

const isDot = (size: string | undefined) => size !== undefined && /^\s*[0-3](?:px)?\s*$/.test(size);
const dotStyle = /(?:^|[;\s])(?:max-)?(?:width|height)\s*:\s*[0-3](?:px)?\s*(?:[;!]|$)/i;
/** Nobody shows a smaller picture, and nobody counts with a larger one. */
const seenSideMin = 16;

function isSeen({ width, height }: Element['attribs']): boolean {
  return (
    Number.parseInt(width ?? '', 10) >= seenSideMin &&
    Number.parseInt(height ?? '', 10) >= seenSideMin
  );
}

/** Whether fetching this address tells somebody that a mail is read, as far as its name says. */
export function countsReaders(src: string, isDescribed = false): boolean {
  if (!maybeCounting.test(src)) return false;
  const url = URL.parse(src, 'https://relative.invalid/');
  if (url === null) return false;
  const segments = url.pathname
    .toLowerCase()
    .split('/')
    .filter((segment) => segment !== '');
  const [stem = '', ending = ''] = (segments.at(-1) ?? '').split(/\.(?=[^.]*$)/);
  const folders = segments.slice(0, -1);
  const isFile = countingPaths.has(stem);
  if (isFile && /^(?:gif|png|php|aspx?|cgi|svg|webp|)$/.test(ending)) return true;
  if (isDescribed) return false;
  const isPicture = /^(?:jpe?g|webp|avif|png|gif)$/.test(ending);
  const isCountingHost = hostWords(url.hostname).some((word) => countingHosts.has(word));
  if (isCountingHost) return !/^(?:jpe?g|webp|avif)$/.test(ending);
  if (isPicture) return false;
  return folders.some((folder) => countingPaths.has(folder)) || countingQuery.test(url.search);
}

/** What an address that counts has somewhere: reading an address costs more than this. */
const maybeCounting =
  /pixel|beacon|count|stat|analytics|metric|track|trk|hit|ping|piwik|matomo|vgwort|ioam|ivw|doubleclick|scorecard|quantserve|feedburner|webtrekk|chartbeat|parsely|adform|syndication|1x1|spacer|blank|clear|transparent|open|collect|impression|pageview|zaehl|\/tr\b|\/pv\b|[?&](?:idsite|rec|ev|noscript|utm_|tid)/i;

const countingQuery =
  /[?&](?:idsite|rec|ev|pixel|pageview|noscript|utm_[a-z]{1,12}|tid|impression)=/i;

/** "vg05.met.vgwort.de" counts by its name; numbers behind a word tell machines apart. */
function hostWords(host: string): string[] {
  return host
    .split(/[.-]/)
    .slice(0, -1)
    .map((label) => trimEndOf(label, /\d/));
}

/** Whether this picture is a badge: a word in a box, telling the state of a project. */
export function isBadge({ attribs }: Element): boolean {
  const { src = '', height } = attribs;
  if (!/badge|shield/i.test(src)) return false;
  const url = URL.parse(src, 'https://relative.invalid/');
  if (url === null || Number(height ?? 0) > badgeHeightMax) return false;
  const names = [
    ...url.hostname.split('.').slice(0, -1),
    ...url.pathname.toLowerCase().split(/[/.]/),
  ];
  const isNamed = names.some((name) => badgeWords.has(name));
  return isNamed && !/\.(?:jpe?g|webp|avif)$/i.test(url.pathname);
}

const badgeHeightMax = 40;

const portraitWords = words(
  'avatar avatars gravatar icon icons favicon logo logos emoji smilies button buttons',
);

/** Whether the address calls its picture a portrait, an icon or a sign: it never leads. */
export function isOrnament(src: string): boolean {
  const url = URL.parse(src);
  if (url === null) return false;
  const names = `${url.hostname}${url.pathname}`.toLowerCase().split(/[^a-z]+/);
  return names.some((name) => portraitWords.has(name));
}
