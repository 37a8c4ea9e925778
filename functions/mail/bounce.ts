/**
 * What a bounce says of the address. SES sorts bounces into types, but a "transient" one may carry
 * the recipient's server's final word, and a permanent one may be about us or about the message:
 * the enhanced status code of the server tells (RFC 3463; RFC 5248 keeps the list of codes).
 */
import { dayMs } from '../config/time.ts';

/**
 * A bounce that may pass counts for as long after its message was mailed. SES is not asked to report
 * deliveries, which are as many as mails; so what came through in between is not known.
 */
export const bounceFadesMs = 30 * dayMs;
/** So many of them that count suppress an address. */
export const passingBouncesMax = 5;

/**
 * `address`: nobody is behind it, now and later. `passing`: it may be, and often enough means it.
 * `nothing`: it is about this message, or about us, and anybody's mail would have met it.
 */
export type AddressVerdict = 'address' | 'passing' | 'nothing';

/** A bounce as SES reports it; each part may be missing. */
export interface BounceFacts {
  readonly type: string;
  readonly subType: string;
  readonly recipients: readonly { readonly status: string; readonly diagnosis: string }[];
}

/** SES Developer Guide, "Bounce types": the message was too large, or its content unwanted. */
const aboutMessage = new Set(['ContentRejected', 'AttachmentRejected', 'MessageTooLarge']);

/** The same page: whatever the server's words, SES will not mail the address. */
const aboutAddress = new Set(['NoEmail', 'Suppressed', 'OnAccountSuppressionList']);

/** What the codes of the fifth class say. The first that fits counts; others say `passing`. */
const permanentStatuses: readonly (readonly [RegExp, AddressVerdict])[] = [
  // The sender's address, by the server's word.
  [/^5\.1\.[789]$/, 'nothing'],
  // No such mailbox, no such system, malformed, moved away, a domain that takes no mail.
  [/^5\.1\.(?:1|2|3|6|10)$/, 'address'],
  // Disabled; an account that was closed; a mailbox or domain with another owner by now (RFC 7293).
  [/^5\.2\.1$|^5\.7\.(?:13|17|18)$/, 'address'],
  // Too large for the mailbox or the system.
  [/^5\.[23]\.[34]$/, 'nothing'],
  [/^5\.6\./, 'nothing'],
  // Policy: our reputation, our signature, the words of this message.
  [/^5\.7\./, 'nothing'],
];

const verdicts: readonly AddressVerdict[] = ['nothing', 'passing', 'address'];

/** Pure: what the bounce says of the address; of several recipients, the worst. */
export function judgeBounce({ type, subType, recipients }: BounceFacts): AddressVerdict {
  if (aboutMessage.has(subType)) return 'nothing';
  if (type === 'Permanent' && aboutAddress.has(subType)) return 'address';
  const statuses = recipients.map(statusOf);
  const said = statuses.length === 0 ? [''] : statuses;
  const worst = Math.max(...said.map((status) => verdicts.indexOf(judge(type, subType, status))));
  return verdicts[worst] ?? 'nothing';
}

function judge(type: string, subType: string, status: string): AddressVerdict {
  const known = status.startsWith('5.') ? judgeStatus(status) : undefined;
  // SES counts it against the account. What is only about us may pass: it counts, and not at once.
  if (type === 'Permanent') return known === 'nothing' ? 'passing' : 'address';
  if (known !== undefined) return known;
  // An out-of-office note comes so (SES Developer Guide, "Bounce types").
  return type === 'Transient' && subType === 'General' ? 'nothing' : 'passing';
}

function judgeStatus(status: string): AddressVerdict {
  return permanentStatuses.find(([codes]) => codes.test(status))?.[1] ?? 'passing';
}

/** The status field, or else the enhanced code in what the server said: `smtp; 550 5.1.1 unknown`. */
function statusOf({ status, diagnosis }: BounceFacts['recipients'][number]): string {
  const pattern = /(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])/;
  return pattern.exec(status)?.[1] ?? pattern.exec(diagnosis)?.[1] ?? '';
}
