/** Edited items as they are to be kept, with the text of their page where that is wanted. */
import type { Feed } from '../feed.ts';
import { completeItem } from '../get/full-text.ts';
import type { ParsedItem } from '../item.ts';
import { textPrintOf } from '../read/text-print.ts';
import { keyOf, type Taking } from './complete.ts';
import type { Edit, Edited } from './edit.ts';
import { fitForStorage } from './fit.ts';
import type { ItemPlace } from './refresh-deps.ts';

/** The items as they read now. One whose text is gone keeps the text that it had. */
export async function editsOf(
  feed: Feed,
  edited: readonly Edited[],
  deps: Taking,
): Promise<readonly Edit[]> {
  const edits: Edit[] = [];
  for (const { known, identityKey, words, itemKey, firstSeenAt } of edited) {
    const place = { ...keyOf(feed), key: itemKey, firstSeenAt };
    const shown = isBare(known.item) ? await withText(known.item, place, deps) : known.item;
    const whole = await completeItem(shown, feed.fullText, deps);
    const kept = { ...fitForStorage(whole), ...place };
    edits.push({ item: { ...kept, print: textPrintOf(kept) }, identityKey, words });
  }
  return edits;
}

function isBare({ content = '', summary = '' }: ParsedItem): boolean {
  return `${content}${summary}`.trim() === '';
}

/** Software that saves a draft over a post, or fails in the middle, shows a title and no text. */
async function withText(
  item: ParsedItem,
  place: ItemPlace,
  { store }: Taking,
): Promise<ParsedItem> {
  const [before] = await store.itemsAt([place]);
  if (before === undefined) return item;
  const { content, summary } = before;
  return { ...item, ...(content && { content }), ...(summary && { summary }) };
}
