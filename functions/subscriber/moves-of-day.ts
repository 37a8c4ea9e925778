/** Who came and left on a day: a page of moves, the latest first, with the readers who are still there. */
import type { MoveKind, ReaderMove } from './reader-moves.ts';
import type { Subscriber } from './subscriber.ts';

/** A move, and its place among those of its day; there is no address in it. */
export interface PlacedMove extends ReaderMove {
  readonly place: string;
}

/** What reading the moves of a day reads. */
export interface MovesDeps {
  /**
   * The moves of the day of this instant (ms), the latest first, behind the place where the page before
   * ended; of these kinds only, and with this edition as the last. A page may be empty, and have a `next` all the same.
   */
  readonly moves: (
    newsletterId: string,
    at: number,
    page: {
      readonly before: string | undefined;
      readonly limit?: number;
      readonly kinds?: readonly MoveKind[];
      readonly editionId?: string | undefined;
    },
  ) => Promise<{ readonly moves: readonly PlacedMove[]; readonly next?: string }>;
  /** Those who are there, in any order. */
  readonly readers: (ids: readonly string[]) => Promise<readonly Subscriber[]>;
}

/** A page of moves. */
export interface MovesOfDay {
  readonly moves: readonly PlacedMove[];
  /** By their ids; who was erased or taken out since is not there. */
  readonly readers: ReadonlyMap<string, Subscriber>;
  readonly next?: string;
}

const movesAPage = 50;

/** The moves of the day of UTC in which `at` (ms) is: two calls of the table. */
export async function movesOfDay(
  input: {
    readonly newsletterId: string;
    readonly at: number;
    readonly before?: string | undefined;
  },
  deps: MovesDeps,
): Promise<MovesOfDay> {
  const { newsletterId, at, before } = input;
  const page = await deps.moves(newsletterId, at, { before, limit: movesAPage });
  // An import is one line, whoever came with it.
  const ids = page.moves.flatMap(({ readers }) => (readers.length === 1 ? readers : []));
  const found = ids.length === 0 ? [] : await deps.readers(ids);
  return { ...page, readers: new Map(found.map((reader) => [reader.id, reader])) };
}
