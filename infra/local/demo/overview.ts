import { html } from 'hono/html';
import { feedUrl, storyUrl } from './addresses.ts';
import { page } from './page.ts';
import type { Format, Publication } from './publications.ts';
import { publications, tellingsAt } from './publications.ts';

const storiesShownMax = 3;

const formatNames: Record<Format, string> = {
  rss: 'RSS 2.0',
  teaser: 'RSS 2.0, teasers only: the text is on the pages',
  dirty: 'RSS 2.0, as dirty as feeds get',
  atom: 'Atom 1.0',
  rdf: 'RSS 1.0 (RDF)',
  json: 'JSON Feed 1.1',
};

/** Lists the feeds as they stand at an instant, each with its latest stories. */
export function overviewPage(origin: string, at: number) {
  const feeds = publications.map((publication) => feed(publication, origin, at));
  const body = html`<main>
    <h1>The demo feeds</h1>
    <p>
      Seven small feeds about a harbour town that does not exist, so that there is something to
      read. They grow as the local clock moves: go forward a day, and there is a day’s news.
    </p>
    ${feeds}
  </main>`;
  return page({ title: 'The demo feeds', language: 'en', body });
}

function feed(publication: Publication, origin: string, at: number) {
  const { title, description, voice, format, everyMinutes } = publication;
  const latest = tellingsAt(publication, at).slice(0, storiesShownMax);
  const stories = latest.map(
    (telling) =>
      html`<li><a href="${storyUrl(origin, publication, telling)}">${telling.title}</a></li> `,
  );
  return html`<section class="feed">
    <h2><bdi lang="${voice.language}">${title}</bdi></h2>
    <p lang="${voice.language}" dir="auto">${description}</p>
    <p class="note">
      <a href="${feedUrl(origin, publication)}">${formatNames[format]}</a> · ${voice.language} · a
      story every ${everyMinutes / 60} hours
    </p>
    <ul lang="${voice.language}" dir="auto">
      ${stories}
    </ul>
  </section>`;
}
