/** One bounded step of moving readers to the default: by whoever watches it, or by the sweep. */
import { isSameChoice, type Schedule } from '../config/schedule.ts';
import { segmentChoiceOf } from './choices.ts';
import {
  changedMove,
  type DefaultMove,
  type DefaultMoveChanges,
  type DefaultMoveRecords,
  isUnderWay,
  isWorkedOn,
  leftAlone,
  type MovedFrom,
  takenBy,
} from './default-move.ts';
import { type Changes, type Expected, toUsual } from './moves.ts';
import { openOnce } from './open-once.ts';
import type { SegmentChoice, Subscriber } from './subscriber.ts';
import { type ReadersPage, type WalkReadersDeps, walkReaders } from './walk-readers.ts';

/** What a step reads and writes. */
export interface DefaultMoveDeps {
  readonly records: DefaultMoveRecords;
  readonly walk: WalkReadersDeps;
  readonly save: (id: string, expected: Expected, changes: Changes) => Promise<'saved' | 'changed'>;
  readonly openSegment: (choice: SegmentChoice) => Promise<string>;
  readonly now: () => number;
  readonly randomId: () => string;
}

/** Somebody else has taken it in hand, or its owner has ended it. */
class LostMoveError extends Error {
  override readonly name = 'LostMoveError';
}

/** A call that began before the deadline may end so long after it. */
const afterDeadlineMs = 20_000;
const savesAtOnce = 10;
/** Other schedules of readers who never chose are former defaults: hardly more than a few. */
const fromMax = 20;

/** In the hands of whoever works on it. */
interface Hand {
  readonly move: () => DefaultMove;
  readonly keep: (changes: DefaultMoveChanges) => Promise<void>;
  readonly deps: DefaultMoveDeps;
}

/**
 * Works on until the deadline (ms), and at least a page of readers. Whenever it dies, the next one
 * goes on where it was, as soon as the time of the one that died is over.
 */
export async function defaultMoveStep(
  newsletterId: string,
  deps: DefaultMoveDeps,
  deadline: number,
): Promise<'worked' | 'busy' | 'idle'> {
  const { records, now, randomId } = deps;
  const first = await records.load(newsletterId);
  if (first === undefined || !isUnderWay(first)) return 'idle';
  if (isWorkedOn(first, now())) return 'busy';
  const hand = handOn(first, deps);
  try {
    await hand.keep(takenBy(randomId(), deadline + afterDeadlineMs));
    await hand.keep(await settled(hand.move(), deps));
    await work(hand, deadline);
    return 'worked';
  } catch (error) {
    if (!(error instanceof LostMoveError)) throw error;
    await settleStopped(newsletterId, deps);
    return 'busy';
  }
}

function handOn(first: DefaultMove, deps: DefaultMoveDeps): Hand {
  let move = first;
  return {
    move: () => move,
    keep: async (changes) => {
      const next = changedMove(move, changes);
      const saved = await deps.records.save(next, move.version);
      if (saved === 'changed') throw new LostMoveError(`${move.newsletterId} has changed.`);
      move = next;
    },
    deps,
  };
}

/** Page by page: what was done of one is kept with where the next one begins. */
async function work(hand: Hand, deadline: number): Promise<void> {
  const { now, walk, openSegment } = hand.deps;
  const { newsletterId, place: from, to, state } = hand.move();
  const isLook = state === 'looking';
  const opened = openOnce(openSegment, now);
  const isWanted = ({ schedule }: { readonly schedule: Schedule }) => !isSameChoice(schedule, to);
  let done: DefaultMoveChanges | undefined;
  for await (const page of walkReaders({ newsletterId, from, isWanted }, walk)) {
    if (done !== undefined && now() >= deadline) {
      return hand.keep({ ...done, ...leftAlone(now()), place: page.at });
    }
    const found = await readersOf(page, hand.deps);
    const movable = found.filter(({ usual }) => usual);
    const underway = isLook ? [] : movable.map(({ id }) => id);
    await hand.keep({ ...done, place: page.at, underway });
    done = isLook
      ? lookedAt(movable, found.length, hand.move())
      : await movedOf(movable, hand, opened);
  }
  const ended = isLook ? { state: 'looked' as const } : { state: 'done' as const, endedAt: now() };
  await hand.keep({ ...done, ...ended, place: null, worker: null, lookAgainAt: null });
}

