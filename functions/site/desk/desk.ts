/**
 * The desk: what the people of a newsletter see and do on the web. Every page is a route in a table
 * that says which right it asks for; nothing is reached past that table.
 */
import type { Context } from 'hono';
import type { SenderDefaults } from '../../config/environment.ts';
import type { DeskSender } from '../../config/notice.ts';
import type { Newsletter } from '../../edition/newsletter.ts';
import type { AddPasskeyDeps } from '../../owner/add-passkey.ts';
import type { AuditEntry, AuditLog } from '../../owner/audit.ts';
import type { EnterByPasskeyDeps } from '../../owner/enter-by-passkey.ts';
import type { Challenges, Passkey } from '../../owner/passkey.ts';
import type { PeopleDeps, Person } from '../../owner/person.ts';
import type { Right } from '../../owner/rights.ts';
import type { Session } from '../../owner/session.ts';
import type { FinishSignInDeps, KeepSignIn } from '../../owner/sign-in.ts';
import type { SigningKeys } from '../../subscriber/token.ts';
import type { Windows } from '../../subscriber/windows.ts';
import type { DeskLanguage } from './words.ts';

/** Where the desk is, and what else its pages name. */
export interface DeskSettings {
  readonly siteUrl: string;
  /** What the stack knows of the owner's mail, where it mails from a domain of theirs. */
  readonly sender?: SenderDefaults | undefined;
}

/** Whom mail of the desk comes from where there is no newsletter yet, in this language. */
export function deskSenderOf(
  { sender }: DeskSettings,
  { tongue: language }: DeskLanguage,
): DeskSender | undefined {
  if (sender === undefined) return undefined;
  const { address, postalAddress } = sender;
  return { address, postalAddress, language };
}

/** The browsers that are signed in. */
interface SessionDeps {
  readonly open: (session: Session) => Promise<void>;
  readonly find: (
    personId: string,
    hash: string,
  ) => Promise<{ readonly session: Session; readonly person: Person } | undefined>;
  readonly list: (personId: string) => Promise<readonly Session[]>;
  readonly end: (session: Pick<Session, 'personId' | 'hash'>) => Promise<void>;
}

/** The passkeys by which people sign in. */
interface PasskeyDeps
  extends Pick<AddPasskeyDeps, 'add' | 'listOf'>,
    Pick<EnterByPasskeyDeps, 'find' | 'noteUse'> {
  readonly list: () => Promise<readonly Passkey[]>;
  readonly remove: (passkey: Pick<Passkey, 'personId' | 'id'>) => Promise<void>;
  readonly challenges: Challenges;
}

/** What every page may ask. */
export interface DeskDeps {
  readonly newsletters: () => Promise<readonly Newsletter[]>;
  readonly newsletter: (id: string) => Promise<Newsletter | undefined>;
  readonly people: Omit<PeopleDeps, 'randomId' | 'now'>;
  readonly sessions: SessionDeps;
  readonly passkeys: PasskeyDeps;
  readonly signIns: KeepSignIn & Pick<FinishSignInDeps, 'load' | 'spend' | 'countCode'>;
  readonly audit: AuditLog;
  readonly windows: Windows;
  readonly keys: SigningKeys;
  readonly randomId: () => string;
  readonly now: () => number;
  readonly reportError: (error: unknown) => void;
}

/** The desk, as a page sees it whose use cases need `Uses`. */
export interface Desk<Uses = unknown> {
  readonly deps: DeskDeps & Uses;
  readonly settings: DeskSettings;
}

/** Somebody who is signed in and asks for a page. */
export interface Visit {
  readonly person: Person;
  readonly session: Session;
  /** The instant of the request (ms): a page and its acts know one time. */
  readonly now: number;
  readonly language: DeskLanguage;
  /** Whether they may do this here: for the newsletter of the page, or for all of them. */
  readonly may: (right: Right) => boolean;
  /** Whether they may do this for all newsletters. */
  readonly mayEverywhere: (right: Right) => boolean;
  /** The newsletters that they may look at. */
  readonly newsletters: readonly Newsletter[];
  /** What every form has to bring back. */
  readonly formToken: string;
  /** Tells the audit trail what an act was done to, and what it changed. */
  readonly tell: (told: Pick<AuditEntry, 'object' | 'before' | 'after' | 'outcome'>) => void;
}

/** The same, about one newsletter. */
export interface NewsletterVisit extends Visit {
  readonly newsletter: Newsletter;
}

interface RouteFacts {
  readonly method: 'get' | 'post';
  /** Below `/desk`; below `/desk/n/:id` where it is about a newsletter. */
  readonly path: string;
  readonly right: Right | 'signed-in';
  /** Asks for a proof of who it is that is a few minutes old at most. */
  readonly isGrave?: true;
  /** Takes more than other forms do; `tooLong` names the sentence for who sends still more. */
  readonly takes?: { readonly bytesMax: number; readonly tooLong: string };
}

/** A page or an act of the desk, and who may. */
export type DeskRoute<Uses = unknown> = RouteFacts &
  (
    | {
        readonly about: 'newsletter';
        readonly answer: (
          c: Context,
          visit: NewsletterVisit,
          desk: Desk<Uses>,
        ) => Promise<Response>;
      }
    | {
        readonly about: 'all';
        readonly answer: (c: Context, visit: Visit, desk: Desk<Uses>) => Promise<Response>;
      }
  );

/** The whole path of a route. */
export function pathOf({ about, path }: Pick<DeskRoute, 'about' | 'path'>): string {
  return about === 'newsletter' ? `/desk/n/:id${path}` : `/desk${path}`;
}

/** The address of a page about a newsletter. */
export function deskPath(newsletterId: string, path = ''): string {
  return `/desk/n/${newsletterId}${path}`;
}
