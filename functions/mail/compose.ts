/** The messages of an edition: prepared once for all its readers, addressed to each. */
import type { Content } from '../edition/content.ts';
import type { Newsletter } from '../edition/newsletter.ts';
import { scheduleInWords } from '../edition/schedule-words.ts';
import { leavingAddress } from '../subscriber/leave-by-mail.ts';
import { preferencesLink, preferencesUrl, signLink, unsubscribeUrl } from '../subscriber/links.ts';
import type { Subscriber } from '../subscriber/subscriber.ts';
import type { SigningKeys } from '../subscriber/token.ts';
import { type PreparedMessage, prepareMessage, spliceChunks } from './prepared.ts';

/** What signs and addresses the links in a mail. */
export interface LinkSettings {
  readonly siteUrl: string;
  readonly keys: SigningKeys;
  /** Where mail is received for us; without it no mail names an address to leave by. */
  readonly inboundDomain?: string | undefined;
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
  { siteUrl, keys, inboundDomain }: LinkSettings,
): Buffer[] {
  const leaving = signLink({ purpose: 'unsubscribe', subscriberId: reader.id }, keys);
  const choosing = signLink(preferencesLink(reader), keys);
  const leavingBy = inboundDomain && leavingAddress(reader.id, inboundDomain, keys);
  return spliceChunks(prepared, {
    to: reader.address,
    unsubscribeUrl: unsubscribeUrl(siteUrl, leaving),
    unsubscribeMailto:
      leavingBy === undefined ? undefined : `mailto:${leavingBy}?subject=unsubscribe`,
    preferencesUrl: preferencesUrl(siteUrl, choosing),
    schedule: scheduleInWords(reader.schedule, reader.language ?? newsletter.language),
    ledgerKey: `${editionId}-${reader.id}`,
    date: at,
    messageId: `${editionId}.${reader.id}@${domainOf(newsletter.sender.address)}`,
  });
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
