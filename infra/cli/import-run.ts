/** Works a list of readers off, some rows at a time, however long it is. */
import { open } from 'node:fs/promises';
import {
  type Arrival,
  carryOut,
  type Decision,
  decideArrival,
  type FoundHere,
  type ImportDeps,
  type ImportOutcome,
  outcomeOf,
  type Terms,
} from '../../functions/subscriber/import-readers.ts';
import { type CsvRow, csvLine } from './csv-file.ts';
import type { Mark } from './export-format.ts';
import type { Progress } from './import-progress.ts';
import { outcomeWords } from './import-words.ts';
import { standingOf } from './opened-list.ts';
import type { Reading } from './reader-arrival.ts';
import type { Seen } from './seen-addresses.ts';

/** One run of an import: the file, the terms, and where it stands. */
export interface ImportRun {
  readonly rows: AsyncIterable<CsvRow>;
  readonly read: (cells: readonly string[]) => Reading | Mark;
  /** Which addresses were worked off: shared by the files of a run. */
  readonly seen: Seen;
  readonly terms: Terms;
  readonly reportPath: string;
  /** What an interrupted run of the same has left. */
  readonly earlier: Progress | undefined;
  readonly progress: ((rows: number) => void) | undefined;
}

/** What a run reads and writes. */
export interface RunDeps {
  readonly find: (arrivals: readonly Arrival[]) => Promise<readonly FoundHere[]>;
  /** None in a dry run. */
  readonly writing:
    | (ImportDeps & {
        readonly keepMark: (mark: Mark) => Promise<void>;
        readonly note: (progress: Omit<Progress, 'of' | 'startedAt'>) => Promise<void>;
      })
    | undefined;
  readonly randomId: () => string;
}

/** How many rows came to what. */
export type Counts = Record<string, number>;

/** As many as one transaction can write, four rows each and what is noted of all. */
const rowsAStep = 24;
const rowsAShow = 500;
const fileMode = 0o600;

type Step = { readonly line: number; readonly shown: string; readonly reading: Reading | Mark }[];

/** Runs the import, or only looks at what it would do. Returns how many rows met which end. */
export async function runImport(run: ImportRun, deps: RunDeps): Promise<Counts> {
  const { rows, counts, reportBytes, underway } = run.earlier ?? atFirst;
  const state = { rows, counts: { ...counts } as Counts, reportBytes, underway };
  const report = await open(run.reportPath, run.earlier === undefined ? 'w' : 'r+', fileMode);
  const tell = async (lines: readonly string[]) => {
    const { bytesWritten } = await report.write(lines.join(''), state.reportBytes);
    state.reportBytes += bytesWritten;
  };
  try {
    await report.truncate(reportBytes);
    if (run.earlier === undefined) await tell([csvLine(['line', 'email', 'reason'])]);
    for await (const step of steps(run, rows)) {
      const ends = await takeStep(step, { run, deps, state });
      for (const { end } of ends) state.counts[end] = (state.counts[end] ?? 0) + 1;
      await tell(
        ends.flatMap(({ line, shown, reason }) =>
          reason === undefined ? [] : [csvLine([`${line}`, shown, reason])],
        ),
      );
      state.rows += step.length;
      state.underway = [];
      if (state.rows % rowsAShow === 0) run.progress?.(state.rows);
    }
  } finally {
    await report.close();
  }
  return state.counts;
}

const atFirst = { rows: 0, counts: {}, reportBytes: 0, underway: [] };

