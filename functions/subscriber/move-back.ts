/** The old address takes a move back: somebody else had the reader's mail, or a slip was made. */
import { type AddressMove, segmentAgain } from './change-address.ts';
import type { ConfirmDeps } from './confirm.ts';
import { type OpenLinkDeps, openLink } from './open-link.ts';
import type { AddressChange, Subscriber } from './subscriber.ts';

/** What the link in the letter to the old address would do now. */
export type BackPreview =
  | { readonly kind: 'ready'; readonly subscriber: Subscriber; readonly former: AddressChange }
  /** It is back, the time is over, or the reader has moved again. */
  | { readonly kind: 'back' | 'over' | 'taken'; readonly subscriber: Subscriber }
  | { readonly kind: 'gone' }
  | { readonly kind: 'unknown' };

/** What the link in the letter to the old address would do now. */
export async function previewBack(
  { token }: { readonly token: string },
  deps: OpenLinkDeps,
): Promise<BackPreview> {
  const opened = await openLink({ purpose: 'back', token }, deps);
  if (opened.kind === 'gone') return { kind: 'gone' };
  if (opened.kind === 'refused' || opened.link.purpose !== 'back') return { kind: 'unknown' };
  const { link, subscriber } = opened;
  const { formerAddress: former } = subscriber;
  if (opened.kind !== 'open' || former?.id !== link.confirmationId) {
    return { kind: 'over', subscriber };
  }
  return { kind: 'ready', subscriber, former };
}

const triesMax = 3;

/** What taking a move back writes. */
export interface MoveBackDeps extends OpenLinkDeps, Pick<ConfirmDeps, 'openSegment'> {
  /** New address row away, old one in, the reader's row changed: all, or nothing. */
  readonly moveBack: (move: AddressMove) => Promise<'moved' | 'refused'>;
}

/**
 * Moves the reader back, and has them mailed there whatever came back from the other address. Every
 * link that was mailed until now is void but for leaving.
 */
export async function moveBack(
  input: { readonly token: string; readonly from: string },
  deps: MoveBackDeps,
  tries = 1,
): Promise<BackPreview> {
  const preview = await previewBack(input, deps);
  if (preview.kind !== 'ready') return preview;
  const { subscriber, former } = preview;
  const segmentId = await segmentAgain(subscriber, deps);
  const move = { subscriber, change: former, from: input.from, at: deps.now(), segmentId };
  if ((await deps.moveBack(move)) === 'moved') {
    const { address, addressKey } = former;
    return { kind: 'back', subscriber: { ...subscriber, address, addressKey, suppressed: false } };
  }
  const after = await previewBack(input, deps);
  if (after.kind !== 'ready') return after;
  // Mail has come back from the other address in this very moment.
  const isOtherwise = after.subscriber.suppressed !== subscriber.suppressed;
  if (isOtherwise && tries < triesMax) return await moveBack(input, deps, tries + 1);
  return { kind: 'taken', subscriber };
}
