/** Looks the addresses of a list up: what would become of its rows, as far as the table tells now. */
import type { InHand } from './import-hand.ts';
import { loadRows } from './import-rows.ts';
import { vouchedOf } from './statement.ts';
import { listKeptMs, readerIdOf } from './stored-import.ts';
import { type Counts, counted, foreseeRows } from './take-rows.ts';

/** Looks one part up, or what of it there is time for. */
export async function lookStep(hand: InHand): Promise<void> {
  const { importId, newsletterId, statement, createdAt, part, parts, ...at } = hand.record();
  if (part === parts) {
    const foreseen = at.counts;
    const waits = { worker: null, lookAgainAt: createdAt + listKeptMs };
    return hand.keep({ state: 'looked', foreseen, ...waits });
  }
  const found = await loadRows(hand);
  if (found === undefined) return;
  const proof = statement && vouchedOf(statement);
  const terms = { newsletterId, proof, at: hand.deps.around.now() };
  const taking = { terms, underway: [], idOf: () => readerIdOf(importId, 0) };
  const find = await hand.find();
  let counts: Counts = at.counts;
  let row = at.row;
  for (const rows of found) {
    counts = counted(counts, await foreseeRows(rows, taking, find));
    row += rows.length;
    if (hand.isOver() && rows !== found.at(-1)) return hand.keep({ row, counts });
  }
  await hand.keep({ row, counts, part: part + 1 });
}
