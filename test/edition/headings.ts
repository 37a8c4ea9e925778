/** Items as choosing sees them, without a table. */
import { oldestFirst, openHeadings } from '../../functions/edition/choose/headings.ts';
import { groupByStory } from '../../functions/edition/choose/same-story.ts';
import type { Item } from '../../functions/feed/item.ts';
import { piecesOf, textPrintOf } from '../../functions/feed/read/text-print.ts';

/** Columns of those of these items that are from the feeds, each with the print of its text. */
export function columnsOf(items: readonly Item[], feeds = items.map(({ feedId }) => feedId)) {
  const { add, ...columns } = openHeadings(new Map(feeds.map((id) => [id, { id }])));
  for (const item of items.filter(({ feedId }) => feeds.includes(feedId)).sort(oldestFirst)) {
    const text = piecesOf(textPrintOf(item));
    if (text === undefined) throw new Error('A print that was just made cannot be read.');
    add(item, text);
  }
  return columns;
}

/** Those that tell the same story, together: feed and key of each. */
export function storiesOf(items: readonly Item[]) {
  const { headings, marks } = columnsOf(items);
  const stories = groupByStory(marks);
  return Array.from({ length: stories.size }, (_, story) =>
    stories.placesOf(story).map((place) => {
      return { feedId: headings.feedIds[place] ?? '', key: headings.keyAt(place) };
    }),
  );
}
