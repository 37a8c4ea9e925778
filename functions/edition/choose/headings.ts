/**
 * What choosing looks at of the items of a period, in columns: as objects, the hundred thousand of a
 * large newsletter would not fit into the door.
 */
import type { TextPieces } from '../../feed/read/text-print.ts';
import type { ItemRef } from '../content.ts';
import { openPieces, type Pieces } from './pieces.ts';
import { linkMark, titlePairs, titlePrint } from './story-print.ts';

/** An item without its texts. */
export interface Heading extends ItemRef {
  readonly firstSeenAt: number;
  readonly title: string;
  readonly link?: string;
  /** The print of its text, as it is stored; without one it is made from the text. */
  readonly print?: Uint8Array;
}

/** Headings with the first-seen rising; what stands at one index belongs together. */
export interface Headings {
  readonly feedIds: readonly string[];
  readonly keys: readonly string[];
  readonly seenAt: readonly number[];
  readonly titles: readonly string[];
  /** A number for the address; 0 for none. */
  readonly links: readonly number[];
  /** By what alike titles are found. */
  readonly titlePairs: Pieces;
  readonly texts: Pieces;
  /** One in so many pieces of the text is there. */
  readonly oneIn: readonly number[];
}

/** Takes headings in, and gives them in order. */
export interface HeadingsDraft {
  readonly add: (heading: Heading, text: TextPieces) => void;
  readonly finish: () => Headings;
}

/** Opens columns for the headings of these feeds; those of others are left out. */
export function openHeadings(feeds: ReadonlyMap<string, { readonly id: string }>): HeadingsDraft {
  const feedIds: string[] = [];
  const keys: string[] = [];
  const seenAt: number[] = [];
  const titles: string[] = [];
  const links: number[] = [];
  const oneIn: number[] = [];
  const pairs = openPieces();
  const texts = openPieces();
  return {
    add: ({ feedId, key, firstSeenAt, title, link }, text) => {
      const feed = feeds.get(feedId);
      if (feed === undefined) return;
      // The one text of the feed's id instead of a copy with each item.
      feedIds.push(feed.id);
      keys.push(key);
      seenAt.push(firstSeenAt);
      titles.push(title);
      links.push(linkMark(link));
      oneIn.push(text.oneIn);
      pairs.add(titlePairs(titlePrint(title)));
      texts.add(text.pieces);
    },
    finish: () => {
      const order = orderOf(seenAt, keys);
      return {
        feedIds: order.map((at) => feedIds[at] ?? ''),
        keys: order.map((at) => keys[at] ?? ''),
        seenAt: order.map((at) => seenAt[at] ?? 0),
        titles: order.map((at) => titles[at] ?? ''),
        links: order.map((at) => links[at] ?? 0),
        oneIn: order.map((at) => oneIn[at] ?? 1),
        titlePairs: pairs.finish(order),
        texts: texts.finish(order),
      };
    },
  };
}

/** The oldest first, those of one instant by key. */
function orderOf(seenAt: readonly number[], keys: readonly string[]): number[] {
  const order = seenAt.map((_, index) => index);
  return order.sort((a, b) => {
    const apart = (seenAt[a] ?? 0) - (seenAt[b] ?? 0);
    return apart || ((keys[a] ?? '') < (keys[b] ?? '') ? -1 : 1);
  });
}
