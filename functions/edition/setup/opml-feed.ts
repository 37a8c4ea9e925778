/** A feed as it stands in an OPML file, and back. */
import { isArchive } from '../../feed/archive-feed.ts';
import { settingsOf } from '../../feed/each-setting.ts';
import type { Feed } from '../../feed/feed.ts';
import { newFeed, titleCharsMax } from '../../feed/new-feed.ts';
import { present } from '../../feed/present.ts';
import { type OpmlFeed, writeOpml } from '../../feed/read/opml.ts';
import type { Newsletter, Section } from '../newsletter.ts';

/** The feed as `feeds export` writes it. */
export function opmlOfFeed(feed: Feed, sections: readonly Section[]): OpmlFeed {
  const { url, title, siteUrl, sectionId } = feed;
  const section = sections.find((one) => one.id === sectionId)?.name;
  return present({ ...settingsOf(feed), url, title, siteUrl, section });
}

type Place = Pick<Feed, 'newsletterId' | 'sectionId' | 'addedAt'>;

/**
 * The feeds of a newsletter as an OPML file, in the order of its sections; archives, which no feed
 * reader could poll, are left out.
 */
export function opmlOfFeeds({ name, sections }: Listing, feeds: readonly Feed[]): string {
  const order = sections.map(({ id }) => id);
  const polled = feeds
    .filter(({ url }) => !isArchive(url))
    .sort((x, y) => order.indexOf(x.sectionId) - order.indexOf(y.sectionId))
    .map((feed) => opmlOfFeed(feed, sections));
  return writeOpml(name, polled);
}

type Listing = Pick<Newsletter, 'name' | 'sections'>;

/** The feed as `feeds import` adds it: nothing that it shows by then is news. */
export function feedOfOpml(opml: OpmlFeed, place: Place): Feed {
  const { url, siteUrl, section: _, ...settings } = opml;
  const title = settings.title.slice(0, titleCharsMax);
  return newFeed({ ...place, url, siteUrl, backlogItems: 0 }, { ...settings, title });
}
