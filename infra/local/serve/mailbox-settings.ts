/** The settings of the mailbox that bounces, complaints and mail to leave are read from. */
import * as v from 'valibot';
import { isHere, need, prefix, text, whole } from './setting-checks.ts';

/** Where the mailbox is, and as whom it is read. */
export interface MailboxSettings {
  readonly host: string;
  readonly port: number;
  /** `tls` from the first byte, `starttls` before anything else is said; `none` on this machine. */
  readonly security: 'tls' | 'starttls' | 'none';
  readonly user: string;
  readonly password: string;
  /** The folder that mail comes into. */
  readonly folder: string;
  /** Where mail goes that was taken; undefined: it stays, marked as read. */
  readonly doneFolder: string | undefined;
}

const folderPattern = /^[^\p{Cc}*%]{1,200}$/u;

/** Their names and forms. */
export const mailboxEntries = {
  IMAP_HOST: v.optional(
    text('IMAP_HOST', /^[A-Za-z0-9.:-]{1,253}$/, 'the host of the mailbox that bounces come to'),
  ),
  IMAP_PORT: v.optional(whole('IMAP_PORT', 1, 65_535)),
  IMAP_TLS: v.optional(
    v.picklist(
      ['tls', 'starttls', 'none'],
      need('IMAP_TLS', 'tls (port 993), starttls (port 143), or none for a server on this machine'),
    ),
  ),
  IMAP_USER: v.optional(v.string()),
  IMAP_PASSWORD: v.optional(v.string()),
  IMAP_FOLDER: v.optional(text('IMAP_FOLDER', folderPattern, 'a folder of the mailbox')),
  IMAP_DONE_FOLDER: v.optional(
    text('IMAP_DONE_FOLDER', folderPattern, 'the folder that mail is moved to when it was taken'),
  ),
};

type Given = v.InferOutput<v.ObjectSchema<typeof mailboxEntries, undefined>>;

const defaultFolder = 'INBOX';

/** What is set by halves, or unsafe. */
export function mailboxContradictions(given: Given): string[] {
  const { IMAP_HOST: host, IMAP_USER: user, IMAP_PASSWORD: password } = given;
  if (host === undefined) {
    const others = Object.keys(mailboxEntries).filter(
      (name) => given[name as keyof Given] !== undefined,
    );
    return others.length === 0
      ? []
      : [
          `Set ${prefix}IMAP_HOST too, or take out ${others.map((one) => prefix + one).join(', ')}.`,
        ];
  }
  const wrong: string[] = [];
  if (user === undefined || password === undefined) {
    wrong.push(`Set ${prefix}IMAP_USER and ${prefix}IMAP_PASSWORD: no mailbox opens without them.`);
  }
  if (given.IMAP_TLS === 'none' && !isHere(host)) {
    wrong.push(need('IMAP_TLS', 'tls or starttls: without it others read mails and password'));
  }
  if (given.IMAP_DONE_FOLDER === (given.IMAP_FOLDER ?? defaultFolder)) {
    wrong.push(need('IMAP_DONE_FOLDER', 'another folder than the one that mail comes into'));
  }
  return wrong;
}

/** Pure: the mailbox, if one is set. */
export function mailboxSettingsOf(given: Given): MailboxSettings | undefined {
  const { IMAP_HOST: host, IMAP_USER: user, IMAP_PASSWORD: password } = given;
  if (host === undefined || user === undefined || password === undefined) return undefined;
  const security = given.IMAP_TLS ?? 'tls';
  return {
    host,
    port: given.IMAP_PORT ?? (security === 'tls' ? 993 : 143),
    security,
    user,
    password,
    folder: given.IMAP_FOLDER ?? defaultFolder,
    doneFolder: given.IMAP_DONE_FOLDER,
  };
}

/** Pure: on which way bounces come, in words; whether an MTA hands them over only doctor can tell. */
export function bouncesBy({
  mailbox,
  bounceAddress,
}: {
  readonly mailbox: MailboxSettings | undefined;
  readonly bounceAddress: string;
}): string {
  return mailbox === undefined
    ? `to ${bounceAddress}, if your mail server hands them over; PAPERBOY_IMAP_HOST has a mailbox read`
    : `from the mailbox at ${mailbox.host}, port ${mailbox.port}, read every minute`;
}
