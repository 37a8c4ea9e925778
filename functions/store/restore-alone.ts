/**
 * Restores rows into a table that has none of them, as from a file: nobody knows what has happened
 * since. What must not be mailed comes first, so that no reader is written before it is known that
 * they may not be mailed. Readers come when all news is there, as an edition may be planned for the
 * first of them; feeds when it is known what they have shown, as they may be polled at once.
 */
import type { Subscriber } from '../subscriber/subscriber.ts';
import type { Row } from './client.ts';
import { editionOf } from './edition-row.ts';
import { rowsTogetherMax } from './many-rows.ts';
import { isMailed } from './reader-moves.ts';
import {
  countOf,
  type RestoreCount,
  type RestoreWrite,
  type RestoreWritten,
} from './restore-counts.ts';
import { type PersonWrite, peopleAtOnce } from './restore-people.ts';
import { fateOfMissing, type KnownByNow, whereLeftOff } from './restore-reader.ts';
import { actAlone, type KnownRow, sortRows } from './restore-row.ts';
import { readably, sideBySide } from './restore-table.ts';
import type { RowKind } from './row-kinds.ts';
import { segmentOf } from './segment-row.ts';
import { fromRow } from './subscriber-row.ts';

/** How rows come into the table. */
export interface AloneTerms {
  /** The instant of the restore (ms). */
  readonly at: number;
  /** The place that they come from has mailed nobody since: cursors and feeds go on where they were. */
  readonly continues: boolean;
}

/** What it reads and writes. */
export interface AloneDeps {
  /** What is known here of these readers, in their order. */
  readonly knownOfAll: (readers: readonly Subscriber[]) => Promise<readonly KnownByNow[]>;
  readonly write: (write: RestoreWrite) => Promise<RestoreWritten>;
  /** All or none of what goes together; `changed`: they are to be written one by one. */
  readonly writeTogether: (writes: readonly RestoreWrite[]) => Promise<RestoreWritten>;
  readonly add: (what: RestoreCount, howMany?: number) => void;
}

/** Each has as much work in it as many single writes; more of them only wait for each other. */
const bundlesAtOnce = 12;

/** The rows are gone through so often, and each is written in one of these turns. */
export const aloneTurns = 4;

const first = new Set<RowKind>([
  'newsletter',
  'words',
  'erased',
  'gone',
  'suppressed',
  'suppression',
]);
const last = new Set<RowKind>(['feed', 'trace', 'segment', 'archive']);
/** Nobody else writes them before feeds are read, and their keys tell all of them. */
const together = new Set<RowKind>([
  'seen',
  'item',
  'itemTexts',
  'heldItem',
  'mark',
  'edition',
  'batch',
  'editionMarks',
  'listedEdition',
  'content',
  'contentRecord',
  'published',
]);

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
  const now = known.filter((one) => turnOf(one) === turn);
  const isReader = ({ kind }: KnownRow) => kind === 'subscriber';
  const writes: RestoreWrite[] = [];
  for (const one of now.filter((each) => !isReader(each))) {
    await readably(deps.add, async () => {
      const write = writeOf(one, terms);
      if (write !== undefined) writes.push(write);
      return 'unchanged';
    });
  }
  const readers = await readAll(now.filter(isReader), terms, deps);
  const groups = inSlices(readers, peopleAtOnce);
  const write = async (some: readonly RowOfReader[]) =>
    writeBundle(await personWrites(some, terms, deps), deps);
  await sideBySide(groups, write, bundlesAtOnce);
  const [bundles, others] = bundlesOf(writes);
  await sideBySide(bundles, (bundle) => writeBundle(bundle, deps), bundlesAtOnce);
  await sideBySide(others, (one) => writeBundle([one], deps));
}

function turnOf({ kind, row }: KnownRow): number {
  // Who is not mailed is written before the same reader as an earlier part of the file has them.
  if (kind === 'subscriber') return row.state === 'unsubscribed' || row.suppressed === true ? 0 : 2;
  if (last.has(kind) || (kind === 'edition' && row.state !== 'done')) return aloneTurns - 1;
  return first.has(kind) ? 0 : 1;
}

function inSlices<One>(all: readonly One[], size: number): One[][] {
  const count = Math.ceil(all.length / size);
  return Array.from({ length: count }, (_, n) => all.slice(n * size, (n + 1) * size));
}

/** What may be written together is, so many at once; all else alone. */
function bundlesOf(writes: readonly RestoreWrite[]) {
  const isPlain = (write: RestoreWrite) => write.kind === 'put' && together.has(write.one.kind);
  const bundles = inSlices(writes.filter(isPlain), rowsTogetherMax);
  return [bundles, writes.filter((write) => !isPlain(write))] as const;
}

