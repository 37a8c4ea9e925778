/** Whom an import takes off, and whom it may take out again. */
import type { Consent, Subscriber } from './subscriber.ts';

/** What a list says of somebody; an export of ours also tells when they left. */
export type LeavingWord =
  | { readonly kind: 'reader' | 'left' | 'never' }
  | { readonly kind: 'own'; readonly leftAt: number };

/** Who left there leaves here; who never agreed there stays when they agreed here by themselves. */
export function isTakenOff(word: LeavingWord, consent: Consent): boolean {
  switch (word.kind) {
    case 'reader':
      return false;
    case 'left':
      return true;
    case 'never':
      return consent.importedAt !== undefined && !isSelfConfirmed(consent);
    case 'own':
      // An export of ours may be older than what the reader has decided since.
      return word.leftAt >= (consent.restoredAt ?? consent.confirmedAt ?? consent.requestedAt);
  }
}

const isSelfConfirmed = ({ confirmationId, restoredAt }: Consent) =>
  confirmationId !== undefined || restoredAt !== undefined;

/**
 * Whether somebody did anything with a row since an import wrote it: confirmed, left, moved, paused
 * or came back; or a mail is just being sent.
 */
export function wasTouched(reader: Subscriber): boolean {
  const { state, consent, pausedUntil, claim, pastConsents, addressChange, confirmation } = reader;
  const isOwnDoing =
    isSelfConfirmed(consent) ||
    consent.addressChangedAt !== undefined ||
    pastConsents !== undefined;
  const isMoved = pausedUntil !== undefined || addressChange !== undefined || claim !== undefined;
  const isBeingAsked = confirmation?.state === 'claimed';
  const hasLeft = state === 'unsubscribed' && consent.withdrawnBy !== 'import';
  return isOwnDoing || isMoved || isBeingAsked || hasLeft;
}
