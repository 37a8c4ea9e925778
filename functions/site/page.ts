/** The frame of every page, and the short page that says one thing. */
import type { Context } from 'hono';
import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { archivePaths } from '../edition/archive.ts';
import type { Newsletter } from '../edition/newsletter.ts';
import { senderLine } from '../edition/print/sender-line.ts';
import { admit, storyPictures } from './headers.ts';
import type { PageLanguage } from './page-language.ts';
import { style } from './style.ts';
import { themeStyle } from './theme-style.ts';

/** Markup in which every value is escaped. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** A page: its title, its words, its status. */
export interface Page {
  readonly title: string;
  readonly main: Html;
  /** Whose page it is: its name is at the top, its owner's postal address at the foot. */
  readonly newsletter?: Newsletter | undefined;
  /** The landing page has the name as its own heading. */
  readonly isLanding?: boolean;
  /** The script of the page; one that headers.ts admits. */
  readonly script?: string;
  /** More for the head of the document. */
  readonly head?: Html;
  /** Where search engines and previews may find it; a page without is for nobody but its visitor. */
  readonly found?: Found;
  /** Its stories have pictures, which are elsewhere. */
  readonly hasPictures?: boolean;
}

/** A page that anybody may find. */
interface Found {
  readonly url: string;
  readonly description: string;
}

const icon = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#8c2f22" d="M3 8h26v17a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2z"/><path fill="none" stroke="#fff" stroke-width="2.5" d="m4 9 12 9 12-9"/></svg>',
)}`;

/** A whole page. */
export function page(
  c: Context,
  pageLanguage: PageLanguage,
  { title, main, newsletter, isLanding = false, head, script, found, hasPictures }: Page,
): Html {
  const name = newsletter?.name;
  const own = themeStyle(newsletter?.theme);
  const logo = newsletter?.theme?.logo?.url;
  admit(c, {
    ...(own === undefined ? {} : { style: own }),
    pictures: hasPictures === true ? storyPictures : logo === undefined ? [] : [logoSource(logo)],
  });
  const full = name === undefined || isLanding ? title : `${title} · ${name}`;
  return html`<!doctype html>
<html lang="${pageLanguage.language}" dir="${pageLanguage.direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${full}</title>
${found === undefined ? html`<meta name="robots" content="noindex">` : foundHead(full, found, newsletter)}
<link rel="icon" href="${icon}">${head ?? ''}
<style>${raw(style)}</style>${own === undefined ? '' : html`<style>${raw(own)}</style>`}
</head>
<body>
${newsletter === undefined || isLanding ? '' : masthead(newsletter)}
<main class="column">${main}</main>
${newsletter === undefined ? '' : imprint(newsletter, pageLanguage)}
${script === undefined ? '' : html`<script>${raw(script)}</script>`}
</body>
</html>
`;
}

/** What a search engine, or a link that is passed on, says of the page (https://ogp.me). */
function foundHead(title: string, { url, description }: Found, newsletter?: Newsletter): Html {
  const logo = newsletter?.theme?.logo;
  return html`<link rel="canonical" href="${url}">
<meta name="description" content="${description}">
<meta property="og:type" content="website"><meta property="og:title" content="${title}">
<meta property="og:description" content="${description}"><meta property="og:url" content="${url}">
${newsletter === undefined ? '' : html`<meta property="og:site_name" content="${newsletter.name}">`}
${logo === undefined ? '' : html`<meta property="og:image" content="${logo.url}"><meta property="og:image:alt" content="${logo.alt}">`}`;
}

/** A policy names a picture without its query (CSP Level 3 §2.3.1), and ends at a semicolon. */
function logoSource(url: string): string {
  return new URL(url).origin;
}

/** So much of a title fits into the line of a phone, Chinese and Japanese signs counted twice. */
const lineColumns = 20;

/** A title whose name stays on one line, if it fits into the narrowest. */
export function unbroken(title: string, name: string): Html {
  const [before = '', ...after] = title.split(name);
  const columns = name.length + (name.match(/[\u1100-\uffdc]/g)?.length ?? 0);
  if (name === '' || after.length === 0 || columns > lineColumns) return html`${title}`;
  return html`${before}<span class="name">${name}</span>${after.join(name)}`;
}

/** One thing said: a heading and paragraphs, perhaps with something to do below. */
export function notice(
  title: string | Html,
  paragraphs: readonly string[],
  below: Html | '' = '',
): Html {
  return html`<h1>${title}</h1>${paragraphs.map((text) => html`<p>${text}</p>`)}${below}`;
}

/** How a button stands among others. */
interface ButtonLook {
  /** Not the first thing to do here. */
  readonly isSecond?: boolean;
  /** What it is about, for who hears it away from its place. */
  readonly about?: string;
}

/** A form of one button that posts to the address of the page itself. */
export function buttonForm(label: string, intent?: string, look: ButtonLook = {}): Html {
  const hidden =
    intent === undefined ? '' : html`<input type="hidden" name="intent" value="${intent}">`;
  const name = look.about === undefined ? '' : html` aria-label="${label}: ${look.about}"`;
  const kind = look.isSecond === true ? html` class="second"` : '';
  return html`<form method="post">${hidden}<button${kind}${name}>${label}</button></form>`;
}

/** A link to somewhere else on the site. */
export function quietLink(href: string, label: string): Html {
  return html`<p><a class="quiet" href="${href}">${label}</a></p>`;
}

function masthead(newsletter: Newsletter): Html {
  return html`<header class="column"><p><a href="/n/${newsletter.id}" dir="auto">${nameOrLogo(newsletter)}</a></p></header>`;
}

/** As at the head of the mails: the logo, which says the name where pictures are off. */
export function nameOrLogo({ name, theme }: Newsletter): Html {
  const logo = theme?.logo;
  if (logo === undefined) return html`${name}`;
  return html`<img class="logo" src="${logo.url}" alt="${logo.alt}" height="56">`;
}

function imprint(newsletter: Newsletter, { words }: PageLanguage): Html {
  return html`<footer class="column">${newsletter.theme?.footer ? html`<p dir="auto">${newsletter.theme.footer}</p>` : ''}<p dir="auto">${senderLine(newsletter)}</p><p><a href="${archivePaths.privacy(newsletter.id)}">${words.privacy.link}</a></p></footer>`;
}
