/** The rows of an import that are still to be done, as many at once as the table is asked for. */
import { type InHand, removeList } from './import-hand.ts';
import { unpackRows } from './packed.ts';
import { partNames } from './stored-import.ts';
import { type ReadRow, rowsAtOnce } from './take-rows.ts';

/**
 * What is left of the part that the import is at. Undefined when it is gone, as after a week: then
 * the import has come to its end, and what it did can still be taken back.
 */
export async function loadRows(hand: InHand): Promise<ReadRow[][] | undefined> {
  const { deps, record, keep } = hand;
  const { newsletterId, importId, reading, part, row, startedAt } = record();
  const name = partNames.read(reading, part);
  const packed = await deps.parts.get({ newsletterId, importId, name });
  if (packed === undefined) {
    await removeList(record(), deps.parts);
    const ended = { endedAt: deps.around.now(), worker: null, lookAgainAt: null };
    await keep({ state: startedAt === undefined ? 'given-up' : 'done', ...ended });
    return undefined;
  }
  const { from, rows } = unpackRows(packed);
  const open = rows.slice(row - from);
  return Array.from({ length: Math.ceil(open.length / rowsAtOnce) }, (_, n) =>
    open.slice(n * rowsAtOnce, (n + 1) * rowsAtOnce),
  );
}
