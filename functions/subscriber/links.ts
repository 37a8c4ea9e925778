/**
 * Signed links: what a reader's mail carries so that a page knows whom it serves without a login.
 * A link says nothing about a person, and is good for one purpose only.
 */
import { dayMs, hourMs } from '../config/time.ts';
import { trimEndOf } from '../config/trim-end.ts';
import { mendings } from './mended-token.ts';
import type { Subscriber } from './subscriber.ts';
import { readToken, type SigningKeys, signToken } from './token.ts';

/** What a signed link is for, and for whom. */
export type Link = LeavingLink | PreferencesLink | ConfirmLink | RestoreLink;

interface LeavingLink {
  readonly purpose: 'unsubscribe';
  readonly subscriberId: string;
}

/** To a reader's choices. Those of an edition are passed on with it, and open only these. */
export interface PreferencesLink {
  readonly purpose: 'preferences';
  readonly subscriberId: string;
  /** When the reader had last moved to another address: a move makes older links void. */
  readonly movedAt?: number;
  /** When it was mailed to nobody but the reader: for a day it opens the reader's data too. */
  readonly issuedAt?: number;
}

/** `confirm` is about a subscription, `address` about its new address, `back` about the one before. */
export interface ConfirmLink {
  readonly purpose: 'confirm' | 'address' | 'back';
  readonly subscriberId: string;
  readonly confirmationId: string;
  readonly issuedAt: number;
}

/** Undoes the leaving of that instant. */
interface RestoreLink {
  readonly purpose: 'restore';
  readonly subscriberId: string;
  readonly issuedAt: number;
}

/** The purposes of signed links. */
export type LinkPurpose = Link['purpose'];

/** A link as it was signed, or that it is none of ours. */
export type LinkReading =
  | { readonly kind: 'valid'; readonly link: Link }
  | { readonly kind: 'expired'; readonly link: Link }
  | { readonly kind: 'refused' };

/** How long a confirmation can be answered. */
export const confirmLinkLifetimeMs = 48 * hourMs;
/** How long a link that was mailed to the reader alone opens their data. */
export const freshLinkLifetimeMs = dayMs;
/** How long the old address can take back a move. */
export const backLinkLifetimeMs = 7 * dayMs;
/** How long leaving can be taken back. */
export const restoreLinkLifetimeMs = dayMs;

/** Signs a link of the reader's own. */
export function signLink(link: Link, keys: SigningKeys): string {
  return signToken(link.purpose, factsOf(link), keys);
}

/**
 * Reads a token, whatever hangs on to it. Forged, truncated, of another purpose or of an unknown
 * key: all refused alike. The links of every mail never expire (15 U.S.C. §7704(a)(3)(A)(ii) asks for 30 days).
 */
export function readLink(
  purpose: LinkPurpose,
  token: string,
  keys: SigningKeys,
  now: number,
): LinkReading {
  const links = mendings(token).map((one) => {
    const facts = readToken(purpose, one, keys);
    return facts && linkOf(purpose, facts);
  });
  const link = links.find((one) => one !== undefined);
  if (link === undefined) return { kind: 'refused' };
  return { kind: isOver(link, now) ? 'expired' : 'valid', link };
}

/** The link to the choices of this reader; with `issuedAt` one that is mailed to them alone. */
export function preferencesLink(
  { id: subscriberId, consent: { addressChangedAt } }: Pick<Subscriber, 'id' | 'consent'>,
  issuedAt?: number,
): PreferencesLink {
  return {
    purpose: 'preferences',
    subscriberId,
    ...(addressChangedAt === undefined ? {} : { movedAt: addressChangedAt }),
    ...(issuedAt === undefined ? {} : { issuedAt }),
  };
}

/** Whether a link opens the reader's data as well as their choices. */
export function isFresh(link: Link, now: number): boolean {
  if (link.purpose !== 'preferences' || link.issuedAt === undefined) return false;
  return now < link.issuedAt + freshLinkLifetimeMs;
}

/** The page behind the button of a confirmation mail. */
export function confirmUrl(siteUrl: string, token: string): string {
  return linkUrl('confirm', siteUrl, token);
}

/** The page behind the button of the mail that asks a new address. */
export function addressUrl(siteUrl: string, token: string): string {
  return linkUrl('address', siteUrl, token);
}

/** The page behind the button of the mail that tells an old address of a move. */
export function backUrl(siteUrl: string, token: string): string {
  return linkUrl('back', siteUrl, token);
}

/** The page of a reader's own choices. */
export function preferencesUrl(siteUrl: string, token: string): string {
  return linkUrl('preferences', siteUrl, token);
}

/** The way out: a page for people, and the one-click address of mail programs (RFC 8058 §3.1). */
export function unsubscribeUrl(siteUrl: string, token: string): string {
  return linkUrl('unsubscribe', siteUrl, token);
}

function linkUrl(purpose: LinkPurpose, siteUrl: string, token: string): string {
  return `${trimEndOf(siteUrl, /\//)}/${purpose}/${token}`;
}

function factsOf(link: Link): readonly string[] {
  switch (link.purpose) {
    case 'confirm':
    case 'address':
    case 'back':
      return [link.subscriberId, link.confirmationId, link.issuedAt.toString(36)];
    case 'restore':
      return [link.subscriberId, link.issuedAt.toString(36)];
    case 'preferences': {
      const { subscriberId, movedAt, issuedAt } = link;
      const instants = issuedAt === undefined ? [movedAt] : [movedAt ?? 0, issuedAt];
      const given = instants.filter((at) => at !== undefined);
      return [subscriberId, ...given.map((at) => at.toString(36))];
    }
    case 'unsubscribe':
      return [link.subscriberId];
  }
}

function linkOf(purpose: LinkPurpose, facts: readonly string[]): Link | undefined {
  const [subscriberId, ...more] = facts;
  if (subscriberId === undefined) return undefined;
  switch (purpose) {
    case 'confirm':
    case 'address':
    case 'back': {
      const [confirmationId, issued] = more;
      const issuedAt = Number.parseInt(issued ?? '', 36);
      if (confirmationId === undefined || !Number.isSafeInteger(issuedAt)) return undefined;
      return { purpose, subscriberId, confirmationId, issuedAt };
    }
    case 'restore': {
      const issuedAt = Number.parseInt(more[0] ?? '', 36);
      return Number.isSafeInteger(issuedAt) ? { purpose, subscriberId, issuedAt } : undefined;
    }
    case 'preferences':
      return preferencesOf(subscriberId, more);
    case 'unsubscribe':
      return { purpose, subscriberId };
  }
}

function preferencesOf(subscriberId: string, more: readonly string[]): PreferencesLink | undefined {
  const [movedAt = 0, issuedAt] = more.map((text) => Number.parseInt(text, 36));
  if (![movedAt, issuedAt ?? 0].every(Number.isSafeInteger)) return undefined;
  return {
    purpose: 'preferences',
    subscriberId,
    ...(movedAt === 0 ? {} : { movedAt }),
    ...(issuedAt === undefined ? {} : { issuedAt }),
  };
}

function isOver(link: Link, now: number): boolean {
  switch (link.purpose) {
    case 'confirm':
    case 'address':
      return now >= link.issuedAt + confirmLinkLifetimeMs;
    case 'back':
      return now >= link.issuedAt + backLinkLifetimeMs;
    case 'restore':
      return now >= link.issuedAt + restoreLinkLifetimeMs;
    default:
      return false;
  }
}