/** Those of a page who are mailed in its segment now, whether they chose or not. */
async function readersOf(
  { at, readers }: ReadersPage,
  { walk }: Pick<DefaultMoveDeps, 'walk'>,
): Promise<readonly Subscriber[]> {
  if (readers.length === 0) return [];
  const found = await walk.readers(readers.map(({ id }) => id));
  return found.filter(({ state, suppressed, segmentId }) => {
    return state === 'confirmed' && !suppressed && segmentId === at.segmentId;
  });
}

function lookedAt(
  movable: readonly Subscriber[],
  found: number,
  { from, staying, to }: DefaultMove,
): DefaultMoveChanges {
  return {
    from: movable.reduce((sums, { schedule }) => withOne(sums, schedule, to.zone), from),
    staying: staying + found - movable.length,
  };
}

function withOne(sums: readonly MovedFrom[], own: Schedule, zone: string): readonly MovedFrom[] {
  const known = sums.findIndex(({ schedule }) => isSameChoice(schedule, own));
  // What is more than can be told one by one counts with the last.
  const at = known < 0 && sums.length === fromMax ? fromMax - 1 : known;
  return at < 0
    ? [...sums, { schedule: { ...own, zone }, readers: 1 }]
    : sums.map((one, n) => (n === at ? { ...one, readers: one.readers + 1 } : one));
}

async function movedOf(
  movable: readonly Subscriber[],
  { move, deps }: Hand,
  opened: DefaultMoveDeps['openSegment'],
): Promise<DefaultMoveChanges> {
  const { to, moved, changed } = move();
  let count = 0;
  for (let n = 0; n < movable.length; n += savesAtOnce) {
    const some = movable.slice(n, n + savesAtOnce);
    const saved = await Promise.all(some.map((reader) => moveOne(reader, to, deps, opened)));
    count += saved.filter((one) => one === 'saved').length;
  }
  return { underway: [], moved: moved + count, changed: changed + movable.length - count };
}

/** As a reader's own change of preferences does it: the cursor stays, another segment mails them. */
async function moveOne(
  reader: Subscriber,
  to: Schedule,
  { save }: DefaultMoveDeps,
  opened: DefaultMoveDeps['openSegment'],
): Promise<'saved' | 'changed'> {
  const schedule = { ...to, zone: reader.schedule.zone };
  const segmentId = await opened(segmentChoiceOf({ ...reader, schedule }));
  const { expected, changes } = toUsual(reader, schedule, segmentId);
  return save(reader.id, expected, changes);
}

/** Whom the one before had moved, and who had changed, when it died: they are counted as well. */
async function settled(
  { underway, moved, changed, to, place }: DefaultMove,
  { walk }: Pick<DefaultMoveDeps, 'walk'>,
): Promise<DefaultMoveChanges> {
  if (underway.length === 0) return {};
  const found = await walk.readers(underway);
  const there = found.filter(({ usual, schedule }) => usual && isSameChoice(schedule, to));
  const waiting = found.filter(({ usual, segmentId, state }) => {
    return usual && state === 'confirmed' && segmentId === place?.segmentId;
  });
  const gone = underway.length - there.length - waiting.length;
  return { underway: [], moved: moved + there.length, changed: changed + gone };
}

/** Whoever was at it when it was stopped has come to the end of a page: it is counted as well. */
async function settleStopped(newsletterId: string, deps: DefaultMoveDeps): Promise<void> {
  const there = await deps.records.load(newsletterId);
  if (there?.state !== 'stopped' || there.underway.length === 0) return;
  const { changed: _, ...counted } = await settled(there, deps);
  await deps.records.save(changedMove(there, counted), there.version);
}
