/** A reader moves to another address: asked for here, done when the new address says yes. */
import { type AddressRefusal, parseAddress } from './address.ts';
import { type AddressMove, makeMove } from './address-move.ts';
import { admitLinked } from './admit.ts';
import type { ConfirmDeps } from './confirm.ts';
import { type OpenLinkDeps, openFreshLink, openLink } from './open-link.ts';
import type { PostLetterDeps } from './reader-letter.ts';
import type { SignUpDeps } from './sign-up.ts';
import type { AddressChange, Subscriber, Suppression } from './subscriber.ts';
import { keyedHash } from './token.ts';
import { takeTurn } from './turn.ts';

/** What asking a new address reads and writes. */
export type AskAddressDeps = OpenLinkDeps &
  PostLetterDeps &
  Pick<SignUpDeps, 'findByAddress' | 'save' | 'windows' | 'randomId'>;

/** A new address as it was typed, from where, and the proof of work that came with it, if one did. */
export interface NewAddressInput {
  readonly token: string;
  readonly typedAddress: string;
  readonly from: string;
  readonly proof: { readonly token: string; readonly nonce: string };
}

/** What a reader is told who types a new address. */
export type AskAddressAnswer =
  | { readonly kind: 'asked'; readonly address: string }
  | { readonly kind: 'same' | 'later' | 'unknown' }
  /** Too many at the moment: the same once more, with a proof of work for this token. */
  | { readonly kind: 'prove'; readonly token: string; readonly bits: number }
  | { readonly kind: 'refused'; readonly reason: AddressRefusal };

/**
 * Notes the new address and has it asked by mail; until it says yes, the old one goes on. Whether
 * the new address is a reader's already, or suppressed, is told to nobody: then no mail goes out.
 */
export async function askAddress(
  input: NewAddressInput,
  deps: AskAddressDeps,
): Promise<AskAddressAnswer> {
  const { token, typedAddress, from, proof } = input;
  const opened = await openFreshLink(token, deps);
  if (opened.kind !== 'open') return { kind: 'unknown' };
  const { subscriber } = opened;
  if (subscriber.state !== 'confirmed' || subscriber.suppressed) return { kind: 'unknown' };
  const parsed = parseAddress(typedAddress);
  if (parsed.kind === 'refused') return parsed;
  const { address, key: addressKey } = parsed;
  if (address === subscriber.address) return { kind: 'same' };
  const { newsletterId } = subscriber;
  const found = await deps.findByAddress(newsletterId, addressKey);
  const isFree = found.subscriber === undefined || found.subscriber.id === subscriber.id;
  const form = { newsletterId, ...proof, address: typedAddress, from };
  const admission = await admitLinked(form, deps);
  if (admission.kind !== 'admitted') return admission;
  const isUsable = isFree && !found.suppressed;
  const turn = await takeTurn('address', { newsletterId, addressKey }, isUsable, deps);
  if (turn === 'later') return { kind: 'later' };
  if (isUsable) await ask(subscriber, { address, addressKey }, turn === 'taken', deps);
  return { kind: 'asked', address };
}

/**
 * A wish has the same name each time: whoever asks for one address, for another and for the first
 * again finds that the link of the first mail works.
 */
async function ask(
  { id: subscriberId, newsletterId }: Subscriber,
  to: Pick<AddressChange, 'address' | 'addressKey'>,
  isMailed: boolean,
  deps: AskAddressDeps,
): Promise<void> {
  const at = deps.now();
  const changeId = keyedHash('wish', `${subscriberId}/${to.address}`, deps.keys.current);
  const change: AddressChange = { id: changeId, ...to, at };
  const saved = await deps.save(subscriberId, { state: 'confirmed' }, { addressChange: change });
  if (saved === 'changed' || !isMailed) return;
  const id = `address-${changeId}-${at.toString(36)}`;
  await deps.postLetter({ id, kind: 'address', newsletterId, subscriberId, changeId, at });
}

