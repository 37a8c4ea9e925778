/** Items as choosing sees them, without a table. */

import { type Headings, openHeadings } from '../../functions/edition/choose/headings.ts';
import { groupByStory } from '../../functions/edition/choose/same-story.ts';
import type { Item } from '../../functions/feed/item.ts';
import { piecesOf, textPrintOf } from '../../functions/feed/read/text-print.ts';

/** The headings of these items, each with the print that is stored with it. */
export function headingsOf(items: readonly Item[], feedIds?: readonly string[]): Headings {
  const ids = feedIds ?? items.map(({ feedId }) => feedId);
  const draft = openHeadings(new Map(ids.map((id) => [id, { id }])));
  for (const item of items) {
    const text = piecesOf(textPrintOf(item));
    if (text === undefined) throw new Error('A print that was just made cannot be read.');
    draft.add(item, text);
  }
  return draft.finish();
}

/** Those that tell the same story, together: feed and key of each. */
export function storiesOf(items: readonly Item[]) {
  const headings = headingsOf(items);
  const { feedIds, keys } = headings;
  return groupByStory(headings).map((group) =>
    group.map((at) => ({ feedId: feedIds[at] ?? '', key: keys[at] ?? '' })),
  );
}
