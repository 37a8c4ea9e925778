/**
 * Restores rows into a table that has none of them, as from a file: nobody knows what has happened
 * since. What must not be mailed comes first, so that no reader is written before it is known that
 * they may not be mailed; the reports about readers come last.
 */
import type { Subscriber } from '../subscriber/subscriber.ts';
import type { Row } from './client.ts';
import { isMailed } from './reader-moves.ts';
import { countOf, type RestoreCount, type RestoreWrite } from './restore-counts.ts';
import { fateOfMissing, whereLeftOff } from './restore-reader.ts';
import { actAlone, type KnownRow, sortRows } from './restore-row.ts';
import { type RestoreDeps, readably, sideBySide } from './restore-table.ts';
import { fromRow } from './subscriber-row.ts';

/** How rows come into the table. */
export interface AloneTerms {
  /** The instant of the restore (ms). */
  readonly at: number;
  /** The place that they come from has mailed nobody since: cursors and feeds go on where they were. */
  readonly continues: boolean;
}

/** What it reads and writes. */
export interface AloneDeps extends Pick<RestoreDeps, 'knownOf' | 'write'> {
  readonly add: (what: RestoreCount, howMany?: number) => void;
}

/** The rows are gone through so often, and each is written in one of these turns. */
export const aloneTurns = 3;

const first = new Set(['newsletter', 'words', 'erased', 'gone', 'suppressed', 'suppression']);

/** Writes those of the rows whose turn it is. */
export async function restoreAlone(
  rows: readonly Row[],
  turn: number,
  terms: AloneTerms,
  deps: AloneDeps,
): Promise<void> {
  const { known, strangers } = sortRows(rows);
  if (turn === 0) {
    deps.add('looked at', rows.length);
    deps.add('unknown', strangers);
  }
  await sideBySide(known, async (one) => {
    await readably(deps.add, async () => {
      if (turnOf(one) === turn) await restoreOne(one, terms, deps);
      return 'unchanged';
    });
  });
}

function turnOf({ kind, row }: KnownRow): number {
  if (kind === 'trace') return aloneTurns - 1;
  // Who is not mailed is written before the same reader as an earlier part of the file has them.
  const isStanding = kind === 'subscriber' && !isMailed(fromRow(row));
  return first.has(kind) || isStanding ? 0 : 1;
}

async function restoreOne(one: KnownRow, terms: AloneTerms, deps: AloneDeps): Promise<void> {
  const { kind, row } = one;
  const done = actAlone(one, terms.at);
  if (done.act === 'reader') return restoreReader(row, terms, deps);
  const write = writeOf(one, done, terms);
  if (write === undefined) return;
  const written = await deps.write(write);
  if (written === 'written' && kind !== 'words') deps.add(countOf(write));
}

function writeOf(
  one: KnownRow,
  done: ReturnType<typeof actAlone>,
  { continues }: AloneTerms,
): RestoreWrite | undefined {
  const { row } = one;
  switch (done.act) {
    case 'nothing':
    case 'reader':
    case 'settings':
      return undefined;
    case 'newsletter':
      return { kind: 'newsletter', row, now: undefined };
    case 'feed':
      return continues ? { kind: 'put', one, row: withoutHub(row) } : { kind: 'feed', row };
    case 'gate':
      return { kind: 'gate', row, now: undefined };
    case 'suppression':
      return { kind: 'suppression', row };
    case 'trace':
      return { kind: 'trace', row };
    case 'put':
      return { kind: 'put', one, row: done.row };
  }
}

/** The hub knows another address of ours; nothing of the feed waits at the gate here. */
function withoutHub({
  hub: _,
  hold: __,
  gateAt: ___,
  dueKind: ____,
  dueAt: _____,
  ...row
}: Row): Row {
  return row;
}

async function restoreReader(row: Row, terms: AloneTerms, deps: AloneDeps): Promise<void> {
  const then = fromRow(row);
  if (then.state === 'pending') return deps.add('asked, not confirmed');
  const write = await readerWrite(then, row, terms, deps);
  if (write === undefined) return;
  if ((await deps.write(write)) === 'written') deps.add(countOf(write));
}

async function readerWrite(
  then: Subscriber,
  row: Row,
  { at, continues }: AloneTerms,
  deps: AloneDeps,
): Promise<RestoreWrite | undefined> {
  if (!isMailed(then)) return { kind: 'standing', subscriber: then, row };
  const fate = fateOfMissing(then, await deps.knownOf(then), { at, takesBackRemoved: false });
  if (fate.kind === 'away') deps.add(`away: ${fate.why}`);
  if (fate.kind !== 'comes back') return undefined;
  const subscriber = continues ? whereLeftOff(then) : fate.subscriber;
  return { kind: 'reader', subscriber, row };
}
