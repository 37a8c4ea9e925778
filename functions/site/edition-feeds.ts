/** The editions of a newsletter as feeds: Atom 1.0 (RFC 4287) and JSON Feed 1.1. */
import type { Context } from 'hono';
import { html, raw } from 'hono/html';
import { archivePaths, type PublishedEdition, type StoryLine } from '../edition/archive.ts';
import type { Newsletter } from '../edition/newsletter.ts';
import { archiveCacheControl, publicNewsletter } from './archive-page.ts';
import type { Html } from './page.ts';
import type { Site } from './site.ts';

const feedEditions = 30;

/** GET /n/:id/editions.atom */
export async function showAtom(c: Context, site: Site): Promise<Response> {
  const feed = await feedOf(c, site);
  if (feed instanceof Response) return feed;
  c.header('content-type', 'application/atom+xml; charset=utf-8');
  return c.body(wellFormed(String(await atom(feed))));
}

/** GET /n/:id/editions.json */
export async function showJson(c: Context, site: Site): Promise<Response> {
  const feed = await feedOf(c, site);
  if (feed instanceof Response) return feed;
  c.header('content-type', 'application/feed+json; charset=utf-8');
  return c.body(JSON.stringify(await jsonFeed(feed), null, 1));
}

interface EditionFeed {
  readonly newsletter: Newsletter;
  readonly editions: readonly PublishedEdition[];
  readonly siteUrl: string;
}

async function feedOf(c: Context, site: Site): Promise<EditionFeed | Response> {
  const newsletter = await publicNewsletter(c, site);
  if (newsletter instanceof Response) return newsletter;
  const editions = await site.deps.archive.list(newsletter.id, { limit: feedEditions });
  c.header('cache-control', archiveCacheControl);
  return { newsletter, editions, siteUrl: site.settings.siteUrl };
}

/** The address of an edition is its id: it does not change, and nothing else ever has it. */
function atom({ newsletter, editions, siteUrl }: EditionFeed): Html {
  const { id, name, description, language, sender, createdAt } = newsletter;
  const at = (path: string) => new URL(path, siteUrl).href;
  const self = at(archivePaths.atom(id));
  return html`${raw('<?xml version="1.0" encoding="utf-8"?>')}
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${language}">
<id>${self}</id>
<title>${name}</title>
${description ? html`<subtitle>${description}</subtitle>` : ''}
<updated>${iso(editions[0]?.at ?? createdAt)}</updated>
<author><name>${sender.name}</name></author>
<link rel="self" type="application/atom+xml" href="${self}"/>
<link rel="alternate" type="text/html" href="${at(archivePaths.list(id))}"/>
${editions.map((edition) => atomEntry(edition, at(archivePaths.edition(id, edition.key))))}
</feed>
`;
}

async function atomEntry(edition: PublishedEdition, url: string) {
  const { subject, preview, at } = edition;
  return html`<entry>
<id>${url}</id>
<title>${subject}</title>
<link rel="alternate" type="text/html" href="${url}"/>
<published>${iso(at)}</published>
<updated>${iso(at)}</updated>
<summary>${preview}</summary>
<content type="html">${String(await contentHtml(edition))}</content>
</entry>
`;
}

async function jsonFeed({ newsletter, editions, siteUrl }: EditionFeed) {
  const { id, name, description, language, sender } = newsletter;
  const at = (path: string) => new URL(path, siteUrl).href;
  return {
    version: 'https://jsonfeed.org/version/1.1',
    title: name,
    ...(description ? { description } : {}),
    home_page_url: at(archivePaths.list(id)),
    feed_url: at(archivePaths.json(id)),
    language,
    authors: [{ name: sender.name }],
    items: await Promise.all(
      editions.map(async (edition) => ({
        id: at(archivePaths.edition(id, edition.key)),
        url: at(archivePaths.edition(id, edition.key)),
        title: edition.subject,
        summary: edition.preview,
        content_html: String(await contentHtml(edition)),
        date_published: iso(edition.at),
      })),
    ),
  };
}

function contentHtml({ dateLine, stories }: PublishedEdition): Html {
  return html`<p>${dateLine}</p><ul>${stories.map(storyLine)}</ul>`;
}

function storyLine({ title, link }: StoryLine): Html {
  return html`<li dir="auto">${link === undefined ? title : html`<a href="${link}">${title}</a>`}</li>`;
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}

/** Without the characters that XML 1.0 §2.2 has no place for. */
function wellFormed(xml: string): string {
  return xml.toWellFormed().replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '');
}
