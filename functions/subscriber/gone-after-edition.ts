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

const kinds = ['left', 'bounced', 'complained'] as const satisfies readonly (keyof EditionMoves)[];
/** As many as one call looks up. */
const shownMax = 100;

/** The first of them, in the order in which they went: at most eleven calls of the table. */
export async function goneAfter(
  edition: { readonly id: string; readonly newsletterId: string; readonly scheduledAt: number },
  now: number,
  deps: WalkDeps & Pick<MovesDeps, 'readers'>,
): Promise<GoneReader[]> {
  const { id: editionId, newsletterId, scheduledAt: from } = edition;
  const found: PlacedMove[] = [];
  const days = { from, to: now, now, order: 'earliest' } as const;
  for await (const { move } of walkMoves({ newsletterId, kinds, editionId, ...days }, deps)) {
    if (move !== undefined) found.push(move);
    if (found.length === shownMax) break;
  }
  const ids = found.flatMap(({ readers }) => readers);
  const readers = ids.length === 0 ? [] : await deps.readers(ids);
  const byId = new Map(readers.map((reader) => [reader.id, reader]));
  return found
    .map((move) => ({ move, reader: byId.get(move.readers[0] ?? '') }))
    .sort((a, b) => a.move.at - b.move.at);
}
