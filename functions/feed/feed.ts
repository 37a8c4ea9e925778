/**
 * The feed room: what is watched, how it is read, and what is new in it. It never decides what is
 * mailed to whom, and nothing outside it knows one feed format from another.
 */
import type { Filter } from './filter.ts';
import type { Habit } from './habit.ts';
import type { Moved } from './moved.ts';
import type { RestTimes } from './rest-times.ts';
import type { SettingFields } from './settings.ts';

/** What the last successful answer said about itself, to be echoed byte for byte (RFC 9110 §13). */
export interface Validators {
  readonly etag?: string;
  readonly lastModified?: string;
  /** The address that gave them, after redirects; they go to no other. */
  readonly url?: string;
}

/** Where a feed says that it can be told of news (WebSub §4): whom to ask, and about what. */
export interface HubOffer {
  readonly hub: string;
  readonly topic: string;
}

/** Whether the article page is fetched for its text: as told by the owner, or when it is missing. */
export type FullText = SettingFields['fullText'];

/** A surge that waits for the owner: nothing of it is mailed until it is released or dropped. */
export interface Hold {
  readonly since: number;
  readonly items: number;
  /** Its items are still being put aside: until then all that looks new belongs to it. */
  readonly filling?: true;
}

/** A feed of a newsletter; what its owner sets for it is in `settings.ts`. */
export interface Feed extends SettingFields {
  readonly id: string;
  readonly newsletterId: string;
  readonly sectionId: string;
  readonly url: string;
  readonly siteUrl?: string;
  readonly addedAt: number;
  readonly intervalChangedAt?: number;
  /** Minutes between two polls that its server or the feed itself asks for, at least. */
  readonly askedMinutes?: number;
  readonly restTimes?: RestTimes;
  /** The backlog has been taken in: from now on what appears is news. */
  readonly started: boolean;
  /** How many items of the first fetch count as news (a new newsletter may start with a few). */
  readonly backlogItems: number;
  readonly validators?: Validators;
  /** The hub that it named when it last changed. */
  readonly hub?: HubOffer;
  /** SHA-256 of the last body taken in, so that unchanged bytes cost no parse and no write. */
  readonly bodyHash?: string;
  /** No poll before this instant: Retry-After or back-off. */
  readonly notBefore?: number;
  /** Failed polls since the last good one. */
  readonly failures: number;
  readonly lastError?: string;
  readonly lastChangedAt?: number;
  /** When its document was last read as a whole. */
  readonly readAt?: number;
  /** News is being stored: whoever finds this, instant readers are yet to be told. */
  readonly storing?: true;
  readonly habit?: Habit;
  /** Prints of what its last items begin and end with, the latest item last. */
  readonly ends?: readonly (readonly string[])[];
  readonly hold?: Hold;
  /** It has been read and has never shown an item. */
  readonly isBlank?: true;
  /** What its owner keeps out of what it brings, or wants alone. */
  readonly filters?: readonly Filter[];
  /** When something of it that waits at the gate is to be looked at (ms). */
  readonly gateAt?: number;
  /** The keys of those it has not long brought that its last document showed, the latest last. */
  readonly lately?: readonly string[];
  /** What else that showed: beginnings of keys. */
  readonly shown?: readonly string[];
  /** The keys of those that it took down, as long as they may come back. */
  readonly withdrawn?: readonly string[];
  /** The keys of items whose pages there was no room for: the next refresh reads them. */
  readonly pagesLeft?: readonly string[];
  /** Pages in a row that were not the article. */
  readonly pagesRefused?: number;
  /** The proof of a permanent redirect, while it is being gathered. */
  readonly moved?: Moved;
  /** When most of its items last came under new ids that were remembered. */
  readonly renamedAt?: number;
  /** It was stopped with its newsletter, and is taken up again with it. */
  readonly stoppedByClosing?: true;
  /** When the owner last took it up again. */
  readonly takenUpAt?: number;
  /** The first of the failed polls since the last good one. */
  readonly failingSince?: number;
  /** The owner has been told that it fails. */
  readonly failingToldAt?: number;
  /** The owner has been told that it leads from https to http. */
  readonly plainToldAt?: number;
  /** The owner has been told that it fell silent. */
  readonly silentToldAt?: number;
}

/** Names one feed row. */
export interface FeedKey {
  readonly newsletterId: string;
  readonly feedId: string;
}
