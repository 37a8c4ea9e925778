/** The pace of the account as it is kept: in one row that all senders share. */
import type { SendQuota } from './ses.ts';

/** How fast the account may send, and how much of that is taken. Instants are in milliseconds. */
export interface Pace {
  readonly version: number;
  readonly quota: SendQuota;
  readonly quotaReadAt: number;
  /** Taken since the quota was read. */
  readonly takenSince: number;
  /** Where the next stretch begins. */
  readonly nextAt: number;
  readonly nextConfirmationAt: number;
  /** Nothing is sent before this instant, and why. */
  readonly haltedUntil?: number;
  readonly haltReason?: string;
  /** SES takes no mail from us, as far as is known. */
  readonly halt?: Halt;
  /** When SES accepted something again after a halt. */
  readonly acceptedAt?: number;
  readonly doubts?: readonly Doubt[];
  /** Sending stands still until somebody resumes it. */
  readonly paused?: SendingPause;
  /** A new sender begins small: at most so many on the first day, twice as many each day after. */
  readonly warmUp?: WarmUp;
}

/** Why sending is paused, by whom, and since when (ms). */
export interface SendingPause {
  readonly at: number;
  readonly by: 'owner' | 'bounces' | 'complaints';
  readonly reason: string;
}

/** Sending that grows: `firstDay` mails on the day that begins at `from` (ms). */
export interface WarmUp {
  readonly from: number;
  readonly firstDay: number;
}

/** SES takes no mail from us, since an instant that names the occurrence. */
interface Halt {
  readonly since: number;
  /** So many messages were tried and refused since. */
  readonly tries: number;
}

/** What may be poison: an edition, a reader, or a kind of message; refused first, and last. */
export interface Doubt {
  readonly about: string;
  readonly since: number;
  readonly at: number;
  /** So often, with other mail accepted in between. */
  readonly times: number;
}

/** The one row that all senders share. */
export interface PaceBook {
  readonly load: () => Promise<Pace | undefined>;
  /** Saves it over the version that it was made from; false when another sender was there first. */
  readonly save: (pace: Pace) => Promise<boolean>;
}

/** The same, with where this Paperboy has moved to, if it has. */
export interface SwitchBook extends PaceBook {
  readonly movedAway: () => Promise<{ readonly to: string } | undefined>;
}

const saveTriesMax = 20;

/** Changes the row as it is now, and returns it as it is after that. Throws `PaceContended`. */
export async function changePace(book: PaceBook, alter: (pace: Pace) => Pace): Promise<Pace> {
  for (let tries = 0; tries < saveTriesMax; tries++) {
    const pace = (await book.load()) ?? unread;
    const next = { ...alter(pace), version: pace.version + 1 };
    if (await book.save(next)) return next;
  }
  throw new PaceContended('The pace row is contended: it could not be changed.');
}

/** Too many senders at once: nothing that one of its messages could help. */
export class PaceContended extends Error {
  override readonly name = 'PaceContended';
}

/** Before anybody has asked SES: the first lease reads the quota. */
export const unread: Pace = {
  version: 0,
  quota: { maxPerSecond: 1, max24Hour: 0, sentLast24Hours: 0 },
  quotaReadAt: 0,
  takenSince: 0,
  nextAt: 0,
  nextConfirmationAt: 0,
};
