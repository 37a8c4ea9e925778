import { feedUrl, overviewUrl, storyUrl, tagUri } from './addresses.ts';
import { escapeMarkup, storyHtml } from './markup.ts';
import type { Publication, Telling } from './publications.ts';

/** A feed in Atom 1.0 (RFC 4287), its text as escaped HTML. */
export function atom(
  publication: Publication,
  tellings: readonly Telling[],
  origin: string,
): string {
  const { id, title, description, voice } = publication;
  const updatedAt = tellings[0]?.publishedAt ?? 0;
  const entries = tellings.map((telling) => entry(publication, telling, origin));
  return `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${voice.language}">
<id>tag:harbour-post.example,2024:${id}</id>
<title>${escapeMarkup(title)}</title>
<subtitle>${escapeMarkup(description)}</subtitle>
<link rel="self" type="application/atom+xml" href="${escapeMarkup(feedUrl(origin, publication))}"/>
<link rel="alternate" type="text/html" href="${escapeMarkup(overviewUrl(origin))}"/>
<updated>${new Date(updatedAt).toISOString()}</updated>
<author><name>${escapeMarkup(voice.author)}</name></author>
${entries.join('\n')}
</feed>
`;
}

function entry(publication: Publication, telling: Telling, origin: string): string {
  const at = new Date(telling.publishedAt).toISOString();
  const html = storyHtml(publication, telling, origin);
  return `<entry>
<id>${tagUri(publication, telling)}</id>
<title>${escapeMarkup(telling.title)}</title>
<link rel="alternate" href="${escapeMarkup(storyUrl(origin, publication, telling))}"/>
<published>${at}</published>
<updated>${at}</updated>
<summary>${escapeMarkup(telling.lead)}</summary>
<content type="html">${escapeMarkup(html)}</content>
</entry>`;
}
