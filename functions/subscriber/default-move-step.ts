/** One bounded step of moving readers to the default: by whoever watches it, or by the sweep. */
import {
  type Hand,
  handOn,
  isWorkedOn,
  LostWorkError,
  leftAlone,
  takenForStep,
} from '../config/in-hand.ts';
import { isSameChoice, type Schedule } from '../config/schedule.ts';
import { segmentChoiceOf } from './choices.ts';
import {
  changedMove,
  type DefaultMove,
  type DefaultMoveChanges,
  type DefaultMoveRecords,
  isUnderWay,
  type MovedFrom,
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

const savesAtOnce = 10;
/** Other schedules of readers who never chose are former defaults: hardly more than a few. */
const fromMax = 20;

/** In the hands of whoever works on it. */
type MoveHand = Hand<DefaultMove, DefaultMoveChanges>;

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
  const hand: MoveHand = handOn(first, records.save);
  try {
    await hand.keep(takenForStep(randomId(), deadline));
    await hand.keep(await settled(hand.record(), deps));
    await work(hand, deps, deadline);
    return 'worked';
  } catch (error) {
    if (!(error instanceof LostWorkError)) throw error;
    await settleStopped(newsletterId, deps);
    return 'busy';
  }
}

/** Page by page: what was done of one is kept with where the next one begins. */
async function work(hand: MoveHand, deps: DefaultMoveDeps, deadline: number): Promise<void> {
  const { now, walk, openSegment } = deps;
  const { newsletterId, place: from, to, state } = hand.record();
  const isLook = state === 'looking';
  const opened = openOnce(openSegment, now);
  const isWanted = ({ schedule }: { readonly schedule: Schedule }) => !isSameChoice(schedule, to);
  let done: DefaultMoveChanges | undefined;
  for await (const page of walkReaders({ newsletterId, from, isWanted }, walk)) {
    if (done !== undefined && now() >= deadline) {
      return hand.keep({ ...done, ...leftAlone(now()), place: page.at });
    }
    const found = await readersOf(page, deps);
    const movable = found.filter(({ usual }) => usual);
    const underway = isLook ? [] : movable.map(({ id }) => id);
    await hand.keep({ ...done, place: page.at, underway });
    done = isLook
      ? lookedAt(movable, found.length, hand.record())
      : await movedOf(movable, hand.record(), deps, opened);
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
  { to, moved, changed }: DefaultMove,
  deps: DefaultMoveDeps,
  opened: DefaultMoveDeps['openSegment'],
): Promise<DefaultMoveChanges> {
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
