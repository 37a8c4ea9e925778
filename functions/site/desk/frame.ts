/** The frame of every page of the desk: who is here, where they can go, and the page itself. */
import type { Context } from 'hono';
import { html, raw } from 'hono/html';
import type { Newsletter } from '../../edition/newsletter.ts';
import type { Right } from '../../owner/rights.ts';
import type { Html } from '../page.ts';
import { deskPath, type NewsletterVisit, type Visit } from './desk.ts';
import { type FrameWords, frameWords } from './frame-words.ts';
import { deskScript } from './script.ts';
import { deskStyle } from './style.ts';
import type { DeskLanguage } from './words.ts';

/** The pages about one newsletter that the menu names, in its order. */
export type MenuPage = keyof FrameWords['pages'];

interface MenuEntry {
  readonly page: MenuPage;
  readonly path: string;
  readonly right: Right;
}

const menu: readonly MenuEntry[] = [
  { page: 'today', path: '', right: 'look' },
  { page: 'next', path: '/next', right: 'look' },
  { page: 'editions', path: '/editions', right: 'look' },
  { page: 'items', path: '/items', right: 'look' },
  { page: 'feeds', path: '/feeds', right: 'look' },
  { page: 'readers', path: '/readers', right: 'readers' },
  { page: 'settings', path: '/settings', right: 'settings' },
];

/** The address of a page that the menu names; undefined for whoever does not get there. */
export function menuPath(
  wanted: MenuPage,
  { newsletter, may }: NewsletterVisit,
): string | undefined {
  const entry = menu.find(({ page, right }) => page === wanted && may(right));
  return entry === undefined ? undefined : deskPath(newsletter.id, entry.path);
}

/** A page of the desk. */
export interface DeskPage {
  readonly title: string;
  readonly main: Html;
  /** The newsletter that it is about, and which entry of its menu it is. */
  readonly newsletter?: Newsletter;
  readonly page?: MenuPage;
  /** Seconds after which it is looked at again by itself. */
  readonly liveSeconds?: number;
}

/** A whole page for somebody who is signed in. */
export function deskPage(c: Context, visit: Visit, page: DeskPage): Response | Promise<Response> {
  const words = frameWords[visit.language.tongue];
  const { newsletter } = page;
  const head = html`<header class="desk-head"><div class="wide">
<a class="paper" href="${newsletter === undefined ? '/desk' : deskPath(newsletter.id)}"><bdi>${newsletter?.name ?? words.desk}</bdi></a>
${visit.newsletters.length > 1 ? html`<a href="/desk">${words.newsletters}</a>` : ''}${visit.mayEverywhere('look') ? html`<a href="/desk/health">${words.pages.health}</a>` : ''}<a href="/desk/account">${words.account}</a>
</div>${newsletter === undefined ? '' : menuOf(newsletter, page.page, visit, words)}</header>`;
  return c.html(documentOf(visit.language, page, words, head));
}

/** A page for whoever is not signed in: no menu. */
export function openPage(
  c: Context,
  language: DeskLanguage,
  page: Pick<DeskPage, 'title' | 'main'>,
  status: 200 | 400 | 401 | 403 | 404 | 413 | 429 | 500 = 200,
): Response | Promise<Response> {
  const words = frameWords[language.tongue];
  const head = html`<header class="desk-head"><div class="wide"><a class="paper" href="/desk">${words.desk}</a></div></header>`;
  return c.html(documentOf(language, page, words, head), status);
}

function menuOf(
  { id }: Newsletter,
  current: MenuPage | undefined,
  { may }: Visit,
  { pages, menu: label }: FrameWords,
): Html {
  const entries = menu.filter(({ right }) => may(right));
  return html`<nav class="desk-menu wide" aria-label="${label}"><ul>${entries.map(
    ({ page, path }) =>
      html`<li><a href="${deskPath(id, path)}"${page === current ? html` aria-current="page"` : ''}>${pages[page]}</a></li>`,
  )}</ul></nav>`;
}

function documentOf(
  { tag, direction }: DeskLanguage,
  { title, main, newsletter, liveSeconds }: DeskPage,
  words: FrameWords,
  head: Html,
): Html {
  const place = newsletter?.name ?? words.desk;
  const live = liveSeconds === undefined ? '' : html` data-live="${liveSeconds}"`;
  return html`<!doctype html>
<html lang="${tag}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title === place ? title : `${title} · ${place}`}</title>
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<style>${raw(deskStyle)}</style>
</head>
<body>
<a class="jump" href="#main">${words.skip}</a>
${head}
<main id="main" class="desk-main"><div class="wide"${live}>${main}</div></main>
<script>${raw(deskScript)}</script>
</body>
</html>
`;
}
