/** What an owner is written: a notice of what happened, or an edition to be looked at before it goes. */
import type { Notice, NoticeKind, Proof } from '../config/notice.ts';
import type { Content } from '../edition/content.ts';
import { momentIn } from '../edition/moment.ts';
import { type Newsletter, ownAddress, ownAddresses } from '../edition/newsletter.ts';
import type { Person } from '../owner/person.ts';
import { signInCode, signInUrl, spacedCode } from '../owner/sign-in-link.ts';
import { gateUrl } from '../subscriber/gate-link.ts';
import { ownerUrl } from '../subscriber/owner-link.ts';
import type { LinkSettings } from './compose.ts';
import { type Letter, renderAsking, renderNotice } from './letter.ts';
import type { NotedLetter } from './noted-letter.ts';
import { noticeLines } from './notice.ts';
import { renderProof } from './proof.ts';
import { trialAddress } from './trial.ts';

/** A letter that is written, and the bare address that it goes to. */
export interface Written extends Letter {
  readonly to: string;
}

/** What a notice is written from. */
export interface WriteNoticeDeps {
  readonly content: (key: string) => Promise<Content | undefined>;
  /** Somebody of the desk; undefined once they are taken off. */
  readonly person: (id: string) => Promise<Person | undefined>;
  readonly links: LinkSettings;
}

type NotedNotice = Extract<NotedLetter, { kind: 'notice' }>;

/** The notice to its owner; undefined when what it shows is gone, or was asked for by a stranger. */
export async function writeNotice(
  noted: NotedNotice,
  newsletter: Newsletter,
  deps: WriteNoticeDeps,
): Promise<Written | undefined> {
  const { sender, language } = newsletter;
  const { proof } = noted.notice;
  if (isOfDesk(noted.notice)) return writeOfDesk(noted.notice, newsletter, deps);
  if (proof !== undefined) return writeProof({ ...noted.notice, proof }, newsletter, deps);
  const [owner = sender.address] = ownAddresses(newsletter);
  const to = trialAddress(noted.notice) ?? owner;
  const lines = noticeLines(noted.notice, language, lookUrl(noted, deps.links));
  return { ...renderNotice({ newsletter, lines }), to };
}

/** An edition goes to nobody but its owner, whoever asked for it. */
async function writeProof(
  notice: Notice & { readonly proof: Proof },
  newsletter: Newsletter,
  { content: load, links: { siteUrl, keys } }: WriteNoticeDeps,
): Promise<Written | undefined> {
  const { contentKey, scheduledAt } = notice.proof;
  const to = ownAddress(newsletter, notice.proof.to);
  const content = await load(contentKey);
  if (content === undefined || to === undefined) return undefined;
  const actUrl =
    scheduledAt === undefined
      ? undefined
      : ownerUrl(siteUrl, { newsletterId: newsletter.id, scheduledAt }, keys);
  return { ...renderProof({ notice, newsletter, content, siteUrl, to, actUrl }), to };
}

/** Whom a letter comes from. */
export type LetterSender = Pick<
  Newsletter,
  'name' | 'sender' | 'replyTo' | 'postalAddress' | 'language' | 'zone' | 'theme'
>;

/** Whether it goes to somebody of the desk, whom a newsletter need not know. */
function isOfDesk({ signIn, passkey }: Notice): boolean {
  return signIn !== undefined || passkey !== undefined;
}

/** Whom mail of the desk comes from while there is no newsletter; undefined for other letters. */
export function deskSenderOf({ signIn, passkey }: Notice): LetterSender | undefined {
  const from = signIn?.from ?? passkey?.from;
  if (from === undefined) return undefined;
  const name = 'Paperboy';
  const { address, postalAddress, language } = from;
  return { name, sender: { name, address }, postalAddress, language, zone: 'UTC' };
}

/** What goes to somebody of the desk; undefined once they are taken off. */
export async function writeOfDesk(
  { signIn, passkey, at }: Notice,
  sender: LetterSender,
  deps: Omit<WriteNoticeDeps, 'content'>,
): Promise<Written | undefined> {
  if (signIn !== undefined) return writeSignIn(signIn, sender, deps);
  const person = passkey && (await deps.person(passkey.personId));
  if (person === undefined) return undefined;
  const { language, zone } = sender;
  const values = { at: momentIn(at, zone, language) };
  const asking = { newsletter: sender, url: `${deps.links.siteUrl}/desk/passkeys`, language };
  // Without its name: whoever added it chose that, and the mail is to warn of them.
  return { ...renderAsking('passkey', asking, values), to: person.address };
}

/** The way into the desk goes to whoever asked for it, for as long as they are at the desk. */
async function writeSignIn(
  { attemptId, personId, until }: NonNullable<Notice['signIn']>,
  newsletter: LetterSender,
  { person: load, links: { siteUrl, keys } }: Omit<WriteNoticeDeps, 'content'>,
): Promise<Written | undefined> {
  const person = await load(personId);
  if (person === undefined) return undefined;
  const { language, zone } = newsletter;
  const values = {
    code: spacedCode(signInCode(attemptId, keys)),
    until: momentIn(until, zone, language),
  };
  const url = signInUrl(siteUrl, attemptId, keys);
  return {
    ...renderAsking('signIn', { newsletter, url, language }, values),
    to: person.address,
  };
}

/** What is decided on the page of the day, at the desk. */
const atDesk: readonly NoticeKind[] = ['editionHeld', 'pausedForBounces', 'pausedForComplaints'];

/** Where the owner looks at what waits: of a feed by a link of its own, else at the desk. */
function lookUrl(
  { notice, progress }: NotedNotice,
  { siteUrl, keys }: LinkSettings,
): string | undefined {
  const { kind, newsletterId, values } = notice;
  if (atDesk.includes(kind)) return `${siteUrl}/desk/n/${newsletterId}`;
  if ((kind !== 'feedHeld' && kind !== 'feedWaiting') || values.id === undefined) return undefined;
  const link = { newsletterId, feedId: values.id, issuedAt: progress.at };
  return gateUrl(siteUrl, link, keys);
}
