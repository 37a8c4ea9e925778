/** A link that did lead to a feed. */
import type { ParsedFeed } from '../item.ts';
import type { FeedLink } from '../read/page.ts';

/** The link as the page gives it, and the feed behind it. */
export interface LiveFeed extends FeedLink {
  /** Where it was in the end, after redirects. */
  readonly foundAt: string;
  readonly feed: ParsedFeed;
}
