import { feedUrl, overviewUrl, pictureUrl, storyUrl, tagUri } from './addresses.ts';
import { dirtyBody, dirtyTitle } from './dirt.ts';
import { cdata, escapeMarkup, storyHtml } from './markup.ts';
import type { Publication, Telling } from './publications.ts';
import { pictureHeight, pictureWidth } from './scene.ts';

/** A feed in RSS 2.0: with the whole text, with teasers only, or with all that dirt can be. */
export function rss(
  publication: Publication,
  tellings: readonly Telling[],
  origin: string,
): string {
  const { title, description, voice } = publication;
  const [latest] = tellings;
  const items = tellings.map((telling) => item(publication, telling, origin));
  const built = latest && `<lastBuildDate>${rfc822(latest.publishedAt)}</lastBuildDate>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"
  xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>${escapeMarkup(title)}</title>
<link>${escapeMarkup(overviewUrl(origin))}</link>
<description>${escapeMarkup(description)}</description>
<language>${voice.language}</language>
<atom:link href="${escapeMarkup(feedUrl(origin, publication))}" rel="self"
  type="application/rss+xml"/>
${built ?? ''}
<ttl>60</ttl>
${items.join('\n')}
</channel>
</rss>
`;
}

function item(publication: Publication, telling: Telling, origin: string): string {
  const title = publication.format === 'dirty' ? dirtyTitle(telling) : telling.title;
  return `<item>
<title>${escapeMarkup(title)}</title>
<link>${escapeMarkup(storyUrl(origin, publication, telling))}</link>
<guid isPermaLink="false">${tagUri(publication, telling)}</guid>
<pubDate>${rfc822(telling.publishedAt)}</pubDate>
<dc:creator>${escapeMarkup(publication.voice.author)}</dc:creator>
${body(publication, telling, origin)}
</item>`;
}

function body(publication: Publication, telling: Telling, origin: string): string {
  const { scene, ...pictureless } = publication;
  if (publication.format === 'dirty') {
    return `<description>${cdata(dirtyBody(publication, telling, origin))}</description>`;
  }
  const teaser = `<description>${escapeMarkup(telling.lead)}</description>`;
  if (publication.format === 'teaser') return teaser;
  const html = storyHtml(pictureless, telling, origin);
  const full = `<content:encoded>${cdata(html)}</content:encoded>`;
  return scene === undefined
    ? `${teaser}\n${full}`
    : `${teaser}\n${full}\n${media(pictureUrl(origin, scene, telling))}`;
}

function media(url: string): string {
  const size = `width="${pictureWidth}" height="${pictureHeight}"`;
  return `<media:content url="${escapeMarkup(url)}" type="image/png" medium="image" ${size}/>`;
}

/** RFC 822 as RSS 2.0 wants it: the year in four digits, GMT. */
function rfc822(at: number): string {
  return new Date(at).toUTCString();
}
