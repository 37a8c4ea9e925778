/** Sends the confirmation mail that a pending subscriber was promised. */
import { claimUnknownMs } from '../config/waits.ts';
import type { Confirmation, Subscriber } from '../subscriber/subscriber.ts';
import { attemptsMax } from './claim.ts';
import type { Lease } from './pace.ts';
import type { Answer } from './ses-answer.ts';

/** What the confirmations queue carries. */
export interface ConfirmationKey {
  readonly subscriberId: string;
  readonly confirmationId: string;
}

/** What mailing a confirmation reads and writes. */
export interface SendConfirmationDeps {
  readonly load: (subscriberId: string) => Promise<Subscriber | undefined>;
  /**
   * Replaces the confirmation if the row is still pending with the one that was read, and says when
   * to look again (undefined: never). False when it has changed meanwhile.
   */
  readonly save: (
    subscriber: Subscriber,
    confirmation: Confirmation,
    lookAgainAt: number | undefined,
  ) => Promise<boolean>;
  readonly lease: () => Promise<Lease>;
  readonly submit: (subscriber: Subscriber, confirmation: Confirmation) => Promise<Answer>;
  readonly slowDown: () => Promise<void>;
  readonly halt: (reason: string) => Promise<number>;
  readonly clock: { readonly now: () => number; readonly sleep: (ms: number) => Promise<void> };
}

/** What became of a confirmation. */
export type ConfirmationOutcome =
  | { readonly kind: 'submitted' | 'refused' | 'stale' | 'unknown' }
  | { readonly kind: 'later'; readonly at: number };

const throttledPauseMs = 2_000;
/** So often SES is asked before the confirmation goes back to wait for the sweep. */
const throttledTriesMax = 4;

/** Mails it once, however often it is asked to; nothing is mailed unless the row is still pending. */
export async function sendConfirmation(
  key: ConfirmationKey,
  owner: string,
  deps: SendConfirmationDeps,
): Promise<ConfirmationOutcome> {
  const subscriber = await deps.load(key.subscriberId);
  const noted = subscriber?.confirmation;
  const now = deps.clock.now();
  if (subscriber === undefined || noted?.id !== key.confirmationId) return { kind: 'stale' };
  if (!maySend(subscriber, noted, now)) return { kind: 'stale' };
  const lease = await deps.lease();
  if (lease.kind === 'parked') return later(subscriber, noted, lease.until, deps);
  if (lease.firstAt > now) await deps.clock.sleep(lease.firstAt - now);
  const at = deps.clock.now();
  const claimed: Confirmation = {
    ...noted,
    state: 'claimed',
    owner,
    at,
    attempt: noted.attempt + 1,
  };
  if (!(await deps.save(subscriber, claimed, at + claimUnknownMs))) return { kind: 'stale' };
  const answer = await submitPatiently(subscriber, claimed, deps);
  return settle({ ...subscriber, confirmation: claimed }, claimed, answer, deps);
}

/**
 * At one message a second an edition has always just taken the turn: it gives way, and whoever waits
 * for a confirmation does not wait for the sweep.
 */
async function submitPatiently(
  subscriber: Subscriber,
  claimed: Confirmation,
  deps: SendConfirmationDeps,
): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    const answer = await deps.submit(subscriber, claimed);
    if (answer.kind !== 'throttled' || tries === throttledTriesMax) return answer;
    await deps.slowDown();
    await deps.clock.sleep(throttledPauseMs);
  }
}

function maySend(subscriber: Subscriber, noted: Confirmation, now: number): boolean {
  if (subscriber.state !== 'pending' || subscriber.suppressed) return false;
  if (noted.attempt >= attemptsMax) return false;
  if (noted.state === 'queued') return true;
  return noted.state === 'claimed' && now >= noted.at + claimUnknownMs;
}

async function settle(
  subscriber: Subscriber,
  claimed: Confirmation,
  answer: Answer,
  deps: SendConfirmationDeps,
): Promise<ConfirmationOutcome> {
  const now = deps.clock.now();
  switch (answer.kind) {
    case 'submitted':
      await deps.save(
        subscriber,
        { ...claimed, state: 'submitted', messageId: answer.messageId },
        undefined,
      );
      return { kind: 'submitted' };
    case 'refused':
      await deps.save(
        subscriber,
        { ...claimed, state: 'refused', reason: answer.reason },
        undefined,
      );
      return { kind: 'refused' };
    case 'throttled':
      return later(subscriber, claimed, now + throttledPauseMs, deps);
    case 'exhausted':
      return later(subscriber, claimed, await deps.halt('The daily quota is used up.'), deps);
    case 'halted':
      return later(subscriber, claimed, await deps.halt(answer.reason), deps);
    case 'unknown':
      return { kind: 'unknown' };
  }
}

/** Nothing was accepted: back to the queue's state, to be tried again then. */
async function later(
  subscriber: Subscriber,
  confirmation: Confirmation,
  at: number,
  deps: SendConfirmationDeps,
): Promise<ConfirmationOutcome> {
  const attempt =
    confirmation.state === 'claimed' ? confirmation.attempt - 1 : confirmation.attempt;
  const queued: Confirmation = { ...confirmation, state: 'queued', attempt };
  await deps.save(subscriber, queued, at);
  return { kind: 'later', at };
}
