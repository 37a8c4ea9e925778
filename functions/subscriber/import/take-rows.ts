/** Works some rows of a list off: looks them up together, and writes what is to be written. */
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
} from '../import-readers.ts';
import type { Mark } from '../list/export-format.ts';
import type { RowFault } from '../list/fault.ts';
import type { Reading } from '../list/reader-arrival.ts';

/** As many as one transaction can write, four rows each and what is noted of all. */
export const rowsAtOnce = 24;

/** A row of a list as it is understood. */
export interface ReadRow {
  readonly line: number;
  /** The cell that looks like an address, for a report. */
  readonly shown: string;
  readonly reading: Reading | Mark;
}

/** What became of a row. */
export interface Ended {
  readonly line: number;
  readonly shown: string;
  /** `unread`, `mark`, or how the use case ended. */
  readonly end: ImportOutcome | 'unread' | 'mark';
  /** Why it is `unread`. */
  readonly fault?: RowFault;
}

/** How many rows came to what. */
export type Counts = Readonly<Record<string, number>>;

/** On what terms, and what an earlier try of the same rows has left. */
export interface Taking {
  readonly terms: Terms;
  /** Lines that it was about to write: what is found there of them was written by it. */
  readonly underway: readonly number[];
  /** The id of whoever is new in this line. */
  readonly idOf: (line: number) => string;
}

/** What is known here about the addresses of some arrivals, in their order. */
export type FindHere = (arrivals: readonly Arrival[]) => Promise<readonly FoundHere[]>;

/** What writes the rows. */
export interface TakeRowsDeps extends ImportDeps {
  readonly keepMark: (mark: Mark) => Promise<void>;
}

interface Decided {
  readonly row: ReadRow;
  /** What is to be done about an arrival. */
  readonly decision?: Decision;
  /** An interrupted try has done it already, with this end. */
  readonly done?: ImportOutcome;
}

/** What would become of these rows (25 at most), as far as the table tells now. */
export async function foreseeRows(
  rows: readonly ReadRow[],
  taking: Taking,
  find: FindHere,
): Promise<Ended[]> {
  const decided = await decide(rows, taking, find);
  return decided.map((one) => endOf(one, plannedEnd(one)));
}

/**
 * Takes these rows in (25 at most). `note` is told the lines that are written next, before they are.
 * Done again with those lines as `underway`, it changes nothing more and tells the same.
 */
export async function takeRows(
  rows: readonly ReadRow[],
  taking: Taking,
  find: FindHere,
  note: (underway: readonly number[]) => Promise<void>,
  deps: TakeRowsDeps,
): Promise<Ended[]> {
  const decided = await decide(rows, taking, find);
  const isNoted = ({ decision, done }: Decided) =>
    done !== undefined || (decision !== undefined && decision.kind !== 'refused');
  await note(decided.filter(isNoted).map(({ row }) => row.line));
  const open = decided.flatMap(({ decision, done }) =>
    decision === undefined || done !== undefined ? [] : [decision],
  );
  const outcomes = [...(await carryOut(open, deps))];
  for (const { row } of decided) {
    if (isMark(row.reading)) await deps.keepMark(row.reading);
  }
  return decided.map((one) => {
    const isOpen = one.decision !== undefined && one.done === undefined;
    return endOf(one, isOpen ? outcomes.shift() : plannedEnd(one));
  });
}

async function decide(
  rows: readonly ReadRow[],
  { terms, underway, idOf }: Taking,
  find: FindHere,
): Promise<Decided[]> {
  const arrivals = rows.flatMap(({ reading }) => (isArrival(reading) ? [reading] : []));
  const found = new Map((await find(arrivals)).map((here, n) => [arrivals[n], here]));
  return rows.map((row) => {
    if (!isArrival(row.reading)) return { row };
    const here = found.get(row.reading) ?? nobody;
    const id = idOf(row.line);
    const decision = decideArrival(row.reading, here, terms, id);
    // Whoever is still to be taken off was not, whatever was noted.
    if (decision.kind === 'leave' || !underway.includes(row.line)) return { row, decision };
    const done = doneBefore(row.reading, here, terms, id);
    return done === undefined ? { row, decision } : { row, decision, done };
  });
}

const nobody: FoundHere = { suppressed: false, erased: false };

/** How the row ended when an interrupted try wrote it; undefined when it did not get that far. */
function doneBefore(
  arrival: Arrival,
  { subscriber }: FoundHere,
  terms: Terms,
  id: string,
): ImportOutcome | undefined {
  if (subscriber === undefined) return undefined;
  const { importedAt, withdrawnBy, withdrawnAt } = subscriber.consent;
  const isOurs = arrival.kind === 'own' || importedAt === terms.at;
  if (isOurs) return decidedEnd(decideArrival(arrival, nobody, terms, id));
  return withdrawnBy === 'import' && withdrawnAt === terms.at ? 'taken-off' : undefined;
}

const isArrivalKind: Readonly<Record<(Reading | Mark)['kind'], boolean>> = {
  ...{ own: true, reader: true, left: true, never: true },
  ...{ refused: false, suppression: false, erasure: false, 'hidden-suppression': false },
};

function isArrival(reading: Reading | Mark): reading is Arrival {
  return isArrivalKind[reading.kind];
}

function isMark(reading: Reading | Mark): reading is Mark {
  return !isArrivalKind[reading.kind] && reading.kind !== 'refused';
}

function plannedEnd({ decision, done }: Decided): ImportOutcome | undefined {
  return done ?? (decision && decidedEnd(decision));
}

function endOf({ row }: Decided, end: ImportOutcome | undefined): Ended {
  const { line, shown, reading } = row;
  if (reading.kind === 'refused') return { line, shown, end: 'unread', fault: reading.fault };
  return { line, shown, end: end ?? 'mark' };
}

/** How it would end: nothing else is known before it is written. */
function decidedEnd(decision: Decision): ImportOutcome {
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

/** The counts with these rows among them. */
export function counted(counts: Counts, ended: readonly Ended[]): Counts {
  const sums: Record<string, number> = { ...counts };
  for (const { end } of ended) sums[end] = (sums[end] ?? 0) + 1;
  return sums;
}
