import { html } from 'hono/html';
import { demoPath, feedUrl, overviewUrl, pictureUrl, storyUrl } from './addresses.ts';
import { page } from './page.ts';
import type { Publication, Telling } from './publications.ts';

/** What stands around the story on its page. */
export interface Around {
  readonly origin: string;
  /** Other stories of the same feed, for the margin. */
  readonly others: readonly Telling[];
}

/** The page of one story: the whole text, inside what newspaper sites put around it. */
export function articlePage(publication: Publication, telling: Telling, around: Around) {
  const { title, voice } = publication;
  const published = new Date(telling.publishedAt);
  const date = new Intl.DateTimeFormat(voice.language, { dateStyle: 'long', timeZone: 'UTC' });
  const body = html`<header>
      <nav class="links" aria-label="${title}">
        <a href="${demoPath}/">${title}</a>
        <a href="${feedUrl(around.origin, publication)}">Feed</a>
      </nav>
      ${advertisement('lamp')}
    </header>
    <main>
      <article>
        <h1>${telling.title}</h1>
        <p class="byline">
          ${voice.author} · <time datetime="${published.toISOString()}">${date.format(published)}</time>
        </p>
        ${pictureOf(publication, telling, around.origin)}
        <p><strong>${telling.lead}</strong></p>
        ${telling.paragraphs.map((paragraph) => html`<p>${paragraph}</p> `)}
      </article>
      ${margin(publication, around)}
    </main>
    ${foot(around.origin)}`;
  return page({ title: telling.title, language: voice.language, body });
}

function pictureOf({ scene }: Publication, telling: Telling, origin: string) {
  if (scene === undefined) return '';
  const url = pictureUrl(origin, scene, telling);
  return html`<p><img src="${url}" alt="" width="640" height="320" /></p>`;
}

function margin(publication: Publication, { origin, others }: Around) {
  const links = others.map(
    (other) => html`<li><a href="${storyUrl(origin, publication, other)}">${other.title}</a></li> `,
  );
  return html`<aside class="sidebar related">
    <h2>${publication.title}</h2>
    <ul>
      ${links}
    </ul>
    ${advertisement('buns')}
  </aside>`;
}

const advertisements = {
  lamp: 'Fennimore’s lamp oil. Burns all night, smells of nothing. Two coins at the chandler’s.',
  buns: 'Hungry? Ginger buns from five o’clock, Rope Walk, second door. Mind the gulls.',
} as const;

function advertisement(which: keyof typeof advertisements) {
  return html`<div class="ad advertisement" lang="en">
    <small>Advertisement</small>
    <p dir="ltr">${advertisements[which]}</p>
  </div>`;
}

function foot(origin: string) {
  return html`<footer class="footer" lang="en" dir="ltr">
    <p>
      Subscribe today and get the tide tables free. Cookies are served at four. All persons and
      places are invented.
    </p>
    <p><a href="${overviewUrl(origin)}">All demo feeds</a></p>
  </footer>`;
}
