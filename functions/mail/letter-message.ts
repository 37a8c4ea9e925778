/**
 * Mails of which there is one each: a confirmation, a notice to the owner. They are composed whole,
 * and have no List-Unsubscribe: there is nothing to leave.
 */
import {
  checkAddress,
  checkLedgerKey,
  cleanValue,
  encodeDate,
  encodeMessageId,
  encodeText,
  type Mailbox,
} from './header.ts';
import { boundaryFor, canonicalText, shorterEncoding } from './part.ts';

/** A letter as its message is made from. */
export interface LetterMessage {
  readonly sender: Mailbox;
  readonly replyTo?: string | undefined;
  readonly to: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly ledgerKey: string;
  /** Milliseconds since 1970. */
  readonly date: number;
  /** Without the angle brackets. */
  readonly messageId: string;
}

/** Composes a letter. */
export async function composeLetter(message: LetterMessage): Promise<Buffer> {
  // Editions, which are nearly all that is mailed, do without it.
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
  const { sender, replyTo } = message;
  const composer = new MailComposer({
    from: { name: cleanValue(sender.name), address: checkAddress(sender.address) },
    to: { name: '', address: checkAddress(message.to) },
    ...(replyTo === undefined ? {} : { replyTo: { name: '', address: checkAddress(replyTo) } }),
    subject: encodeText(message.subject),
    date: encodeDate(message.date),
    messageId: encodeMessageId(message.messageId),
    headers: {
      'X-Paperboy-Message': checkLedgerKey(message.ledgerKey),
      'Auto-Submitted': 'auto-generated',
    },
    text: encoded(message.text),
    html: encoded(message.html),
    boundaryPrefix: boundaryFor(message.text, message.html),
    baseBoundary: 'letter',
    newline: 'windows',
    // The content is ours, but a composer that opens files and URLs has no business here.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

function encoded(text: string): { content: string; contentTransferEncoding: string } {
  const content = canonicalText(text);
  return { content, contentTransferEncoding: shorterEncoding(Buffer.from(content)) };
}
