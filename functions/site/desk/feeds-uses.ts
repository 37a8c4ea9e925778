/** What the pages about feeds and items ask, and what they do. */
import type { Mark } from '../../edition/mark.ts';
import type { Newsletter } from '../../edition/newsletter.ts';
import type { Feed, FeedKey } from '../../feed/feed.ts';
import type { DecideDeps } from '../../feed/gate/decide.ts';
import type { DeskDeps as GateDeps, PrintedIn, Standing } from '../../feed/gate/desk.ts';
import type { NewsletterGate } from '../../feed/gate/gate-rules.ts';
import type { Approval } from '../../feed/gate-settings.ts';
import type { Look } from '../../feed/get/look.ts';
import type { Item, ParsedItem } from '../../feed/item.ts';
import type { FeedChanges } from '../../feed/keep/changes.ts';
import type { ItemPlace } from '../../feed/keep/refresh-deps.ts';
import type { FetchMessage } from '../../feed/schedule/poll.ts';

/** Feeds as lists show them. */
interface FeedLists {
  /** Some of them, without what only reading needs; `next` names the last where there are more. */
  readonly part: (
    newsletterId: string,
    after?: string,
  ) => Promise<{ readonly feeds: readonly Feed[]; readonly next?: string }>;
  /** These feeds, in no order; who is gone is left out. */
  readonly some: (feeds: readonly FeedKey[]) => Promise<readonly Feed[]>;
}

/** The rows of feeds. */
interface FeedRows {
  readonly list: (newsletterId: string) => Promise<readonly Feed[]>;
  readonly load: (key: FeedKey) => Promise<Feed | undefined>;
  readonly create: (feed: Feed, slot: string) => Promise<'added' | 'exists'>;
  readonly change: (key: FeedKey, changes: FeedChanges, slot?: string) => Promise<void>;
  readonly remove: (key: FeedKey, at: number) => Promise<void>;
}

/** What a newsletter says of the gate for all its feeds. */
interface GateSettings {
  readonly load: (newsletterId: string) => Promise<NewsletterGate>;
  readonly change: (
    newsletterId: string,
    changes: {
      readonly settleMinutes?: number | undefined;
      readonly approval?: Approval | undefined;
      readonly filters?: NewsletterGate['filters'];
    },
  ) => Promise<void>;
}

/** Single items, wherever they are. */
interface ItemRows {
  readonly at: (place: ItemPlace) => Promise<Standing | undefined>;
  /** The last that a feed brought and still shows, the latest first. */
  readonly ofFeed: (feed: Feed) => Promise<readonly Standing[]>;
  /** The same with their texts, of what has left the gate. */
  readonly whole: (newsletterId: string, places: readonly Item[]) => Promise<readonly ParsedItem[]>;
  /** What left the gate, the latest first; `next` is where to look on. */
  readonly latest: (
    newsletterId: string,
    wish: {
      readonly before?: string | undefined;
      readonly since: number;
      readonly now: number;
      readonly limit: number;
      readonly isMeant: (standing: Standing) => boolean;
    },
  ) => Promise<{ readonly standings: readonly Standing[]; readonly next?: string }>;
  readonly printedIn: (item: Item) => Promise<readonly PrintedIn[]>;
}

/** The gate. */
interface GateRows extends GateDeps {
  readonly gate: GateDeps['gate'] & Omit<DecideDeps, 'now'>;
  /** The feeds of a newsletter of which something waits. */
  readonly waiting: (newsletterId: string) => Promise<readonly string[]>;
  /** What stands at the gate of a feed, the latest first. */
  readonly look: (
    feed: FeedKey,
  ) => Promise<{ readonly standings: readonly Standing[]; readonly isWhole: boolean }>;
}

/** What the desk has of its table for these pages. */
export interface FeedsBook {
  readonly feeds: FeedRows;
  readonly feedLists: FeedLists;
  readonly gateSettings: GateSettings;
  readonly items: ItemRows;
  readonly atGate: GateRows;
  readonly marks: { readonly list: (newsletterId: string) => Promise<readonly Mark[]> };
  readonly saveNewsletter: (newsletter: Newsletter) => Promise<void>;
  /** Makes the editions of instant readers due. */
  readonly wakeInstant: (newsletterId: string, at: number) => Promise<unknown>;
}

/** All of it. */
export interface FeedsUses extends FeedsBook {
  readonly look: Look;
  /** The queue of feeds that are to be asked. */
  readonly fetches: { readonly send: (messages: readonly FetchMessage[]) => Promise<void> };
  /** Exact origins that need not be public. */
  readonly feedOrigins: readonly string[];
}
