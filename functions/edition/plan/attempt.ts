/**
 * Attempts at an edition. One is counted before the work begins, so that a planner which dies of it
 * has left word; after a few without a step forward the edition waits for its owner.
 */
import type { Edition } from '../edition.ts';
import type { ErrorFinding } from '../finding.ts';

/** What planning an edition writes about its attempts. */
export interface AttemptDeps {
  /** Counts one more attempt; `changed` when another planner has begun, or it was stopped. */
  readonly begin: (edition: Edition) => Promise<Edition | 'changed'>;
  /** The attempt says nothing about the edition. */
  readonly giveBack: (edition: Edition) => Promise<void>;
  /** Whether a service was not to be had: the same work may go well later. */
  readonly isPassing: (error: unknown) => boolean;
  readonly hold: (edition: Edition, reasons: readonly ErrorFinding[]) => Promise<Edition>;
  /** The work itself. */
  readonly work: (edition: Edition) => Promise<Edition>;
}

const attemptsMax = 3;

/** Counts an attempt and makes it, or holds the edition when there were too many. */
export async function attemptEdition(edition: Edition, deps: AttemptDeps): Promise<Edition> {
  if (isWornOut(edition)) return deps.hold(edition, [{ level: 'error', check: 'makingFails' }]);
  const begun = await deps.begin(edition);
  return begun === 'changed' ? edition : makeAttempt(begun, deps);
}

/** Whether planning it, or making mails of it, has failed as often as may be. */
export function isWornOut({ attempts = 0 }: Edition): boolean {
  return attempts >= attemptsMax;
}

/** Makes the attempt that is counted already. */
export async function makeAttempt(edition: Edition, deps: AttemptDeps): Promise<Edition> {
  try {
    return await deps.work(edition);
  } catch (error) {
    if (deps.isPassing(error)) await deps.giveBack(edition);
    throw error;
  }
}
