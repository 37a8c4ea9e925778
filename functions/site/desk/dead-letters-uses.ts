/** What the desk and programs need to deal with work that was put aside. */
import type { DeadLettersWords } from './dead-letters-words.ts';

/** A piece of work that was put aside, and what is known of it. */
export interface SeenLetter {
  readonly id: string;
  /** When it was asked for (ms), or put aside where there are lanes. */
  readonly sentAt: number;
  readonly kind: keyof DeadLettersWords['kinds'];
  readonly values: Readonly<Record<string, string | number>>;
  readonly loss: keyof DeadLettersWords['lost'];
  /** Absent where what stands in it is for nobody's eyes. */
  readonly content?: string;
}

/** What was seen of a queue, and how many stand behind. */
export interface SeenQueue {
  readonly queue: string;
  readonly letters: readonly SeenLetter[];
  readonly behind: number;
}

/** What became of those that were dealt with. */
export interface SettledLetters {
  readonly done: readonly {
    readonly letter: SeenLetter;
    readonly fate: 'putBack' | 'dropped' | 'kept';
  }[];
  /** Of those that were named, the ids that could not be seen. */
  readonly unseen: readonly string[];
  readonly isMore: boolean;
}

/** The use cases. */
export interface DeadLettersUses {
  readonly deadLetters: {
    /** By queue. */
    readonly counts: () => Promise<Readonly<Record<string, number>>>;
    readonly look: (most: number) => Promise<readonly SeenQueue[]>;
    readonly find: (id: string) => Promise<SeenLetter | undefined>;
    readonly settle: (settling: {
      readonly how: 'redrive' | 'drop';
      readonly ids: readonly string[] | 'all';
      readonly most: number;
      readonly until: number;
    }) => Promise<SettledLetters>;
  };
}

/** Of each queue so many are shown: a page stays small. */
export const shownMax = 25;
/** Of each queue so many are dealt with at once: a call has its time. */
const settledMax = 500;
const settlingMs = 15_000;

/** Puts back or gives up, as far as the time of a request goes. */
export function settleSome(
  how: 'redrive' | 'drop',
  ids: readonly string[] | 'all',
  now: number,
  { deadLetters }: DeadLettersUses,
): Promise<SettledLetters> {
  return deadLetters.settle({ how, ids, most: settledMax, until: now + settlingMs });
}

/** How many met each fate. */
export function countsOf({ done, unseen }: SettledLetters) {
  const count = (wanted: string) => done.filter(({ fate }) => fate === wanted).length;
  return {
    putBack: count('putBack'),
    dropped: count('dropped'),
    kept: count('kept'),
    unseen: unseen.length,
  };
}

/** What the audit trail is told. */
export function settledTold(
  ids: readonly string[] | 'all',
  settled: SettledLetters,
): { readonly object: string; readonly after: string; readonly outcome: 'done' | 'refused' } {
  const { putBack, dropped, kept } = countsOf(settled);
  const [id] = ids;
  const object = ids !== 'all' && ids.length === 1 ? `dead letter ${id}` : 'dead letters';
  const after = `${putBack} put back, ${dropped} dropped, ${kept} kept`;
  return { object, after, outcome: putBack + dropped > 0 ? 'done' : 'refused' };
}
