/** The record of a consent that was given, or withdrawn, in another system. */
import type { Consent, Subscriber } from './subscriber.ts';

/** What the other system knows about the consent. */
export interface Elsewhere {
  readonly system: string;
  /** Its own word for the state: `cleaned`. */
  readonly state?: string;
  readonly requestedAt?: number;
  readonly requestedFrom?: string;
  readonly confirmedAt?: number;
  readonly confirmedFrom?: string;
  readonly leftAt?: number;
}

/** Which words people were shown elsewhere is not known. */
const wordsElsewhere = 'elsewhere';
const fromElsewhere = 'import';

/** The consent as far as the other system knows it, with where it came from. */
export function consentFrom(elsewhere: Elsewhere, at: number): Consent {
  const { system, state, requestedAt, requestedFrom = fromElsewhere } = elsewhere;
  return {
    requestedAt: requestedAt ?? elsewhere.confirmedAt ?? at,
    requestedFrom,
    wordsVersion: wordsElsewhere,
    importedAt: at,
    importedFrom: system,
    ...(state === undefined ? {} : { importedState: state }),
  };
}

/** Where the other system does not say when they confirmed, it is now that the owner vouches. */
export function asConfirmed(
  reader: Subscriber,
  { confirmedAt, confirmedFrom = fromElsewhere }: Elsewhere,
  importedProof: string,
  at: number,
): Subscriber {
  return {
    ...reader,
    state: 'confirmed',
    receivesSince: at,
    consent: { ...reader.consent, confirmedAt: confirmedAt ?? at, confirmedFrom, importedProof },
  };
}

/** Somebody who is never to be mailed, because they left there or never agreed. */
export function asLeft(reader: Subscriber, { leftAt }: Elsewhere, at: number): Subscriber {
  const consent: Consent = { ...reader.consent, withdrawnAt: leftAt ?? at, withdrawnBy: 'import' };
  return { ...reader, state: 'unsubscribed', consent };
}
