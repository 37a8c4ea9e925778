/** What a further request does for an address that is known: who may be asked once more, and when. */
import { unconfirmedKeptMs } from '../config/retention.ts';
import { dayMs } from '../config/time.ts';
import { choosing } from './choices.ts';
import {
  type Changes,
  consentOf,
  type Expected,
  type Move,
  queued,
  type Request,
  withPast,
} from './moves.ts';
import { type Consent, noSegment, type Subscriber, type Suppression } from './subscriber.ts';

const confirmationsMax = 3;
const confirmationPauseMs = dayMs;

/** Whether a known address is asked once more, only noted, or left alone. */
export type AskingAgain =
  | { readonly kind: 'ask'; readonly move: Move }
  | { readonly kind: 'note'; readonly move: Move }
  | { readonly kind: 'leave'; readonly reason: 'suppressed' | 'confirmed' | 'too-soon' };

/**
 * What a further request does for a known address: a new confirmation if the limits allow it, only
 * the new choices noted if they do not, and nothing for who is confirmed or suppressed. With `passed`
 * the confirmation passes that suppression.
 */
export function askAgain(
  subscriber: Subscriber,
  request: Request,
  confirmationId: string,
  passed?: Suppression,
): AskingAgain {
  if (passed === undefined) {
    if (subscriber.suppressed) return { kind: 'leave', reason: 'suppressed' };
    if (subscriber.state === 'confirmed') return { kind: 'leave', reason: 'confirmed' };
  }
  const expected = expectedOf(subscriber);
  const asked = askedLately(subscriber, request.at);
  if (asked.isTooMuch) {
    if (subscriber.state !== 'pending') return { kind: 'leave', reason: 'too-soon' };
    const changes = { ...choosing(request), consent: consentOf(request) };
    return { kind: 'note', move: { expected, changes } };
  }
  const asking: Changes = {
    confirmation: queued(confirmationId, request.at),
    confirmationsAsked: asked.count + 1,
    ...(passed === undefined ? {} : { comebackId: confirmationId }),
  };
  // Whose mail came back has not withdrawn: all is as it was once the address has proved itself.
  if (subscriber.state === 'confirmed' && passed?.reason !== 'complaint') {
    return { kind: 'ask', move: { expected, changes: asking } };
  }
  const changes: Changes = {
    ...choosing(request),
    state: 'pending',
    segmentId: noSegment,
    consent: consentOf(request),
    ...asking,
    ...historyOf(subscriber, passed),
  };
  return { kind: 'ask', move: { expected, changes } };
}

function expectedOf({ state, confirmation }: Subscriber): Expected {
  return confirmation === undefined ? { state } : { state, confirmationId: confirmation.id };
}

/** Confirmations that nobody used count for a week, so that nobody can be pelted with them. */
function askedLately(subscriber: Subscriber, at: number): { count: number; isTooMuch: boolean } {
  const last = subscriber.confirmation;
  const confirmedAt = subscriber.consent.confirmedAt ?? Number.NEGATIVE_INFINITY;
  if (last === undefined || confirmedAt >= last.at || at >= last.at + unconfirmedKeptMs) {
    return { count: 0, isTooMuch: false };
  }
  // An import has put it off: nothing has been mailed yet, and who asks themselves need not wait.
  if (last.at > at) return { count: 0, isTooMuch: false };
  const asked = subscriber.confirmationsAsked ?? 1;
  // SES refused it, in its sandbox perhaps: nobody got a mail, and who asks again need not wait.
  if (last.state === 'refused') return { count: asked - 1, isTooMuch: asked > confirmationsMax };
  return {
    count: asked,
    isTooMuch: asked >= confirmationsMax || at < last.at + confirmationPauseMs,
  };
}

/** Who has left once is remembered for good; nobody is forgotten before they have been asked. */
function historyOf(subscriber: Subscriber, passed: Suppression | undefined): Changes {
  const { state, consent, expiresAt } = subscriber;
  if (state === 'unsubscribed') return { pastConsents: withPast(subscriber), expiresAt: null };
  if (state === 'confirmed' && passed !== undefined) {
    const withdrawn = { ...subscriber, consent: withdrawnByComplaint(consent, passed) };
    return { pastConsents: withPast(withdrawn), expiresAt: null };
  }
  return expiresAt === undefined ? {} : { expiresAt: null };
}

/** A complaint takes the consent back at the instant at which it came. */
function withdrawnByComplaint(consent: Consent, { at }: Pick<Suppression, 'at'>): Consent {
  return { ...consent, withdrawnAt: at, withdrawnBy: 'complaint' };
}
