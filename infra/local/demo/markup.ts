import { pictureUrl } from './addresses.ts';
import type { Publication, Telling } from './publications.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Text as it stands in an element or a quoted attribute, of XML and HTML alike. */
export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

/** Text in a CDATA section; what would end the section is split over two (XML 1.0 §2.7). */
export function cdata(text: string): string {
  return `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}

/** A story in clean HTML, with its picture when the feed prints pictures. */
export function storyHtml(publication: Publication, telling: Telling, origin: string): string {
  const { scene } = publication;
  const picture = scene === undefined ? [] : [pictureHtml(pictureUrl(origin, scene, telling))];
  const lead = `<p><strong>${escapeMarkup(telling.lead)}</strong></p>`;
  const text = telling.paragraphs.map((paragraph) => `<p>${escapeMarkup(paragraph)}</p>`);
  return [...picture, lead, ...text].join('\n');
}

function pictureHtml(url: string): string {
  return `<p><img src="${escapeMarkup(url)}" alt="" width="640" height="320"></p>`;
}
