/** The messages of letters: what is written to whom, and the ledger key that goes along. */
import { archivePaths } from '../edition/archive.ts';
import type { Content } from '../edition/content.ts';
import type { Newsletter } from '../edition/newsletter.ts';
import type { Person } from '../owner/person.ts';
import {
  addressUrl,
  backUrl,
  confirmLinkLifetimeMs,
  confirmUrl,
  preferencesLink,
  preferencesUrl,
  signLink,
  unsubscribeUrl,
} from '../subscriber/links.ts';
import type { LetterKind, ReaderLetter } from '../subscriber/reader-letter.ts';
import type { Subscriber } from '../subscriber/subscriber.ts';
import type { LinkSettings } from './compose.ts';
import { type MessageKey, tagsOf } from './event.ts';
import {
  renderAsking,
  renderConfirmation,
  renderEnded,
  renderGoodbye,
  renderWelcome,
} from './letter.ts';
import { composeLetter } from './letter-message.ts';
import { addresseeOf, type NotedLetter } from './noted-letter.ts';
import {
  deskSenderOf,
  type LetterSender,
  type Written,
  writeNotice,
  writeOfDesk,
} from './write-notice.ts';

/** What a letter is written from. */
export interface WriteLetterDeps {
  readonly newsletter: (id: string) => Promise<Newsletter | undefined>;
  readonly subscriber: (id: string) => Promise<Subscriber | undefined>;
  readonly content: (key: string) => Promise<Content | undefined>;
  readonly people: { readonly load: (id: string) => Promise<Person | undefined> };
  readonly links: LinkSettings;
}

/** A message of one letter: both addresses bare. */
export interface LetterMail {
  readonly from: string;
  readonly to: string;
  readonly raw: Buffer;
}

/** The bytes of the letter and where they go; undefined when it is not wanted any more. */
export async function letterMail(
  noted: NotedLetter,
  deps: WriteLetterDeps,
): Promise<LetterMail | undefined> {
  const newsletter = await deps.newsletter(addresseeOf(noted).newsletterId);
  if (newsletter === undefined) return deskMail(noted, deps);
  const written = await write(noted, newsletter, deps);
  return written && composed(noted, written, newsletter);
}

/** What goes to somebody of the desk while there is no newsletter: all other letters are one's. */
async function deskMail(
  noted: NotedLetter,
  { people, links }: WriteLetterDeps,
): Promise<LetterMail | undefined> {
  const from = noted.kind === 'notice' ? deskSenderOf(noted.notice) : undefined;
  if (noted.kind !== 'notice' || from === undefined) return undefined;
  const written = await writeOfDesk(noted.notice, from, { person: people.load, links });
  return written && composed(noted, written, from);
}

async function composed(
  noted: NotedLetter,
  written: Written,
  { sender, replyTo }: LetterSender,
): Promise<LetterMail> {
  const id = idOf(noted);
  const raw = await composeLetter({
    ...written,
    sender,
    // An answer to a notice would come to the owner themselves.
    replyTo: noted.kind === 'notice' ? undefined : replyTo,
    ledgerKey: id,
    // Not when it was noted: it may have waited for days.
    date: noted.progress.at,
    messageId: `${id}@${sender.address.slice(sender.address.lastIndexOf('@') + 1)}`,
  });
  return { from: sender.address, to: written.to, raw };
}

/** The tags by which SES's events find the row of the letter. */
export function tagsOfLetter(noted: NotedLetter): Readonly<Record<string, string>> {
  return tagsOf(keyOf(noted));
}

function keyOf(noted: NotedLetter): MessageKey {
  switch (noted.kind) {
    case 'confirmation': {
      const { reader, confirmationId } = noted;
      return { kind: 'confirmation', subscriberId: reader.id, confirmationId };
    }
    case 'letter': {
      const { id: noticeId, subscriberId } = noted.letter;
      return { kind: 'letter', subscriberId, noticeId };
    }
    case 'notice':
      return { kind: 'notice', noticeId: noted.notice.id };
  }
}

function idOf(noted: NotedLetter): string {
  switch (noted.kind) {
    case 'confirmation':
      return `${noted.confirmationId}-${noted.reader.id}`;
    case 'letter':
      return noted.letter.id;
    case 'notice':
      return noted.notice.id;
  }
}

