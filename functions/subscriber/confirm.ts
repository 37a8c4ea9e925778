/** A reader says yes by the link in the confirmation mail: looked at by GET, done by POST. */
import type { ConfirmLink } from './links.ts';
import {
  type Changes,
  type ConfirmRefusal,
  confirmRefusal,
  type Expected,
  segmentChoiceOf,
  toConfirmed,
  withChanges,
} from './moves.ts';
import { type OpenLinkDeps, openLink } from './open-link.ts';
import type { SegmentChoice, Subscriber } from './subscriber.ts';

/** What the confirm link would do now. */
export type ConfirmationPreview =
  | { readonly kind: 'ready'; readonly subscriber: Subscriber; readonly link: ConfirmLink }
  | { readonly kind: 'confirmed'; readonly subscriber: Subscriber }
  | {
      readonly kind: 'refused';
      readonly reason: ConfirmRefusal | 'expired';
      readonly subscriber: Subscriber;
    }
  /** `gone`: the link is ours, and nobody is there any more whom it could confirm. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'unknown' };

/** What the confirm link would do now; who is confirmed stays so, however old the link. */
export async function previewConfirmation(
  input: { readonly token: string },
  deps: OpenLinkDeps,
): Promise<ConfirmationPreview> {
  const opened = await openLink({ purpose: 'confirm', token: input.token }, deps);
  if (opened.kind === 'gone') return opened;
  if (opened.kind === 'refused') return { kind: 'unknown' };
  const { link, subscriber } = opened;
  if (link.purpose !== 'confirm') return { kind: 'unknown' };
  if (subscriber.state === 'confirmed') {
    // Whoever is not mailed is not told that editions come.
    return subscriber.suppressed
      ? { kind: 'refused', reason: 'suppressed', subscriber }
      : { kind: 'confirmed', subscriber };
  }
  if (opened.kind === 'expired') return { kind: 'refused', reason: 'expired', subscriber };
  const reason = confirmRefusal(subscriber, link);
  return reason === undefined
    ? { kind: 'ready', subscriber, link }
    : { kind: 'refused', reason, subscriber };
}

/** What confirming reads and writes. */
export interface ConfirmDeps extends OpenLinkDeps {
  readonly save: (id: string, expected: Expected, changes: Changes) => Promise<'saved' | 'changed'>;
  /** Makes sure that the segment of this choice exists, and tells its id. */
  readonly openSegment: (choice: SegmentChoice) => Promise<string>;
}

/** What became of a confirmation. */
export type Confirmed = Exclude<ConfirmationPreview, { kind: 'ready' }>;

const attemptsMax = 3;

/** Confirms the subscriber of this link. Doing it again changes nothing. */
export async function confirm(
  input: { readonly token: string; readonly from: string },
  deps: ConfirmDeps,
): Promise<Confirmed> {
  for (let attempt = 1; attempt <= attemptsMax; attempt++) {
    const preview = await previewConfirmation(input, deps);
    if (preview.kind !== 'ready') return preview;
    const { subscriber, link } = preview;
    const segmentId = await deps.openSegment(segmentChoiceOf(subscriber));
    const { confirmationId } = link;
    const proof = { at: deps.now(), from: input.from, confirmationId };
    const { expected, changes } = toConfirmed(subscriber, segmentId, proof);
    if ((await deps.save(subscriber.id, expected, changes)) === 'saved') {
      return { kind: 'confirmed', subscriber: withChanges(subscriber, changes) };
    }
  }
  throw new Error(`A subscriber changed ${attemptsMax} times while confirming.`);
}
