/** Undo: a reader who has just left comes back by the page that said so, without a further mail. */
import { segmentChoiceOf } from './choices.ts';
import type { ConfirmDeps } from './confirm.ts';
import { toRestored, withChanges } from './moves.ts';
import { type OpenLinkDeps, openLink } from './open-link.ts';
import type { Subscriber } from './subscriber.ts';

/** What the link that takes leaving back would do now. */
export type RestorePreview =
  | { readonly kind: 'ready' | 'confirmed'; readonly subscriber: Subscriber }
  /** Too late, or left anew, or never confirmed: only a new confirmation leads back. */
  | { readonly kind: 'over'; readonly subscriber: Subscriber }
  | { readonly kind: 'gone' }
  | { readonly kind: 'unknown' };

/** What the undo link would do now. */
export async function previewRestore(
  { token }: { readonly token: string },
  deps: OpenLinkDeps,
): Promise<RestorePreview> {
  const opened = await openLink({ purpose: 'restore', token }, deps);
  if (opened.kind === 'gone') return { kind: 'gone' };
  if (opened.kind === 'refused' || opened.link.purpose !== 'restore') return { kind: 'unknown' };
  const { link, subscriber } = opened;
  const { state, suppressed, consent } = subscriber;
  if (state === 'confirmed') return { kind: suppressed ? 'over' : 'confirmed', subscriber };
  const isOfThisLeaving = state === 'unsubscribed' && consent.withdrawnAt === link.issuedAt;
  const mayReturn = isOfThisLeaving && !suppressed && consent.confirmedAt !== undefined;
  return { kind: mayReturn && opened.kind === 'open' ? 'ready' : 'over', subscriber };
}

/** What taking leaving back reads and writes. */
export type RestoreDeps = OpenLinkDeps & Pick<ConfirmDeps, 'save' | 'openSegment'>;

/** Restores the subscription as it was. Doing it again changes nothing. */
export async function restore(
  input: { readonly token: string; readonly from: string },
  deps: RestoreDeps,
): Promise<RestorePreview> {
  const preview = await previewRestore(input, deps);
  if (preview.kind !== 'ready') return preview;
  const { subscriber } = preview;
  const segmentId = await deps.openSegment(segmentChoiceOf(subscriber));
  const proof = { at: deps.now(), from: input.from };
  const { expected, changes } = toRestored(subscriber, segmentId, proof);
  if ((await deps.save(subscriber.id, expected, changes)) === 'changed') {
    return await previewRestore(input, deps);
  }
  return { kind: 'confirmed', subscriber: withChanges(subscriber, changes) };
}
