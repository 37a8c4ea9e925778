/** An owner's word on an import that was looked at: do it, or take back what it did. */
import { isWorkedOn, leftAlone } from '../../config/in-hand.ts';
import type { ListNewsletter } from '../list/reader-arrival.ts';
import { unpackLook } from './look.ts';
import {
  changedImport,
  type ImportKey,
  type ImportParts,
  type ImportRecords,
  listKeptMs,
  newsletterHashOf,
  partNames,
  type StoredImport,
} from './stored-import.ts';
import { rowsAtOnce } from './take-rows.ts';

/** What starting an import reads and writes. */
export interface StartDeps {
  readonly records: ImportRecords;
  readonly parts: ImportParts;
  readonly newsletter: (id: string) => Promise<ListNewsletter | undefined>;
  readonly now: () => number;
}

/** Whether it runs now. */
export type Started =
  | { readonly kind: 'started'; readonly stored: StoredImport }
  | { readonly kind: 'unknown' }
  /** The list, the statement, the newsletter, or how they are understood has changed: look again. */
  | { readonly kind: 'stale' }
  /** A proof does not go with these columns: say what they are about, or have everybody asked. */
  | { readonly kind: 'not-understood'; readonly headings: readonly string[] };

/** Starts what the look of this hash told; the same once more changes nothing. */
export async function startImport(
  { hash, ...key }: ImportKey & { readonly hash: string },
  { records, parts, newsletter, now }: StartDeps,
): Promise<Started> {
  const stored = await records.load(key);
  if (stored === undefined) return { kind: 'unknown' };
  const isAgain = stored.startedAt !== undefined && stored.hash === hash;
  if (isAgain) return { kind: 'started', stored };
  if (!isFresh(stored, hash, now())) return { kind: 'stale' };
  const paper = await newsletter(key.newsletterId);
  if (paper === undefined || newsletterHashOf(paper) !== stored.newsletterHash) {
    return { kind: 'stale' };
  }
  const headings = stored.statement?.proof && (await headingsNotUnderstood(stored, parts));
  if (headings !== undefined && headings.length > 0) return { kind: 'not-understood', headings };
  const next = changedImport(stored, {
    ...leftAlone(now()),
    ...{ state: 'running', startedAt: now() },
    ...{ row: 0, part: 0, counts: {}, underway: [] },
  });
  if ((await records.save(next, stored.version)) === 'changed') return { kind: 'stale' };
  return { kind: 'started', stored: next };
}

function isFresh(stored: StoredImport, hash: string, now: number): boolean {
  const { state, createdAt } = stored;
  const isLooked = state === 'looked' && stored.hash === hash;
  return isLooked && now < createdAt + listKeptMs && !isWorkedOn(stored, now);
}

async function headingsNotUnderstood(
  { newsletterId, importId, reading }: StoredImport,
  parts: ImportParts,
): Promise<readonly string[]> {
  const packed = await parts.get({ newsletterId, importId, name: partNames.look(reading) });
  if (packed === undefined) throw new Error(`The import ${importId} has no look ${reading}.`);
  return unpackLook(packed).notUnderstood;
}

/** Whether it is being taken back. */
export type Undoing =
  | { readonly kind: 'undoing'; readonly stored: StoredImport }
  | { readonly kind: 'unknown' }
  /** It has not been started. */
  | { readonly kind: 'not-started' }
  /** It moved on just now: ask again. */
  | { readonly kind: 'busy' };

/**
 * Takes back what an import added and nobody touched since, as `importStep` goes on; a run that is
 * not at its end stops where it is. Whom it took off stays off.
 */
export async function undoImport(
  key: ImportKey,
  { records, now }: Pick<StartDeps, 'records' | 'now'>,
): Promise<Undoing> {
  const stored = await records.load(key);
  if (stored === undefined) return { kind: 'unknown' };
  const { state, worker, version } = stored;
  if (state === 'undoing' || state === 'undone') return { kind: 'undoing', stored };
  if (state !== 'running' && state !== 'done') return { kind: 'not-started' };
  // Whoever is at work on it sees at the next step that it is over, and nobody begins before.
  const next = changedImport(stored, {
    ...leftAlone(now()),
    ...(worker === undefined ? {} : { worker }),
    ...{ state: 'undoing', row: 0, part: 0, counts: {}, underway: [], ran: ranOf(stored) },
  });
  if ((await records.save(next, version)) === 'changed') return { kind: 'busy' };
  return { kind: 'undoing', stored: next };
}

/** How far the run came, and what became of its rows, which the page still tells. */
function ranOf({ row, counts, rows }: StoredImport) {
  return { counts, rows: Math.min(rows, row + rowsAtOnce) };
}
