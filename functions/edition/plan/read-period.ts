/** Reads what an edition chooses from: the headings of a period, page by page, grouped by story. */
import type { Item } from '../../feed/item.ts';
import { piecesOf, type TextPieces, textPrintOf } from '../../feed/read/text-print.ts';
import { type Source, type StoryGroups, sourcesRead } from '../choose/choose.ts';
import { type Heading, oldestFirst, openHeadings } from '../choose/headings.ts';
import { readerOf } from '../choose/marked-stories.ts';
import { groupByStory } from '../choose/same-story.ts';
import type { ItemRef } from '../content.ts';
import { type Marking, ownFeedId, refKey } from '../mark.ts';
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
  readonly marking: Marking;
}

/** Reads the stories of a period. */
export async function readPeriod(
  { newsletter, wanted, since, cutoff, marking }: PeriodRead,
  deps: PeriodDeps,
): Promise<StoryGroups> {
  const { id, sections } = newsletter;
  const all = await deps.sources(id);
  const read = sourcesRead(all, sections, wanted);
  const own = { id: ownFeedId, title: newsletter.name, sectionId: sections[0]?.id ?? '' };
  const sources = marking.isEmpty ? read : sourcesRead([...all, own], sections, 'all');
  const isRead = readerOf(read, sourcesRead(all, sections, 'all'), wanted, marking);
  const { add, headings, marks } = openHeadings(sources);
  for await (const some of inOrder(deps.headings(id, since, cutoff))) {
    const theirs = some.filter(isRead);
    const texts = await textsOf(id, theirs, deps);
    for (const heading of theirs) add(heading, piecesOf(heading.print) ?? texts(heading));
  }
  return { headings, stories: groupByStory(marks), sources };
}

/** Pages have those of one instant by feed, and may end between two of them. */
async function* inOrder(
  pages: AsyncIterable<readonly Heading[]>,
): AsyncGenerator<readonly Heading[]> {
  let open: Heading[] = [];
  for await (const page of pages) {
    const all = [...open, ...page].sort(oldestFirst);
    const last = all.at(-1)?.firstSeenAt;
    open = all.filter(({ firstSeenAt }) => firstSeenAt === last);
    yield all.slice(0, all.length - open.length);
  }
  yield open;
}

/** Texts may be as long as a row. */
const textsAtOnce = 25;
const noText: TextPieces = { oneIn: 1, pieces: [] };

/** What was stored without a print, or with one of an earlier version, is read for it. */
async function textsOf(
  newsletterId: string,
  headings: readonly Heading[],
  { items }: PeriodDeps,
): Promise<(heading: Heading) => TextPieces> {
  const texts = new Map<string, TextPieces>();
  const without = headings.filter(({ print }) => piecesOf(print) === undefined);
  for (let start = 0; start < without.length; start += textsAtOnce) {
    for (const item of await items(newsletterId, without.slice(start, start + textsAtOnce))) {
      texts.set(refKey(item), piecesOf(textPrintOf(item)) ?? noText);
    }
  }
  return (heading) => texts.get(refKey(heading)) ?? noText;
}
