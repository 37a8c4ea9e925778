/**
 * The clock of a trial: calls take no time on it, waiting does. It moves when everybody waits, to
 * the instant at which the first of them goes on; so the order of things depends on nothing else.
 */

export interface Clock {
  readonly now: () => number;
  /** Moves on to this instant, unless it is past already. */
  readonly moveTo: (instant: number) => void;
  readonly sleep: (ms: number) => Promise<void>;
  /** Time stands still until this has come to an end. */
  readonly during: <T>(work: Promise<T>) => Promise<T>;
}

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** Opens a clock that stands at `start`. */
export function openClock(start: number): Clock {
  let now = start;
  let atWork = 0;
  let isLooking = false;
  const sleepers: Sleeper[] = [];
  const moveTo = (instant: number) => {
    now = Math.max(now, instant);
  };
  const wakeFirst = () => {
    isLooking = false;
    if (atWork > 0) return;
    const first = firstOf(sleepers);
    if (first === undefined) return;
    sleepers.splice(sleepers.indexOf(first), 1);
    moveTo(first.until);
    first.wake();
    look();
  };
  /** Whoever was woken or answered has gone on as far as they can when it is looked. */
  const look = () => {
    if (isLooking || sleepers.length === 0) return;
    isLooking = true;
    setImmediate(wakeFirst);
  };
  return {
    now: () => now,
    moveTo,
    sleep: (ms) =>
      new Promise((wake) => {
        sleepers.push({ until: now + Math.ceil(ms), wake });
        look();
      }),
    during: (work) => {
      atWork++;
      return work.finally(() => {
        atWork--;
        look();
      });
    },
  };
}

/** The first to wake; of several, who fell asleep first. */
function firstOf(sleepers: readonly Sleeper[]): Sleeper | undefined {
  return sleepers.reduce<Sleeper | undefined>(
    (first, one) => (first === undefined || one.until < first.until ? one : first),
    undefined,
  );
}
