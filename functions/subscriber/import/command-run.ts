/**
 * The record of an import that the command works off, where its file is: the desk tells of it as of
 * its own, and takes it back. The list itself stays where it is.
 */
import { handOn } from '../../config/in-hand.ts';
import { minuteMs } from '../../config/time.ts';
import {
  byCommand,
  type ImportChanges,
  type ImportRecords,
  newImportId,
  type StoredImport,
} from './stored-import.ts';
import type { Counts } from './take-rows.ts';

/** What the command brings in. */
export interface CommandRun {
  readonly newsletterId: string;
  readonly name: string;
  readonly bytes: number;
  readonly rows: number;
  readonly startedAt: number;
}

/** What noting a run reads and writes. */
export interface CommandRunDeps {
  readonly records: Pick<ImportRecords, 'load' | 'save'>;
  readonly now: () => number;
  readonly randomId: () => string;
}

/** A run that is noted. */
export interface NotedRun {
  readonly importId: string;
  /** Notes how far it is, before more is written. Throws LostWorkError when it was taken back. */
  readonly note: (done: { readonly rows: number; readonly counts: Counts }) => Promise<void>;
  readonly end: (done: { readonly rows: number; readonly counts: Counts }) => Promise<void>;
}

/** A command that was throttled waits for as long, at most: then it is taken for dead. */
const silentMs = 3 * minuteMs;

/** Notes that a run begins. */
export async function beginRun(run: CommandRun, deps: CommandRunDeps): Promise<NotedRun> {
  const { records, now, randomId } = deps;
  const createdAt = now();
  const stored: StoredImport = {
    ...run,
    ...{ importId: newImportId(createdAt, randomId()), version: 1, state: 'running' },
    ...{ createdAt, by: byCommand, reading: 0, parts: 0, row: 0, part: 0, counts: {} },
    underway: [],
    worker: { token: randomId(), until: createdAt + silentMs },
  };
  await records.save(stored, undefined);
  return noted(stored, deps);
}

/** Goes on with one that was interrupted; undefined when it is known no more, or was taken back. */
export async function goOnWithRun(
  { newsletterId, importId }: Pick<StoredImport, 'newsletterId' | 'importId'>,
  deps: CommandRunDeps,
): Promise<NotedRun | undefined> {
  const stored = await deps.records.load({ newsletterId, importId });
  return stored?.state === 'running' ? noted(stored, deps) : undefined;
}

function noted(first: StoredImport, { records, now, randomId }: CommandRunDeps): NotedRun {
  const { keep } = handOn<StoredImport, ImportChanges>(first, records.save);
  const token = randomId();
  return {
    importId: first.importId,
    note: ({ rows, counts }) =>
      keep({ row: rows, counts, worker: { token, until: now() + silentMs } }),
    end: ({ rows, counts }) =>
      keep({ state: 'done', row: rows, rows, counts, endedAt: now(), worker: null }),
  };
}
