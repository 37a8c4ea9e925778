/** The feed that items of an archive belong to: in the table like any other, but never polled. */
import type { Feed } from './feed.ts';
import { newFeed } from './new-feed.ts';

/** The scheme of feeds that live in files alone. */
const archiveScheme = 'archive:';

/** Whether a feed lives in files alone. */
export function isArchive(url: string): boolean {
  return url.startsWith(archiveScheme);
}

/** The row of the archive of this name; the same name is the same feed. */
export function archiveFeed(facts: {
  readonly name: string;
  readonly newsletterId: string;
  readonly sectionId: string;
  readonly siteUrl: string | undefined;
  readonly at: number;
}): Feed {
  const { name, at: addedAt, ...place } = facts;
  const url = `${archiveScheme}${name}`;
  const settings = { title: name, fullText: 'never', state: 'stopped' } as const;
  return {
    ...newFeed({ ...place, url, addedAt, backlogItems: 0 }, settings),
    intervalMinutes: 1440,
    started: true,
  };
}
