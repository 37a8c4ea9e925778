/** How far an import has come, in a file beside its report: an interrupted one goes on there. */
import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import * as v from 'valibot';

const ProgressSchema = v.object({
  /** Of which file, with which options. */
  of: v.string(),
  startedAt: v.number(),
  /** Its record in the table; an earlier release kept none. */
  importId: v.optional(v.string()),
  /** So many rows are done. */
  rows: v.number(),
  counts: v.record(v.string(), v.number()),
  reportBytes: v.number(),
  /** Lines that were being written next: when they are found there, it was by this import. */
  underway: v.array(v.number()),
});

/** How far an import has come, as its file tells it. */
export type Progress = v.InferOutput<typeof ProgressSchema>;

const headBytes = 65_536;
const fileMode = 0o600;

/** Names the file by its size and its first bytes, together with what it is imported with. */
export function fingerprintOf(path: string, options: readonly (string | undefined)[]): string {
  const head = Buffer.alloc(headBytes);
  const file = openSync(path, 'r');
  const length = readSync(file, head);
  closeSync(file);
  const hash = createHash('sha256').update(head.subarray(0, length));
  return hash.update(JSON.stringify([statSync(path).size, ...options])).digest('hex');
}

/** Where an interrupted import of the same file and options stopped, else undefined. */
export function readProgress(path: string, of: string): Progress | undefined {
  if (!existsSync(path)) return undefined;
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), ProgressSchema), read(path));
  return parsed.success && parsed.output.of === of ? parsed.output : undefined;
}

function read(path: string): string {
  return readFileSync(path, 'utf8');
}

/** Replaces the note at once: a death in the middle leaves the one before. */
export async function noteProgress(path: string, progress: Progress): Promise<void> {
  await writeFile(`${path}.new`, JSON.stringify(progress), { mode: fileMode });
  await rename(`${path}.new`, path);
}

/** The import has come to its end. */
export async function forgetProgress(path: string): Promise<void> {
  await rm(path, { force: true });
}
