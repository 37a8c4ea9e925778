import type { KeptOut } from './kept-out.ts';
import type { RestTimes } from './rest-times.ts';

/** An item as a feed shows it, whatever the format: text fields plain, links absolute. */
export interface ParsedItem {
  /** The raw guid, atom:id or rdf:about; the room never invents one here. */
  readonly id?: string;
  readonly title: string;
  readonly link?: string;
  /** Milliseconds since 1970; only ever decoration. */
  readonly publishedAt?: number;
  readonly updatedAt?: number;
  readonly author?: string;
  /** Uncleaned HTML. */
  readonly summary?: string;
  /** Uncleaned HTML. */
  readonly content?: string;
  readonly categories: readonly string[];
  readonly enclosures: readonly Enclosure[];
  readonly image?: string;
  /** How long what it brings along plays, as the feed says. */
  readonly playSeconds?: number;
}

/** A file that an item brings along: sound, video, a picture. */
export interface Enclosure {
  readonly url: string;
  readonly type?: string;
}

/** A feed as it shows itself, whatever its format. */
export interface ParsedFeed {
  readonly title: string;
  readonly link?: string;
  readonly language?: string;
  /** Who tells when the feed has something new, and the address to ask about (WebSub §4). */
  readonly hub?: string;
  readonly self?: string;
  readonly items: readonly ParsedItem[];
  /** How long it asks to be left alone after each poll (RSS 2.0, ttl). */
  readonly ttlMinutes?: number;
  readonly restTimes?: RestTimes;
  /** False: only a part of it was read. */
  readonly isWhole?: boolean;
}

/** An item as it is kept. `firstSeenAt` alone decides which edition it belongs to. */
export interface Item extends ParsedItem {
  /** Stable within its feed: a hash of the identity that it was first seen with. */
  readonly key: string;
  readonly newsletterId: string;
  readonly feedId: string;
  readonly firstSeenAt: number;
  /** The owner has looked at it before it went out of the gate. */
  readonly admittedBy?: 'owner';
  /** It goes into no edition any more. */
  readonly keptOut?: KeptOut;
  /** By what its text is recognised in other feeds; made when it is stored, absent when it is read. */
  readonly print?: Uint8Array;
}

/** An item that is about to be stored: its stamp is given at the last moment. */
export type Unstamped = Omit<Item, 'firstSeenAt'>;

/**
 * How long after `firstSeenAt` an item may be chosen. An edition that looks earlier could miss a
 * row whose write is still under way, and never look back.
 */
export const eligibleLagMs = 5_000;
