/** Takes the readers of an import out again whom nobody has touched since. */
import { wasTouched } from '../import-leaving.ts';
import { type InHand, removeList } from './import-hand.ts';
import { readerIdOf } from './stored-import.ts';
import type { Counts } from './take-rows.ts';

/** As many readers as one look at the table can ask for. */
const idsAtOnce = 100;

/** Looks at the readers of some rows; those of the last ones end it. */
export async function undoStep(hand: InHand): Promise<void> {
  const { record, keep, deps } = hand;
  const { importId, newsletterId, startedAt, row, counts, ran } = record();
  const rows = ran?.rows ?? 0;
  if (row === 0) await removeList(record(), deps.parts);
  if (row >= rows) {
    const endedAt = deps.around.now();
    return keep({ state: 'undone', endedAt, worker: null, lookAgainAt: null });
  }
  const next = Math.min(rows, row + idsAtOnce);
  const ids = Array.from({ length: next - row }, (_, n) => readerIdOf(importId, row + n));
  let sums: Counts = counts;
  for (const reader of await deps.added.find(ids)) {
    const isOurs = reader.newsletterId === newsletterId && reader.consent.importedAt === startedAt;
    if (!isOurs) continue;
    const isGone = !wasTouched(reader) && (await deps.added.takeBack(reader)) === 'gone';
    const what = isGone ? 'takenBack' : 'touched';
    sums = { ...sums, [what]: (sums[what] ?? 0) + 1 };
  }
  await keep({ row: next, counts: sums });
}
