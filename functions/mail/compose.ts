/** Messages of this system: an edition prepared once for all its readers, a confirmation for one. */
import type { Notice } from '../config/notice.ts';
import type { Content } from '../edition/content.ts';
import type { Newsletter } from '../edition/newsletter.ts';
import { confirmUrl, preferencesUrl, signLink, unsubscribeUrl } from '../subscriber/links.ts';
import type { Confirmation, Subscriber } from '../subscriber/subscriber.ts';
import type { SigningKeys } from '../subscriber/token.ts';
import { renderConfirmation, renderNotice } from './letter.ts';
import { composeLetter } from './letter-message.ts';
import { noticeLines } from './notice.ts';
import { type PreparedMessage, prepareMessage, spliceChunks } from './prepared.ts';

/** What signs and addresses the links in a mail. */
export interface LinkSettings {
  readonly siteUrl: string;
  readonly keys: SigningKeys;
}

/** Encodes the edition once: what is left to do for a reader is to put in their own values. */
export function prepareEdition(newsletter: Newsletter, content: Content): PreparedMessage {
  const { sender, replyTo } = newsletter;
  return prepareMessage({
    sender,
    ...(replyTo === undefined ? {} : { replyTo }),
    subject: content.subject,
    html: content.html,
    text: content.text,
    listId: `${newsletter.id}.${domainOf(sender.address)}`,
    newsletterName: newsletter.name,
  });
}

/** What a message of an edition has of its reader. */
export interface EditionAddressing {
  readonly newsletter: Newsletter;
  readonly editionId: string;
  readonly reader: Subscriber;
  readonly at: number;
}

/** The edition for one reader, in pieces. */
export function addressEdition(
  prepared: PreparedMessage,
  { newsletter, editionId, reader, at }: EditionAddressing,
  { siteUrl, keys }: LinkSettings,
): Buffer[] {
  const leaving = signLink({ purpose: 'unsubscribe', subscriberId: reader.id }, keys);
  const choosing = signLink({ purpose: 'preferences', subscriberId: reader.id }, keys);
  const mailbox = newsletter.replyTo ?? newsletter.sender.address;
  return spliceChunks(prepared, {
    to: reader.address,
    unsubscribeUrl: unsubscribeUrl(siteUrl, leaving),
    unsubscribeMailto: `mailto:${mailbox}?subject=unsubscribe%20${leaving}`,
    preferencesUrl: preferencesUrl(siteUrl, choosing),
    ledgerKey: `${editionId}-${reader.id}`,
    date: at,
    messageId: `${editionId}.${reader.id}@${domainOf(newsletter.sender.address)}`,
  });
}

/** The bytes of the confirmation mail that was noted on a pending row. */
export async function confirmationMail(
  newsletter: Newsletter,
  { reader, confirmation }: { readonly reader: Subscriber; readonly confirmation: Confirmation },
  { siteUrl, keys }: LinkSettings,
): Promise<Buffer> {
  const link = {
    purpose: 'confirm',
    subscriberId: reader.id,
    confirmationId: confirmation.id,
    issuedAt: confirmation.at,
  } as const;
  const { sender, replyTo } = newsletter;
  const language = reader.language ?? newsletter.language;
  const url = confirmUrl(siteUrl, signLink(link, keys));
  return composeLetter({
    sender,
    ...(replyTo === undefined ? {} : { replyTo }),
    to: reader.address,
    ...renderConfirmation({ newsletter, confirmUrl: url, language }),
    ledgerKey: `${confirmation.id}-${reader.id}`,
    date: confirmation.at,
    messageId: `${confirmation.id}.${reader.id}@${domainOf(sender.address)}`,
  });
}

/** The bytes of a notice to the owner of the newsletter. */
export async function noticeMail(
  newsletter: Newsletter,
  notice: Notice,
): Promise<{ readonly to: string; readonly raw: Buffer }> {
  const { sender, replyTo, ownerAddress, language } = newsletter;
  const to = ownerAddress ?? replyTo ?? sender.address;
  const raw = await composeLetter({
    sender,
    to,
    ...renderNotice({ newsletter, lines: noticeLines(notice, language) }),
    ledgerKey: notice.id,
    date: notice.at,
    messageId: `${notice.id}@${domainOf(sender.address)}`,
  });
  return { to, raw };
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
