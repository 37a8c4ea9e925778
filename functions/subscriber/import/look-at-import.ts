/** Reads a list that has come in, and keeps what is understood of each row: what is run is what was looked at. */

import { createHash } from 'node:crypto';
import { isWorkedOn, leftAlone, takenBy } from '../../config/in-hand.ts';
import { recordKeptMs } from '../../config/retention.ts';
import { minuteMs } from '../../config/time.ts';
import { columnWords, type WordFault, wordFault } from '../list/column-words.ts';
import type { ListBytes } from '../list/csv-file.ts';
import { type ListFault, UnreadableListError } from '../list/fault.ts';
import { type OpenedList, openList } from '../list/opened-list.ts';
import type { ListNewsletter } from '../list/reader-arrival.ts';
import { openSeen } from '../list/seen-addresses.ts';
import { surveyOf } from '../list/worst-standings.ts';
import { lookOf, openUnread, packLook } from './look.ts';
import { openPacking, unpack } from './packed.ts';
import { readRows } from './read-rows.ts';
import type { Statement } from './statement.ts';
import {
  asUploading,
  changedImport,
  type ImportChanges,
  type ImportKey,
  type ImportParts,
  type ImportRecords,
  newsletterHashOf,
  partNames,
  partsExpireAt,
  type StoredImport,
} from './stored-import.ts';
import { rowsAtOnce } from './take-rows.ts';

/** What looking at an import reads and writes. */
export interface LookDeps {
  readonly records: ImportRecords;
  readonly parts: ImportParts;
  readonly newsletter: (id: string) => Promise<ListNewsletter | undefined>;
  readonly now: () => number;
  readonly randomId: () => string;
  /** The languages (BCP 47) that readers may have chosen there. */
  readonly languages: readonly string[];
}

/** `looking`: `importStep` now looks its addresses up. */
export type LookedAt =
  | { readonly kind: 'looking'; readonly stored: StoredImport }
  | { readonly kind: 'unreadable'; readonly fault: ListFault }
  /** The owner's word for a column does not fit the list. */
  | { readonly kind: 'word'; readonly fault: WordFault }
  | { readonly kind: 'empty' }
  | { readonly kind: 'unknown' }
  /** It was started, or somebody is at it just now. */
  | { readonly kind: 'busy' };

/** Longer than reading the longest list takes. */
const readingMs = minuteMs;

/** Reads the list under this statement; under another one it is read anew. */
export async function lookAtImport(
  key: ImportKey,
  statement: Statement,
  deps: LookDeps,
): Promise<LookedAt> {
  const { records, now, randomId } = deps;
  const stored = await records.load(key);
  if (stored === undefined) return { kind: 'unknown' };
  if (!isReadable(stored) || isWorkedOn(stored, now())) return { kind: 'busy' };
  if (stored.bytes === 0) return { kind: 'empty' };
  const newsletter = await deps.newsletter(key.newsletterId);
  if (newsletter === undefined) return { kind: 'unknown' };
  const taken = changedImport(stored, takenBy(randomId(), now() + readingMs));
  if ((await records.save(taken, stored.version)) === 'changed') return { kind: 'busy' };
  const read = await readList(taken, statement, newsletter, deps);
  // Nothing that was understood before stays: it was under other words.
  const next = changedImport(
    taken,
    read.kind === 'read'
      ? { ...leftAlone(now()), ...read.changes }
      : { ...asUploading(stored), worker: null },
  );
  if ((await records.save(next, taken.version)) === 'changed') return { kind: 'busy' };
  return read.kind === 'read' ? { kind: 'looking', stored: next } : read;
}

function isReadable({ state }: StoredImport): boolean {
  return state === 'uploading' || state === 'looking' || state === 'looked';
}

type Read =
  | { readonly kind: 'read'; readonly changes: ImportChanges }
  | Extract<LookedAt, { kind: 'unreadable' | 'word' | 'empty' }>;

async function readList(
  stored: StoredImport,
  statement: Statement,
  newsletter: ListNewsletter,
  { parts, now, languages }: LookDeps,
): Promise<Read> {
  const content = await contentOf(stored, parts);
  const words = columnWords(statement.columns);
  const { isAllSubscribed } = statement;
  const settings = { newsletter, languages, words, isAllSubscribed, now: now() };
  const bytes: ListBytes = async function* () {
    yield* content;
  };
  try {
    const list = await openList({ name: stored.name, bytes }, settings);
    const headings = list.foreign?.layout.columns.map(({ heading }) => heading) ?? [];
    const fault = wordFault(words, headings);
    if (fault !== undefined) return { kind: 'word', fault };
    const kept = await keepReading(stored, list, parts, settings.now);
    if (kept.rows === 0) return { kind: 'empty' };
    const newsletterHash = newsletterHashOf(newsletter);
    const hash = createHash('sha256').update(
      JSON.stringify([statement, newsletterHash, kept.hash]),
    );
    for (const chunk of content) hash.update(chunk);
    const changes: ImportChanges = {
      ...({ state: 'looking', statement, newsletterHash, hash: hash.digest('base64url') } as const),
      ...{ reading: stored.reading + 1, parts: kept.parts, rows: kept.rows },
      ...{ row: 0, part: 0, counts: {}, underway: [], foreseen: null },
    };
    return { kind: 'read', changes };
  } catch (error) {
    if (!(error instanceof UnreadableListError)) throw error;
    return { kind: 'unreadable', fault: error.fault };
  }
}

/** The slices in their order, as far as they follow one another. */
async function contentOf(
  { newsletterId, importId, bytes }: StoredImport,
  parts: ImportParts,
): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  for (let from = 0; from < bytes; ) {
    const packed = await parts.get({ newsletterId, importId, name: partNames.slice(from) });
    if (packed === undefined) throw new Error(`The import ${importId} has no slice at ${from}.`);
    const chunk = unpack(packed).subarray(0, bytes - from);
    chunks.push(chunk);
    from += chunk.length;
  }
  return chunks;
}

/** Keeps what is understood of each row, in the light of all others, and what is told of it. */
async function keepReading(
  stored: StoredImport,
  list: OpenedList,
  parts: ImportParts,
  at: number,
): Promise<{ parts: number; rows: number; hash: string }> {
  const { newsletterId, importId } = stored;
  const reading = stored.reading + 1;
  const expiresAt = partsExpireAt(stored);
  const hash = createHash('sha256');
  const survey = await surveyOf([list], at);
  const { unread, note } = openUnread();
  const packing = openPacking(async (part, packed) => {
    hash.update(packed);
    const key = { newsletterId, importId, name: partNames.read(reading, part) };
    await parts.put(key, packed, expiresAt);
  });
  const read = (cells: readonly string[]) => survey.withWorst(list, cells);
  for await (const rows of readRows(list.rows(), read, openSeen(), rowsAtOnce)) {
    for (const row of rows) {
      if (row.reading.kind === 'refused') note(row.line, row.reading.fault);
      // Where the address stands in its row is for reports, of which there is none here.
      await packing.add({ ...row, shown: '' });
    }
  }
  await packing.flush();
  const { state } = packing;
  const look = lookOf(list, survey.counts.get(list), state.rows, unread);
  const lookExpiresAt = stored.createdAt + recordKeptMs;
  const key = { newsletterId, importId, name: partNames.look(reading) };
  await parts.put(key, packLook(look), lookExpiresAt);
  return { ...state, hash: hash.digest('hex') };
}
