/**
 * The order of a trial: what doors ask of the world is answered one call at a time, in the order in
 * which it was asked, and each answer is acted upon before the next is given. So a trial goes the
 * same way whenever it is run, however fast the engines are.
 */
import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from './clock.ts';

/** How soon the one who asked has acted upon the answer, as far as that goes. */
type Pace = 'soon' | 'later';

export interface Order {
  /** For work that is under way: its result, when its turn has come. */
  readonly answer: <T>(work: Promise<T>, pace: Pace) => Promise<T>;
  /** For work that is begun when its turn has come. */
  readonly inTurn: <T>(work: () => Promise<T>, pace: Pace) => Promise<T>;
  /** For what is in a socket between a process and the gate: no time passes, nobody else's turn comes. */
  readonly onWay: <T>(work: Promise<T>) => Promise<T>;
}

/** Turns of the event loop: a letter that is composed from streams takes eleven. */
const turnsOf: Readonly<Record<Pace, number>> = { soon: 1, later: 12 };

/** Opens the order on the clock, which stands still while anything is asked. */
export function openOrder(clock: Clock): Order {
  let last: Promise<unknown> = Promise.resolve();
  let lastPace: Pace = 'later';
  let underWay = 0;
  const take = async <T>(before: Promise<unknown>, pace: Pace, work: () => Promise<T>) => {
    await before;
    for (let n = 0; n < turnsOf[pace]; n++) {
      await turn();
      if (underWay > 0) n = 0;
    }
    return work();
  };
  const inTurn = <T>(work: () => Promise<T>, pace: Pace): Promise<T> => {
    const mine = clock.during(take(last, lastPace, work));
    last = mine.catch(() => {});
    lastPace = pace;
    return mine;
  };
  const onWay = <T>(work: Promise<T>): Promise<T> => {
    underWay++;
    return clock.during(work).finally(() => {
      underWay--;
    });
  };
  return { inTurn, onWay, answer: (work, pace) => inTurn(() => work, pace) };
}
