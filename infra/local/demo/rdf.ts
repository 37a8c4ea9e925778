import { overviewUrl, storyUrl, tagUri } from './addresses.ts';
import { cdata, escapeMarkup, storyHtml } from './markup.ts';
import type { Publication, Telling } from './publications.ts';

/** A feed in RSS 1.0: items stand beside the channel, which lists them, and have no guid. */
export function rdf(
  publication: Publication,
  tellings: readonly Telling[],
  origin: string,
): string {
  const { id, title, description, voice } = publication;
  const items = tellings.map((telling) => item(publication, telling, origin));
  const listed = tellings.map(
    (telling) => `<rdf:li rdf:resource="${about(publication, telling)}"/>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel rdf:about="tag:harbour-post.example,2024:${id}">
<title>${escapeMarkup(title)}</title>
<link>${escapeMarkup(overviewUrl(origin))}</link>
<description>${escapeMarkup(description)}</description>
<dc:language>${voice.language}</dc:language>
<items><rdf:Seq>
${listed.join('\n')}
</rdf:Seq></items>
</channel>
${items.join('\n')}
</rdf:RDF>
`;
}

function item(publication: Publication, telling: Telling, origin: string): string {
  return `<item rdf:about="${about(publication, telling)}">
<title>${escapeMarkup(telling.title)}</title>
<link>${escapeMarkup(storyUrl(origin, publication, telling))}</link>
<description>${escapeMarkup(telling.lead)}</description>
<dc:date>${new Date(telling.publishedAt).toISOString()}</dc:date>
<dc:creator>${escapeMarkup(publication.voice.author)}</dc:creator>
<content:encoded>${cdata(storyHtml(publication, telling, origin))}</content:encoded>
</item>`;
}

function about(publication: Publication, telling: Telling): string {
  return escapeMarkup(tagUri(publication, telling));
}