async function writeBundle(bundle: readonly RestoreWrite[], deps: AloneDeps): Promise<void> {
  const isTogether = bundle.length > 1 && (await deps.writeTogether(bundle)) === 'written';
  for (const write of bundle) {
    await readably(deps.add, async () => {
      const written = isTogether ? 'written' : await deps.write(write);
      const isCounted = !(write.kind === 'put' && write.one.kind === 'words');
      if (written === 'written' && isCounted) deps.add(countOf(write));
      return written;
    });
  }
}

function writeOf(one: KnownRow, terms: AloneTerms): RestoreWrite | undefined {
  const { row } = one;
  const done = actAlone(one, terms);
  switch (done.act) {
    case 'nothing':
    case 'reader':
    case 'settings':
      return undefined;
    case 'newsletter':
      return { kind: 'newsletter', row, now: undefined };
    case 'feed':
      return terms.continues ? { kind: 'put', one, row: withoutHub(row) } : { kind: 'feed', row };
    case 'gate':
      return { kind: 'gate', row, now: undefined };
    case 'suppression':
    case 'archive':
    case 'trace':
      return { kind: done.act, row };
    case 'due':
      return dueOf(one);
    case 'put':
      return { kind: 'put', one, row: done.row };
  }
}

/** A segment is due when it was; who has not had an edition that was under way is due at its instant. */
function dueOf({ kind, row }: KnownRow): RestoreWrite | undefined {
  if (kind === 'edition') {
    const { newsletterId, segmentId, scheduledAt: at } = editionOf(row);
    return { kind: 'due', newsletterId, segmentId, at };
  }
  const { newsletterId, id: segmentId, dueAt: at } = segmentOf(row);
  return at === undefined ? undefined : { kind: 'due', newsletterId, segmentId, at };
}

/** The hub knows another address of ours. */
function withoutHub({ hub: _, ...row }: Row): Row {
  return row;
}

type RowOfReader = Pick<PersonWrite, 'subscriber' | 'row'>;

async function readAll(
  known: readonly KnownRow[],
  { at }: AloneTerms,
  deps: AloneDeps,
): Promise<RowOfReader[]> {
  const readers: RowOfReader[] = [];
  for (const one of known) {
    await readably(deps.add, async () => {
      const isThere = actAlone(one, { at, continues: true }).act === 'reader';
      if (isThere) readers.push({ subscriber: fromRow(one.row), row: one.row });
      return 'unchanged';
    });
  }
  return readers;
}

async function personWrites(
  readers: readonly RowOfReader[],
  terms: AloneTerms,
  deps: AloneDeps,
): Promise<PersonWrite[]> {
  const mailed = readers.filter(({ subscriber }) => isMailed(subscriber));
  const known = await deps.knownOfAll(mailed.map(({ subscriber }) => subscriber));
  const coming = mailed.flatMap((one, n) => comingBack(one, known[n], terms, deps));
  const others = readers.filter(({ subscriber }) => !isMailed(subscriber));
  return [...coming, ...others.flatMap((one) => notMailed(one, terms, deps))];
}

function comingBack(
  { subscriber: then, row }: RowOfReader,
  known: KnownByNow | undefined,
  { at, continues }: AloneTerms,
  { add }: AloneDeps,
): PersonWrite[] {
  if (known === undefined) return [];
  const fate = fateOfMissing(then, known, { at, takesBackRemoved: false });
  if (fate.kind === 'away') add(`away: ${fate.why}`);
  if (fate.kind !== 'comes back') return [];
  const subscriber = continues ? whereLeftOff(then) : fate.subscriber;
  return [{ kind: 'reader', subscriber, row }];
}

/** A confirmation that may be with SES already is not mailed again: they can ask once more. */
function notMailed(
  { subscriber, row }: RowOfReader,
  { continues }: AloneTerms,
  { add }: AloneDeps,
): PersonWrite[] {
  const { state, confirmation } = subscriber;
  if (state !== 'pending') return [{ kind: 'standing', subscriber, row }];
  if (continues && confirmation?.state !== 'claimed') return [{ kind: 'pending', subscriber, row }];
  add('asked, not confirmed');
  return [];
}

/** The reader of a write, if it is of one. */
export function personOf(write: RestoreWrite): PersonWrite[] {
  return write.kind === 'reader' || write.kind === 'standing' || write.kind === 'pending'
    ? [write]
    : [];
}
