/** A feed that was stopped, or left alone, is asked again. */
import type { FeedChanges } from './changes.ts';

/** As if it had never failed, from this instant (ms); a 410 of the past is not held against it. */
export function takenUp(at: number): FeedChanges {
  return {
    state: 'active',
    failures: 0,
    lastError: undefined,
    notBefore: undefined,
    stoppedByClosing: undefined,
    takenUpAt: at,
  };
}
