/** One bounded step of deleting a newsletter: by the sweep, which may die anywhere and goes on. */
import {
  type Hand,
  handOn,
  isWorkedOn,
  LostWorkError,
  leftUntil,
  takenForStep,
} from '../../config/in-hand.ts';
import { minuteMs } from '../../config/time.ts';
import { isClosed, type Newsletter } from '../newsletter.ts';
import { type ClosingDeps, finishClosing, takeUpFeeds } from './close.ts';
import {
  type DeletionChanges,
  type DeletionRecord,
  endedAs,
  isAbout,
  isOpenDeletion,
} from './deletion-record.ts';
import { countedWith } from './owned.ts';
import { firstPlace, type OwnedPlaces } from './owned-places.ts';

/** What a step reads and writes. */
export interface DeletionStepDeps {
  readonly closing: ClosingDeps;
  readonly newsletters: {
    readonly load: (id: string) => Promise<Newsletter | undefined>;
    /** Writes it if it is as it was read; false when somebody has changed it. */
    readonly replace: (before: Newsletter, next: Newsletter) => Promise<boolean>;
    readonly remove: (id: string) => Promise<void>;
  };
  readonly places: OwnedPlaces;
  readonly letters: {
    /** Has these readers told by a letter that it has ended, each once. */
    readonly tell: (newsletterId: string, readers: readonly string[]) => Promise<void>;
    /** Whether any of these letters is still on its way. */
    readonly areUnderWay: (readers: readonly string[]) => Promise<boolean>;
  };
  readonly ending: {
    /** Takes the roles at this newsletter from everybody at the desk: its id may be given again. */
    readonly withdrawRoles: (newsletterId: string) => Promise<void>;
    /** Notes that it came to its end, where the acts of all newsletters are noted. */
    readonly note: (record: DeletionRecord) => Promise<void>;
  };
  readonly randomId: () => string;
}

/** Rounds of a step at most: each asks for a bounded part. */
const roundsMax = 400;
/** Until letters that are on their way are looked at again. */
const letterLookMs = 5 * minuteMs;
/** A door may just be writing, and an index shows it a moment later: all is looked through again. */
const settleMs = 10 * minuteMs;
const looksMin = 2;
const looksMax = 6;

/** Works on until the deadline (ms), and at least a round; who died is followed when their time is over. */
export async function deletionStep(
  newsletterId: string,
  deps: DeletionStepDeps,
  deadline: number,
): Promise<'worked' | 'busy' | 'idle'> {
  const { deletions: records, now } = deps.closing;
  const first = await records.load(newsletterId);
  if (first === undefined || !isOpenDeletion(first) || first.startsAt > now()) return 'idle';
  if (isWorkedOn(first, now())) return 'busy';
  const hand = handOn<DeletionRecord, DeletionChanges>(first, records.save);
  try {
    await hand.keep(takenForStep(deps.randomId(), deadline));
    await work(hand, deps, deadline);
    return 'worked';
  } catch (error) {
    if (!(error instanceof LostWorkError)) throw error;
    await leaveOpen(newsletterId, deps);
    return 'busy';
  }
}

/** Its owner keeps it: what was finished of closing it meanwhile is taken back. */
async function leaveOpen(
  newsletterId: string,
  { newsletters, closing }: DeletionStepDeps,
): Promise<void> {
  const newsletter = await newsletters.load(newsletterId);
  if (newsletter === undefined || isClosed(newsletter)) return;
  await takeUpFeeds(newsletterId, closing);
}

