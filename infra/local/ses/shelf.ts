import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where a mailbox keeps its lines and its messages. */
export interface Shelf {
  readonly lines: () => string[];
  readonly put: (id: string, raw: Buffer, line: string) => void;
  readonly raw: (id: string) => Promise<Buffer | undefined>;
  readonly clear: () => void;
}

/**
 * Keeps `<id>.eml` files beside an append-only `log.jsonl`. Writes are synchronous, so that what
 * was answered is in the hands of the kernel and outlives a kill -9 of this process.
 */
export function shelfInFolder(folder: string): Shelf {
  const log = join(folder, 'log.jsonl');
  const fileOf = (id: string): string => join(folder, `${id}.eml`);
  mkdirSync(folder, { recursive: true });
  return {
    lines: () => wholeLines(log),
    put: (id, raw, line) => {
      writeFileSync(fileOf(id), raw);
      appendFileSync(log, `${line}\n`);
    },
    raw: (id) => readFile(fileOf(id)).catch(unlessGone),
    clear: () => {
      rmSync(log, { force: true });
      for (const name of readdirSync(folder)) {
        if (name.endsWith('.eml')) rmSync(join(folder, name), { force: true });
      }
    },
  };
}

function unlessGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}

/** Keeps everything in memory, for tests. */
export function shelfInMemory(): Shelf {
  const kept = new Map<string, Buffer>();
  return {
    lines: () => [],
    put: (id, raw) => void kept.set(id, Buffer.from(raw)),
    raw: async (id) => kept.get(id),
    clear: () => kept.clear(),
  };
}

/** A line torn by a kill is cut off, so that the next one does not grow onto it. */
function wholeLines(log: string): string[] {
  if (!existsSync(log)) return [];
  const bytes = readFileSync(log);
  const end = bytes.lastIndexOf(10) + 1;
  if (end < bytes.length) truncateSync(log, end);
  return bytes.toString('utf8', 0, end).split('\n').filter(Boolean);
}
