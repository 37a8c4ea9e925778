/**
 * A mail plays nothing and frames nothing. What a page would have framed becomes what a mail can
 * carry: a link under its title to where it can be watched, with a still where there is one, or
 * the words that the page itself keeps for those who see no frames.
 */
import { absoluteUrl, hostOf } from '../url.ts';
import {
  become,
  type Element,
  elementsNamed,
  isBlock,
  isElement,
  type Node,
  type Origin,
  parseWithin,
  visibleText,
} from './dom.ts';
import { videoById, type Watched, watchPageOf } from './watch-page.ts';

const frameNames = new Set(['iframe', 'embed', 'object', 'amp-iframe', 'frame']);
const mediaNames = new Set(['video', 'audio', 'amp-video', 'amp-audio', 'video-js']);

/** Whether a page shows something here that a mail cannot. */
export function isEmbed({ name, attribs }: Element): boolean {
  return frameNames.has(name) || mediaNames.has(name) || videoIdOf(name, attribs) !== undefined;
}

function videoIdOf(name: string, attribs: Element['attribs']): string | undefined {
  return name.includes('-') ? (attribs.videoid ?? attribs['data-videoid']) : undefined;
}

/** Puts a link, a picture or the page's own words in the place of what it would have framed. */
export function carryEmbed(element: Element, origin: Origin): void {
  const fallback = fallbackOf(element);
  const link = linkFor(element, fallback, origin);
  if (link !== undefined) linkTo(element, link);
  else if (fallback.length > 0) replace(element, fallback);
}

interface Link extends Watched {
  readonly text: string;
}

/** The link that a mail carries; undefined where the page's own words are better, or nothing is. */
function linkFor(element: Element, fallback: readonly Node[], origin: Origin): Link | undefined {
  const watched = watchedBy(element, origin);
  const isMedia = mediaNames.has(element.name);
  const name = nameOf(element) ?? (watched || isMedia ? shortText(fallback) : undefined);
  const named = (href: string) => name ?? hostOf(href) ?? '';
  if (watched !== undefined) return { ...watched, text: `▶ ${named(watched.href)}` };
  const href = absoluteUrl(addressIn(element), origin.baseUrl);
  if (href === undefined) return undefined;
  if (isMedia) {
    const { poster } = element.attribs;
    const picture = poster ? absoluteUrl(poster, origin.baseUrl) : undefined;
    return { href, ...(picture === undefined ? {} : { picture }), text: `▶ ${named(href)}` };
  }
  if (fallback.length > 0 || !isShown(href, name)) return undefined;
  return { href, text: isPlayer(href) ? `▶ ${named(href)}` : named(href) };
}

function watchedBy(element: Element, origin: Origin): Watched | undefined {
  const id = videoIdOf(element.name, element.attribs);
  if (id !== undefined) return videoById(element.name, id);
  if (mediaNames.has(element.name)) return undefined;
  const href = absoluteUrl(addressIn(element), origin.baseUrl);
  return href === undefined || isJunk(href) ? undefined : watchPageOf(href);
}

const addressAttributes =
  'src data-src data-lazy-src data-lazyload data-litespeed-src data-cookieblock-src data'.split(
    ' ',
  );

function addressIn({ attribs, children }: Element): string {
  for (const name of addressAttributes) {
    const value = attribs[name]?.trim() ?? '';
    if (value !== '' && !/^(?:about|data|javascript):/i.test(value)) return value;
  }
  const sources = elementsNamed('source', children);
  const plain = sources.find(({ attribs: { type } }) => /mp4|mpeg/.test(type ?? ''));
  return (plain ?? sources[0])?.attribs.src ?? '';
}

function linkTo(element: Element, { href, picture, text }: Link): void {
  const label: Node = { type: 'text', data: text };
  become(element, 'a', { href });
  element.children = picture === undefined ? [label] : [still(picture), lineBreak(), label];
}

const still = (src: string): Node => {
  return { type: 'element', name: 'img', attribs: { src, alt: '' }, children: [] };
};
const lineBreak = (): Node => ({ type: 'element', name: 'br', attribs: {}, children: [] });

function replace(element: Element, children: Node[]): void {
  become(element, children.some((child) => isBlock(child)) ? 'div' : 'span');
  element.children = children;
}

const nameCharsMax = 200;
/** What players call themselves, which says nothing of what they play. */
const ownName =
  /^(?:(?:youtube|vimeo|spotify|soundcloud|dailymotion|bandcamp) )?(?:(?:video|audio|media|embed|embedded|external) )?(?:player|content|embed|video|audio|frame|iframe|post)$/;

function nameOf({ attribs }: Element): string | undefined {
  const given = [attribs.title, attribs['aria-label'], attribs['data-title']];
  for (const raw of given) {
    const name = (raw ?? '')
      .replace(/\s+/g, ' ')
      .trim()
      .replace(/^[A-Z]\w+ Embed: /, '');
    if (name !== '' && name.length <= nameCharsMax && !ownName.test(name.toLowerCase()))
      return name;
  }
  return undefined;
}

const fallbackDepthMax = 32;
/** Says that it is the browser's fault. */
const browserWords =
  /browser|navigat(?:eur|ore)|navegador|przeglądark|浏览器|瀏覽器|ブラウザ|브라우저|المتصفح|браузер|javascript/i;

/** What the page keeps for those who do not see the frame; empty where that says nothing. */
function fallbackOf({ name, children }: Element): Node[] {
  const inner = name === 'iframe' ? parsedText(children) : children;
  const kept = inner.filter((node) => !isElement(node) || !technicalNames.has(node.name));
  const text = visibleText(kept);
  const hasPlayer = kept.some((node) => isElement(node) && isEmbed(node));
  return hasPlayer || (text !== '' && !browserWords.test(text)) ? kept : [];
}

const technicalNames = new Set(['param', 'source', 'track', 'script', 'style']);

/** Parsers take what is in a frame for text. */
function parsedText(children: readonly Node[]): Node[] {
  const html = children.map((node) => (node.type === 'text' ? node.data : '')).join('');
  return html.trim() === '' ? [] : (parseWithin(html, fallbackDepthMax)?.children ?? []);
}

function shortText(nodes: readonly Node[]): string | undefined {
  const text = visibleText(nodes);
  return text === '' || text.length > nameCharsMax ? undefined : text;
}

/** A frame without a name is shown when its address says what it is for. */
function isShown(href: string, name: string | undefined): boolean {
  return (
    !isJunk(href) &&
    (name !== undefined || isPlayer(href) || /\b(?:maps?|charts?|vis)\b/i.test(href))
  );
}

function isPlayer(href: string): boolean {
  return /\b(?:embed|player|video|audio)\b/i.test(href) && !/\b(?:maps?|charts?|vis)\b/i.test(href);
}

const junkWords = new Set(
  `ad ads adserver adservice advert advertising banner doubleclick googlesyndication googletagmanager
   pixel tracking analytics recaptcha captcha disqus comments like follow subscribe signup optin
   newsletter consent cookie login sponsor button`.split(/\s+/),
);

/** Frames of advertising, of forms, of buttons. */
function isJunk(href: string): boolean {
  const url = URL.parse(href);
  if (url === null) return true;
  const words = `${url.hostname}${url.pathname}`.toLowerCase().split(/[^a-z]+/);
  return words.some((word) => junkWords.has(word)) || /^\/embed\/?$/.test(url.pathname);
}