/** What the link to a new address would do now. */
export type AddressPreview =
  | { readonly kind: 'ready'; readonly subscriber: Subscriber; readonly change: AddressChange }
  | { readonly kind: 'moved' | 'over' | 'taken'; readonly subscriber: Subscriber }
  | { readonly kind: 'gone' }
  | { readonly kind: 'unknown' };

/** What a look at the link to a new address reads. */
export interface PreviewAddressDeps extends OpenLinkDeps {
  /** Why the address is not mailed, if it is not. */
  readonly suppression: (addressKey: string) => Promise<Suppression | undefined>;
}

/** What the link in the mail to the new address would do now. */
export async function previewAddress(
  { token }: { readonly token: string },
  deps: PreviewAddressDeps,
): Promise<AddressPreview> {
  const opened = await openLink({ purpose: 'address', token }, deps);
  if (opened.kind === 'gone') return { kind: 'gone' };
  if (opened.kind === 'refused' || opened.link.purpose !== 'address') return { kind: 'unknown' };
  const { link, subscriber } = opened;
  if (subscriber.consent.addressChangeId === link.confirmationId) {
    return { kind: 'moved', subscriber };
  }
  const change = subscriber.addressChange;
  const isOpen = opened.kind === 'open' && subscriber.state === 'confirmed';
  if (!isOpen || change?.id !== link.confirmationId) return { kind: 'over', subscriber };
  const mayMove = !subscriber.suppressed || (await isOfMailbox(subscriber, deps));
  return mayMove ? { kind: 'ready', subscriber, change } : { kind: 'over', subscriber };
}

/** Mail came back from the old mailbox: that says nothing of the new one. A complaint does. */
async function isOfMailbox(
  { addressKey }: Subscriber,
  { suppression }: Pick<PreviewAddressDeps, 'suppression'>,
): Promise<boolean> {
  const known = await suppression(addressKey);
  return known?.reason === 'bounce' || known?.reason === 'repeated-bounce';
}

/** What moving to a new address writes. */
export interface MoveAddressDeps
  extends PreviewAddressDeps,
    PostLetterDeps,
    Pick<ConfirmDeps, 'openSegment'> {
  /** Old address row away, new one in, the reader's row changed: all, or nothing. */
  readonly moveAddress: (move: AddressMove) => Promise<'moved' | 'refused'>;
}

/**
 * Moves the reader to the new address, with everything else as it was, and has the old one told.
 * Done again, it tells once more: the letter is one and the same.
 */
export async function moveAddress(
  input: { readonly token: string; readonly from: string },
  deps: MoveAddressDeps,
): Promise<AddressPreview> {
  const moved = await move(input, deps);
  if (moved.kind === 'moved') await tellFormer(moved.subscriber, deps);
  return moved;
}

async function tellFormer(
  { id: subscriberId, newsletterId, formerAddress, consent }: Subscriber,
  deps: MoveAddressDeps,
): Promise<void> {
  const { addressChangeId: changeId } = consent;
  if (formerAddress === undefined || changeId === undefined) return;
  if (formerAddress.id !== changeId) return;
  const { at } = formerAddress;
  const id = `moved-${changeId}-${at.toString(36)}`;
  await deps.postLetter({ id, kind: 'moved', newsletterId, subscriberId, changeId, at });
}

async function move(
  input: { readonly token: string; readonly from: string },
  deps: MoveAddressDeps,
): Promise<AddressPreview> {
  const preview = await previewAddress(input, deps);
  if (preview.kind !== 'ready') return preview;
  const done = await makeMove(preview, input.from, {
    ...deps,
    write: deps.moveAddress,
    look: async () => {
      const now = await previewAddress(input, deps);
      return now.kind === 'ready' ? now : undefined;
    },
  });
  const after = await previewAddress(input, deps);
  // Still ready, and yet refused: the new address has become somebody's, or was suppressed.
  if (done === 'moved' || after.kind !== 'ready') return after;
  return { kind: 'taken', subscriber: preview.subscriber };
}
