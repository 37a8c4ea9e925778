/** The old address takes a move back: somebody else had the reader's mail, or a slip was made. */
import { type AddressMove, makeMove } from './address-move.ts';
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
): Promise<BackPreview> {
  const preview = await previewBack(input, deps);
  if (preview.kind !== 'ready') return preview;
  const { subscriber, former } = preview;
  const done = await makeMove({ subscriber, change: former }, input.from, {
    ...deps,
    write: deps.moveBack,
    look: async () => {
      const now = await previewBack(input, deps);
      return now.kind === 'ready' ? { subscriber: now.subscriber, change: now.former } : undefined;
    },
  });
  if (done === 'moved') {
    const { address, addressKey } = former;
    return { kind: 'back', subscriber: { ...subscriber, address, addressKey, suppressed: false } };
  }
  const after = await previewBack(input, deps);
  return after.kind === 'ready' ? { kind: 'taken', subscriber } : after;
}
