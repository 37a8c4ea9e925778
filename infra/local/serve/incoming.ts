/**
 * Mail that an MTA hands over, or that came into a mailbox: what came back becomes an event, a reader's
 * wish to leave is heeded.
 */
import { isForLeaving } from '../../../functions/subscriber/leave-by-mail.ts';
import type { Receive } from '../received-mail.ts';
import { headerValue, readHead } from '../ses/headers.ts';
import { bounced, complained, type ReportDeps, reportSurely } from './reports.ts';
import { idsIn, type Returned, readReturned, recipientsIn } from './returned.ts';
import type { SentLog, SentMail } from './sent-log.ts';

/** A mail as it came, and to whom; nobody named: as its own header says. */
export interface IncomingMail {
  readonly raw: Buffer;
  readonly to: readonly string[];
}

/** What taking mail needs. */
export interface IncomingDeps extends ReportDeps {
  readonly log: Pick<SentLog, 'find'>;
  /** Receives mail to leave, by the rules of the template. */
  readonly receive: Receive;
}

/** What became of a mail: an event, a leaving that is judged by its address, or nothing. */
export type Taken = 'bounced' | 'complained' | 'leaving' | 'nothing';

/** What a mail says to us, before anything is done about it. */
export interface Read {
  readonly said: Returned;
  /** The mails of ours that a report may be about: only an id that was never shown to others proves it. */
  readonly ids: readonly string[];
  /** To whom it came besides the address of bounces; nobody where it came to that one. */
  readonly others: readonly string[];
}

/** Pure: reads a mail; of a report also when it came to another address, as complaints do. */
export function readIncoming({ raw, to }: IncomingMail, bounceAddress: string): Read {
  const recipients = to.length > 0 ? to : recipientsIn(raw);
  const isOwn = recipients.some((address) => isForBounces(address, bounceAddress));
  const said = readReturned(raw);
  const ids = said.kind === 'nothing' ? [] : idsIn(raw, recipients);
  return { said, ids, others: isOwn ? [] : recipients };
}

/**
 * Takes what a mail says. When it resolves, that stands in a queue on disk; it rejects when that cannot
 * be done, and whoever brings the mail has to bring it again.
 */
export async function takeRead({ said, ids, others }: Read, deps: IncomingDeps): Promise<Taken> {
  const mail = ids.map((id) => deps.log.find(id)).find((found) => found !== undefined);
  if (said.kind !== 'nothing' && mail !== undefined) return takeReturned(said, mail, deps);
  const lost = await deps.receive({ from: '', to: others, subject: '' });
  return lost.length < others.length ? 'leaving' : 'nothing';
}

/** Where mail is for us. */
export interface Ours {
  readonly bounceAddress: string;
  /** Where mail of readers who leave is received, if it is. */
  readonly inboundDomain: string | undefined;
}

/** Pure: whether a mail with this header may be for us; of a report only the whole of it tells. */
export function mayBeOurs(head: Buffer, { bounceAddress, inboundDomain }: Ours): boolean {
  const type = headerValue(readHead(head), 'Content-Type') ?? '';
  if (/^\s*multipart\/report\b/i.test(type)) return true;
  return recipientsIn(head).some(
    (address) =>
      isForBounces(address, bounceAddress) ||
      (inboundDomain !== undefined && isForLeaving(address, inboundDomain)),
  );
}

/** Pure: whether an address is the one of bounces, with an id or without. */
function isForBounces(address: string, bounceAddress: string): boolean {
  const [name = '', domain = ''] = address.toLowerCase().split('@');
  return `${name.split('+')[0]}@${domain}` === bounceAddress.toLowerCase();
}

async function takeReturned(
  said: Exclude<Returned, { kind: 'nothing' }>,
  mail: SentMail,
  deps: IncomingDeps,
): Promise<Taken> {
  if (said.kind === 'complained') {
    await reportSurely(complained(mail, said.feedbackType), deps);
    return 'complained';
  }
  // Whom a server on the way names may be another: the mail went to one reader, by its id.
  const about = said.recipients.map((one) => ({ ...one, address: mail.to }));
  await reportSurely(bounced(mail, about), deps);
  return 'bounced';
}
