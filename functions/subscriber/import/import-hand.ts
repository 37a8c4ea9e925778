/** An import in the hands of whoever works on it: one at a time, and each step kept before the next. */
import { type Hand, handOn, leftAlone } from '../../config/in-hand.ts';
import type { Subscriber } from '../subscriber.ts';
import { finding, type ImportAround, type ImportTable, writing } from './import-table.ts';
import {
  changedImport,
  type ImportChanges,
  type ImportParts,
  type ImportRecords,
  partNames,
  type StoredImport,
} from './stored-import.ts';
import type { FindHere, TakeRowsDeps } from './take-rows.ts';

/** What a step reads and writes. */
export interface ImportStepDeps {
  readonly records: ImportRecords;
  readonly parts: ImportParts;
  readonly table: ImportTable;
  readonly added: AddedReaders;
  readonly around: ImportAround;
}

/** The readers whom an import added. */
export interface AddedReaders {
  /** Those of these ids that there are. */
  readonly find: (ids: readonly string[]) => Promise<readonly Subscriber[]>;
  /** Takes one out again, unless the row changed meanwhile. */
  readonly takeBack: (reader: Subscriber) => Promise<'gone' | 'changed'>;
}

/** An import that somebody has in hand, with what its steps share. */
export interface InHand extends Hand<StoredImport, ImportChanges> {
  /** Whether the time is over that there was. */
  readonly isOver: () => boolean;
  readonly find: () => Promise<FindHere>;
  readonly writing: () => TakeRowsDeps;
  readonly deps: ImportStepDeps;
}

/** Takes it in hand, until the deadline (ms). */
export function importInHand(first: StoredImport, deps: ImportStepDeps, deadline: number): InHand {
  const { records, table, around } = deps;
  let find: Promise<FindHere> | undefined;
  let rows: TakeRowsDeps | undefined;
  return {
    ...handOn<StoredImport, ImportChanges>(first, records.save),
    isOver: () => around.now() >= deadline,
    find: () => {
      find ??= finding(first.newsletterId, table, around);
      return find;
    },
    writing: () => {
      rows ??= writing(table, around);
      return rows;
    },
    deps,
  };
}

/** Whoever was at it has nothing under way any more, and says so; returns the import as it is. */
export async function letGo({ record, deps }: InHand): Promise<StoredImport | undefined> {
  const { records, around } = deps;
  const mine = record();
  const there = await records.load(mine);
  if (there === undefined || mine.worker === undefined) return there;
  if (there.worker?.token !== mine.worker.token) return there;
  const next = changedImport(there, leftAlone(around.now()));
  return (await records.save(next, there.version)) === 'saved' ? next : records.load(mine);
}

/** Takes away what holds addresses. */
export async function removeList(
  { newsletterId, importId, reading }: StoredImport,
  parts: ImportParts,
): Promise<void> {
  const look = partNames.look(reading);
  const names = await parts.names(importId);
  await parts.remove(
    names.filter((name) => name !== look).map((name) => ({ newsletterId, importId, name })),
  );
}
