/** Planning: which segments are due, and which editions still need something done. */
import { dayMs } from '../../config/time.ts';
import { editionLookAgainMs, plannerDeadMs } from '../../config/waits.ts';
import { eligibleLagMs } from '../../feed/item.ts';
import { latestDue, nextDue } from '../due.ts';
import { type Edition, editionId, hadNoReaders, isSettled } from '../edition.ts';
import type { Segment } from '../segment.ts';

/** What planning the editions that are due reads and writes. */
export interface PlanDeps {
  readonly dueSegments: (at: number) => Promise<Segment[]>;
  /** Keeps the edition unless it is there; returns the one that is kept, unless it is unreadable. */
  readonly startEdition: (edition: Edition) => Promise<Edition | undefined>;
  /** Sets when the segment is next due, unless that was changed meanwhile. */
  readonly moveSegment: (segment: Segment, dueAt: number | undefined) => Promise<void>;
  readonly freeze: (edition: Edition) => Promise<Edition>;
  /** Takes the segment down if nobody has joined it since `joinedBefore`. */
  readonly closeSegment: (segment: Segment, joinedBefore: number) => Promise<void>;
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
  deps: PlanDeps,
): Promise<Edition[]> {
  const begun: Edition[] = [];
  for (const segment of await deps.dueSegments(scheduledAt)) {
    if (!deps.hasTime()) break;
    // The index may be a moment old: another planner has moved it on to its next day.
    if (segment.dueAt === undefined || segment.dueAt > scheduledAt) continue;
    const due = latestDue(segment.schedule, segment.dueAt, scheduledAt);
    const edition = await deps.startEdition(newEdition(segment, due));
    if (edition === undefined) continue;
    await deps.moveSegment(segment, nextDue(segment.schedule, due));
    const planned = await deps.freeze(edition);
    if (hadNoReaders(planned)) await deps.closeSegment(segment, scheduledAt - emptySegmentKeptMs);
    begun.push(planned);
  }
  return begun;
}

/** What going on with unfinished editions reads and writes. */
export interface ResumeDeps {
  readonly dueEditions: (at: number) => Promise<Edition[]>;
  readonly freeze: (edition: Edition) => Promise<Edition>;
  readonly freezeStragglers: (edition: Edition) => Promise<'none' | 'frozen' | 'unfinished'>;
  readonly finish: (edition: Edition) => Promise<void>;
  /** Looks at the edition again after so long. */
  readonly lookAgain: (edition: Edition, waitMs: number) => Promise<void>;
  readonly hasTime: () => boolean;
}

/** Goes on with editions that a dead planner left, plans stragglers anew, ends what is settled. */
export async function resumeEditions(
  { scheduledAt }: { readonly scheduledAt: number },
  deps: ResumeDeps,
): Promise<void> {
  for (const edition of await deps.dueEditions(scheduledAt)) {
    if (!deps.hasTime()) return;
    if (edition.state === 'planning') await deps.freeze(edition);
    else if (isSettled(edition)) await deps.finish(edition);
    else await resumeSending(edition, deps);
  }
}

/** Who becomes a straggler meanwhile makes the edition due at once: so it is put off first. */
async function resumeSending(edition: Edition, deps: ResumeDeps): Promise<void> {
  await deps.lookAgain(edition, plannerDeadMs);
  const stragglers = await deps.freezeStragglers(edition);
  if (stragglers === 'none') await deps.lookAgain(edition, editionLookAgainMs);
  if (stragglers === 'frozen') await deps.finish(edition);
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
