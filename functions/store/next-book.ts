/** What the page of the next edition reads and writes, put together. */
import type { MarkingDeps } from '../edition/plan/keep-mark.ts';
import type { NextPageBooks } from '../site/desk/next-meant.ts';
import { callStore } from './calls.ts';
import type { Table } from './client.ts';
import { editionMaterial } from './edition-material.ts';
import { editionStore } from './editions.ts';
import { listedHeadings } from './listed-items.ts';
import { markStore, storeOwnItem } from './marks.ts';
import { noticeStore } from './notices.ts';
import { usualCursor } from './segment-readers.ts';
import { segmentStore, segmentsAmong } from './segments.ts';

/** The books in this table. `prompt`: the same without repeats, as a stamp must not land late. */
export function nextBook(table: Table, prompt: Table, now: () => number): NextPageBooks {
  const marks: Pick<MarkingDeps, 'list' | 'save' | 'remove' | 'storeItem'> = {
    ...markStore(table, now),
    storeItem: (item) => storeOwnItem(prompt, item),
  };
  const headings = listedHeadings(table);
  return {
    marks,
    preview: {
      segments: (newsletterId, some) =>
        some === undefined
          ? segmentStore(table).list(newsletterId)
          : segmentsAmong(table, newsletterId, some),
      call: callStore(table, now).load,
      marks: marks.list,
      usualCursor: (segmentId) => usualCursor(table, segmentId),
      edition: editionStore(table, now).load,
      material: () => ({ ...editionMaterial(table, now), headings }),
    },
    noteNotice: noticeStore(table).note,
  };
}
