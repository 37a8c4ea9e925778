/**
 * An import that is kept in the table, for a browser that keeps no process alive: the list comes in
 * slices, is looked at, and is worked off in steps by whoever asks. What holds addresses goes when it
 * is done, undone or given up, after a week at the latest; what came of it is kept like any record.
 */
import { createHash } from 'node:crypto';
import { type ChangesOf, changedWork, type LastingWork } from '../../config/in-hand.ts';
import { dayMs } from '../../config/time.ts';
import type { ListNewsletter } from '../list/reader-arrival.ts';
import type { Statement } from './statement.ts';
import type { Counts } from './take-rows.ts';

/** Names an import of a newsletter: whoever may not act on the one cannot name the other. */
export interface ImportKey {
  readonly newsletterId: string;
  readonly importId: string;
}

/** Stands for whoever ran the command on a file of theirs: the file, and the work, are there. */
export const byCommand = 'command';

/** `looking`, `running` and `undoing` are worked off by `importStep`. */
export type ImportState =
  | 'uploading'
  | 'looking'
  | 'looked'
  | 'running'
  | 'done'
  | 'undoing'
  | 'undone'
  | 'given-up';

/** How far an import is. Instants are in milliseconds. */
export interface StoredImport extends ImportKey, LastingWork {
  readonly state: ImportState;
  /** The name of the file, which may say what became of everybody in it. */
  readonly name: string;
  readonly createdAt: number;
  /** The id of the person of the desk who began it, or `byCommand`; an earlier release noted nobody. */
  readonly by?: string;
  /** So many bytes of the list are there. */
  readonly bytes: number;
  readonly statement?: Statement;
  /** How often it was looked at: names what was understood of the list. */
  readonly reading: number;
  /** What was understood, as so many parts with so many rows. */
  readonly parts: number;
  readonly rows: number;
  /** How many rows, and how many parts, are done in this state. */
  readonly row: number;
  readonly part: number;
  /** What became of rows in this state. */
  readonly counts: Counts;
  /** Lines that were being written next: when they are found there, it was by this import. */
  readonly underway: readonly number[];
  /** What the look said would become of the rows, once it is whole. */
  readonly foreseen?: Counts;
  /** Names the list, the statement and how they were understood: `startImport` acts on it. */
  readonly hash?: string;
  /** What of the newsletter the rows were understood with. */
  readonly newsletterHash?: string;
  /** When its run began: the name by which the command takes it back, too. */
  readonly startedAt?: number;
  /** Of one that is taken back: how far its run came, and what became of the rows. */
  readonly ran?: { readonly rows: number; readonly counts: Counts };
  readonly endedAt?: number;
}

/** The rows of imports. */
export interface ImportRecords {
  readonly load: (key: ImportKey) => Promise<StoredImport | undefined>;
  /** Keeps it with the next version if the one there has this version; `undefined` keeps a new one. */
  readonly save: (next: StoredImport, was: number | undefined) => Promise<'saved' | 'changed'>;
  /** Some of a newsletter, the newest first: those before the one of this id. */
  readonly list: (
    newsletterId: string,
    range: { readonly before?: string | undefined; readonly limit: number },
  ) => Promise<readonly StoredImport[]>;
  /** Those at which somebody is to look by now. */
  readonly due: (at: number) => Promise<readonly StoredImport[]>;
}

/** What hangs on an import: the slices of its list, what was understood of them, and the look. */
export interface ImportParts {
  /** `bytes` are fewer than a row takes; `expiresAt` (ms). */
  readonly put: (part: PartKey, bytes: Uint8Array, expiresAt: number) => Promise<void>;
  readonly get: (part: PartKey) => Promise<Uint8Array | undefined>;
  /** The names of what is there, in their order. */
  readonly names: (importId: string) => Promise<readonly string[]>;
  readonly remove: (parts: readonly PartKey[]) => Promise<void>;
}

/** Names a part of an import. */
export interface PartKey extends ImportKey {
  readonly name: string;
}

const digits = (count: number) => String(count).padStart(9, '0');

/** The names of parts. */
export const partNames = {
  slice: (from: number) => `SLICE#${digits(from)}`,
  read: (reading: number, part: number) => `READ#${digits(reading)}#${digits(part)}`,
  look: (reading: number) => `LOOK#${digits(reading)}`,
} as const;

const came = ['confirmed', 'asked', 'left', 'kept'] as const;

/** How many rows brought somebody who was not there; undefined of one that was not started. */
export function cameIn({
  startedAt,
  counts,
  ran,
}: Pick<StoredImport, 'startedAt' | 'counts' | 'ran'>): number | undefined {
  const ended = ran?.counts ?? counts;
  return startedAt === undefined
    ? undefined
    : came.reduce((sum, end) => sum + (ended[end] ?? 0), 0);
}

/** An id by which imports of a newsletter are in the order of time, and that nobody can guess. */
export function newImportId(at: number, randomId: string): string {
  return `${String(at).padStart(15, '0')}-${randomId}`;
}

/** The id of the reader whom a row brings: the same whenever it is done, so that undoing finds them. */
export function readerIdOf(importId: string, row: number): string {
  return createHash('sha256').update(`${importId}#${row}`).digest('base64url').slice(0, 22);
}

/** What readers of a list are understood with; a newer newsletter may understand them otherwise. */
export function newsletterHashOf({ id, defaultSchedule, sections }: ListNewsletter): string {
  const facts = [id, Object.entries(defaultSchedule).sort(), sections.map((s) => [s.id, s.name])];
  return createHash('sha256').update(JSON.stringify(facts)).digest('base64url');
}

/** What is changed of an import; null takes an optional field away. */
export type ImportChanges = ChangesOf<StoredImport, keyof ImportKey>;

/** The import with these changes, as its next version. */
export const changedImport: (stored: StoredImport, changes: ImportChanges) => StoredImport =
  changedWork;

/** How long what holds addresses waits for somebody to go on. */
export const listKeptMs = 7 * dayMs;
/** A run that began on the last day still finds what it needs. */
const graceMs = dayMs;

/** Has it wait for more of its list, or for another look: nothing is understood of it. */
export function asUploading({ createdAt }: StoredImport): ImportChanges {
  return {
    state: 'uploading',
    hash: null,
    foreseen: null,
    lookAgainAt: createdAt + listKeptMs,
  };
}

/** When the parts of an import go by themselves (ms). */
export function partsExpireAt({ createdAt }: StoredImport): number {
  return createdAt + listKeptMs + graceMs;
}