async function write(
  noted: NotedLetter,
  newsletter: Newsletter,
  { subscriber, content, people, links }: WriteLetterDeps,
): Promise<Written | undefined> {
  if (noted.kind === 'notice')
    return writeNotice(noted, newsletter, { content, person: people.load, links });
  const { at } = noted.progress;
  if (noted.kind === 'confirmation') {
    return writeConfirmation(newsletter, noted.reader, links, {
      confirmationId: noted.confirmationId,
      issuedAt: at,
    });
  }
  const reader = await subscriber(noted.letter.subscriberId);
  // What the new address has met with is nothing to the old one.
  const isMailable = noted.letter.kind === 'moved' || reader?.suppressed === false;
  if (reader === undefined || !isMailable) return undefined;
  return writeToReader(newsletter, reader, noted.letter, { ...links, at });
}

function writeConfirmation(
  newsletter: Newsletter,
  reader: Subscriber,
  { siteUrl, keys }: LinkSettings,
  about: { readonly confirmationId: string; readonly issuedAt: number },
): Written {
  const link = { purpose: 'confirm', subscriberId: reader.id, ...about } as const;
  const confirmation = renderConfirmation({
    newsletter,
    confirmUrl: confirmUrl(siteUrl, signLink(link, keys)),
    language: reader.language ?? newsletter.language,
    schedule: reader.schedule,
    until: about.issuedAt + confirmLinkLifetimeMs,
    privacyUrl: privacyUrlOf(newsletter, siteUrl),
  });
  return { ...confirmation, to: reader.address };
}

function privacyUrlOf({ id }: Newsletter, siteUrl: string): string {
  return new URL(archivePaths.privacy(id), siteUrl).href;
}

interface Signing extends LinkSettings {
  /** When the letter is mailed (ms): its links count from then. */
  readonly at: number;
}

function writeToReader(
  newsletter: Newsletter,
  reader: Subscriber,
  letter: ReaderLetter,
  signing: Signing,
): Written | undefined {
  const { siteUrl, keys } = signing;
  const { id: subscriberId, address: to, state } = reader;
  const language = reader.language ?? newsletter.language;
  const leaving = { purpose: 'unsubscribe', subscriberId } as const;
  const privacyUrl = privacyUrlOf(newsletter, siteUrl);
  if (!isWanted(letter.kind, state)) return undefined;
  switch (letter.kind) {
    case 'link': {
      const url = preferencesUrl(siteUrl, signLink(preferencesLink(reader, signing.at), keys));
      return { ...renderAsking('link', { newsletter, url, language, privacyUrl }), to };
    }
    case 'address':
    case 'moved':
      return writeOfMove(letter.kind, newsletter, reader, { letter, signing });
    case 'welcome': {
      const welcome = {
        newsletter,
        preferencesUrl: preferencesUrl(siteUrl, signLink(preferencesLink(reader), keys)),
        unsubscribeUrl: unsubscribeUrl(siteUrl, signLink(leaving, keys)),
        language,
        privacyUrl,
      };
      return { ...renderWelcome(welcome), to };
    }
    case 'ended':
      return { ...renderEnded({ newsletter, language, privacyUrl }), to };
    case 'goodbye': {
      const signupUrl = new URL(`/n/${newsletter.id}`, siteUrl).href;
      return { ...renderGoodbye({ newsletter, signupUrl, language, privacyUrl }), to };
    }
  }
}

/** What was noted may be over when it is mailed. */
function isWanted(kind: LetterKind, state: Subscriber['state']): boolean {
  switch (kind) {
    case 'link':
    case 'moved':
      return state !== 'pending';
    case 'address':
    case 'ended':
    case 'welcome':
      return state === 'confirmed';
    case 'goodbye':
      return state === 'unsubscribed';
  }
}

/** Asks the new address of a move, or tells the old one; nothing once another move has begun. */
function writeOfMove(
  kind: 'address' | 'moved',
  newsletter: Newsletter,
  reader: Subscriber,
  { letter: { changeId }, signing: { siteUrl, keys, at: issuedAt } }: MoveLetter,
): Written | undefined {
  const { purpose, urlOf, change } = {
    address: { purpose: 'address', urlOf: addressUrl, change: reader.addressChange } as const,
    moved: { purpose: 'back', urlOf: backUrl, change: reader.formerAddress } as const,
  }[kind];
  if (change === undefined || change.id !== changeId) return undefined;
  const link = { purpose, subscriberId: reader.id, confirmationId: change.id, issuedAt };
  const url = urlOf(siteUrl, signLink(link, keys));
  const language = reader.language ?? newsletter.language;
  const privacyUrl = privacyUrlOf(newsletter, siteUrl);
  return { ...renderAsking(kind, { newsletter, url, language, privacyUrl }), to: change.address };
}

interface MoveLetter {
  readonly letter: ReaderLetter;
  readonly signing: Signing;
}
