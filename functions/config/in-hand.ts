/**
 * Work that lasts, noted in a record: how far it is, and who has it in hand. One worker at a time, each
 * step kept before the next; whoever dies is followed when their time is over.
 */
import { minuteMs } from './time.ts';

/** What such a record has in common with others. Instants are in milliseconds. */
export interface LastingWork {
  /** One more with every change: who read an older one changes nothing. */
  readonly version: number;
  /** Who works on it, and until when nobody else does. */
  readonly worker?: { readonly token: string; readonly until: number };
  /** When somebody is to look whether it goes on; none when it waits or has come to its end. */
  readonly lookAgainAt?: number;
}

/** What is changed of a record but its keys; null takes an optional field away. */
export type ChangesOf<Work extends LastingWork, Keys extends keyof Work> = {
  readonly [Name in Exclude<keyof Work, Keys | 'version'>]?:
    | Work[Name]
    | (undefined extends Work[Name] ? null : never);
};

/** The record with these changes, as its next version. */
export function changedWork<Work extends LastingWork>(was: Work, changes: object): Work {
  const kept = Object.entries({ ...was, ...changes }).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  return { ...(Object.fromEntries(kept) as unknown as Work), version: was.version + 1 };
}

/** Nobody has looked at it for so long: then it goes on by itself. */
export const unwatchedMs = 2 * minuteMs;
/** A call that began before the deadline of a step may end so long after it. */
const afterDeadlineMs = 20_000;

/** Has this worker at it, and nobody else until then (ms). */
export function takenBy(token: string, until: number) {
  return { worker: { token, until }, lookAgainAt: until + unwatchedMs };
}

/** The same for one step, which begins no call after the deadline (ms). */
export function takenForStep(token: string, deadline: number) {
  return takenBy(token, deadline + afterDeadlineMs);
}

/** Has nobody at work on it until somebody looks again (ms). */
export function leftUntil(lookAgainAt: number) {
  return { worker: null, lookAgainAt };
}

/** Has nobody at work on it, and goes on by itself when nobody watches. */
export function leftAlone(now: number) {
  return leftUntil(now + unwatchedMs);
}

/** Whether somebody is at work on it. */
export function isWorkedOn({ worker }: Pick<LastingWork, 'worker'>, now: number): boolean {
  return worker !== undefined && worker.until > now;
}

/** Somebody else has taken it in hand, or its owner has ended it. */
export class LostWorkError extends Error {
  override readonly name = 'LostWorkError';
}

/** A record in the hands of whoever works on it: what was changed of it counts only once it is kept. */
export interface Hand<Work, Changes> {
  readonly record: () => Work;
  /** Keeps the changes. Throws LostWorkError when somebody else has changed it. */
  readonly keep: (changes: Changes) => Promise<void>;
}

/** Takes it in hand. */
export function handOn<Work extends LastingWork, Changes extends object>(
  first: Work,
  save: (next: Work, was: number) => Promise<'saved' | 'changed'>,
): Hand<Work, Changes> {
  let record = first;
  return {
    record: () => record,
    keep: async (changes) => {
      const next = changedWork(record, changes);
      if ((await save(next, record.version)) === 'changed') {
        throw new LostWorkError('Somebody else has changed it meanwhile.');
      }
      record = next;
    },
  };
}
