/** Readers by when they came or went, the latest first: from the moves that were noted, day by day. */
import { minuteMs } from '../config/time.ts';
import type { MovesDeps, PlacedMove } from './moves-of-day.ts';
import type { MoveKind } from './reader-moves.ts';
import { cameOrWentAt, type ReaderState, readerState } from './reader-state.ts';
import type { Subscriber } from './subscriber.ts';
import { type MovePlace, type WalkDeps, walkMoves } from './walk-moves.ts';

/** What is read for it. */
export type MovedDeps = WalkDeps & Pick<MovesDeps, 'readers'>;

/** Which readers are wanted; whatever is left out is any. Instants are in milliseconds. */
export interface Wanted {
  readonly newsletterId: string;
  readonly state?: ReaderState | undefined;
  /** Who came or went at this instant or later. */
  readonly from?: number | undefined;
  /** Who came or went before this instant. */
  readonly to?: number | undefined;
  /** The `next` of the page before; it may hold an address. */
  readonly after?: string | undefined;
  /** So many are enough, where no address is given; a page by itself. */
  readonly enough?: number;
  readonly now: number;
}

/** A reader, how they stand, and when they came or went; undefined: nobody knows any more. */
export interface SearchedReader {
  readonly reader: Subscriber;
  readonly state: ReaderState;
  readonly at?: number | undefined;
}

interface MovedReaders {
  readonly readers: readonly SearchedReader[];
  readonly next?: string | undefined;
}

/** By which moves a reader comes to stand so. */
const movesTo: Readonly<Record<ReaderState, readonly MoveKind[]>> = {
  confirmed: ['confirmed', 'imported', 'returned'],
  paused: ['confirmed', 'imported', 'returned'],
  pending: ['asked', 'imported'],
  unsubscribed: ['left', 'taken-off', 'imported'],
  suppressed: ['bounced', 'complained', 'suppressed', 'imported'],
};
const everyMove = [...new Set(Object.values(movesTo).flat())];

/** So many readers are looked up for a page; a page of an import comes whole. */
const lookedUpMin = 50;
/** The clock of a move may be a little before that of the row that it has changed. */
const slackMs = minuteMs;

/**
 * A page of the readers who came or went in [from, to), and stand as they did then. Eleven calls of the
 * table at most.
 */
export async function movedReaders(wanted: Wanted, deps: MovedDeps): Promise<MovedReaders> {
  const ids = new Set<string>();
  const found: PlacedMove[] = [];
  let next: MovePlace | undefined;
  const { newsletterId, state, from = 0, to, now, enough = lookedUpMin } = wanted;
  const kinds = state === undefined ? everyMove : movesTo[state];
  const days = { from, to: to === undefined ? now : to - 1, now, order: 'latest' } as const;
  const walk = { newsletterId, kinds, ...days, place: placeIn(wanted.after) };
  for await (const { move, rest } of walkMoves(walk, deps)) {
    next = rest;
    if (move !== undefined && mayBe(move, wanted)) {
      found.push(move);
      for (const id of move.readers) ids.add(id);
    }
    if (ids.size >= enough) break;
  }
  const readers = ids.size === 0 ? [] : await deps.readers([...ids]);
  const byId = new Map(readers.map((reader) => [reader.id, reader]));
  return {
    readers: [...standingSince(found, byId, wanted)],
    ...(next === undefined ? {} : { next: nameOf(next) }),
  };
}

const nameOf = ({ day, before = '' }: MovePlace) => `${day} ${before}`;

function placeIn(name: string | undefined): MovePlace | undefined {
  const [, day, before] = /^(\d{4}-\d\d-\d\d) ([\w#-]{0,200})$/.exec(name ?? '') ?? [];
  if (day === undefined || Number.isNaN(Date.parse(day))) return undefined;
  return before === '' ? { day } : { day, before };
}

/** Whether a reader of this move may be wanted; of an import all may be mailed, or none. */
function mayBe({ kind, at, mailed, readers }: PlacedMove, { state, from = 0, to }: Wanted) {
  if (at < from || at >= (to ?? Number.POSITIVE_INFINITY)) return false;
  if (kind !== 'imported' || state === undefined) return true;
  const isOfReaders = state === 'confirmed' || state === 'paused';
  return isOfReaders ? mailed > 0 : mailed < readers.length;
}

/** Each reader once, with the move since which they stand as they do. */
function* standingSince(
  moves: readonly PlacedMove[],
  byId: ReadonlyMap<string, Subscriber>,
  { state: wanted, now }: Pick<Wanted, 'state' | 'now'>,
): Generator<SearchedReader> {
  const told = new Set<string>();
  for (const { kind, at, readers } of moves) {
    for (const id of readers) {
      const reader = byId.get(id);
      if (reader === undefined || told.has(id)) continue;
      const state = readerState(reader, now);
      const isLatest = state === 'suppressed' || at + slackMs >= cameOrWentAt(reader);
      if (state !== (wanted ?? state) || !movesTo[state].includes(kind) || !isLatest) continue;
      told.add(id);
      yield { reader, state, at };
    }
  }
}
