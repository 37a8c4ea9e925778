/**
 * The message of an edition, composed once: all that is the same for every reader is encoded and
 * kept as bytes. For a reader only the few lines and links of their own are put between.
 */
import type { Piece } from '../edition/content.ts';
import {
  checkAddress,
  checkLedgerKey,
  checkWebUrl,
  encodeDate,
  encodeListId,
  encodeMailbox,
  encodeMessageId,
  encodeText,
  encodeUnsubscribe,
  field,
  type Mailbox,
} from './header.ts';
import { boundaryFor, type PreparedPart, preparePart, splicePart } from './part.ts';

/** What an edition's mail says, and in whose name. */
export interface EditionMessage {
  readonly sender: Mailbox;
  readonly replyTo?: string | undefined;
  readonly subject: string;
  readonly html: readonly Piece[];
  readonly text: readonly Piece[];
  /** RFC 2919, such as `weekly.example.com`. */
  readonly listId: string;
  readonly newsletterName: string;
}

/** What is the reader's own; all of it is checked, none of it may be text from a feed. */
export interface ReaderValues {
  readonly to: string;
  readonly unsubscribeUrl: string;
  /** A whole `mailto:` URI. */
  readonly unsubscribeMailto?: string | undefined;
  readonly preferencesUrl: string;
  /** When it comes, in words of ours. */
  readonly schedule: string;
  /** The key of this message in the ledger: `[A-Za-z0-9_-]`. */
  readonly ledgerKey: string;
  /** Milliseconds since 1970. */
  readonly date: number;
  /** Without the angle brackets. */
  readonly messageId: string;
}

/** Static bytes in the order of the message; the reader's own header fields come before them. */
export interface PreparedMessage {
  readonly headers: Buffer;
  readonly text: PreparedPart;
  readonly between: Buffer;
  readonly html: PreparedPart;
  readonly end: Buffer;
}

/** Composes what every reader's message has in common. */
export function prepareMessage(edition: EditionMessage): PreparedMessage {
  requireWayOut(edition.html);
  requireWayOut(edition.text);
  const boundary = boundaryFor(JSON.stringify([edition.text, edition.html]));
  const text = preparePart(edition.text);
  const html = preparePart(edition.html);
  return {
    headers: Buffer.from(
      `${commonFields(edition, boundary)}\r\n--${boundary}\r\n${partFields('text/plain', text)}`,
    ),
    text,
    between: Buffer.from(`\r\n--${boundary}\r\n${partFields('text/html', html)}`),
    html,
    end: Buffer.from(`\r\n--${boundary}--\r\n`),
  };
}

/** One reader's message. */
export function spliceMessage(message: PreparedMessage, reader: ReaderValues): Buffer {
  return Buffer.concat(spliceChunks(message, reader));
}

/**
 * One reader's message in pieces. Pieces that do not depend on the reader are the same Buffer
 * objects each time: what the submission derives from them can be kept by identity.
 */
export function spliceChunks(message: PreparedMessage, reader: ReaderValues): Buffer[] {
  const links = {
    unsubscribe: checkWebUrl(reader.unsubscribeUrl),
    preferences: checkWebUrl(reader.preferencesUrl),
    address: checkAddress(reader.to),
    schedule: reader.schedule,
  };
  const escaped = {
    unsubscribe: escapeMarkup(links.unsubscribe),
    preferences: escapeMarkup(links.preferences),
    address: escapeMarkup(links.address),
    schedule: escapeMarkup(links.schedule),
  };
  return [
    Buffer.from(readerFields(reader)),
    message.headers,
    ...splicePart(message.text, links),
    message.between,
    ...splicePart(message.html, escaped),
    message.end,
  ];
}

function readerFields(reader: ReaderValues): string {
  return (
    field('Date', encodeDate(reader.date)) +
    field('Message-ID', encodeMessageId(reader.messageId)) +
    field('To', checkAddress(reader.to)) +
    field('List-Unsubscribe', encodeUnsubscribe(reader.unsubscribeUrl, reader.unsubscribeMailto)) +
    field('X-Paperboy-Message', checkLedgerKey(reader.ledgerKey))
  );
}

function commonFields(edition: EditionMessage, boundary: string): string {
  const { sender, replyTo, subject, listId, newsletterName } = edition;
  return (
    field('From', encodeMailbox(sender)) +
    (replyTo === undefined ? '' : field('Reply-To', checkAddress(replyTo))) +
    field('Subject', encodeText(subject)) +
    field('List-Id', encodeListId(newsletterName, listId)) +
    field('List-Unsubscribe-Post', 'List-Unsubscribe=One-Click') +
    field('Auto-Submitted', 'auto-generated') +
    field('MIME-Version', '1.0') +
    field('Content-Type', `multipart/alternative; boundary="${boundary}"`)
  );
}

function partFields(type: string, part: PreparedPart): string {
  return (
    field('Content-Type', `${type}; charset=utf-8`) +
    field('Content-Transfer-Encoding', part.encoding) +
    '\r\n'
  );
}

/** No digest without a way out that a person can see, in whichever part they read. */
function requireWayOut(pieces: readonly Piece[]): void {
  if (!pieces.some((piece) => typeof piece !== 'string' && piece.personal === 'unsubscribe')) {
    throw new Error('Both parts of an edition need a link to unsubscribe.');
  }
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Safe in text and in attributes of either quote. */
function escapeMarkup(value: string): string {
  return value.replace(/[&<>"']/g, (char) => entities[char] ?? char);
}
