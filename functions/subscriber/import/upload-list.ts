/** A list comes in: in slices, each small enough to be posted, from the first byte to the last. */
import { isWorkedOn } from '../../config/in-hand.ts';
import { listBytesMax, listRowsMax, sliceBytesMax } from './list-limits.ts';
import { pack, partBytesMax } from './packed.ts';
import {
  asUploading,
  changedImport,
  type ImportKey,
  type ImportParts,
  type ImportRecords,
  listKeptMs,
  newImportId,
  partNames,
  partsExpireAt,
  type StoredImport,
} from './stored-import.ts';

const nameCharsMax = 200;

/** What an import reads and writes while its list comes in. */
export interface UploadDeps {
  readonly records: ImportRecords;
  readonly parts: ImportParts;
  readonly now: () => number;
  readonly randomId: () => string;
}

/** Begins an import to this newsletter, of a file of this name, for whoever wants it. */
export async function beginImport(
  {
    newsletterId,
    name,
    by,
  }: { readonly newsletterId: string; readonly name: string; readonly by: string },
  { records, now, randomId }: UploadDeps,
): Promise<StoredImport> {
  const at = now();
  const stored: StoredImport = {
    newsletterId,
    importId: newImportId(at, randomId()),
    version: 1,
    state: 'uploading',
    name: name.replace(/\p{Cc}/gu, ' ').slice(0, nameCharsMax),
    createdAt: at,
    by,
    ...{ bytes: 0, reading: 0, parts: 0, rows: 0, row: 0, part: 0, counts: {}, underway: [] },
    lookAgainAt: at + listKeptMs,
  };
  await records.save(stored, undefined);
  return stored;
}

/** A slice of a list. */
export interface Slice {
  /** How many bytes come before it; 0 begins the list anew. */
  readonly from: number;
  readonly bytes: Uint8Array;
}

/** What became of a slice. */
export type Sliced =
  | { readonly kind: 'taken'; readonly stored: StoredImport }
  | { readonly kind: 'unknown' }
  /** Post from here on: another slice came before, or the one before this never did. */
  | { readonly kind: 'elsewhere'; readonly from: number }
  | { readonly kind: 'too-long' }
  /** It was started, or somebody looks at it just now. */
  | { readonly kind: 'busy' };

/** Takes a slice in; the same once more changes nothing. What was understood before is void. */
export async function takeSlice(
  key: ImportKey,
  { from, bytes }: Slice,
  { records, parts, now }: UploadDeps,
): Promise<Sliced> {
  const stored = await records.load(key);
  if (stored === undefined) return { kind: 'unknown' };
  if (!takesSlices(stored) || isWorkedOn(stored, now())) return { kind: 'busy' };
  const length = from + bytes.length;
  if (bytes.length > sliceBytesMax || length > listBytesMax) return { kind: 'too-long' };
  if (stored.state === 'uploading' && from > 0 && stored.bytes === length) {
    return { kind: 'taken', stored };
  }
  if (from !== 0 && from !== stored.bytes) return { kind: 'elsewhere', from: stored.bytes };
  // First: what was understood of another list is void before any of it goes.
  const opened = changedImport(stored, { ...asUploading(stored), bytes: from });
  if ((await records.save(opened, stored.version)) === 'changed') return { kind: 'busy' };
  await keepSlice(opened, { from, bytes }, parts);
  const next = changedImport(opened, { bytes: length });
  const saved = await records.save(next, opened.version);
  return saved === 'saved' ? { kind: 'taken', stored: next } : { kind: 'busy' };
}

const lineEnds = [0x0a, 0x0d] as const;

/** How many lines there are, whichever of its two signs ends them. */
function linesOf(bytes: Uint8Array): number {
  const counts = lineEnds.map((end) => {
    let count = 0;
    for (let at = bytes.indexOf(end); at >= 0; at = bytes.indexOf(end, at + 1)) count += 1;
    return count;
  });
  return Math.max(...counts);
}

/** Takes a list in that came as a whole. */
export async function takeWhole(
  key: ImportKey,
  bytes: Uint8Array,
  deps: UploadDeps,
): Promise<Sliced['kind']> {
  if (bytes.length > listBytesMax || linesOf(bytes) > listRowsMax + 1) return 'too-long';
  for (let from = 0; from < bytes.length; from += sliceBytesMax) {
    const slice = { from, bytes: bytes.subarray(from, from + sliceBytesMax) };
    const { kind } = await takeSlice(key, slice, deps);
    if (kind !== 'taken') return kind;
  }
  return 'taken';
}

async function keepSlice(
  stored: StoredImport,
  { from, bytes }: Slice,
  parts: ImportParts,
): Promise<void> {
  const { newsletterId, importId } = stored;
  if (from === 0) await removeAll(stored, parts);
  for (let at = 0; at < bytes.length; at += partBytesMax) {
    const part = { newsletterId, importId, name: partNames.slice(from + at) };
    await parts.put(part, pack(bytes.subarray(at, at + partBytesMax)), partsExpireAt(stored));
  }
}

function takesSlices({ state }: StoredImport): boolean {
  return state === 'uploading' || state === 'looked';
}

/** Gives an import up that was not started; what it holds goes. */
export async function giveUpImport(
  key: ImportKey,
  { records, parts, now }: Pick<UploadDeps, 'records' | 'parts' | 'now'>,
): Promise<'given-up' | 'unknown' | 'started'> {
  const stored = await records.load(key);
  if (stored === undefined) return 'unknown';
  const { state, version } = stored;
  if (state !== 'uploading' && state !== 'looking' && state !== 'looked') {
    return state === 'given-up' ? 'given-up' : 'started';
  }
  const ended = { state: 'given-up', worker: null, lookAgainAt: null, endedAt: now() } as const;
  const next = changedImport(stored, ended);
  if ((await records.save(next, version)) === 'changed') return 'started';
  await removeAll(key, parts);
  return 'given-up';
}

async function removeAll({ newsletterId, importId }: ImportKey, parts: ImportParts): Promise<void> {
  const names = await parts.names(importId);
  await parts.remove(names.map((name) => ({ newsletterId, importId, name })));
}
