/** A reader who left wants back, by a link from an old mail: asked to confirm like anybody. */
import { askedOf } from './choices.ts';
import { type OpenLinkDeps, openLink } from './open-link.ts';
import { type RequestConfirmationDeps, requestConfirmation } from './sign-up.ts';
import type { Subscriber } from './subscriber.ts';

/** What coming back reads and writes. */
export type ResubscribeDeps = OpenLinkDeps & RequestConfirmationDeps;

/** What a reader is told who comes back. */
export type ResubscribeAnswer =
  /** `later`: so many mails have gone there, or to all, that none goes now. */
  | { readonly kind: 'asked' | 'confirmed' | 'later'; readonly subscriber: Subscriber }
  | { readonly kind: 'unknown' };

/** Asks for a confirmation with the schedule and sections that the reader had. */
export async function resubscribe(
  input: { readonly token: string; readonly from: string; readonly wordsVersion: string },
  deps: ResubscribeDeps,
): Promise<ResubscribeAnswer> {
  const opened = await openLink({ purpose: 'preferences', token: input.token }, deps);
  if (opened.kind !== 'open') return { kind: 'unknown' };
  const { subscriber } = opened;
  if (subscriber.state === 'confirmed') return { kind: 'confirmed', subscriber };
  const { from, wordsVersion } = input;
  const request = { ...askedOf(subscriber), from, wordsVersion, at: deps.now() };
  return { kind: await requestConfirmation(subscriber, request, deps), subscriber };
}
