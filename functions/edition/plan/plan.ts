/** Planning: which segments are due, and what each of them gets. */
import type { Net } from '../../config/net.ts';
import { dayMs } from '../../config/time.ts';
import { eligibleLagMs } from '../../feed/item.ts';
import type { Call } from '../call.ts';
import { latestDue, nextDue } from '../due.ts';
import { type Edition, editionId, hadNoReaders } from '../edition.ts';
import type { Segment } from '../segment.ts';

/** What planning one segment reads and writes. */
export interface SegmentDeps {
  /** Whether the newsletter is open; one that is gone is not. */
  readonly isOpen: (newsletterId: string) => Promise<boolean>;
  /** Keeps the edition; undefined when it was there: whoever began it, or the next look, goes on. */
  readonly startEdition: (edition: Edition) => Promise<Edition | undefined>;
  /** Sets when the segment is next due, unless that was changed meanwhile. */
  readonly moveSegment: (segment: Segment, dueAt: number | undefined) => Promise<void>;
  readonly freeze: (edition: Edition) => Promise<Edition>;
  /** The last call for this instant; made now where the owner has to be asked and was not. */
  readonly call: (
    segment: Segment,
    due: number,
  ) => Promise<Pick<Call, 'cutoff' | 'state'> | undefined>;
  /** Takes the segment down if nobody has joined it since `joinedBefore`. */
  readonly closeSegment: (segment: Segment, joinedBefore: number) => Promise<void>;
}

/** What planning the editions that are due reads and writes. */
export interface PlanDeps {
  readonly dueSegments: (at: number) => Promise<Segment[]>;
  readonly planning: SegmentDeps;
  readonly net: Pick<Net, 'attempt'>;
  readonly hasTime: () => boolean;
}

/** A segment without readers is kept so long after the last one joined. */
const emptySegmentKeptMs = dayMs;

/**
 * Starts the editions that are due at the tick. The edition and its cutoff come from the due instant
 * of the segment, so a tick that comes twice or late makes no other edition. Returns those begun.
 */
export async function planDueEditions(
  { scheduledAt }: { readonly scheduledAt: number },
  { dueSegments, planning, net, hasTime }: PlanDeps,
): Promise<Edition[]> {
  const begun: Edition[] = [];
  for (const segment of await dueSegments(scheduledAt)) {
    if (!hasTime()) break;
    const plan = () => planSegment(segment, scheduledAt, planning);
    const planned = await net.attempt(plan, undefined);
    if (planned !== undefined) begun.push(planned);
  }
  return begun;
}

/** Plans a segment whose owner lets it go before its hour. */
export async function planEarly(segment: Segment, deps: SegmentDeps): Promise<void> {
  if (segment.dueAt !== undefined) await planSegment(segment, segment.dueAt, deps);
}

/** The segment moves on before its edition is worked on: what takes this down comes second again. */
async function planSegment(
  segment: Segment,
  at: number,
  deps: SegmentDeps,
): Promise<Edition | undefined> {
  // The index may be a moment old: another planner has moved it on to its next day.
  if (segment.dueAt === undefined || segment.dueAt > at) return undefined;
  const due = latestDue(segment.schedule, segment.dueAt, at);
  // It keeps its days, so that a newsletter that is opened again goes on with nothing to be mended.
  if (!(await deps.isOpen(segment.newsletterId))) {
    await deps.moveSegment(segment, nextDue(segment.schedule, due));
    return undefined;
  }
  const call = await deps.call(segment, due);
  if (call?.state === 'skipped') {
    await deps.moveSegment(segment, nextDue(segment.schedule, due));
    return undefined;
  }
  const edition = await deps.startEdition({
    ...newEdition(segment, due),
    ...(call === undefined ? {} : { cutoff: call.cutoff }),
  });
  await deps.moveSegment(segment, nextDue(segment.schedule, due));
  if (edition === undefined) return undefined;
  const planned = await deps.freeze(edition);
  if (hadNoReaders(planned)) await deps.closeSegment(segment, at - emptySegmentKeptMs);
  return planned;
}

/** The edition of a segment for this due instant (ms), before anything of it is planned. */
export function newEdition(
  segment: Omit<Segment, 'dueAt' | 'joinedAt'>,
  scheduledAt: number,
): Edition {
  return {
    id: editionId(segment.newsletterId, segment.id, scheduledAt),
    newsletterId: segment.newsletterId,
    segmentId: segment.id,
    schedule: segment.schedule,
    sections: segment.sections,
    ...(segment.language === undefined ? {} : { language: segment.language }),
    scheduledAt,
    cutoff: scheduledAt - eligibleLagMs,
    state: 'planning',
    attempts: 1,
    cursor: { shard: 0 },
    readers: 0,
    batches: 0,
    batchesDone: 0,
    submitted: 0,
    refused: 0,
    skipped: 0,
    passedOver: { nothingNew: 0, paused: 0, ahead: 0 },
    stragglers: [],
  };
}
