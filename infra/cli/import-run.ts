/** Works a list of readers off, some rows at a time, however long it is; tells of it in files. */
import { open } from 'node:fs/promises';
import { outcomeWords } from '../../functions/subscriber/import/outcome-words.ts';
import { readRows } from '../../functions/subscriber/import/read-rows.ts';
import { readerIdOf } from '../../functions/subscriber/import/stored-import.ts';
import {
  type Counts,
  counted,
  type Ended,
  type FindHere,
  foreseeRows,
  type ReadRow,
  rowsAtOnce,
  type TakeRowsDeps,
  takeRows,
} from '../../functions/subscriber/import/take-rows.ts';
import type { Terms } from '../../functions/subscriber/import-readers.ts';
import { type CsvRow, csvLine } from '../../functions/subscriber/list/csv-file.ts';
import type { Mark } from '../../functions/subscriber/list/export-format.ts';
import { rowFaultText } from '../../functions/subscriber/list/fault-words.ts';
import type { Reading } from '../../functions/subscriber/list/reader-arrival.ts';
import type { Seen } from '../../functions/subscriber/list/seen-addresses.ts';
import type { Progress } from './import-progress.ts';

/** One run of an import: the file, the terms, and where it stands. */
export interface ImportRun {
  readonly rows: AsyncIterable<CsvRow>;
  readonly read: (cells: readonly string[]) => Reading | Mark;
  /** Which addresses were worked off: shared by the files of a run. */
  readonly seen: Seen;
  readonly terms: Terms;
  /** Names the readers that it adds, so that they are found again; none in a dry run. */
  readonly importId: string | undefined;
  readonly reportPath: string;
  /** What an interrupted run of the same has left. */
  readonly earlier: Progress | undefined;
  readonly progress: ((rows: number) => void) | undefined;
}

/** How far a run is. */
type RunProgress = Omit<Progress, 'of' | 'startedAt' | 'importId'>;

/** What a run reads and writes. */
export interface RunDeps {
  readonly find: FindHere;
  /** None in a dry run. */
  readonly writing: TakeRowsDeps | undefined;
  /** Notes how far the import is, before it writes more. */
  readonly note: (progress: RunProgress) => Promise<void>;
  readonly randomId: () => string;
}

const rowsAShow = 500;
const fileMode = 0o600;

/** Runs the import, or only looks at what it would do. Returns how many rows there were, and met which end. */
export async function runImport(
  run: ImportRun,
  deps: RunDeps,
): Promise<{ readonly rows: number; readonly counts: Counts }> {
  const { rows: done, counts, reportBytes, underway } = run.earlier ?? atFirst;
  const state: State = { rows: 0, counts, reportBytes, underway };
  const report = await open(run.reportPath, run.earlier === undefined ? 'w' : 'r+', fileMode);
  const tell = async (lines: readonly string[]) => {
    const { bytesWritten } = await report.write(lines.join(''), state.reportBytes);
    state.reportBytes += bytesWritten;
  };
  try {
    await report.truncate(reportBytes);
    if (run.earlier === undefined) await tell([csvLine(['line', 'email', 'reason'])]);
    for await (const step of readRows(run.rows, run.read, run.seen, rowsAtOnce)) {
      // Those of an earlier run are read again only to know them from what follows.
      const isDone = state.rows < done;
      const ends = isDone ? [] : await takeStep(step, { run, deps, state });
      state.rows += step.length;
      if (isDone) continue;
      state.counts = counted(state.counts, ends);
      await tell(ends.flatMap(reportLine));
      state.underway = [];
      if (state.rows % rowsAShow === 0) run.progress?.(state.rows);
    }
  } finally {
    await report.close();
  }
  return { rows: state.rows, counts: state.counts };
}

type State = { -readonly [Name in 'rows' | 'counts' | 'reportBytes' | 'underway']: Progress[Name] };

const atFirst = { rows: 0, counts: {}, reportBytes: 0, underway: [] };

interface Context {
  readonly run: ImportRun;
  readonly deps: RunDeps;
  readonly state: State;
}

/** Notes what the step is about to write, and writes it. */
function takeStep(step: readonly ReadRow[], { run, deps, state }: Context): Promise<Ended[]> {
  const { find, writing, note, randomId } = deps;
  const { terms, importId } = run;
  const places = new Map(step.map(({ line }, n) => [line, state.rows + n]));
  const idOf = (line: number) =>
    importId === undefined ? randomId() : readerIdOf(importId, places.get(line) ?? state.rows);
  const taking = { terms, underway: state.underway, idOf };
  if (writing === undefined) return foreseeRows(step, taking, find);
  const noteNext = (underway: readonly number[]) => note({ ...state, underway: [...underway] });
  return takeRows(step, taking, find, noteNext, writing);
}

function reportLine({ line, shown, end, fault }: Ended): string[] {
  const reason = fault === undefined ? outcomeWords[end].reason : rowFaultText(fault);
  return reason === undefined ? [] : [csvLine([`${line}`, shown, reason])];
}
