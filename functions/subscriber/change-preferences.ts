/** A confirmed reader changes when and what they receive, by the signed link of their own. */
import { segmentChoiceOf } from './choices.ts';
import type { ConfirmDeps } from './confirm.ts';
import { type Preferences, toPreferences, withChanges } from './moves.ts';
import { openLink } from './open-link.ts';
import type { Subscriber } from './subscriber.ts';

/** What changing preferences reads and writes. */
export type ChangePreferencesDeps = ConfirmDeps;

/** What became of the change. */
export type PreferencesAnswer =
  | { readonly kind: 'saved'; readonly subscriber: Subscriber }
  | { readonly kind: 'not-confirmed'; readonly subscriber: Subscriber }
  | { readonly kind: 'unknown' };

/**
 * Changes schedule, sections, language and pause together. The cursor stays, so that nothing is lost and
 * nothing comes twice on the way from one segment to another.
 */
export async function changePreferences(
  input: { readonly token: string; readonly preferences: Preferences },
  deps: ChangePreferencesDeps,
): Promise<PreferencesAnswer> {
  const opened = await openLink({ purpose: 'preferences', token: input.token }, deps);
  if (opened.kind !== 'open') return { kind: 'unknown' };
  const { subscriber } = opened;
  if (subscriber.state !== 'confirmed') return { kind: 'not-confirmed', subscriber };
  const { newsletterId } = subscriber;
  const segmentId = await deps.openSegment(segmentChoiceOf({ newsletterId, ...input.preferences }));
  const { expected, changes } = toPreferences(input.preferences, segmentId);
  if ((await deps.save(subscriber.id, expected, changes)) === 'saved') {
    return { kind: 'saved', subscriber: withChanges(subscriber, changes) };
  }
  // Only leaving can have come between.
  return { kind: 'not-confirmed', subscriber: { ...subscriber, state: 'unsubscribed' } };
}
