/**
 * Restores a table beside the one of today: row by row of then, what the owner wants back is written
 * into the table of now, by the rules of `restore-rules.ts`. What was mailed, and who has left since,
 * is taken from the table of now, which is never turned back. Done again it changes nothing, so that
 * whoever is interrupted gives it once more.
 */
import type { Subscriber } from '../subscriber/subscriber.ts';
import type { Row } from './client.ts';
import { isMailed } from './reader-moves.ts';
import {
  countOf,
  noCounts,
  type RestoreCount,
  type RestoreCounts,
  type RestoreWrite,
  type RestoreWritten,
} from './restore-counts.ts';
import type { KnownByNow, ReaderFate, ReaderTerms } from './restore-reader.ts';
import { fateOfMissing, fateOfPresent } from './restore-reader.ts';
import { actBeside, type KnownRow, mattersNow, newsletterOfRow, sortRows } from './restore-row.ts';
import { MalformedRow } from './row.ts';
import { fromRow } from './subscriber-row.ts';

/** How far a restore has come: where it goes on, and what it has counted. */
export interface RestoreProgress {
  readonly after: Row | undefined;
  readonly counts: RestoreCounts;
}

/** What a restore reads and writes. */
export interface RestoreDeps {
  /** The rows of then, some at a time, after a place; `after` is where the next ones begin. */
  readonly pagesThen: (
    after: Row | undefined,
  ) => AsyncIterable<{ readonly rows: readonly Row[]; readonly after: Row | undefined }>;
  /** The rows of now that have the keys of these, by what `nameOf` says of each. */
  readonly rowsNow: (rows: readonly Row[]) => Promise<ReadonlyMap<string, Row>>;
  readonly knownOf: (reader: Subscriber) => Promise<KnownByNow>;
  /** What came since of what goes: feeds and gates of newsletters that were there then. */
  readonly since: () => AsyncIterable<RestoreWrite>;
  /** Does it; in a look it says what it would do. */
  readonly write: (write: RestoreWrite) => Promise<RestoreWritten>;
  /** Is told after each step. */
  readonly note: (progress: RestoreProgress) => Promise<void>;
}

/** What is to be restored. */
export interface RestoreInput extends ReaderTerms {
  /** The newsletters that were there when it began. */
  readonly living: ReadonlySet<string>;
  /** What an interrupted restore of the same has left. */
  readonly earlier: RestoreProgress | undefined;
}

const triesMax = 4;
const writesAtOnce = 16;

/** The name of a row by its key. */
export const nameOf = ({ pk, sk }: Row) => `${pk} ${sk}`;

/** Restores, or looks at what a restore would do. Returns the counts. */
export async function restoreTable(input: RestoreInput, deps: RestoreDeps): Promise<RestoreCounts> {
  const counts: Record<string, number> = { ...(input.earlier?.counts ?? noCounts()) };
  const add: Add = (what, howMany = 1) => {
    counts[what] = (counts[what] ?? 0) + howMany;
  };
  const progress = (after: Row | undefined) => ({ after, counts: { ...counts } as RestoreCounts });
  // One that has no place to go on at was through with them.
  const isThrough = input.earlier !== undefined && input.earlier.after === undefined;
  const pages = isThrough ? [] : deps.pagesThen(input.earlier?.after);
  for await (const { rows, after } of pages) {
    const { known, strangers } = sortRows(rows);
    add('unknown', strangers);
    add('looked at', rows.length);
    await restoreRows(known, { input, deps, add });
    await deps.note(progress(after));
  }
  for await (const write of deps.since()) {
    if ((await deps.write(write)) === 'written') add(countOf(write));
  }
  return progress(undefined).counts;
}

type Add = (what: RestoreCount, howMany?: number) => void;

interface Context {
  readonly input: RestoreInput;
  readonly deps: RestoreDeps;
  readonly add: Add;
}

async function restoreRows(rows: readonly KnownRow[], context: Context): Promise<void> {
  let open = rows.filter((one) => mattersNow(one, lives(one, context.input)));
  for (let tries = 1; open.length > 0; tries++) {
    const now = await context.deps.rowsNow(open.map(({ row }) => row));
    const changed: KnownRow[] = [];
    await sideBySide(open, async (one) => {
      const end = await readably(context.add, () =>
        restoreRow(one, now.get(nameOf(one.row)), context),
      );
      if (end === 'changed') changed.push(one);
    });
    if (tries === triesMax) {
      context.add('changed meanwhile', changed.length);
      return;
    }
    open = changed;
  }
}

/** A row that is malformed stops no other. */
export async function readably(
  add: (what: 'unreadable') => void,
  restore: () => Promise<RestoreWritten>,
): Promise<RestoreWritten> {
  try {
    return await restore();
  } catch (error) {
    if (!(error instanceof MalformedRow)) throw error;
    add('unreadable');
    return 'unchanged';
  }
}

/** Works on so many of them at once. */
export async function sideBySide<One>(
  all: readonly One[],
  work: (one: One) => Promise<void>,
  atOnce = writesAtOnce,
): Promise<void> {
  const left = all.values();
  const worker = async () => {
    for (const one of left) await work(one);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

function lives(one: KnownRow, { living }: RestoreInput): boolean {
  const id = newsletterOfRow(one);
  // A newsletter's own row comes back by itself, whatever else of it is gone.
  return id === undefined || one.kind === 'newsletter' || living.has(id);
}

async function restoreRow(
  one: KnownRow,
  now: Row | undefined,
  context: Context,
): Promise<RestoreWritten> {
  const { input, deps, add } = context;
  const { row } = one;
  const done = actBeside(one, now, { lives: lives(one, input), at: input.at });
  switch (done.act) {
    case 'nothing':
    case 'trace':
    case 'due':
    case 'archive':
      return 'unchanged';
    case 'reader':
      return restoreReader(row, now, context);
    case 'newsletter':
      return counted({ kind: 'newsletter', row, now }, deps, add);
    case 'settings':
      return counted({ kind: 'settings', row, now: now ?? row }, deps, add);
    case 'gate':
      return counted({ kind: 'gate', row, now }, deps, add);
    case 'put':
      return counted({ kind: 'put', one, row: done.row }, deps, add);
    case 'feed':
    case 'suppression':
      return counted({ kind: done.act, row }, deps, add);
  }
}

async function restoreReader(
  row: Row,
  nowRow: Row | undefined,
  { input, deps, add }: Context,
): Promise<RestoreWritten> {
  const then = fromRow(row);
  if (!isMailed(then)) return 'unchanged';
  const fate =
    nowRow === undefined
      ? fateOfMissing(then, await deps.knownOf(then), input)
      : fateOfPresent(then, fromRow(nowRow), input);
  if (fate.kind === 'unchanged') return 'unchanged';
  if (fate.kind === 'away') {
    add(`away: ${fate.why}`);
    return 'unchanged';
  }
  return counted(writeOf(fate, row), deps, add);
}

function writeOf(
  { kind, subscriber }: Extract<ReaderFate, { readonly subscriber: Subscriber }>,
  row: Row,
): RestoreWrite {
  return kind === 'comes back'
    ? { kind: 'reader', subscriber, row }
    : { kind: 'take back', subscriber };
}

async function counted(write: RestoreWrite, deps: RestoreDeps, add: Add): Promise<RestoreWritten> {
  const written = await deps.write(write);
  if (written === 'written') add(countOf(write));
  return written;
}
