/** How bounces, complaints and mail to leave reach an installation that mails by a relay. */

/** How far a mailbox was read. */
export interface MailboxPlace {
  /** Which mailbox, so that another begins at its beginning. */
  readonly box: string;
  /** The server's word for it that numbers name what they did (UIDVALIDITY). */
  readonly validity: string;
  /** The number (UID) up to which everything was looked at. */
  readonly through: number;
  /** Mails before that which could not be read yet, and how often it was tried. */
  readonly waiting: readonly { readonly uid: number; readonly times: number }[];
}

/** A mailbox that is read. */
export interface MailboxStanding {
  readonly host: string;
  readonly place?: MailboxPlace;
  /** Since when (ms) it cannot be read, and why. */
  readonly failing?: { readonly since: number; readonly reason: string };
}

/** What is known of the ways on which mail comes back. */
export interface Returns {
  /** When (ms) a mail server handed something over, to the hour; absent: none ever did. */
  readonly handedAt?: number;
  /**
   * When (ms) this was copied from another, which may still read the mailbox and would miss what is
   * taken here: so it is not read until sending is resumed. Absent: it is no copy, or was resumed.
   */
  readonly copiedAt?: number;
  /** Absent: no mailbox is read. */
  readonly mailbox?: MailboxStanding;
}

/** Where that is kept. */
export interface ReturnsBook {
  readonly load: () => Promise<Returns>;
  readonly noteHanded: (at: number) => Promise<void>;
  /** Undefined: sending was resumed. */
  readonly noteCopied: (at: number | undefined) => Promise<void>;
  /** Undefined: no mailbox is read any more. */
  readonly noteMailbox: (standing: MailboxStanding | undefined) => Promise<void>;
}
