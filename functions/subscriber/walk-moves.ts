/** Moves of many days one after the other, as far as a page may read. */
import { recordKeptMs } from '../config/retention.ts';
import type { MovesDeps, PlacedMove } from './moves-of-day.ts';
import type { DayCounts, MoveKind } from './reader-moves.ts';

/** What a walk reads. */
export interface WalkDeps extends Pick<MovesDeps, 'moves'> {
  /** Of the days of these instants (ms) and those between; days without moves lack. */
  readonly counts: (
    newsletterId: string,
    from: number,
    to: number,
  ) => Promise<readonly DayCounts[]>;
}

/** Of whom, and which of their moves: of the days of these instants (ms) and those between. */
interface MovesWanted {
  readonly newsletterId: string;
  readonly kinds: readonly MoveKind[];
  /** Those after which this edition was the last. */
  readonly editionId?: string;
  readonly from: number;
  readonly to: number;
  readonly now: number;
  readonly order: 'latest' | 'earliest';
  /** Where the page before has ended. */
  readonly place?: MovePlace | undefined;
}

/** Behind which move of which day a walk goes on. */
export interface MovePlace {
  /** yyyy-mm-dd */
  readonly day: string;
  readonly before?: string | undefined;
}

/** One move, if there is any more in what was read, and where it goes on behind it. */
interface Step {
  readonly move?: PlacedMove;
  readonly rest: MovePlace | undefined;
}

const queriesMax = 9;

/**
 * The wanted moves day by day, in each the latest first. Ten calls of the table at most: days without
 * such moves are not asked for.
 */
export async function* walkMoves(wanted: MovesWanted, deps: WalkDeps): AsyncGenerator<Step> {
  const { newsletterId, kinds, editionId, place } = wanted;
  const days = await daysWith(wanted, deps);
  let queries = 0;
  for (const [n, day] of days.entries()) {
    const later = days[n + 1];
    const behind = later === undefined ? undefined : { day: later };
    let before = day === place?.day ? place.before : undefined;
    do {
      const page = await deps.moves(newsletterId, Date.parse(day), { before, kinds, editionId });
      before = page.next;
      yield* stepsOf(day, page.moves, before === undefined ? behind : { day, before });
      queries += 1;
      if (queries === queriesMax) return;
    } while (before !== undefined);
  }
}

/** The days with such moves, from the place on. */
async function daysWith(wanted: MovesWanted, { counts }: WalkDeps): Promise<string[]> {
  const { newsletterId, kinds, from, to, now, order, place } = wanted;
  const first = Math.max(from, now - recordKeptMs);
  const counted = await counts(newsletterId, first, Math.max(first, Math.min(to, now)));
  const days = counted
    .filter(({ moves }) => kinds.some((kind) => (moves[kind] ?? 0) > 0))
    .map(({ day }) => day)
    .sort();
  return order === 'latest'
    ? days.filter((day) => place === undefined || day <= place.day).reverse()
    : days.filter((day) => place === undefined || day >= place.day);
}

function* stepsOf(
  day: string,
  moves: readonly PlacedMove[],
  rest: MovePlace | undefined,
): Generator<Step> {
  if (moves.length === 0) yield { rest };
  for (const [n, move] of moves.entries()) {
    yield { move, rest: n + 1 === moves.length ? rest : { day, before: move.place } };
  }
}
