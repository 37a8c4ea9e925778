/** A reader says yes by the link in the confirmation mail: looked at by GET, done by POST. */
import { segmentChoiceOf } from './choices.ts';
import type { ConfirmLink } from './links.ts';
import {
  type Changes,
  type ConfirmRefusal,
  confirmRefusal,
  type Expected,
  toConfirmed,
  toReturned,
} from './moves.ts';
import { type OpenLinkDeps, openLink } from './open-link.ts';
import type { SegmentChoice, Subscriber, Suppression } from './subscriber.ts';

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

/** What looking at a confirmation reads. */
export interface PreviewConfirmationDeps extends OpenLinkDeps {
  readonly suppression: (addressKey: string) => Promise<Suppression | undefined>;
}

/** What the confirm link would do now; who is confirmed stays so, however old the link. */
export async function previewConfirmation(
  input: { readonly token: string },
  deps: PreviewConfirmationDeps,
): Promise<ConfirmationPreview> {
  const opened = await openLink({ purpose: 'confirm', token: input.token }, deps);
  if (opened.kind === 'gone') return opened;
  if (opened.kind === 'refused') return { kind: 'unknown' };
  const { link, subscriber } = opened;
  if (link.purpose !== 'confirm') return { kind: 'unknown' };
  if (subscriber.state === 'confirmed' && !subscriber.suppressed) {
    return { kind: 'confirmed', subscriber };
  }
  const reason = (await isForGood(subscriber, deps))
    ? 'suppressed'
    : confirmRefusal(subscriber, link);
  // Whoever is not mailed is not told that editions come.
  if (reason === 'suppressed') return { kind: 'refused', reason, subscriber };
  if (opened.kind === 'expired') return { kind: 'refused', reason: 'expired', subscriber };
  return reason === undefined
    ? { kind: 'ready', subscriber, link }
    : { kind: 'refused', reason, subscriber };
}

/** What the newsletter's owner has suppressed nobody lets in again by a link. */
async function isForGood(
  { suppressed, addressKey }: Subscriber,
  { suppression }: PreviewConfirmationDeps,
): Promise<boolean> {
  return suppressed && (await suppression(addressKey))?.reason === 'owner';
}

/** What confirming reads and writes. */
export interface ConfirmDeps extends PreviewConfirmationDeps {
  readonly save: (id: string, expected: Expected, changes: Changes) => Promise<'saved' | 'changed'>;
  /** Makes sure that the segment of this choice exists, and tells its id. */
  readonly openSegment: (choice: SegmentChoice) => Promise<string>;
  /** Lifts the suppression of an address that has proved itself. */
  readonly allowAgain: (addressKey: string) => Promise<unknown>;
}

/** What became of a confirmation. */
export type Confirmed = Exclude<ConfirmationPreview, { kind: 'ready' }>;

const attemptsMax = 3;

/**
 * Confirms the subscriber of this link. Doing it again changes nothing. Of who returns, the consent is
 * written before the suppression is lifted: whoever dies between finds the link still good.
 */
export async function confirm(
  input: { readonly token: string; readonly from: string },
  deps: ConfirmDeps,
): Promise<Confirmed> {
  for (let attempt = 1; attempt <= attemptsMax; attempt++) {
    const preview = await previewConfirmation(input, deps);
    if (preview.kind !== 'ready') return preview;
    const { subscriber } = preview;
    if ((await write(preview, input.from, deps)) === 'changed') continue;
    if (subscriber.suppressed) await deps.allowAgain(subscriber.addressKey);
    const after = await deps.load(subscriber.id);
    if (after?.state === 'confirmed') return { kind: 'confirmed', subscriber: after };
  }
  throw new Error(`A subscriber changed ${attemptsMax} times while confirming.`);
}

async function write(
  { subscriber, link }: Extract<ConfirmationPreview, { kind: 'ready' }>,
  from: string,
  deps: ConfirmDeps,
): Promise<'saved' | 'changed'> {
  const proof = { at: deps.now(), from, confirmationId: link.confirmationId };
  const { expected, changes } =
    subscriber.state === 'confirmed'
      ? toReturned(subscriber, proof)
      : toConfirmed(subscriber, await deps.openSegment(segmentChoiceOf(subscriber)), proof);
  return await deps.save(subscriber.id, expected, changes);
}
