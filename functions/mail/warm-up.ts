/** A new sender begins small: at most so many mails on the first day, twice as many each day after. */
import { dayMs } from '../config/time.ts';
import { changePace, type PaceBook, type WarmUp } from './pace-book.ts';

/** After two weeks nobody calls the sender new any more. */
const warmUpDays = 14;

/** Mails on the first day, at most: more is no beginning. */
const firstDayMax = 1_000_000;

/** As many mails as may go in 24 hours now, and when that ends (ms). */
interface WarmUpDay {
  readonly mails: number;
  readonly until: number;
}

/** How a warm-up stands; undefined when there is none, or it is over. */
export function warmUpAt(warmUp: WarmUp | undefined, now: number): WarmUpDay | undefined {
  if (warmUp === undefined) return undefined;
  const day = Math.max(0, Math.floor((now - warmUp.from) / dayMs));
  if (day >= warmUpDays) return undefined;
  return { mails: warmUp.firstDay * 2 ** day, until: warmUp.from + warmUpDays * dayMs };
}

/** How many mails a warm-up allows on this day. */
export function warmUpLimit(warmUp: WarmUp | undefined, now: number): number {
  return warmUpAt(warmUp, now)?.mails ?? Number.POSITIVE_INFINITY;
}

/** The switch of the warm-up. */
export interface WarmUpSwitch {
  readonly now: (at: number) => Promise<WarmUpDay | undefined>;
  /** From this instant (ms); refused: that is no number of mails to begin with. */
  readonly begin: (at: number, firstDay: number) => Promise<'begun' | 'refused'>;
  readonly end: () => Promise<unknown>;
}

/** The switch on this pace. */
export function openWarmUp(book: PaceBook): WarmUpSwitch {
  return {
    now: async (at) => warmUpAt((await book.load())?.warmUp, at),
    begin: async (from, firstDay) => {
      if (!Number.isInteger(firstDay) || firstDay < 1 || firstDay > firstDayMax) return 'refused';
      await changePace(book, (pace) => ({ ...pace, warmUp: { from, firstDay } }));
      return 'begun';
    },
    end: () => changePace(book, ({ warmUp: _, ...pace }) => pace),
  };
}
