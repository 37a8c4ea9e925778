/**
 * What is looked at before an edition goes out. Errors hold it until the owner has decided;
 * warnings are kept with the content. Nothing here stops or sends anything itself.
 */
import { dayMs } from '../../config/time.ts';
import { type Element, elementsNamed, parseHtml, type Root, visibleText } from '../clean/dom.ts';
import { contrast, contrastMin } from '../colour.ts';
import type { Piece, Rendered } from '../content.ts';
import type { ErrorFinding, Finding, WarningFinding } from '../finding.ts';
import type { Newsletter } from '../newsletter.ts';
import { palettesOf } from '../palette.ts';
import { encodedBytes, encodedBytesMax } from '../print/budget.ts';

/** A rendered edition, and the newsletter that it is of. */
export interface PreflightInput {
  readonly rendered: Rendered;
  readonly newsletter: Newsletter;
  readonly siteUrl: string;
}

/** Looks at rendered content as a mail, before any reader's copy is made of it. */
export function inspect({ rendered, newsletter, siteUrl }: PreflightInput): Finding[] {
  const parts = [rendered.html, rendered.text];
  const root = parseHtml(filled(rendered.html));
  return [
    ...(parts.some((part) => !hasUnsubscribe(part)) ? [error('noUnsubscribe')] : []),
    ...(parts.some((part) => !holds(part, newsletter.postalAddress)) ? [error('noAddress')] : []),
    ...(rendered.subject.trim() === '' ? [error('noSubject')] : []),
    ...(elementsNamed('h3', root.children).some((h) => visibleText(h) !== '')
      ? []
      : [error('empty')]),
    ...sizeFindings(rendered, newsletter),
    ...linkFindings(addressesIn(root), siteUrl),
    ...pictureFindings(elementsNamed('img', root.children)),
    ...contrastFindings(newsletter),
    ...warnings('plainText', rendered.plain ?? []),
  ];
}

function error(check: ErrorFinding['check'], count?: number): ErrorFinding {
  return { level: 'error', check, ...(count === undefined ? {} : { count }) };
}

function warnings(check: WarningFinding['check'], found: readonly string[]): WarningFinding[] {
  const [example] = found;
  if (example === undefined) return [];
  return [{ level: 'warning', check, count: found.length, example }];
}

function hasUnsubscribe(part: readonly Piece[]): boolean {
  return part.some((piece) => typeof piece !== 'string' && piece.personal === 'unsubscribe');
}

/** Both parts wrap or escape the address, but all of its letters are there. */
function holds(part: readonly Piece[], text: string): boolean {
  const letters = (of: string) => of.replace(/[^\p{L}\p{N}]+/gu, '');
  const said = letters(text);
  if (said === '') return false;
  const tail = part.slice(part.findLastIndex((piece) => typeof piece !== 'string'));
  return letters(visibleText(parseHtml(filled(tail)).children)).includes(said);
}

function filled(pieces: readonly Piece[]): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : '#own')).join('');
}

/** Beyond this even a reader who asks for the whole message gets no pleasure of it. */
const mailBytesMax = 1_000_000;

function sizeFindings({ html, excerptChars }: Rendered, newsletter: Newsletter): Finding[] {
  const bytes = encodedBytes(html);
  if (bytes > mailBytesMax) return [error('tooBig', bytes)];
  if (bytes > encodedBytesMax) return [{ level: 'warning', check: 'clipping', count: bytes }];
  const isShortened = excerptChars !== undefined && excerptChars < newsletter.excerptChars;
  return isShortened ? [{ level: 'warning', check: 'shortened', count: excerptChars }] : [];
}

/** Where links lead and pictures come from. */
function addressesIn({ children }: Root): string[] {
  const links = elementsNamed('a', children).map(({ attribs }) => attribs.href ?? '');
  const pictures = elementsNamed('img', children).map(({ attribs }) => attribs.src ?? '');
  return [...links.filter((href) => !href.startsWith('#')), ...pictures];
}

function linkFindings(addresses: readonly string[], siteUrl: string): Finding[] {
  // The site's own pages are where it runs, be that this machine.
  const foreign = addresses.filter((href) => !href.startsWith(siteUrl));
  const web = foreign.flatMap((href) => URL.parse(href) ?? []).filter(isWeb);
  return [
    ...warnings(
      'relativeLink',
      foreign.filter((href) => URL.parse(href) === null),
    ),
    ...warnings(
      'insecureLink',
      web.filter((url) => url.protocol === 'http:').map(({ href }) => href),
    ),
    ...warnings(
      'deadLink',
      web.filter(looksDead).map(({ href }) => href),
    ),
  ];
}

const isWeb = ({ protocol }: URL) => protocol === 'http:' || protocol === 'https:';

/** Names that lead nowhere outside of somebody's own network (RFC 2606, RFC 6761, RFC 6762). */
const privateName = /(?:^|\.)(?:localhost|local|internal|lan|home|test|invalid)$/i;
const privateAddress =
  /^(?:127|10|0)\.|^192\.168\.|^169\.254\.|^172\.(?:1[6-9]|2\d|3[01])\.|^\[(?:::1?|f[cde].*)\]$/;

function looksDead({ hostname }: URL): boolean {
  if (privateName.test(hostname) || privateAddress.test(hostname)) return true;
  return !hostname.includes('.') && !hostname.startsWith('[');
}

function pictureFindings(images: readonly Element[]): Finding[] {
  const silent = images.filter(({ attribs }) => (attribs.alt ?? '').trim() === '');
  return warnings(
    'missingAlt',
    silent.map(({ attribs }) => attribs.src ?? ''),
  );
}

function contrastFindings({ theme }: Newsletter): Finding[] {
  const pairs = Object.values(palettesOf(theme)).flatMap(({ ink, soft, accent, sheet, page }) => [
    [ink, sheet] as const,
    [soft, sheet] as const,
    [soft, page] as const,
    [accent, sheet] as const,
  ]);
  const low = pairs.filter(([colour, ground]) => contrast(colour, ground) < contrastMin);
  return warnings(
    'lowContrast',
    low.map((pair) => pair.join(' on ')),
  );
}

/** How many stories an edition has, and how many items the week before it brought. */
export interface Traffic {
  /** Stories in this edition. */
  readonly stories: number;
  /** Items of the week before it. */
  readonly before: number;
  readonly periodMs: number;
}

const weekMs = 7 * dayMs;
const surgeStoriesMin = 100;
const surgeTimesUsual = 8;
const knownItemsMin = 10;

/** Many times what such a period brings: a feed republishes itself, or was taken over. */
export function inspectTraffic({ stories, before, periodMs }: Traffic): Finding[] {
  if (stories < surgeStoriesMin) return [];
  if (before < knownItemsMin) return [{ level: 'warning', check: 'manyItems', count: stories }];
  const usual = (before * periodMs) / weekMs;
  return stories > usual * surgeTimesUsual ? [error('surge', stories)] : [];
}
