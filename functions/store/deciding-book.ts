/** What an owner's decision about an instant reads and writes. */
import type { DecideDeps } from '../edition/plan/decide-call.ts';
import type { LeaveOutDeps } from '../edition/plan/leave-out.ts';
import type { SkipDeps } from '../edition/plan/skip.ts';
import { archiveStore } from './archive.ts';
import { callStore } from './calls.ts';
import type { Table } from './client.ts';
import { editionStore } from './editions.ts';
import { heldEditions } from './held-editions.ts';
import { markStore } from './marks.ts';
import { segmentStore } from './segments.ts';

/** The book of deciding in this table. */
export function decidingBook(
  table: Table,
  now: () => number,
): DecideDeps & LeaveOutDeps & SkipDeps {
  return {
    calls: callStore(table, now),
    segments: segmentStore(table).list,
    editions: editionStore(table, now).list,
    hold: heldEditions(table, now).hold,
    archive: archiveStore(table),
    saveMark: markStore(table, now).save,
    now,
  };
}
