/** Lets a thread live in the stage's time. */
import type { ClockMemory } from '../clock.ts';

/** From now on `Date` in this thread is ahead of the real time as far as the memory says. */
export function followClock(ahead: ClockMemory): void {
  const Real = globalThis.Date;
  const now = () => Real.now() + (ahead[0] ?? 0);
  globalThis.Date = class extends Real {
    constructor(...given: [] | [string | number | Date]) {
      if (given.length === 0) super(now());
      else super(...(given as ConstructorParameters<DateConstructor>));
    }
    static override now(): number {
      return now();
    }
  } as DateConstructor;
}
