/** Letters to one reader: the link they asked for, a new address, welcome and goodbye. */
import type { Newsletter } from '../edition/newsletter.ts';
import { addressUrl, preferencesUrl, signLink, unsubscribeUrl } from '../subscriber/links.ts';
import type { ReaderLetter } from '../subscriber/reader-letter.ts';
import type { Subscriber } from '../subscriber/subscriber.ts';
import type { LinkSettings } from './compose.ts';
import { type Letter, renderAsking, renderGoodbye, renderWelcome } from './letter.ts';
import { composeLetter } from './letter-message.ts';

interface Written extends Letter {
  readonly to: string;
}

/** The bytes of the letter and where they go; undefined when it is not wanted any more. */
export async function letterMail(
  newsletter: Newsletter,
  letter: ReaderLetter,
  reader: Subscriber,
  links: LinkSettings,
): Promise<{ readonly to: string; readonly raw: Buffer } | undefined> {
  const written = reader.suppressed ? undefined : write(newsletter, letter, reader, links);
  if (written === undefined) return undefined;
  const { sender, replyTo } = newsletter;
  const { to } = written;
  const domain = sender.address.slice(sender.address.lastIndexOf('@') + 1);
  const raw = await composeLetter({
    ...written,
    sender,
    replyTo,
    ledgerKey: letter.id,
    date: letter.at,
    messageId: `${letter.id}@${domain}`,
  });
  return { to, raw };
}

function write(
  newsletter: Newsletter,
  letter: ReaderLetter,
  reader: Subscriber,
  { siteUrl, keys }: LinkSettings,
): Written | undefined {
  const { id: subscriberId, address: to } = reader;
  const language = reader.language ?? newsletter.language;
  const own = (purpose: 'preferences' | 'unsubscribe') => signLink({ purpose, subscriberId }, keys);
  switch (letter.kind) {
    case 'link': {
      if (reader.state === 'pending') return undefined;
      const url = preferencesUrl(siteUrl, own('preferences'));
      return { ...renderAsking('link', { newsletter, url, language }), to };
    }
    case 'address': {
      const change = reader.addressChange;
      const isOpen = reader.state === 'confirmed' && change?.id === letter.changeId;
      if (change === undefined || !isOpen) return undefined;
      const { id: confirmationId, at: issuedAt } = change;
      const link = { purpose: 'address', subscriberId, confirmationId, issuedAt } as const;
      const url = addressUrl(siteUrl, signLink(link, keys));
      return { ...renderAsking('address', { newsletter, url, language }), to: change.address };
    }
    case 'welcome':
      if (reader.state !== 'confirmed') return undefined;
      return {
        ...renderWelcome({
          newsletter,
          preferencesUrl: preferencesUrl(siteUrl, own('preferences')),
          unsubscribeUrl: unsubscribeUrl(siteUrl, own('unsubscribe')),
          language,
        }),
        to,
      };
    case 'goodbye':
      if (reader.state !== 'unsubscribed') return undefined;
      return {
        ...renderGoodbye({
          newsletter,
          signupUrl: new URL(`/n/${newsletter.id}`, siteUrl).href,
          language,
        }),
        to,
      };
  }
}
