/** Reads what an edition chooses from: the headings of a period, page by page, grouped by story. */

import type { Item } from '../../feed/item.ts';
import { piecesOf, type TextPieces, textPrintOf } from '../../feed/read/text-print.ts';
import { readStories, type Source, type StoryGroups, sourcesRead } from '../choose/choose.ts';
import { type Heading, type HeadingsDraft, openHeadings } from '../choose/headings.ts';
import type { ItemRef } from '../content.ts';
import type { Newsletter } from '../newsletter.ts';
import type { SegmentChoice } from '../segment.ts';

/** Names an item where it is kept: by its day. */
interface ItemPlace extends ItemRef {
  readonly firstSeenAt: number;
  /** Only its title is printed: its texts are read when it has none. */
  readonly isListed?: boolean;
}

/** Where items and the feeds that brought them come from. */
export interface PeriodDeps {
  readonly sources: (newsletterId: string) => Promise<Source[]>;
  /** Items first seen in (from, to] without their texts, page by page. */
  readonly headings: (
    newsletterId: string,
    from: number,
    to: number,
  ) => AsyncIterable<readonly Heading[]>;
  /** These items, as they read now, in no order; what is gone is left out. */
  readonly items: (newsletterId: string, places: readonly ItemPlace[]) => Promise<Item[]>;
}

/** What some readers could be given: these sections, first seen in (since, cutoff]. */
export interface PeriodRead {
  readonly newsletter: Newsletter;
  readonly wanted: SegmentChoice['sections'];
  readonly since: number;
  readonly cutoff: number;
}

/** Reads the stories of a period. */
export async function readPeriod(
  { newsletter, wanted, since, cutoff }: PeriodRead,
  deps: PeriodDeps,
): Promise<StoryGroups> {
  const { id, sections } = newsletter;
  const sources = sourcesRead(await deps.sources(id), sections, wanted);
  const draft = openHeadings(sources);
  for await (const page of deps.headings(id, since, cutoff)) {
    const own = page.filter(({ feedId }) => sources.has(feedId));
    const without = own.filter((heading) => !addPrinted(heading, draft));
    for (let start = 0; start < without.length; start += textsAtOnce) {
      await addUnprinted(id, without.slice(start, start + textsAtOnce), draft, deps);
    }
  }
  return readStories(draft.finish(), sources);
}

/** Texts may be as long as a row. */
const textsAtOnce = 25;

function addPrinted(heading: Heading, draft: HeadingsDraft): boolean {
  const pieces = piecesOf(heading.print);
  if (pieces !== undefined) draft.add(heading, pieces);
  return pieces !== undefined;
}

const noText: TextPieces = { oneIn: 1, pieces: new Uint32Array() };

/** What was stored without a print, or with one of an earlier version, is read for it. */
async function addUnprinted(
  newsletterId: string,
  headings: readonly Heading[],
  draft: HeadingsDraft,
  deps: PeriodDeps,
): Promise<void> {
  const items = await deps.items(newsletterId, headings);
  const texts = new Map(items.map((item) => [placeKey(item), item]));
  for (const heading of headings) {
    const item = texts.get(placeKey(heading));
    draft.add(heading, (item && piecesOf(textPrintOf(item))) ?? noText);
  }
}

/** Tells an item from all others of its newsletter. */
export function placeKey({ feedId, key }: ItemRef): string {
  return `${feedId} ${key}`;
}
