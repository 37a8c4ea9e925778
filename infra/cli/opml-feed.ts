/** A feed as it stands in an OPML file, and back. */
import type { Section } from '../../functions/edition/newsletter.ts';
import { settingsOf } from '../../functions/feed/each-setting.ts';
import type { Feed } from '../../functions/feed/feed.ts';
import { newFeed, titleCharsMax } from '../../functions/feed/new-feed.ts';
import { present } from '../../functions/feed/present.ts';
import type { OpmlFeed } from '../../functions/feed/read/opml.ts';

/** The feed as `feeds export` writes it. */
export function opmlOfFeed(feed: Feed, sections: readonly Section[]): OpmlFeed {
  const { url, title, siteUrl, sectionId } = feed;
  const section = sections.find((one) => one.id === sectionId)?.name;
  return present({ ...settingsOf(feed), url, title, siteUrl, section });
}

type Place = Pick<Feed, 'newsletterId' | 'sectionId' | 'addedAt'>;

/** The feed as `feeds import` adds it: nothing that it shows by then is news. */
export function feedOfOpml(opml: OpmlFeed, place: Place): Feed {
  const { url, siteUrl, section: _, ...settings } = opml;
  const title = settings.title.slice(0, titleCharsMax);
  return newFeed({ ...place, url, siteUrl, backlogItems: 0 }, { ...settings, title });
}
