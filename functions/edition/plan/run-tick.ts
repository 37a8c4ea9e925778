/** One tick of planning: the editions that are due, what was left half done, the archives. */
import type { Net } from '../../config/net.ts';
import { editionLookAgainMs } from '../../config/waits.ts';
import type { Call } from '../call.ts';
import type { Edition } from '../edition.ts';
import type { Segment } from '../segment.ts';
import { type AttemptDeps, attemptEdition, makeAttempt } from './attempt.ts';
import { type CallingDeps, runCalls } from './calls.ts';
import {
  type FreezeDeps,
  freezeSegment,
  freezeStragglers,
  type StragglerDeps,
  type WalkDeps,
} from './freeze.ts';
import {
  type PlanDeps,
  planDueEditions,
  planEarly as planSegmentEarly,
  type SegmentDeps,
} from './plan.ts';
import { type PublishDeps, publishDue } from './publish.ts';
import { type ResumeDeps, resumeEditions, type WakeDeps, wakeBatches } from './resume.ts';

/** What planning reads and writes of editions. */
export interface PlannedEditions
  extends Pick<WalkDeps, 'readers' | 'saveProgress' | 'layDown' | 'finish'>,
    Pick<StragglerDeps, 'stragglers' | 'cursorsOf' | 'dropStragglers'>,
    Pick<AttemptDeps, 'begin' | 'giveBack' | 'isPassing'>,
    Pick<WakeDeps, 'parked' | 'unpark' | 'noteAwake'> {
  readonly hasStragglers: (edition: Edition) => Promise<boolean>;
  readonly forgetStragglers: (edition: Edition) => Promise<void>;
  readonly due: ResumeDeps['dueEditions'];
  readonly start: SegmentDeps['startEdition'];
  /** Has the edition looked at again at this instant (ms). */
  readonly lookAgainAt: (edition: Edition, at: number) => Promise<void>;
}

/** All that one tick of planning reads and writes. */
export interface TickDeps {
  readonly segments: {
    readonly isOpen: SegmentDeps['isOpen'];
    readonly due: PlanDeps['dueSegments'];
    readonly move: SegmentDeps['moveSegment'];
    readonly close: SegmentDeps['closeSegment'];
  };
  readonly editions: PlannedEditions;
  readonly freezing: FreezeDeps;
  readonly publishing: PublishDeps;
  readonly hold: WalkDeps['hold'];
  readonly calling: Omit<CallingDeps, 'planEarly'>;
  readonly call: (newsletterId: string, due: number) => Promise<Call | undefined>;
  /** The instant, and how long work may still go on. Both in milliseconds. */
  readonly clock: { readonly now: () => number; readonly timeLeftMs: () => number };
}

/**
 * Runs the tick of this instant (ms) as far as the time goes, and returns the editions that it
 * began. What is newly due comes first, with half of the time: neither that nor what was left by
 * others can use up a tick for itself. What fails is caught in the net, so that the others go on.
 */
export async function runTick(scheduledAt: number, deps: TickDeps, net: Net): Promise<Edition[]> {
  const { timeLeftMs } = deps.clock;
  const whole = timeLeftMs();
  const tick = { scheduledAt };
  const isFirstHalf = () => timeLeftMs() > whole / 2;
  const hasTime = () => timeLeftMs() > 0;
  const planEarly = (segment: Segment) =>
    planSegmentEarly(segment, planDeps(deps, net, isFirstHalf).planning);
  await net.attempt(() => runCalls(scheduledAt, { ...deps.calling, planEarly }, net), undefined);
  const begun = await planDueEditions(tick, planDeps(deps, net, isFirstHalf));
  const isCutShort = !isFirstHalf();
  const decided = await resumeEditions(tick, resumeDeps(deps, net, hasTime));
  if (isCutShort) begun.push(...(await planDueEditions(tick, planDeps(deps, net, hasTime))));
  const { publishing } = deps;
  for (const { newsletterId } of decided) {
    const wake = () => publishing.archives.makeDue(newsletterId, scheduledAt);
    await net.attempt(wake, undefined);
  }
  const { attempt } = net;
  await attempt(() => publishDue(scheduledAt, publishing, { attempt, hasTime }), undefined);
  return begun;
}

function planDeps(deps: TickDeps, net: Net, hasTime: () => boolean): PlanDeps {
  const { segments, editions } = deps;
  const attempt = attemptDeps(deps, hasTime);
  return {
    dueSegments: segments.due,
    planning: {
      isOpen: segments.isOpen,
      startEdition: editions.start,
      moveSegment: segments.move,
      closeSegment: segments.close,
      call: ({ newsletterId }, due) => deps.call(newsletterId, due),
      freeze: (edition) => net.attempt(() => makeAttempt(edition, attempt), edition),
    },
    net,
    hasTime,
  };
}

function resumeDeps(deps: TickDeps, net: Net, hasTime: () => boolean): ResumeDeps {
  const { editions, freezing, clock } = deps;
  const attempt = attemptDeps(deps, hasTime);
  const waking = { ...editions, enqueue: freezing.enqueue, hasTime };
  return {
    dueEditions: editions.due,
    goingOn: {
      wake: (edition) => wakeBatches(edition, waking),
      plan: (edition) => attemptEdition(edition, attempt),
      finish: editions.finish,
      hasStragglers: editions.hasStragglers,
      forgetStragglers: editions.forgetStragglers,
      lookAgain: (edition) => editions.lookAgainAt(edition, clock.now() + editionLookAgainMs),
    },
    net,
    hasTime,
  };
}

function attemptDeps(deps: TickDeps, hasTime: () => boolean): AttemptDeps {
  const { editions, freezing, hold } = deps;
  const walk = { ...editions, freezing, hold, hasTime };
  return {
    ...editions,
    hold,
    work: async (edition) => {
      if (edition.state === 'planning') return freezeSegment(edition, walk);
      if ((await freezeStragglers(edition, walk)) === 'frozen') await editions.finish(edition);
      await editions.layDown(edition);
      return edition;
    },
  };
}
