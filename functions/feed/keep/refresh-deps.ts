/** What bringing a feed up to date asks of its surroundings. */
import type { Feed, FeedKey } from '../feed.ts';
import type { NewsletterGate } from '../gate/gate-rules.ts';
import type { GateStore } from '../gate/pass.ts';
import type { WaitReason } from '../gate/waiting.ts';
import type { Get } from '../get/fetched.ts';
import type { Item, ParsedItem, Unstamped } from '../item.ts';
import type { KeptOut } from '../kept-out.ts';
import type { FeedChanges } from './changes.ts';
import type { Alias, Edit, Sighting } from './edit.ts';
import type { FeedNotice } from './feed-notice.ts';

/** An item that the feed has not shown before, with all its names and its words. */
export interface News {
  readonly item: Unstamped;
  /** The first is the item's own: whoever stores it first has the item. */
  readonly identityKeys: readonly string[];
  readonly words?: string | undefined;
}

/** An item for the gate: it waits there, or is kept out at once. */
export interface GateEntry {
  /** Its `firstSeenAt` is when it was found. */
  readonly item: Item;
  readonly identityKeys: readonly string[];
  readonly words?: string;
  readonly why: readonly WaitReason[];
  readonly keptOut?: KeptOut;
}

/** Names an item by where it was kept when it was found. */
export type ItemPlace = Pick<Item, 'newsletterId' | 'feedId' | 'key' | 'firstSeenAt'>;

/** What waits at the gate, and what is kept out before or behind it. */
export interface GateBook extends Pick<GateStore, 'list' | 'release' | 'exclude'> {
  /** Puts one where no edition looks, unless its first key is known. */
  hold(entry: GateEntry): Promise<'stored' | 'seen'>;
  /** Keeps it out, whether it waits or has left the gate; false when it is gone, or is kept out. */
  keepOut(place: ItemPlace, keptOut: KeptOut): Promise<boolean>;
  /** Undoes that it was withdrawn. */
  bringBack(place: ItemPlace): Promise<boolean>;
}

/** The feed's row, its items, and what it has shown before. */
export interface FeedBook {
  loadFeed(key: FeedKey): Promise<Feed | undefined>;
  /** Which of these identity keys the feed has shown before, and what was noted of them. */
  seenKeys(key: FeedKey, keys: readonly string[]): Promise<ReadonlyMap<string, Sighting>>;
  /**
   * Stores each item whose first identity key is new, and marks all its keys as seen, both or
   * neither. Returns how many were stored. Each is stamped as it is written, later than the one
   * before; what takes nearly as long as `eligibleLagMs` throws or is stamped anew, because an item
   * that lands later than the lag could be passed over for good.
   */
  storeItems(news: AsyncIterable<News>): Promise<number>;
  readonly gate: GateBook;
  /** What its newsletter says of the gate. */
  gateOf(newsletterId: string): Promise<NewsletterGate>;
  /** These items as they are kept, behind the gate or before it; what is gone is left out. */
  itemsAt(places: readonly ItemPlace[]): Promise<readonly Item[]>;
  /** Remembers other names and words of known items, and keeps those edited as they read now. */
  markSeen(key: FeedKey, keys: readonly (string | Alias)[], edits?: readonly Edit[]): Promise<void>;
  /** Writes these fields only, and none when the feed was removed meanwhile. */
  changeFeed(key: FeedKey, changes: FeedChanges): Promise<void>;
}

/** What one refresh reads and writes, and whom it tells. */
export interface RefreshDeps {
  readonly store: FeedBook;
  readonly get: Get;
  /** Tells the owner, once for each id. */
  tell(notice: FeedNotice): Promise<unknown>;
  /** Makes the editions of instant readers due. */
  wake(newsletterId: string): Promise<void>;
  /** Prints of what an item begins and ends with, by which a feed's habit is known. */
  endsOf(item: ParsedItem): Promise<readonly string[]>;
  /** Leaves all feeds of this address's site alone until then. */
  pauseSite(url: string, until: number): Promise<void>;
  /** Until when the site of this address is left alone; undefined when it may be asked. */
  restsUntil(url: string): Promise<number | undefined>;
  now(): number;
}
