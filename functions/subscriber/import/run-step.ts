/** Takes the rows of an import in: each step is noted before it is written, so that a death loses nothing. */
import { type InHand, removeList } from './import-hand.ts';
import { loadRows } from './import-rows.ts';
import { vouchedOf } from './statement.ts';
import { type ImportChanges, partNames, readerIdOf, type StoredImport } from './stored-import.ts';
import { counted, type ReadRow, takeRows } from './take-rows.ts';

/** Takes one part in, or what of it there is time for. */
export async function runStep(hand: InHand): Promise<void> {
  const { newsletterId, importId, reading, part, parts } = hand.record();
  if (part === parts) return finish(hand);
  const found = await loadRows(hand);
  if (found === undefined) return;
  let done: ImportChanges = {};
  for (const rows of found) {
    done = await takeSome(rows, done, hand);
    if (hand.isOver() && rows !== found.at(-1)) return hand.keep(done);
  }
  await hand.keep({ ...done, part: part + 1 });
  const name = partNames.read(reading, part);
  await hand.deps.parts.remove([{ newsletterId, importId, name }]);
}

/** Keeps what was done before together with the note of what comes next. */
async function takeSome(
  rows: readonly ReadRow[],
  done: ImportChanges,
  hand: InHand,
): Promise<ImportChanges> {
  const { importId, row: first, counts, underway } = { ...hand.record(), ...done };
  const places = new Map(rows.map(({ line }, n) => [line, first + n]));
  const taking = {
    terms: termsOf(hand.record()),
    underway,
    idOf: (line: number) => readerIdOf(importId, places.get(line) ?? first),
  };
  const note = (lines: readonly number[]) => hand.keep({ ...done, underway: lines });
  const ended = await takeRows(rows, taking, await hand.find(), note, hand.writing());
  return { row: first + rows.length, counts: counted(counts, ended), underway: [] };
}

function termsOf({ newsletterId, statement, startedAt, createdAt }: StoredImport) {
  return { newsletterId, proof: statement && vouchedOf(statement), at: startedAt ?? createdAt };
}

/** What holds addresses goes first: who dies here does it again. */
async function finish(hand: InHand): Promise<void> {
  await removeList(hand.record(), hand.deps.parts);
  const endedAt = hand.deps.around.now();
  await hand.keep({ state: 'done', endedAt, worker: null, lookAgainAt: null });
}
