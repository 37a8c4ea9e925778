/** Going on with editions: what a dead planner left, stragglers, those that the owner decided about. */
import type { Net } from '../../config/net.ts';
import type { BatchKey } from '../batch.ts';
import { type Edition, isSettled } from '../edition.ts';
import { isWornOut } from './attempt.ts';

/** What going on with an edition does. */
interface GoOnDeps {
  /** Puts its batches back into the queue; false when the time did not do for all of them. */
  readonly wake: (edition: Edition) => Promise<boolean>;
  /** Goes on with freezing its readers, or its stragglers; holds it when that failed too often. */
  readonly plan: (edition: Edition) => Promise<unknown>;
  readonly hasStragglers: (edition: Edition) => Promise<boolean>;
  /** Nobody of it is planned once more. */
  readonly forgetStragglers: (edition: Edition) => Promise<void>;
  readonly finish: (edition: Edition) => Promise<void>;
  /** Looks at the edition again after a while. */
  readonly lookAgain: (edition: Edition) => Promise<void>;
}

/** What going on with unfinished editions reads and writes. */
export interface ResumeDeps {
  readonly dueEditions: (at: number) => Promise<Edition[]>;
  readonly goingOn: GoOnDeps;
  readonly net: Pick<Net, 'attempt'>;
  readonly hasTime: () => boolean;
}

/**
 * Goes on with the editions that something is to be done about, the longest overdue first. Returns
 * those that their owner has decided about.
 */
export async function resumeEditions(
  { scheduledAt }: { readonly scheduledAt: number },
  { dueEditions, goingOn, net, hasTime }: ResumeDeps,
): Promise<Edition[]> {
  const decided: Edition[] = [];
  for (const edition of await dueEditions(scheduledAt)) {
    if (!hasTime()) break;
    if (edition.wakeAt !== undefined) decided.push(edition);
    await net.attempt(() => goOn(edition, goingOn), undefined);
  }
  return decided;
}

async function goOn(edition: Edition, deps: GoOnDeps): Promise<void> {
  if (edition.state === 'dropped') await deps.forgetStragglers(edition);
  if (edition.wakeAt !== undefined && !(await deps.wake(edition))) return;
  if (edition.state === 'dropped') return;
  if (edition.state === 'planning' || isWornOut(edition)) await deps.plan(edition);
  else if (isSettled(edition)) await deps.finish(edition);
  else await lookForStragglers(edition, deps);
}

/** Who becomes a straggler meanwhile makes the edition due at once: so it is put off first. */
async function lookForStragglers(edition: Edition, deps: GoOnDeps): Promise<void> {
  await deps.lookAgain(edition);
  if (await deps.hasStragglers(edition)) await deps.plan(edition);
}

/** What waking the batches of an edition reads and writes. */
export interface WakeDeps {
  /** Those that were laid aside while it was held. */
  readonly parked: (edition: Edition) => Promise<BatchKey[]>;
  readonly unpark: (batches: readonly BatchKey[]) => Promise<void>;
  readonly enqueue: (batches: readonly BatchKey[]) => Promise<void>;
  /** Everything of the edition is awake. */
  readonly noteAwake: (edition: Edition) => Promise<void>;
  readonly hasTime: () => boolean;
}

const batchesAtOnceMax = 50;

/** Wakes the batches of an edition that the owner has decided about; false: not yet all of them. */
export async function wakeBatches(edition: Edition, deps: WakeDeps): Promise<boolean> {
  const parked = await deps.parked(edition);
  for (let start = 0; start < parked.length; start += batchesAtOnceMax) {
    if (!deps.hasTime()) return false;
    const some = parked.slice(start, start + batchesAtOnceMax);
    await deps.unpark(some);
    await deps.enqueue(some);
  }
  await deps.noteAwake(edition);
  return true;
}