/** Rows in steps; those of an earlier run are read again only to know them from what follows. */
async function* steps({ rows, read, seen }: ImportRun, done: number): AsyncGenerator<Step> {
  let step: Step = [];
  let count = 0;
  for await (const { line, cells } of rows) {
    const reading = onlyOnce(read(cells), seen);
    count += 1;
    if (count <= done) continue;
    const shown = cells.find((cell) => cell.includes('@')) ?? '';
    step.push({ line, shown: shown.slice(0, 254), reading });
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
  return { kind: 'refused', reason: 'It is in this file twice; the worst of its rows counts.' };
}

interface Ended {
  readonly line: number;
  readonly shown: string;
  /** `unread`, `mark`, or how the use case ended. */
  readonly end: ImportOutcome | 'unread' | 'mark';
  /** Why it was refused. */
  readonly reason?: string;
}

interface Context {
  readonly run: ImportRun;
  readonly deps: RunDeps;
  readonly state: Omit<Progress, 'of' | 'startedAt'>;
}

type Decided =
  | { readonly kind: 'mark'; readonly mark: Mark }
  | { readonly kind: 'unread'; readonly reason: string }
  /** `isDone`: an interrupted run has written it already. */
  | { readonly kind: 'arrival'; readonly decision: Decision; readonly isDone: boolean };

/** Looks the whole step up, notes what it is about to write, writes it. */
async function takeStep(step: Step, { run, deps, state }: Context): Promise<Ended[]> {
  const arrivals = step.flatMap(({ reading }) => (isArrival(reading) ? [reading] : []));
  const found = new Map((await deps.find(arrivals)).map((here, n) => [arrivals[n], here]));
  const decided = step.map(({ line, shown, reading }) => {
    if (!isArrival(reading)) return { line, shown, decided: withoutLook(reading) };
    const here = found.get(reading) ?? unknown;
    const isDone = state.underway.includes(line) && here.subscriber !== undefined;
    const known = isDone ? unknown : here;
    const decision = decideArrival(reading, known, run.terms, deps.randomId());
    return { line, shown, decided: { kind: 'arrival', decision, isDone } as const };
  });
  const underway = decided.filter((row) => isWritten(row.decided)).map(({ line }) => line);
  await deps.writing?.note({ ...state, underway });
  const ends = await endsOf(decided, deps);
  return decided.map(({ line, shown }, n) => ({ line, shown, ...(ends[n] ?? { end: 'mark' }) }));
}

const unknown: FoundHere = { suppressed: false, erased: false };

function isArrival(reading: Reading | Mark): reading is Arrival {
  const kinds: Readonly<Record<(Reading | Mark)['kind'], boolean>> = {
    ...{ own: true, reader: true, left: true, never: true },
    ...{ refused: false, suppression: false, erasure: false, 'hidden-suppression': false },
  };
  return kinds[reading.kind];
}

function withoutLook(reading: Exclude<Reading | Mark, Arrival>): Decided {
  return reading.kind === 'refused'
    ? { kind: 'unread', reason: reading.reason }
    : { kind: 'mark', mark: reading };
}

function isWritten(decided: Decided): boolean {
  return decided.kind === 'arrival' && decided.decision.kind !== 'refused';
}

type End = Pick<Ended, 'end' | 'reason'>;

/** Writes all of the step, unless this is only a look. */
async function endsOf(
  rows: readonly { readonly decided: Decided }[],
  { writing }: RunDeps,
): Promise<End[]> {
  const written = rows.flatMap(({ decided }) =>
    decided.kind === 'arrival' && !decided.isDone ? [decided.decision] : [],
  );
  const outcomes = writing === undefined ? [] : [...(await carryOut(written, writing))];
  const ends: End[] = [];
  for (const { decided } of rows) {
    if (decided.kind === 'mark') await writing?.keepMark(decided.mark);
    ends.push(endOf(decided, writing !== undefined, outcomes));
  }
  return ends;
}

/** Takes its outcome from those that are left, which are in the order of the rows. */
function endOf(decided: Decided, isWriting: boolean, outcomes: ImportOutcome[]): End {
  if (decided.kind === 'mark') return { end: 'mark' };
  if (decided.kind === 'unread') return { end: 'unread', reason: decided.reason };
  const planned = plannedEnd(decided.decision);
  const end = isWriting && !decided.isDone ? (outcomes.shift() ?? planned) : planned;
  const { reason } = outcomeWords[end];
  return { end, ...(reason === undefined ? {} : { reason }) };
}

/** How it would end: nothing else is known before it is written. */
function plannedEnd(decision: Decision): ImportOutcome {
  switch (decision.kind) {
    case 'refused':
      return decision.reason;
    case 'ask':
      return 'asked';
    case 'leave':
      return 'taken-off';
    case 'keep':
      return outcomeOf(decision.reader);
  }
}
