/** What search engines are told: where the pages are that anybody may find (sitemaps.org). */
import type { Context } from 'hono';
import { html, raw } from 'hono/html';
import { archivePaths, hasPublicArchive } from '../edition/archive.ts';
import { isClosed, type Newsletter } from '../edition/newsletter.ts';
import { archiveCacheControl } from './archive-page.ts';
import { listedNewsletters, type Site } from './site.ts';

/** So many newsletters are named, and of each so many editions: the archive leads to the others. */
const newslettersMax = 50;
const editionsMax = 20;

/** GET /robots.txt: nothing is closed to crawlers, who could not see a page's `noindex` otherwise. */
export async function showRobots(c: Context, { settings }: Site): Promise<Response> {
  return c.text(
    `User-agent: *\nDisallow:\n\nSitemap: ${new URL('/sitemap.xml', settings.siteUrl)}\n`,
  );
}

/** GET /sitemap.xml */
export async function showSitemap(c: Context, site: Site): Promise<Response> {
  const newsletters = (await listedNewsletters(site)).slice(0, newslettersMax);
  const paths = await Promise.all(newsletters.map((one) => pathsOf(one, site)));
  const urls = ['/', ...paths.flat()].map((path) => new URL(path, site.settings.siteUrl).href);
  c.header('content-type', 'application/xml; charset=utf-8');
  c.header('cache-control', archiveCacheControl);
  const body = html`${raw('<?xml version="1.0" encoding="utf-8"?>')}
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${urls.map((url) => html`<url><loc>${url}</loc></url>`)}
</urlset>
`;
  return c.body(String(await body));
}

async function pathsOf(newsletter: Newsletter, { deps }: Site): Promise<string[]> {
  const { id } = newsletter;
  const landing = isClosed(newsletter) ? [] : [archivePaths.landing(id)];
  if (!hasPublicArchive(newsletter)) return landing;
  const editions = await deps.archive.list(id, { limit: editionsMax });
  const pages = editions.map(({ key }) => archivePaths.edition(id, key));
  return [...landing, archivePaths.list(id), ...pages];
}
