/**
 * The file of a backup: lines of JSON, compressed. The first tells what it is, the last how many rows
 * there were and a mark of all before it; each line between is a row. A file is hostile until the
 * whole of it was read once and found to be what it says.
 */
import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import * as v from 'valibot';
import { sealedSchema } from '../../../functions/config/sealed.ts';
import type { Row } from '../../../functions/store/client.ts';
import { rowOfText, rowToText } from '../../../functions/store/row-text.ts';
import { RefusedError } from '../errors.ts';

/** The version that this release writes and reads. */
export const backupVersion = 1;

const headerSchema = v.object({
  paperboy: v.literal('backup'),
  version: v.number(),
  at: v.number(),
  /** Of which version the rows are. */
  schema: v.number(),
  newsletters: v.array(v.object({ id: v.string(), name: v.string() })),
  /** Since when sending was paused, all the while; null: it was not. */
  pausedSince: v.nullable(v.number()),
  /** What the key of hashes makes of one text: tells whether another place has the same key. */
  hashMark: v.string(),
  secrets: v.nullable(sealedSchema),
});

/** What the first line tells. */
export type BackupHeader = v.InferOutput<typeof headerSchema>;

const endSchema = v.object({
  end: v.literal(true),
  rows: v.number(),
  mark: v.string(),
  pausedSince: v.nullable(v.number()),
});
type BackupEnd = v.InferOutput<typeof endSchema>;

const fileMode = 0o600;
/** A row has at most 400 KB (DynamoDB quotas); in its own JSON, with bytes in base 64, not four times that. */
const lineCharsMax = 1_600_000;

/** Who has a passphrase proves with it that nobody else wrote the file. */
const markWith = (key: Buffer | undefined): Hash | Hmac =>
  key === undefined ? createHash('sha256') : createHmac('sha256', key);

/** What is written. */
export interface BackupContent {
  readonly header: BackupHeader;
  /** Of the mark, where there is a passphrase. */
  readonly key: Buffer | undefined;
  readonly rows: AsyncIterable<readonly Row[]>;
  /** Asked when all rows are written. */
  readonly pausedSince: () => Promise<number | null>;
  readonly progress: (rows: number) => void;
}

