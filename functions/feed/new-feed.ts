/** The row of a feed that nobody has fetched yet. */
import { createHash } from 'node:crypto';
import { settingFields } from './each-setting.ts';
import type { Feed } from './feed.ts';
import { present } from './present.ts';
import type { FeedSettings } from './settings.ts';

interface NewFeed {
  readonly newsletterId: string;
  readonly sectionId: string;
  readonly url: string;
  readonly siteUrl: string | undefined;
  readonly addedAt: number;
  /** How many items of the first fetch count as news. */
  readonly backlogItems: number;
}

/** A title that somebody else chose is cut here. */
export const titleCharsMax = 200;

/** The feed as it is added, watched as `settings` say. */
export function newFeed(facts: NewFeed, settings: FeedSettings): Feed {
  return {
    ...present(facts),
    ...settingFields(settings),
    id: feedIdOf(facts.url),
    started: false,
    failures: 0,
  };
}

/** The id of the feed at an address: the same address is the same feed. */
export function feedIdOf(url: string): string {
  return createHash('sha256').update(url).digest('hex').slice(0, 16);
}
