/** GET /n/:id/e/:key: an edition for anybody, as it was rendered when it was made. */
import type { Context } from 'hono';
import { archiveCacheControl, publicNewsletter } from './archive-page.ts';
import { admitEdition } from './headers.ts';
import { problemPage } from './problem.ts';
import type { Site } from './site.ts';

/** Serves the document of an edition; search engines list those that the archive lists. */
export async function showEdition(c: Context, site: Site): Promise<Response> {
  const newsletter = await publicNewsletter(c, site);
  if (newsletter instanceof Response) return newsletter;
  const key = c.req.param('key') ?? '';
  const isKey = /^[0-9a-f]{32}$/.test(key);
  const edition = isKey ? await site.deps.archive.page(newsletter.id, key) : undefined;
  if (edition === undefined) return await problemPage(c, 'missing', newsletter);
  admitEdition(c);
  if (!edition.isListed) c.header('x-robots-tag', 'noindex');
  c.header('cache-control', archiveCacheControl);
  return await c.html(edition.html);
}
