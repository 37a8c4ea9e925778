import { feedUrl, overviewUrl, pictureUrl, storyUrl, tagUri } from './addresses.ts';
import { storyHtml } from './markup.ts';
import type { Publication, Telling } from './publications.ts';

/** A feed in JSON Feed 1.1; its pictures stand in `image`, not in the text. */
export function jsonFeed(
  publication: Publication,
  tellings: readonly Telling[],
  origin: string,
): string {
  const { title, description, voice } = publication;
  const feed = {
    version: 'https://jsonfeed.org/version/1.1',
    title,
    home_page_url: overviewUrl(origin),
    feed_url: feedUrl(origin, publication),
    description,
    language: voice.language,
    authors: [{ name: voice.author }],
    items: tellings.map((telling) => item(publication, telling, origin)),
  };
  return `${JSON.stringify(feed, undefined, 2)}\n`;
}

function item(publication: Publication, telling: Telling, origin: string) {
  const { scene, ...pictureless } = publication;
  return {
    id: tagUri(publication, telling),
    url: storyUrl(origin, publication, telling),
    title: telling.title,
    summary: telling.lead,
    content_html: storyHtml(pictureless, telling, origin),
    ...(scene === undefined ? {} : { image: pictureUrl(origin, scene, telling) }),
    date_published: new Date(telling.publishedAt).toISOString(),
  };
}
