/** Sends a letter: a confirmation, a letter to a reader, a notice to an owner. */
import { dayMs } from '../config/time.ts';
import type { LetterProgress } from '../subscriber/subscriber.ts';
import { isUnanswered } from './claim.ts';
import {
  attemptsMax,
  isAwaited,
  type LetterBook,
  type LetterKey,
  type NotedLetter,
  turnOf,
  waitedMs,
} from './noted-letter.ts';
import type { Lease } from './pace.ts';
import type { Answer } from './ses-answer.ts';

/** The way out to SES for letters. */
export interface LetterSender {
  readonly lease: (letter: NotedLetter) => Promise<Lease>;
  readonly submit: (letter: NotedLetter) => Promise<Answer>;
  readonly slowDown: () => Promise<void>;
  /** Until when (ms) nothing is sent. */
  readonly halt: (reason: string) => Promise<number>;
}

/** What mailing a letter reads and writes. */
export interface SendLetterDeps {
  readonly book: LetterBook;
  readonly sender: LetterSender;
  /** Up to when (ms) what SES reported is heeded; undefined: nothing is known. */
  readonly heededThrough: () => Promise<number | undefined>;
  readonly clock: { readonly now: () => number; readonly sleep: (ms: number) => Promise<void> };
}

/** What became of a letter; `stale` is one that was not there to be sent. */
export type LetterOutcome =
  | { readonly kind: 'submitted' | 'refused' | 'stale' | 'unknown' | 'given-up' }
  | { readonly kind: 'later'; readonly at: number };

const throttledPauseMs = 2_000;
/** So often SES is asked before the letter goes back to wait for the sweep. */
const throttledTriesMax = 4;
/** An owner who cannot be mailed yet, such as in the sandbox, may be by tomorrow. */
const refusedAfterMs = dayMs;

const unanswered = 'It was never said whether it was taken.';

/** Mails it once, however often it is asked to; nothing is mailed that is not wanted any more. */
export async function sendLetter(
  key: LetterKey,
  owner: string,
  deps: SendLetterDeps,
): Promise<LetterOutcome> {
  const letter = await deps.book.load(key);
  if (letter === undefined) return { kind: 'stale' };
  const turn = turnOf(letter, deps.clock.now());
  if (turn === 'settled' || turn === 'wait') return { kind: 'stale' };
  // The sweep brings it again.
  if (await mayBeAnswered(letter, deps)) return { kind: 'stale' };
  if (turn === 'send') return leaseAndSend(letter, owner, deps);
  await deps.book.save(letter, asRefused(letter.progress, unanswered), undefined);
  return { kind: 'given-up' };
}

/** Its event may still be in the queue; who waits for the letter does not wait for that. */
async function mayBeAnswered(
  letter: NotedLetter,
  { heededThrough }: SendLetterDeps,
): Promise<boolean> {
  const { state, at } = letter.progress;
  if (state !== 'claimed' || isAwaited(letter)) return false;
  return !isUnanswered(at, await heededThrough());
}

async function leaseAndSend(
  letter: NotedLetter,
  owner: string,
  deps: SendLetterDeps,
): Promise<LetterOutcome> {
  const { book, sender, clock } = deps;
  const lease = await sender.lease(letter);
  if (lease.kind === 'parked') return later(letter, letter, lease.until, deps);
  const early = lease.firstAt - clock.now();
  if (early > 0) await clock.sleep(early);
  const at = clock.now();
  const attempt = letter.progress.attempt + 1;
  const progress = { ...letter.progress, state: 'claimed', owner, at, attempt } as const;
  const claimed = { ...letter, progress };
  const lookAgainAt = at + waitedMs(letter, attempt);
  if (!(await book.save(letter, progress, lookAgainAt))) return { kind: 'stale' };
  const answer = await submitPatiently(claimed, deps);
  return settle(letter, claimed, answer, deps);
}

/**
 * At one message a second an edition has always just taken the turn: it gives way, and whoever waits
 * for a letter does not wait for the sweep.
 */
async function submitPatiently(
  letter: NotedLetter,
  { sender, clock }: SendLetterDeps,
): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    const answer = await sender.submit(letter);
    if (answer.kind !== 'throttled' || tries === throttledTriesMax) return answer;
    await sender.slowDown();
    await clock.sleep(throttledPauseMs);
  }
}

async function settle(
  noted: NotedLetter,
  claimed: NotedLetter,
  answer: Answer,
  deps: SendLetterDeps,
): Promise<LetterOutcome> {
  const { book, sender, clock } = deps;
  const { progress } = claimed;
  const now = clock.now();
  switch (answer.kind) {
    case 'submitted': {
      const { messageId } = answer;
      await book.save(claimed, { ...progress, state: 'submitted', messageId }, undefined);
      return { kind: 'submitted' };
    }
    case 'refused': {
      const isWorthIt = answer.kept && claimed.kind === 'notice' && progress.attempt < attemptsMax;
      if (isWorthIt) return later(claimed, claimed, now + refusedAfterMs, deps);
      await book.save(claimed, asRefused(progress, answer.reason), undefined);
      return { kind: 'refused' };
    }
    case 'throttled':
      return later(claimed, noted, now + throttledPauseMs, deps);
    case 'exhausted':
      return later(claimed, noted, await sender.halt('The daily quota is used up.'), deps);
    case 'halted':
      return later(claimed, noted, await sender.halt(answer.reason), deps);
    case 'unknown':
      return { kind: 'unknown' };
  }
}

/** Nothing was accepted: it waits as it was before, with its attempts uncounted. */
async function later(
  read: NotedLetter,
  { progress }: NotedLetter,
  at: number,
  { book }: SendLetterDeps,
): Promise<LetterOutcome> {
  await book.save(read, { ...progress, state: 'queued' }, at);
  return { kind: 'later', at };
}

function asRefused(progress: LetterProgress, reason: string): LetterProgress {
  return { ...progress, state: 'refused', reason };
}
