/**
 * An export in parts, for a page: who is mailed, as the export of the command writes them, so many at
 * a time that no answer is too long and nobody waits for too long.
 */

import type { Subscriber } from '../subscriber.ts';
import { csvLine } from './csv-file.ts';
import { ownHeading, readerCells } from './export-format.ts';
import { type PartLimits, partLimits } from './part-limits.ts';

/** Where a part begins: behind a reader of a segment, or with a segment. */
export interface ExportPlace {
  readonly segmentId: string;
  readonly shard: number;
  readonly reader?: string;
}

/** A reader in the index of a segment. */
interface Placed {
  readonly id: string;
  readonly shard: number;
}

/** What writing a part reads. */
export interface ExportPartDeps {
  /** The ids of some segments, from this one on, in their order. */
  readonly segments: (newsletterId: string, from: string) => Promise<readonly string[]>;
  /** Some readers of a segment behind a place, in the order of the index. */
  readonly page: (place: ExportPlace) => Promise<{
    readonly readers: readonly Placed[];
    readonly next?: Omit<ExportPlace, 'segmentId'>;
  }>;
  /** Those who are there, in any order. */
  readonly readers: (ids: readonly string[]) => Promise<readonly Subscriber[]>;
}

/** A part: its file, and where the next one begins if there is more. */
export interface ExportedPart {
  readonly csv: string;
  readonly readers: number;
  readonly next?: ExportPlace;
}

const start: ExportPlace = { segmentId: '', shard: 0 };

/** Writes the part that begins there; the first one without a place. */
export async function exportPart(
  { newsletterId, from = start }: { readonly newsletterId: string; readonly from?: ExportPlace },
  deps: ExportPartDeps,
  limits: PartLimits = partLimits,
): Promise<ExportedPart> {
  const part = openPart(limits);
  let pages = 0;
  for await (const { at, readers } of pagesFrom(newsletterId, from, deps)) {
    if (pages === limits.pagesMax || part.isFull()) return { ...part.file(), next: at };
    pages += 1;
    const found = await deps.readers(readers.map(({ id }) => id));
    const stopped = part.add(readers, found);
    if (stopped !== 'all') return { ...part.file(), next: { ...at, ...stopped } };
  }
  return part.file();
}

interface IndexPage {
  readonly at: ExportPlace;
  readonly readers: readonly Placed[];
}

/** Everybody who is mailed, segment by segment. */
async function* pagesFrom(
  newsletterId: string,
  from: ExportPlace,
  deps: ExportPartDeps,
): AsyncGenerator<IndexPage> {
  for (let first = from.segmentId; ; ) {
    const segments = await deps.segments(newsletterId, first);
    for (const segmentId of segments) {
      // A segment that was taken down meanwhile has nobody left to go on behind.
      const place = segmentId === from.segmentId ? from : { segmentId, shard: 0 };
      for (let at: ExportPlace | undefined = place; at !== undefined; ) {
        const { readers, next }: Awaited<ReturnType<ExportPartDeps['page']>> = await deps.page(at);
        yield { at, readers };
        at = next && { segmentId, ...next };
      }
    }
    const last = segments.at(-1);
    if (last === undefined) return;
    first = `${last}${behind}`;
  }
}

/** A sign that no id has. */
const behind = ' ';

/** The lines of a part, as far as there is room. */
function openPart({ readersMax, bytesMax }: PartLimits) {
  const lines = [csvLine(ownHeading)];
  const lengthOf = (line: string) => Buffer.byteLength(JSON.stringify(line));
  let bytes = lengthOf(lines[0] ?? '');
  const count = () => lines.length - 1;
  return {
    isFull: () => count() >= readersMax,
    file: () => ({ csv: lines.join(''), readers: count() }),
    /** Adds them in this order; where it ends before all are in, behind whom, if behind anybody. */
    add: (
      placed: readonly Placed[],
      found: readonly Subscriber[],
    ): 'all' | Omit<ExportPlace, 'segmentId'> | undefined => {
      const readers = new Map(found.map((reader) => [reader.id, reader]));
      let last: Placed | undefined;
      for (const one of placed) {
        const reader = readers.get(one.id);
        if (reader !== undefined && isMailed(reader)) {
          const line = csvLine(readerCells(reader, undefined));
          const length = lengthOf(line);
          const isTooMuch = bytes + length > bytesMax && count() > 0;
          if (count() >= readersMax || isTooMuch) {
            return last && { shard: last.shard, reader: last.id };
          }
          lines.push(line);
          bytes += length;
        }
        last = one;
      }
      return 'all';
    },
  };
}

/** Whoever left since the index was written is not told of. */
function isMailed({ state, suppressed }: Subscriber): boolean {
  return state === 'confirmed' && !suppressed;
}
