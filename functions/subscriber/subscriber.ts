/**
 * The subscriber room: who reads, what they chose, and which moves between states are legal.
 * It never sends anything and never looks at feeds.
 */
import type { Schedule } from '../config/schedule.ts';

/** `all` follows the newsletter; a list is the reader's own choice of section ids. */
export type Sections = 'all' | readonly string[];

/** The segment of who is not mailed. */
export const noSegment = 'none';

/** The proof of consent: when, from where, and to which words (GDPR Art. 7(1)). */
export interface Consent {
  readonly requestedAt: number;
  readonly requestedFrom: string;
  readonly wordsVersion: string;
  readonly confirmedAt?: number;
  readonly confirmedFrom?: string;
  /** The confirmation mail whose link was used. */
  readonly confirmationId?: string;
  readonly withdrawnAt?: number;
  readonly withdrawnBy?: (typeof withdrawals)[number];
  readonly withdrawnReason?: LeavingReason;
  /**
   * The reader took back having left, within a day, and the consent before it is a past one; or the
   * address proved itself again after mail to it had come back.
   */
  readonly restoredAt?: number;
  readonly restoredFrom?: string;
  /** The latest new address of the reader's, and from where it was confirmed. */
  readonly addressChangedAt?: number;
  readonly addressChangedFrom?: string;
  /** The mail to the new address whose link was used. */
  readonly addressChangeId?: string;
  /** Came by an import: when, from which system, how it called their state there. */
  readonly importedAt?: number;
  readonly importedFrom?: string;
  readonly importedState?: string;
  /** The owner's words for where the consent of an imported reader can be looked up. */
  readonly importedProof?: string;
}

/** How a consent may be withdrawn; a complaint does it too. */
export const withdrawals = ['one-click', 'page', 'mail', 'owner', 'import', 'complaint'] as const;

/** What readers may give as their reason for leaving. */
export const leavingReasons = ['too-many', 'not-for-me', 'never-asked', 'other'] as const;
/** One of `leavingReasons`. */
export type LeavingReason = (typeof leavingReasons)[number];

/** A new address that the reader has asked for and not yet confirmed. */
export interface AddressChange {
  readonly id: string;
  readonly address: string;
  readonly addressKey: string;
  readonly at: number;
}

/** The right to mail this reader one edition, held while the outcome is open. */
export interface Claim {
  readonly editionId: string;
  readonly batchId: string;
  readonly owner: string;
  readonly at: number;
  /** What the reader will have received when the mail is submitted. */
  readonly cutoff: number;
  /** How often SES was called for it, this call included. */
  readonly attempt: number;
}

/** That one batch will not mail this reader, and why: no claim of it can be opened any more. */
export type PassOver =
  | { readonly batchId: string; readonly reason: PassOverReason }
  /** SES does not mail the reader as things stand, and its words. */
  | { readonly batchId: string; readonly reason: 'refused'; readonly words: string };

/** Why a worker does not mail a reader of its batch. */
export type PassOverReason =
  | 'not-confirmed'
  | 'suppressed'
  | 'paused'
  | 'moved'
  | 'no-answer'
  | 'dropped';

/** How far a mail that is no edition has come: noted, claimed, settled. */
export interface LetterProgress {
  readonly state: 'queued' | 'claimed' | 'submitted' | 'refused';
  /** When it was noted, or claimed for the last time (ms). */
  readonly at: number;
  /** How often SES was called for it without a definite answer. */
  readonly attempt: number;
  readonly owner?: string;
  readonly messageId?: string;
  readonly reason?: string;
}

/** The confirmation mail of a pending subscriber, noted before it is queued. */
export interface Confirmation extends LetterProgress {
  readonly id: string;
}

/** Why nothing is mailed to an address, whoever reads there. */
export interface Suppression {
  readonly reason: (typeof suppressionReasons)[number];
  readonly at: number;
}

/** What SES reported, or that the owner said so. */
export const suppressionReasons = ['bounce', 'complaint', 'repeated-bounce', 'owner'] as const;

/** A reader's row: state, choice, consent, and how far they have received. Instants are in milliseconds. */
export interface Subscriber {
  readonly id: string;
  readonly newsletterId: string;
  /** As typed, for sending. */
  readonly address: string;
  /** The normal form, for identity. */
  readonly addressKey: string;
  readonly state: 'pending' | 'confirmed' | 'unsubscribed';
  readonly suppressed: boolean;
  readonly schedule: Schedule;
  readonly sections: Sections;
  /**
   * The schedule is the one that the newsletter offered, and nobody has chosen since. Absent of
   * whoever chose, and of whom an earlier release took in: of them it is not known.
   */
  readonly usual?: true;
  readonly pausedUntil?: number;
  /** BCP 47: of the reader's pages and the fixed words of their mails, when it is another one. */
  readonly language?: string;
  /** The cursor: everything first seen up to here is received or accounted for. */
  readonly receivedThrough: number;
  /** When the reader last confirmed: no edition before it told them anything. */
  readonly receivesSince?: number;
  /** Only a confirmed reader is in a segment; everybody else is in `noSegment`. */
  readonly segmentId: string;
  readonly consent: Consent;
  /** Consents that were given and withdrawn before this one, oldest first: kept as proof. */
  readonly pastConsents?: readonly Consent[];
  readonly confirmation?: Confirmation;
  readonly addressChange?: AddressChange;
  /** The address before the latest move, which is told of it and can take it back for a while. */
  readonly formerAddress?: AddressChange;
  /** The confirmation that passes the suppression of the address: who answers it comes back. */
  readonly comebackId?: string;
  /** Confirmation mails asked for since the reader last confirmed. */
  readonly confirmationsAsked?: number;
  /**
   * When an address that never confirmed is forgotten; nobody else has it. Absent as long as its
   * confirmation waits to be mailed: what waits for us does not expire.
   */
  readonly expiresAt?: number;
  readonly claim?: Claim;
  readonly passedOver?: PassOver;
  readonly lastSubmitted?: Submission;
  /** When the messages were mailed that bounced for now; what is older than counts may be there. */
  readonly bouncesAt?: readonly number[];
  readonly createdAt: number;
}

/** What decides in which segment a reader is. */
export type SegmentChoice = Pick<Subscriber, 'newsletterId' | 'schedule' | 'sections' | 'language'>;

/** The mail of an edition that a reader got last. */
export interface Submission {
  readonly editionId: string;
  readonly batchId: string;
  readonly messageId: string;
  readonly at: number;
  /** SES told it when the batch had given the reader up, and may not have it yet. */
  readonly late?: true;
}
