/** The rows of a list as they are understood, some at a time, each address once. */
import type { CsvRow } from '../list/csv-file.ts';
import type { Mark } from '../list/export-format.ts';
import { standingOf } from '../list/opened-list.ts';
import type { Reading } from '../list/reader-arrival.ts';
import type { Seen } from '../list/seen-addresses.ts';
import type { ReadRow } from './take-rows.ts';

const shownCharsMax = 254;

/** Reads rows and gives them by so many; `seen` knows the addresses of what was read before. */
export async function* readRows(
  rows: AsyncIterable<CsvRow>,
  read: (cells: readonly string[]) => Reading | Mark,
  seen: Seen,
  rowsAStep: number,
): AsyncGenerator<readonly ReadRow[]> {
  let step: ReadRow[] = [];
  for await (const { line, cells } of rows) {
    const shown = (cells.find((cell) => cell.includes('@')) ?? '').slice(0, shownCharsMax);
    step.push({ line, shown, reading: onlyOnce(read(cells), seen) });
    if (step.length < rowsAStep) continue;
    yield step;
    step = [];
  }
  if (step.length > 0) yield step;
}

function onlyOnce(reading: Reading | Mark, seen: Seen): Reading | Mark {
  const key = reading.kind === 'suppression' ? undefined : standingOf(reading)?.addressKey;
  if (key === undefined) return reading;
  if (seen.get(key) === undefined) {
    seen.set(key, 0);
    return reading;
  }
  return { kind: 'refused', fault: { kind: 'twice' } };
}
