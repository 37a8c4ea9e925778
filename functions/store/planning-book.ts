/** All that planning reads and writes, put together from segments, editions, batches and archives. */
import type { CallStore } from '../edition/plan/calls.ts';
import type { TickDeps } from '../edition/plan/run-tick.ts';
import { type ArchiveStore, archiveStore } from './archive.ts';
import { batchStore } from './batches.ts';
import { callStore } from './calls.ts';
import type { Table } from './client.ts';
import { type EditionMaterial, editionMaterial } from './edition-material.ts';
import { type EditionStore, editionStore } from './editions.ts';
import { type HeldEditions, heldEditions } from './held-editions.ts';
import { type MarkStore, markStore } from './marks.ts';
import { adoptNewsletters } from './newsletter-upkeep.ts';
import { newsletterStore } from './newsletters.ts';
import { type NoticeStore, noticeStore } from './notices.ts';
import { type SegmentStore, segmentStore } from './segments.ts';

/** All that planning reads and writes. */
export interface PlanningBook extends Pick<TickDeps, 'segments'> {
  readonly editions: EditionStore;
  readonly addBatch: TickDeps['freezing']['addBatch'];
  readonly archives: ArchiveStore;
  readonly content: ArchiveStore['content'];
  readonly segmentsOf: SegmentStore['list'];
  readonly calls: CallStore;
  readonly held: HeldEditions;
  readonly marks: MarkStore;
  readonly note: NoticeStore['note'];
  /** Has the rows of an earlier release found: looked up once by this book, done once for a table. */
  readonly adopt: () => Promise<void>;
  /** What editions are made of, read anew. */
  readonly material: () => EditionMaterial;
}

/** The book of planning in this table. */
export function planningBook(table: Table, now: () => number): PlanningBook {
  let isAdopted = false;
  const editions = editionStore(table, now);
  const archives = archiveStore(table);
  return {
    segments: { ...segmentStore(table), isOpen: newsletterStore(table).isOpen },
    editions,
    addBatch: batchStore(table, now).add,
    archives,
    content: archives.content,
    segmentsOf: segmentStore(table).list,
    calls: callStore(table, now),
    held: heldEditions(table, now),
    marks: markStore(table, now),
    note: noticeStore(table).note,
    adopt: async () => {
      if (!isAdopted) await adoptNewsletters(table);
      isAdopted = true;
    },
    material: () => editionMaterial(table, now),
  };
}
