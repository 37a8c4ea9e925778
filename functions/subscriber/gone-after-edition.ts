/** Who went after an edition, one by one: it was the last that they had got. */
import type { MovesDeps, PlacedMove } from './moves-of-day.ts';
import type { EditionMoves } from './reader-moves.ts';
import type { Subscriber } from './subscriber.ts';
import { type WalkDeps, walkMoves } from './walk-moves.ts';

/** A move, and its reader; undefined: they were erased, or are kept no more. */
export interface GoneReader {
  readonly move: PlacedMove;
  readonly reader: Subscriber | undefined;
}

/** What is read for it. */
export interface GoneAfterDeps extends WalkDeps, Pick<MovesDeps, 'readers'> {
  /** Of the first who were named as they went, so many at most, in no order. */
  readonly named: (edition: GoneEdition, limit: number) => Promise<readonly PlacedMove[]>;
}

interface GoneEdition {
  readonly id: string;
  readonly newsletterId: string;
  readonly scheduledAt: number;
}

/** After which edition, and how many went as they were counted. */
interface GoneInput {
  readonly edition: GoneEdition;
  readonly counted: number;
  /** ms */
  readonly now: number;
}

const kinds = ['left', 'bounced', 'complained'] as const satisfies readonly (keyof EditionMoves)[];
/** As many as one call looks up. */
const shownMax = 100;

/**
 * The first of them, in the order in which they went: three calls of the table. Where some went before
 * a release that names each, they are looked for among the moves of all, in ten calls more at most.
 */
export async function goneAfter(
  { edition, counted, now }: GoneInput,
  deps: GoneAfterDeps,
): Promise<GoneReader[]> {
  if (counted === 0) return [];
  const named = await deps.named(edition, shownMax);
  const isComplete = named.length >= Math.min(counted, shownMax);
  const moves = isComplete ? named : [...named, ...(await lookedFor(edition, now, deps))];
  const found = [...new Map(moves.map((move) => [move.place, move])).values()]
    .sort((a, b) => (a.place < b.place ? -1 : 1))
    .slice(0, shownMax);
  const readers = await deps.readers(found.flatMap((move) => move.readers));
  const byId = new Map(readers.map((reader) => [reader.id, reader]));
  return found.map((move) => ({ move, reader: byId.get(move.readers[0] ?? '') }));
}

async function lookedFor(
  { id: editionId, newsletterId, scheduledAt: from }: GoneEdition,
  now: number,
  deps: WalkDeps,
): Promise<PlacedMove[]> {
  const found: PlacedMove[] = [];
  const days = { from, to: now, now, order: 'earliest' } as const;
  for await (const { move } of walkMoves({ newsletterId, kinds, editionId, ...days }, deps)) {
    if (move !== undefined) found.push(move);
    if (found.length === shownMax) break;
  }
  return found;
}
