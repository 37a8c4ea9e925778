/** What the page of the next edition reads and writes, put together. */
import type { MarkingDeps } from '../edition/plan/keep-mark.ts';
import type { NextPageBooks } from '../site/desk/next-meant.ts';
import { callOf } from './calls.ts';
import { getRows, type Key, type Table } from './client.ts';
import { editionMaterial } from './edition-material.ts';
import { editionOf } from './edition-row.ts';
import { listedHeadings } from './listed-items.ts';
import { markStore, storeOwnItem } from './marks.ts';
import { noticeStore } from './notices.ts';
import { usualCursor } from './segment-readers.ts';
import { segmentStore, segmentsAmong } from './segments.ts';
import { keys } from './table.ts';

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
      known: (place) => knownOf(table, place),
      marks: marks.list,
      usualCursor: (segmentId) => usualCursor(table, segmentId),
      material: () => ({ ...editionMaterial(table, now), headings }),
    },
    noteNotice: noticeStore(table).note,
  };
}

type Known = NextPageBooks['preview']['known'];

async function knownOf(
  table: Table,
  { newsletterId, scheduledAt, editionId }: Parameters<Known>[0],
): ReturnType<Known> {
  const call = keys.call(newsletterId, scheduledAt);
  const edition = editionId === undefined ? [] : [keys.edition(editionId)];
  const rows = await getRows(table, [call, ...edition]);
  const of = (key: Key) => rows.find(({ pk, sk }) => pk === key.pk && sk === key.sk);
  const [called, planned] = [of(call), edition.map(of)[0]];
  return { call: called && callOf(called), edition: planned && editionOf(planned) };
}
