/**
 * Mails that try the way of SES's reports: to addresses of SES's mailbox simulator, whose mails count
 * for no quota and no reputation (SES Developer Guide, "Using the Amazon SES mailbox simulator"). What
 * is reported of them is noted on their rows, and suppresses nobody.
 */
import type { Notice } from '../config/notice.ts';
import type { Report } from './event.ts';

/** The simulator's mailboxes that are tried, and the report that each of them is to bring. */
export const trialReports = {
  success: 'sent',
  bounce: 'bounced',
  complaint: 'complained',
} as const satisfies Readonly<Record<string, Report['kind']>>;

/** One of the simulator's mailboxes. */
export type TrialMailbox = keyof typeof trialReports;

/** Every mailbox that is tried. */
export const trialMailboxes = Object.keys(trialReports) as readonly TrialMailbox[];

/** What is known of one mail: how far it has come, and what SES has reported of it. */
export interface Trial {
  readonly state: 'queued' | 'claimed' | 'submitted' | 'refused';
  readonly reason: string | undefined;
  readonly reported: readonly Report['kind'][];
}

const idStart = 'trial-';

/** The notice that is mailed to this mailbox; `id` names the trial. */
export function newTrial(
  mailbox: TrialMailbox,
  {
    id,
    newsletterId,
    at,
  }: { readonly id: string; readonly newsletterId: string; readonly at: number },
): Notice {
  const values = { mailbox };
  return { id: `${idStart}${mailbox}-${id}`, newsletterId, kind: 'eventPathTrial', values, at };
}

/** Whether a notice of this id tries the way of reports. */
export function isTrial(noticeId: string): boolean {
  return noticeId.startsWith(idStart);
}

/** Where a trial goes, nowhere else; undefined when the notice is none. The label is SES's to ignore. */
export function trialAddress({ id, kind, values }: Notice): string | undefined {
  const mailbox = trialMailboxes.find((name) => name === values.mailbox);
  if (kind !== 'eventPathTrial' || mailbox === undefined) return undefined;
  return `${mailbox}+${id.slice(-labelCharsMax)}@simulator.amazonses.com`;
}

/** The part before the @ has 64 characters at the most (RFC 5321 §4.5.3.1.1). */
const labelCharsMax = 36;
