/** What the table was at some instants, kept whole: the stage's history, as far as it has one. */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Row, Table } from '../../../functions/store/client.ts';
import { pages } from '../../../functions/store/restore-book.ts';
import { rowOfText, rowToText } from '../../../functions/store/row-text.ts';

/** The instants that are kept, and the rows of each. */
export interface Points {
  /** Keeps what the table is now, unless it is too large. */
  readonly keep: () => Promise<void>;
  /** Instants (ms), the oldest first. */
  readonly instants: () => readonly number[];
  readonly rowsOf: (instant: number) => readonly Row[];
}

const pointsMax = 24;
/** A larger table would hold up every move of the clock. */
const rowsMax = 50_000;
const ending = '.rows.gz';

/** Opens what a folder keeps, or an empty memory. */
export function openPoints(
  { table, now }: { readonly table: Table; readonly now: () => number },
  folder?: string,
): Points {
  const shelf = folder === undefined ? inMemory() : inFolder(folder);
  return {
    keep: async () => {
      const rows: Row[] = [];
      for await (const page of pages(table, undefined)) {
        rows.push(...page.rows);
        if (rows.length > rowsMax) return;
      }
      shelf.put(now(), gzipSync(rows.map(rowToText).join('\n')));
      for (const old of shelf.instants().slice(0, -pointsMax)) shelf.drop(old);
    },
    instants: shelf.instants,
    rowsOf: (instant) => {
      const text = gunzipSync(shelf.get(instant)).toString();
      return text === '' ? [] : text.split('\n').map(rowOfText);
    },
  };
}

interface Shelf {
  readonly put: (instant: number, bytes: Buffer) => void;
  readonly get: (instant: number) => Buffer;
  readonly drop: (instant: number) => void;
  readonly instants: () => readonly number[];
}

function inMemory(): Shelf {
  const kept = new Map<number, Buffer>();
  return {
    put: (instant, bytes) => void kept.set(instant, bytes),
    get: (instant) => kept.get(instant) ?? Buffer.alloc(0),
    drop: (instant) => void kept.delete(instant),
    instants: () => [...kept.keys()].sort((a, b) => a - b),
  };
}

function inFolder(folder: string): Shelf {
  mkdirSync(folder, { recursive: true });
  const file = (instant: number) => join(folder, `${instant}${ending}`);
  return {
    put: (instant, bytes) => {
      writeFileSync(`${file(instant)}.new`, bytes, { mode: 0o600 });
      renameSync(`${file(instant)}.new`, file(instant));
    },
    get: (instant) => readFileSync(file(instant)),
    drop: (instant) => rmSync(file(instant), { force: true }),
    instants: () =>
      readdirSync(folder)
        .filter((name) => name.endsWith(ending))
        .map((name) => Number(name.slice(0, -ending.length)))
        .sort((a, b) => a - b),
  };
}
