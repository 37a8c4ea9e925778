/** The clock of a trial: it moves when something waits, never by itself. */
import { setImmediate as turn } from 'node:timers/promises';

export interface Clock {
  readonly now: () => number;
  /** Moves on to this instant, unless it is past already. */
  readonly moveTo: (instant: number) => void;
  /** Waits on this clock: who else is at work gets a turn, then the clock moves. */
  readonly sleep: (ms: number) => Promise<void>;
}

/** Opens a clock that stands at `start`. */
export function openClock(start: number): Clock {
  let now = start;
  const moveTo = (instant: number) => {
    now = Math.max(now, instant);
  };
  return {
    now: () => now,
    moveTo,
    sleep: async (ms) => {
      const until = now + Math.ceil(ms);
      await turn();
      moveTo(until);
    },
  };
}
