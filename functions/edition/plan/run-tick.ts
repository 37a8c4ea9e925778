/** One tick of planning: what was left half done, the editions that are due, the archives. */
import type { Net } from '../../config/net.ts';
import { editionLookAgainMs } from '../../config/waits.ts';
import type { Edition } from '../edition.ts';
import {
  type FreezeDeps,
  freezeSegment,
  freezeStragglers,
  type StragglerDeps,
  type WalkDeps,
} from './freeze.ts';
import { type PlanDeps, planDueEditions, type ResumeDeps, resumeEditions } from './plan.ts';
import { type PublishDeps, publishDue } from './publish.ts';

/** What planning reads and writes of editions. */
export interface PlannedEditions
  extends Pick<WalkDeps, 'readers' | 'saveProgress' | 'finish'>,
    Pick<StragglerDeps, 'cursorsOf' | 'dropStragglers'> {
  readonly due: ResumeDeps['dueEditions'];
  readonly start: PlanDeps['startEdition'];
  /** Has the edition looked at again at this instant (ms). */
  readonly lookAgainAt: (edition: Edition, at: number) => Promise<void>;
}

/** All that one tick of planning reads and writes. */
export interface TickDeps {
  readonly segments: {
    readonly due: PlanDeps['dueSegments'];
    readonly move: PlanDeps['moveSegment'];
    readonly close: PlanDeps['closeSegment'];
  };
  readonly editions: PlannedEditions;
  readonly freezing: FreezeDeps;
  readonly publishing: PublishDeps;
  readonly hold: WalkDeps['hold'];
  readonly clock: { readonly now: () => number; readonly hasTime: () => boolean };
}

/**
 * Runs the tick of this instant (ms) as far as the time goes, and returns the editions that it
 * began. What fails is caught in the net, so that the others go on.
 */
export async function runTick(scheduledAt: number, deps: TickDeps, net: Net): Promise<Edition[]> {
  const { segments, editions, freezing, publishing, hold, clock } = deps;
  const { hasTime } = clock;
  const walk = { ...editions, freezing, hold, hasTime };
  const freeze = (edition: Edition) => net.attempt(() => freezeSegment(edition, walk), edition);
  const tick = { scheduledAt };
  await resumeEditions(tick, {
    dueEditions: editions.due,
    freeze,
    freezeStragglers: (edition) => net.attempt(() => freezeStragglers(edition, walk), undefined),
    finish: editions.finish,
    lookAgain: (edition) => editions.lookAgainAt(edition, clock.now() + editionLookAgainMs),
    hasTime,
  });
  const begun = await planDueEditions(tick, {
    dueSegments: segments.due,
    startEdition: editions.start,
    moveSegment: segments.move,
    closeSegment: segments.close,
    freeze,
    hasTime,
  });
  const { attempt } = net;
  await attempt(() => publishDue(scheduledAt, publishing, { attempt, hasTime }), undefined);
  return begun;
}
