/**
 * An export in parts, for a page: who is mailed, as the export of the command writes them, so many at
 * a time that no answer is too long and nobody waits for too long.
 */

import type { Subscriber } from '../subscriber.ts';
import {
  type PlacedReader,
  type ReaderPlace,
  type WalkReadersDeps,
  walkReaders,
} from '../walk-readers.ts';
import { csvLine } from './csv-file.ts';
import { ownHeading, readerCells } from './export-format.ts';
import { type PartLimits, partLimits } from './part-limits.ts';

/** A part: its file, and where the next one begins if there is more. */
export interface ExportedPart {
  readonly csv: string;
  readonly readers: number;
  readonly next?: ReaderPlace;
}

/** Writes the part that begins there; the first one without a place. */
export async function exportPart(
  walk: { readonly newsletterId: string; readonly from?: ReaderPlace },
  deps: WalkReadersDeps,
  limits: PartLimits = partLimits,
): Promise<ExportedPart> {
  const part = openPart(limits);
  let pages = 0;
  for await (const { at, readers } of walkReaders(walk, deps)) {
    if (pages === limits.pagesMax || part.isFull()) return { ...part.file(), next: at };
    pages += 1;
    const found = await deps.readers(readers.map(({ id }) => id));
    const stopped = part.add(readers, found);
    if (stopped !== 'all') return { ...part.file(), next: { ...at, ...stopped } };
  }
  return part.file();
}

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
      placed: readonly PlacedReader[],
      found: readonly Subscriber[],
    ): 'all' | Omit<ReaderPlace, 'segmentId'> | undefined => {
      const readers = new Map(found.map((reader) => [reader.id, reader]));
      let last: PlacedReader | undefined;
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
