/** Who is mailed, segment by segment, in pages: from a place on, as whoever was there before left it. */
import type { Schedule } from '../config/schedule.ts';
import type { Subscriber } from './subscriber.ts';

/** Where a walk goes on: behind a reader of a segment, or with a segment. */
export interface ReaderPlace {
  readonly segmentId: string;
  readonly shard: number;
  readonly reader?: string;
}

/** A reader in the index of a segment. */
interface PlacedReader {
  readonly id: string;
  readonly shard: number;
}

/** A segment, as far as a walk asks. */
interface WalkedSegment {
  readonly id: string;
  readonly schedule: Schedule;
}

/** What a walk reads. */
export interface WalkReadersDeps {
  /** Some segments, from the one of this id on, in the order of their ids. */
  readonly segments: (newsletterId: string, from: string) => Promise<readonly WalkedSegment[]>;
  /** Some readers of a segment behind a place, in the order of the index. */
  readonly page: (place: ReaderPlace) => Promise<{
    readonly readers: readonly PlacedReader[];
    readonly next?: Omit<ReaderPlace, 'segmentId'>;
  }>;
  /** Those who are there, in any order. */
  readonly readers: (ids: readonly string[]) => Promise<readonly Subscriber[]>;
}

/** Some readers of a segment, and where they begin. */
export interface ReadersPage {
  readonly at: ReaderPlace;
  readonly readers: readonly PlacedReader[];
}

/** Which newsletter, from where, and which of its segments; all of them unless it is said. */
interface Walk {
  readonly newsletterId: string;
  readonly from?: ReaderPlace | undefined;
  readonly isWanted?: (segment: WalkedSegment) => boolean;
}

const start: ReaderPlace = { segmentId: '', shard: 0 };

/** Everybody who is mailed in the segments that are wanted; a page may be empty. */
export async function* walkReaders(
  { newsletterId, from = start, isWanted = () => true }: Walk,
  deps: WalkReadersDeps,
): AsyncGenerator<ReadersPage> {
  for (let first = from.segmentId; ; ) {
    const segments = await deps.segments(newsletterId, first);
    for (const { id: segmentId } of segments.filter(isWanted)) {
      // A segment that was taken down meanwhile has nobody left to go on behind.
      const place = segmentId === from.segmentId ? from : { segmentId, shard: 0 };
      for (let at: ReaderPlace | undefined = place; at !== undefined; ) {
        const { readers, next }: Awaited<ReturnType<WalkReadersDeps['page']>> = await deps.page(at);
        yield { at, readers };
        at = next && { segmentId, ...next };
      }
    }
    const last = segments.at(-1);
    if (last === undefined) return;
    first = `${last.id}${behind}`;
  }
}

/** A sign that no id has. */
const behind = ' ';
