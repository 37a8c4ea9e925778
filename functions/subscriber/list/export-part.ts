/**
 * An export in parts, for a page: who is mailed, as the export of the command writes them, so many at
 * a time that no answer is too long, nobody waits for too long, and the table is asked a few times.
 */

import type { Subscriber } from '../subscriber.ts';
import { csvLine } from './csv-file.ts';
import { ownHeading, readerCells } from './export-format.ts';
import type { ExportPlace } from './export-place.ts';
import { type PartLimits, partLimits } from './part-limits.ts';

/** What an export reads. */
export interface ExportDeps {
  /** Readers are spread over so many ranges, by their ids. */
  readonly ranges: number;
  /** Whether readers of earlier releases are in them as well. */
  readonly isComplete: () => Promise<boolean>;
  /** The ids of readers of a range from a place on, in their order, so many at most. */
  readonly listed: (
    newsletterId: string,
    place: ExportPlace,
    limit: number,
  ) => Promise<{ readonly ids: readonly string[]; readonly isMore: boolean }>;
  /** Those who are there, in any order. */
  readonly readers: (ids: readonly string[]) => Promise<readonly Subscriber[]>;
}

/** A part: its file, and where the next one begins if there is more. */
export interface ExportedPart {
  readonly csv: string;
  readonly readers: number;
  readonly next?: ExportPlace;
}

/** Which newsletter, and where the part begins; the first one begins nowhere. */
interface WantedPart {
  readonly newsletterId: string;
  readonly from?: ExportPlace;
}

/** Writes the part that begins there; `incomplete`: a file in which somebody is missing would pass for whole. */
export async function exportPart(
  { newsletterId, from = { range: 0 } }: WantedPart,
  deps: ExportDeps,
  { readersMax, bytesMax }: PartLimits = partLimits,
): Promise<ExportedPart | 'incomplete'> {
  if (!(await deps.isComplete())) return 'incomplete';
  const { placed, next } = await listed(newsletterId, from, readersMax, deps);
  const found = await deps.readers(placed.map(({ reader }) => reader));
  const readers = new Map(found.map((reader) => [reader.id, reader]));
  const lines = [csvLine(ownHeading)];
  const file = () => ({ csv: lines.join(''), readers: lines.length - 1 });
  let bytes = lengthOf(lines[0] ?? '');
  let last = from;
  for (const place of placed) {
    const reader = readers.get(place.reader);
    if (reader !== undefined && isMailed(reader)) {
      const line = csvLine(readerCells(reader, undefined));
      bytes += lengthOf(line);
      if (bytes > bytesMax && lines.length > 1) return { ...file(), next: last };
      lines.push(line);
    }
    last = place;
  }
  return { ...file(), ...(next === undefined ? {} : { next }) };
}

const lengthOf = (line: string) => Buffer.byteLength(JSON.stringify(line));

/** The next readers of all, and behind whom it goes on; one more is looked for, so that no part is empty. */
async function listed(
  newsletterId: string,
  from: ExportPlace,
  readersMax: number,
  deps: Pick<ExportDeps, 'ranges' | 'listed'>,
) {
  const placed: Required<ExportPlace>[] = [];
  for (let place = from; place.range < deps.ranges; ) {
    const { range } = place;
    const limit = readersMax + 1 - placed.length;
    const { ids, isMore } = await deps.listed(newsletterId, place, limit);
    placed.push(...ids.map((reader) => ({ range, reader })));
    if (placed.length > readersMax) {
      const all = placed.slice(0, readersMax);
      return { placed: all, next: all.at(-1) };
    }
    const last = placed.at(-1);
    place = isMore && last !== undefined ? last : { range: range + 1 };
  }
  return { placed };
}

/** Whoever is not asked, has left, or must not be mailed is not told of. */
function isMailed({ state, suppressed }: Subscriber): boolean {
  return state === 'confirmed' && !suppressed;
}