/** Round by round: what was done in one is kept with where the next one begins. */
async function work(
  hand: Hand<DeletionRecord, DeletionChanges>,
  deps: DeletionStepDeps,
  deadline: number,
): Promise<void> {
  const { newsletters, closing, ending } = deps;
  const newsletter = await newsletters.load(hand.record().newsletterId);
  if (newsletter === undefined) {
    // Whoever died had done all, or it was deleted by the command.
    await ending.note(hand.record());
    return hand.keep(endedAs('done', closing.now()));
  }
  // Opened again, or made anew under its id: it is none of ours.
  if (!isAbout(hand.record(), newsletter)) return hand.keep(endedAs('kept', closing.now()));
  for (let round = 1; ; round++) {
    const changes = await rounds[stateOf(hand.record())](hand.record(), newsletter, deps);
    await hand.keep(changes);
    if (changes.lookAgainAt !== undefined) return;
    if (round < roundsMax && closing.now() < deadline) continue;
    return hand.keep(leftUntil(closing.now() + minuteMs));
  }
}

type OpenState = keyof typeof rounds;
type Round = (
  record: DeletionRecord,
  newsletter: Newsletter,
  deps: DeletionStepDeps,
) => Promise<DeletionChanges>;

function stateOf({ state }: DeletionRecord): OpenState {
  return Object.hasOwn(rounds, state) ? (state as OpenState) : 'waiting';
}

const rounds = {
  waiting: begin,
  telling: tellSome,
  awaiting: awaitSome,
  removing: removeSome,
} satisfies Record<string, Round>;

/** Whoever died while closing it, or planned just then, left something open. */
async function begin(...[record, newsletter, deps]: Parameters<Round>): Promise<DeletionChanges> {
  await finishClosing(newsletter.id, deps.closing);
  if (!record.tellsReaders) return removingFrom(deps.closing.now());
  return { state: newsletter.endToldAt === undefined ? 'telling' : 'awaiting', place: null };
}

/** From here on nobody gets it back. */
function removingFrom(removingSince: number): DeletionChanges {
  return { state: 'removing', removingSince, place: null };
}

async function tellSome(
  ...[record, newsletter, { closing, newsletters, places, letters }]: Parameters<Round>
): Promise<DeletionChanges> {
  const { newsletterId, place = firstPlace, told } = record;
  const { readers, next } = await places.mailedFrom(newsletterId, place);
  await letters.tell(newsletterId, readers);
  const counted = { told: told + readers.length };
  if (next !== undefined) return { ...counted, place: next };
  const isTold = { ...newsletter, endToldAt: closing.now() };
  // Changed, or kept after all: it is read anew. Who is told once more is mailed once.
  if (!(await newsletters.replace(newsletter, isTold))) return leftUntil(closing.now() + minuteMs);
  return { ...counted, state: 'awaiting', place: null };
}

/** A letter is written from its reader's row: as long as one is on its way, the readers stay. */
async function awaitSome(
  ...[record, , { closing, places, letters }]: Parameters<Round>
): Promise<DeletionChanges> {
  const { newsletterId, place = firstPlace } = record;
  const { readers, next } = await places.mailedFrom(newsletterId, place);
  if (await letters.areUnderWay(readers)) return { ...leftUntil(closing.now() + letterLookMs) };
  return next === undefined ? removingFrom(closing.now()) : { place: next };
}

async function removeSome(
  ...[record, newsletter, deps]: Parameters<Round>
): Promise<DeletionChanges> {
  const { place = firstPlace, found, gone: before, removingSince = record.startsAt } = record;
  const doomed = { ...record, removingSince };
  const { gone, next } = await deps.places.removeSome(doomed, place);
  const counted = { found: found + gone.length, gone: countedWith(before, gone) };
  if (next !== undefined) return { ...counted, place: next };
  const { look } = record;
  const isClear = look >= looksMin && counted.found === 0;
  if (!isClear && look < looksMax) {
    const again = { look: look + 1, found: 0, place: null };
    return { ...counted, ...again, ...leftUntil(deps.closing.now() + settleMs) };
  }
  await finish(record, newsletter, deps);
  return { ...counted, ...endedAs('done', deps.closing.now()) };
}

/** Its own row last: whoever dies before that finds it again. */
async function finish(
  ...[record, { id }, { newsletters, ending }]: Parameters<Round>
): Promise<void> {
  if (!record.keepsArchive) {
    await ending.withdrawRoles(id);
    await newsletters.remove(id);
  }
  await ending.note(record);
}
