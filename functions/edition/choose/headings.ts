/**
 * What choosing looks at of the items of a period, in columns: as objects, the hundred thousand of a
 * large newsletter would not fit into the door.
 */
import type { KeepingRule } from '../../feed/kept-out.ts';
import type { TextPieces } from '../../feed/read/text-print.ts';
import type { ItemRef } from '../content.ts';
import { openPieces, openShortTexts, type Pieces } from './pieces.ts';
import { linkMark, titleCharsMax, titlePairs, titlePrint } from './story-print.ts';

/** An item without its texts. */
export interface Heading extends ItemRef {
  readonly firstSeenAt: number;
  readonly title: string;
  readonly link?: string;
  /** It goes out no more: by which rule. */
  readonly outBy?: KeepingRule;
  /** The owner let it out. */
  readonly isByOwner?: true;
  /** The print of its text, as it is stored; without one it is made from the text. */
  readonly print?: Uint8Array;
}

/** Headings with the first-seen rising, those of one instant by key. */
export interface Headings {
  readonly feedIds: readonly string[];
  readonly seenAt: readonly number[];
  readonly keyAt: (index: number) => string;
  /** The places of those that go out no more. */
  readonly keptOut: ReadonlyMap<number, KeepingRule>;
  /** The places of those that the owner let out. */
  readonly byOwner: ReadonlySet<number>;
}

/** The item at a place. */
export function refAt({ feedIds, keyAt }: Headings, place: number): ItemRef {
  return { feedId: feedIds[place] ?? '', key: keyAt(place) };
}

/** What the same headings are compared by. It is needed until they are grouped, no longer. */
export interface StoryMarks {
  readonly feedIds: readonly string[];
  readonly seenAt: readonly number[];
  readonly titleAt: (index: number) => string;
  /** A number for the address; 0 for none. */
  readonly links: readonly number[];
  /** By what alike titles are found. */
  readonly titlePairs: Pieces;
  readonly texts: Pieces;
  /** One in so many pieces of the text is there. */
  readonly oneIn: readonly number[];
}

/** Takes headings in; they come in order. */
interface HeadingsDraft {
  readonly add: (heading: Heading, text: TextPieces) => void;
  readonly headings: Headings;
  readonly marks: StoryMarks;
}

/** Opens columns for the headings of these feeds. */
export function openHeadings(feeds: ReadonlyMap<string, { readonly id: string }>): HeadingsDraft {
  const feedIds: string[] = [];
  const seenAt: number[] = [];
  const links: number[] = [];
  const oneIn: number[] = [];
  const keptOutAt = new Map<number, KeepingRule>();
  const byOwner = new Set<number>();
  const keys = openShortTexts();
  const titles = openShortTexts();
  const pairs = openPieces();
  const texts = openPieces();
  return {
    add: ({ feedId, key, firstSeenAt, title, link, outBy, isByOwner }, text) => {
      if (outBy !== undefined) keptOutAt.set(feedIds.length, outBy);
      if (isByOwner === true) byOwner.add(feedIds.length);
      // The one text of the feed's id instead of a copy with each item.
      feedIds.push(feeds.get(feedId)?.id ?? feedId);
      seenAt.push(firstSeenAt);
      links.push(linkMark(link));
      oneIn.push(text.oneIn);
      keys.add(key);
      titles.add(title.slice(0, titleCharsMax));
      pairs.add(titlePairs(titlePrint(title)));
      texts.add(text.pieces);
    },
    headings: { feedIds, seenAt, keyAt: keys.at, keptOut: keptOutAt, byOwner },
    marks: { feedIds, seenAt, titleAt: titles.at, links, oneIn, titlePairs: pairs, texts },
  };
}

/** The oldest first, those of one instant by key: first-seen and key are what decides. */
export function oldestFirst(a: Heading, b: Heading): number {
  return a.firstSeenAt - b.firstSeenAt || (a.key < b.key ? -1 : 1);
}
