/** The public archive: a list of editions, newest first, a page at a time. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { archivePaths, hasPublicArchive, type PublishedEdition } from '../edition/archive.ts';
import { isClosed, type Newsletter } from '../edition/newsletter.ts';
import { direction } from '../edition/words.ts';
import { mayLoad } from './headers.ts';
import { type Html, page, quietLink } from './page.ts';
import { type PageLanguage, pageLanguageOf } from './page-language.ts';
import { problemPage } from './problem.ts';
import { findNewsletter, type Site } from './site.ts';

/** Editions on a page of the archive. */
const pageEditions = 20;
/** Stories named of each edition. */
const storiesMax = 4;
/** Editions change never, the list of them a few times a day. */
export const archiveCacheControl = 'public, max-age=300';

/** The newsletter of the address when its archive is public, else what is to be answered. */
export async function publicNewsletter(c: Context, site: Site): Promise<Newsletter | Response> {
  const newsletter = await findNewsletter(site, c.req.param('id') ?? '');
  if (newsletter === undefined) return await problemPage(c, 'missing');
  return hasPublicArchive(newsletter) ? newsletter : await problemPage(c, 'missing', newsletter);
}

/** GET /n/:id/archive?before=…, ?after=… */
export async function showArchive(c: Context, site: Site): Promise<Response> {
  const newsletter = await publicNewsletter(c, site);
  if (newsletter instanceof Response) return newsletter;
  const range = {
    before: instantOf(c.req.query('before')),
    after: instantOf(c.req.query('after')),
  };
  // One more than is shown tells whether there is another page.
  const list = (asked: Partial<typeof range>) =>
    site.deps.archive.list(newsletter.id, { ...asked, limit: pageEditions + 1 });
  const inRange = await list(range);
  // A link from elsewhere may lead past either end: the first page is better than an empty one.
  const isPast = inRange.length === 0;
  const shown = isPast ? await list({}) : inRange;
  const { before, after }: Partial<typeof range> = isPast ? {} : range;
  const editions = withLoadable(
    after === undefined ? shown.slice(0, pageEditions) : shown.slice(-pageEditions),
    site,
  );
  const hasMore = shown.length > pageEditions;
  const hasNewer = after === undefined ? before !== undefined : hasMore;
  const hasOlder = after === undefined ? hasMore : true;
  const pageLanguage = pageLanguageOf(newsletter.language);
  const { title, none } = pageLanguage.words.archive;
  const main = html`<h1>${title}</h1>
${editions.length === 0 ? html`<p>${none}</p>` : listOf(newsletter, editions, pageLanguage)}
${turning(editions, { hasNewer, hasOlder }, pageLanguage)}
${isClosed(newsletter) ? '' : quietLink(archivePaths.landing(newsletter.id), pageLanguage.words.landing.subscribe)}`;
  c.header('cache-control', archiveCacheControl);
  const description = newsletter.description || newsletter.name;
  const found = { url: pageUrl(newsletter, site, { before, after }), description };
  const hasPictures = editions.some(({ picture }) => picture !== undefined);
  const head = feedLinks(newsletter);
  return await c.html(page(c, pageLanguage, { title, main, newsletter, head, found, hasPictures }));
}

/** A picture that the page may not load would stand there as a broken one. */
function withLoadable(
  editions: readonly PublishedEdition[],
  { settings }: Site,
): readonly PublishedEdition[] {
  return editions.map(({ picture, ...edition }) =>
    picture !== undefined && mayLoad(picture, settings.siteUrl) ? { ...edition, picture } : edition,
  );
}

/** Each page of the archive is one of its own: what it shows is on no other. */
function pageUrl(
  { id }: Newsletter,
  { settings }: Site,
  range: { readonly before?: number | undefined; readonly after?: number | undefined },
): string {
  const url = new URL(archivePaths.list(id), settings.siteUrl);
  const asked = Object.entries(range).find(([, at]) => at !== undefined);
  if (asked !== undefined) url.searchParams.set(asked[0], String(asked[1]));
  return url.href;
}

function instantOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function listOf(
  { id, language }: Newsletter,
  editions: readonly PublishedEdition[],
  pageLanguage: PageLanguage,
): Html {
  return html`<ol class="editions">${editions.map(
    ({ key, dateLine, stories, picture }) => html`<li>
${picture === undefined ? '' : html`<img src="${picture}" alt="" loading="lazy" width="120" height="90">`}<h2 lang="${language}" dir="${direction(language)}"><a href="${archivePaths.edition(id, key)}">${dateLine}</a></h2>
${leadingStories({ stories: stories.slice(0, storiesMax) }, pageLanguage)}
</li>`,
  )}</ol>`;
}

/** What an edition tells, by its titles. */
export function leadingStories(
  { stories }: Pick<PublishedEdition, 'stories'>,
  { words }: PageLanguage,
): Html {
  return html`<ul aria-label="${words.archive.stories}">${stories.map(({ title }) => html`<li><bdi>${title}</bdi></li>`)}</ul>`;
}

interface Turning {
  readonly hasNewer: boolean;
  readonly hasOlder: boolean;
}

function turning(
  editions: readonly PublishedEdition[],
  { hasNewer, hasOlder }: Turning,
  pageLanguage: PageLanguage,
): Html | '' {
  const [first, last] = [editions[0], editions.at(-1)];
  if (first === undefined || last === undefined || !(hasNewer || hasOlder)) return '';
  const { newer, older, pages } = pageLanguage.words.archive;
  return html`<nav class="pages" aria-label="${pages}">
${hasNewer ? html`<a rel="prev" href="?after=${first.at}">${newer}</a>` : ''}
${hasOlder ? html`<a rel="next" href="?before=${last.at}">${older}</a>` : ''}
</nav>`;
}

/** Tells feed readers where the feeds of editions are. */
export function feedLinks({ id, name }: Newsletter): Html {
  return html`<link rel="alternate" type="application/atom+xml" title="${name}" href="${archivePaths.atom(id)}">
<link rel="alternate" type="application/feed+json" title="${name}" href="${archivePaths.json(id)}">`;
}
