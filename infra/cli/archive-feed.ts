/** The feed that items of an archive belong to: in the table like any other, but never polled. */

import type { Feed } from '../../functions/feed/feed.ts';
import { feedIdOf } from '../../functions/feed/keep/add.ts';

export const archiveScheme = 'archive:';

/** The row of the archive of this name; the same name is the same feed. */
export function archiveFeed(facts: {
  readonly name: string;
  readonly newsletterId: string;
  readonly sectionId: string;
  readonly siteUrl: string | undefined;
  readonly at: number;
}): Feed {
  const { name, newsletterId, sectionId, siteUrl, at } = facts;
  const url = `${archiveScheme}${name}`;
  return {
    id: feedIdOf(url),
    newsletterId,
    sectionId,
    url,
    title: name,
    ...(siteUrl === undefined ? {} : { siteUrl }),
    fullText: 'never',
    addedAt: at,
    intervalMinutes: 1440,
    started: true,
    backlogItems: 0,
    state: 'stopped',
    failures: 0,
  };
}