/** Writes the file, whole or not at all. Returns how many rows. */
export async function writeBackup(path: string, content: BackupContent): Promise<number> {
  const part = `${path}.part`;
  const counts = { rows: 0 };
  try {
    await pipeline(
      Readable.from(linesOf(content, counts)),
      createGzip(),
      createWriteStream(part, { mode: fileMode }),
    );
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  return counts.rows;
}

async function* linesOf(
  { header, key, rows, pausedSince, progress }: BackupContent,
  counts: { rows: number },
): AsyncGenerator<string> {
  const mark = markWith(key);
  const marked = (text: string) => {
    mark.update(text);
    return text;
  };
  yield marked(`${JSON.stringify(header)}\n`);
  for await (const some of rows) {
    counts.rows += some.length;
    if (some.length > 0) yield marked(some.map((row) => `${rowToText(row)}\n`).join(''));
    progress(counts.rows);
  }
  const end = { end: true, rows: counts.rows, pausedSince: await pausedSince() } as const;
  mark.update(JSON.stringify(end));
  yield `${JSON.stringify({ ...end, mark: mark.digest('hex') })}\n`;
}

/** A file that is what it says. */
export interface CheckedBackup {
  readonly header: BackupHeader;
  readonly rows: number;
  /** Names the file by all that is in it. */
  readonly mark: string;
  /** Since when sending was paused in that place, from before the walk to its end. */
  readonly pausedSince: number | undefined;
}

/** The first line alone, for who must ask for a passphrase. Throws a RefusedError. */
export async function readHeader(path: string, name: string): Promise<BackupHeader> {
  for await (const line of lines(path, name)) return headerOf(line, name);
  throw new RefusedError(`${name} is empty; nothing was written.`);
}

/** Reads the whole file once. Throws a RefusedError that says what is wrong with it. */
export async function checkBackup(
  path: string,
  name: string,
  key: Buffer | undefined,
): Promise<CheckedBackup> {
  const reading: Reading = { mark: markWith(key), rows: 0 };
  for await (const line of lines(path, name)) takeLine(reading, line, name);
  const { header, end, mark, rows } = reading;
  if (header === undefined || end === undefined) throw cutOff(name);
  if (mark.digest('hex') !== end.mark || rows !== end.rows) throw changed(name);
  const isPaused = header.pausedSince !== null && header.pausedSince === end.pausedSince;
  const pausedSince = isPaused ? (header.pausedSince ?? undefined) : undefined;
  return { header, rows, mark: end.mark, pausedSince };
}

interface Reading {
  readonly mark: Hash | Hmac;
  header?: BackupHeader;
  end?: BackupEnd;
  rows: number;
}

function takeLine(reading: Reading, line: string, name: string): void {
  if (reading.end !== undefined) throw changed(name);
  const end = endOf(line);
  reading.mark.update(end === undefined ? `${line}\n` : textOfEnd(end));
  if (reading.header === undefined) {
    reading.header = headerOf(line, name);
  } else if (end !== undefined) {
    reading.end = end;
  } else {
    rowOf(line, name);
    reading.rows += 1;
  }
}

function cutOff(name: string): RefusedError {
  return new RefusedError(`${name} ends too early; nothing was written. Make the backup anew.`);
}

const textOfEnd = ({ rows, pausedSince }: BackupEnd) =>
  JSON.stringify({ end: true, rows, pausedSince });

function changed(name: string): RefusedError {
  return new RefusedError(
    `${name} is not as it was written: somebody changed it, or it was damaged. Nothing was written.`,
  );
}

/** The rows of a file that was checked, some at a time. */
export async function* rowsOf(
  path: string,
  name: string,
  atOnce: number,
): AsyncGenerator<readonly Row[]> {
  let some: Row[] = [];
  let isFirst = true;
  for await (const line of lines(path, name)) {
    if (!isFirst && endOf(line) === undefined) some.push(rowOf(line, name));
    isFirst = false;
    if (some.length < atOnce) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}

/** Never more than one line at a time, and no line longer than a row can be. */
async function* lines(path: string, name: string): AsyncGenerator<string> {
  const file = createReadStream(path);
  const unpacked = createGunzip();
  file.on('error', (error) => unpacked.destroy(error));
  file.pipe(unpacked).setEncoding('utf8');
  let rest = '';
  try {
    for await (const chunk of unpacked) {
      const [first = '', ...others] = String(chunk).split('\n');
      rest += first;
      for (const begun of others) {
        yield rest;
        rest = begun;
      }
      if (rest.length > lineCharsMax) throw changed(name);
    }
  } catch (error) {
    throw error instanceof RefusedError ? error : refusedFor(error, name);
  } finally {
    file.destroy();
    unpacked.destroy();
  }
  if (rest !== '') throw changed(name);
}

function refusedFor(error: unknown, name: string): RefusedError {
  const { code } = error as { code?: string };
  if (code === 'ENOENT') return new RefusedError(`There is no file ${name}.`);
  if (code === 'Z_BUF_ERROR') return cutOff(name);
  return new RefusedError(`${name} is no backup of Paperboy, or was damaged; nothing was written.`);
}

function headerOf(line: string, name: string): BackupHeader {
  const read = v.safeParse(headerSchema, parse(line));
  const version = v.safeParse(v.object({ version: v.number() }), parse(line));
  if (version.success && version.output.version !== backupVersion) {
    throw new RefusedError(
      `${name} is of version ${version.output.version}, and this release reads ${backupVersion} ` +
        'only: restore it with the release that wrote it. Nothing was written.',
    );
  }
  if (read.success) return read.output;
  throw new RefusedError(`${name} is no backup of Paperboy; nothing was written.`);
}

function endOf(line: string): BackupEnd | undefined {
  if (!line.startsWith('{"end":true')) return undefined;
  const read = v.safeParse(endSchema, parse(line));
  return read.success ? read.output : undefined;
}

function rowOf(line: string, name: string): Row {
  try {
    const row = rowOfText(line);
    if (typeof row.pk === 'string' && typeof row.sk === 'string') return row;
  } catch {}
  throw changed(name);
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
