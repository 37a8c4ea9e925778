/** Mail that an MTA hands over: what came back becomes an event, a reader's wish to leave is heeded. */
import type { Receive } from '../received-mail.ts';
import { bounced, complained, type ReportDeps, reportSurely } from './reports.ts';
import { idsIn, readReturned, recipientsIn } from './returned.ts';
import type { SentLog } from './sent-log.ts';

/** A mail as it came, and to whom; nobody named: as its own header says. */
export interface IncomingMail {
  readonly raw: Buffer;
  readonly to: readonly string[];
}

/** What taking mail needs. */
export interface IncomingDeps extends ReportDeps {
  readonly log: Pick<SentLog, 'find'>;
  readonly bounceAddress: string;
  /** Receives mail to leave, by the rules of the template. */
  readonly receive: Receive;
}

/** What became of a mail: an event, a leaving that is judged by its address, or nothing. */
export type Taken = 'bounced' | 'complained' | 'leaving' | 'nothing';

/**
 * Takes one mail. When it resolves, what the mail says stands in a queue on disk; it rejects when that
 * cannot be done, and whoever brings the mail has to bring it again.
 */
export async function takeMail({ raw, to }: IncomingMail, deps: IncomingDeps): Promise<Taken> {
  const recipients = to.length > 0 ? to : recipientsIn(raw);
  const own = recipients.filter((address) => isForBounces(address, deps.bounceAddress));
  const others = recipients.filter((address) => !own.includes(address));
  if (own.length > 0) return takeReturned(raw, own, deps);
  const lost = await deps.receive({ from: '', to: others, subject: '' });
  return lost.length < others.length ? 'leaving' : 'nothing';
}

function isForBounces(address: string, bounceAddress: string): boolean {
  const [name = '', domain = ''] = address.toLowerCase().split('@');
  return `${name.split('+')[0]}@${domain}` === bounceAddress.toLowerCase();
}

async function takeReturned(
  raw: Buffer,
  recipients: readonly string[],
  deps: IncomingDeps,
): Promise<Taken> {
  const said = readReturned(raw);
  if (said.kind === 'nothing') return 'nothing';
  const mail = idsIn(raw, recipients)
    .map((id) => deps.log.find(id))
    .find((found) => found !== undefined);
  if (mail === undefined) return 'nothing';
  if (said.kind === 'complained') {
    await reportSurely(complained(mail, said.feedbackType), deps);
    return 'complained';
  }
  // Whom a server on the way names may be another: the mail went to one reader, by its id.
  const about = said.recipients.map((one) => ({ ...one, address: mail.to }));
  await reportSurely(bounced(mail, about), deps);
  return 'bounced';
}
