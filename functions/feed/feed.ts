/**
 * The feed room: what is watched, how it is read, and what is new in it. It never decides what is
 * mailed to whom, and nothing outside it knows one feed format from another.
 */

/** What the last successful answer said about itself, to be echoed byte for byte (RFC 9110 §13). */
export interface Validators {
  readonly etag?: string;
  readonly lastModified?: string;
  /** The address that gave them, after redirects; they go to no other. */
  readonly url?: string;
}

/** Whether the article page is fetched for its text: as told by the owner, or when it is missing. */
export type FullText = 'never' | 'always' | 'auto';

export interface Feed {
  readonly id: string;
  readonly newsletterId: string;
  readonly sectionId: string;
  readonly url: string;
  readonly title: string;
  readonly siteUrl?: string;
  readonly fullText: FullText;
  readonly addedAt: number;
  /** Minutes between two polls. */
  readonly intervalMinutes: number;
  /** The backlog has been taken in: from now on what appears is news. */
  readonly started: boolean;
  /** How many items of the first fetch count as news (a new newsletter may start with a few). */
  readonly backlogItems: number;
  /** `stopped` after 410 Gone or by the owner: no longer polled. */
  readonly state: 'active' | 'stopped';
  readonly validators?: Validators;
  /** SHA-256 of the last body taken in, so that unchanged bytes cost no parse and no write. */
  readonly bodyHash?: string;
  /** No poll before this instant: Retry-After or back-off. */
  readonly notBefore?: number;
  /** Failed polls since the last good one. */
  readonly failures: number;
  readonly lastError?: string;
  readonly lastChangedAt?: number;
}

/** Names one feed row. */
export interface FeedKey {
  readonly newsletterId: string;
  readonly feedId: string;
}
