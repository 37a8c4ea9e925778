/**
 * The folder `backup` of a data directory: all that an installation consists of, as it was at one
 * instant, made anew while it runs. A copy of it, or of the whole data directory, is a backup: the
 * table that is being written can be torn in a copy, this one cannot.
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { backup as copyDatabase, DatabaseSync } from 'node:sqlite';
import * as v from 'valibot';
import { minuteMs } from '../../../functions/config/time.ts';
import { secretFiles } from '../secrets.ts';
import type { SentLog } from './sent-log.ts';
import { settingsFile } from './settings.ts';

/** Its name. */
const backupFolder = 'backup';
/** What the relay was handed, in a data directory and in its backup. */
export const sentFolder = 'sent';
/** The table's file. */
export const tableFile = 'table.sqlite';
/** The folder of the queues, and their file in it. */
export const queueFolder = 'queues';
const queueFile = join(queueFolder, 'fauxqs.db');
const databases = [tableFile, queueFile];

/** A backup is made as often as this. */
const backupEveryMs = 5 * minuteMs;
const pagesAtOnce = 1_000;

/** Keeps a backup, made anew every five minutes, and when it is asked for. */
export function keepBackup(
  dataDir: string,
  deps: BackupDeps,
  onError: (error: unknown) => void,
): { readonly now: () => Promise<void>; readonly stop: () => Promise<void> } {
  let making: Promise<void> | undefined;
  const now = () => {
    making ??= makeBackup(dataDir, deps).finally(() => {
      making = undefined;
    });
    return making;
  };
  const timer = setInterval(() => void now().catch(onError), backupEveryMs);
  return {
    now,
    stop: async () => {
      clearInterval(timer);
      await making?.catch(() => {});
      await now().catch(onError);
    },
  };
}

/** What a backup is made with. */
interface BackupDeps {
  readonly log: Pick<SentLog, 'linkTo'>;
  readonly now: () => number;
}

/** Makes the backup of a data directory anew. The table goes first: what was sent is known by then. */
async function makeBackup(dataDir: string, { log, now }: BackupDeps): Promise<void> {
  const made = join(dataDir, `${backupFolder}.new`);
  const kept = join(dataDir, backupFolder);
  const old = join(dataDir, `${backupFolder}.old`);
  rmSync(made, { recursive: true, force: true });
  mkdirSync(join(made, queueFolder), { recursive: true, mode: 0o700 });
  writeFileSync(join(made, 'made.json'), JSON.stringify({ at: now() }));
  for (const name of databases) await copyOf(join(dataDir, name), join(made, name));
  for (const name of [...Object.values(secretFiles), settingsFile]) {
    if (existsSync(join(dataDir, name))) copyFileSync(join(dataDir, name), join(made, name));
  }
  // The very files, under a second name: whoever copies them has every mail up to that moment.
  log.linkTo(join(made, sentFolder));
  rmSync(old, { recursive: true, force: true });
  if (existsSync(kept)) renameSync(kept, old);
  renameSync(made, kept);
  rmSync(old, { recursive: true, force: true });
}

/** SQLite's own way to copy a database that others write to (sqlite.org/backup.html). */
async function copyOf(from: string, to: string): Promise<void> {
  if (!existsSync(from)) return;
  const database = new DatabaseSync(from, { readOnly: true });
  try {
    await copyDatabase(database, to, { rate: pagesAtOnce });
  } finally {
    database.close();
  }
}

const markName = 'original';
const markSchema = v.object({ inode: v.string(), bornAt: v.string() });

/** `copy`: it was copied from another, or from its backup; `since` is when that was as it is (ms). */
export type Provenance =
  | { readonly kind: 'new' | 'original' }
  | { readonly kind: 'copy'; readonly since: number };

/**
 * Whether this directory is the one that was always written to, or a copy of it. A file that is never
 * touched tells: its copy is another file, whatever copied it.
 */
export function provenanceOf(dataDir: string): Provenance {
  const at = join(dataDir, backupFolder, 'made.json');
  const own = join(dataDir, 'made.json');
  if (existsSync(own)) return { kind: 'copy', since: instantIn(own) };
  const mark = readMark(dataDir);
  if (mark === undefined)
    return { kind: existsSync(join(dataDir, tableFile)) ? 'original' : 'new' };
  const is = identityOf(dataDir);
  if (is.inode === mark.inode && is.bornAt === mark.bornAt) return { kind: 'original' };
  return { kind: 'copy', since: existsSync(at) ? instantIn(at) : 0 };
}

/** In a copy of a whole directory its backup's databases count: its own may be torn. */
export function useBackup(dataDir: string, { kind }: Provenance): void {
  const backup = join(dataDir, backupFolder);
  if (kind !== 'copy' || !existsSync(backup)) return;
  for (const name of databases.filter((one) => existsSync(join(backup, one)))) {
    for (const end of ['', '-wal', '-shm']) rmSync(join(dataDir, `${name}${end}`), { force: true });
    mkdirSync(dirname(join(dataDir, name)), { recursive: true, mode: 0o700 });
    copyFileSync(join(backup, name), join(dataDir, name));
  }
}

/** From now on this directory is an original. Call it when a copy has been made safe to work with. */
export function markOriginal(dataDir: string, { kind }: Provenance): void {
  if (kind === 'original' && readMark(dataDir) !== undefined) return;
  rmSync(join(dataDir, markName), { force: true });
  writeFileSync(join(dataDir, markName), '');
  writeFileSync(join(dataDir, `${markName}.json`), JSON.stringify(identityOf(dataDir)));
  rmSync(join(dataDir, 'made.json'), { force: true });
}

function readMark(dataDir: string) {
  try {
    return v.parse(markSchema, JSON.parse(readFileSync(join(dataDir, `${markName}.json`), 'utf8')));
  } catch {
    return undefined;
  }
}

function identityOf(dataDir: string): v.InferOutput<typeof markSchema> {
  const stats = statSync(join(dataDir, markName), { bigint: true, throwIfNoEntry: false });
  return { inode: String(stats?.ino ?? 0n), bornAt: String(stats?.birthtimeNs ?? 0n) };
}

function instantIn(file: string): number {
  return v.parse(v.object({ at: v.number() }), JSON.parse(readFileSync(file, 'utf8'))).at;
}
