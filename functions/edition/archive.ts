/**
 * The public archive of a newsletter: which editions it lists, and where they are on the web. It is
 * filled like a reader's inbox, with a cursor of its own, so nothing is missing or there twice.
 */
import type { Newsletter } from './newsletter.ts';

/** A story as a list of editions names it. */
export interface StoryLine {
  readonly title: string;
  readonly link?: string;
}

/** An edition in the archive. */
export interface PublishedEdition {
  readonly newsletterId: string;
  /** The key of its content. */
  readonly key: string;
  /** The due instant of the newsletter's default schedule that it answers. */
  readonly at: number;
  /** Items first seen up to here are in this edition or in an earlier one. */
  readonly through: number;
  readonly subject: string;
  readonly preview: string;
  /** "Sunday, 22 November 2026 · 12 stories", in the newsletter's language. */
  readonly dateLine: string;
  /** The leading ones. */
  readonly stories: readonly StoryLine[];
  /** The address of its first picture. */
  readonly picture?: string;
}

/** Whether editions of this newsletter may be read by anybody. */
export function hasPublicArchive({ archive }: Pick<Newsletter, 'archive'>): boolean {
  return archive !== 'private';
}

/** Where the archive of a newsletter is on the site. */
export const archivePaths = {
  landing: (newsletterId: string) => `/n/${newsletterId}`,
  privacy: (newsletterId: string) => `/n/${newsletterId}/privacy`,
  list: (newsletterId: string) => `/n/${newsletterId}/archive`,
  atom: (newsletterId: string) => `/n/${newsletterId}/editions.atom`,
  json: (newsletterId: string) => `/n/${newsletterId}/editions.json`,
  edition: (newsletterId: string, key: string) => `/n/${newsletterId}/e/${key}`,
} as const;
