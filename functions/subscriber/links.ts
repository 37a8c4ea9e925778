/**
 * Signed links: what a reader's mail carries so that a page knows whom it serves without a login.
 * A link says nothing about a person, and is good for one purpose only.
 */

import { dayMs, hourMs } from '../config/time.ts';
import { trimEndOf } from '../config/trim-end.ts';
import { readToken, type SigningKeys, signToken } from './token.ts';

/** What a signed link is for, and for whom. */
export type Link = StandingLink | ConfirmLink | RestoreLink;

interface StandingLink {
  readonly purpose: 'unsubscribe' | 'preferences';
  readonly subscriberId: string;
}

/** `confirm` is about a subscription, `address` about the new address of one. */
export interface ConfirmLink {
  readonly purpose: 'confirm' | 'address';
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

/** Mail programs and gateways hang things on to a link: `…>`, `….`, `…&utm_source=x`. */
const tokenForm = /^[\w-]+(?:\.[\w-]+)*/;

/** How long a confirmation can be answered. */
export const confirmLinkLifetimeMs = 48 * hourMs;
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
  const facts = readToken(purpose, tokenForm.exec(token)?.[0] ?? '', keys);
  const link = facts && linkOf(purpose, facts);
  if (link === undefined) return { kind: 'refused' };
  return { kind: isOver(link, now) ? 'expired' : 'valid', link };
}

/** The page behind the button of a confirmation mail. */
export function confirmUrl(siteUrl: string, token: string): string {
  return linkUrl('confirm', siteUrl, token);
}

/** The page behind the button of the mail that asks a new address. */
export function addressUrl(siteUrl: string, token: string): string {
  return linkUrl('address', siteUrl, token);
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
      return [link.subscriberId, link.confirmationId, link.issuedAt.toString(36)];
    case 'restore':
      return [link.subscriberId, link.issuedAt.toString(36)];
    default:
      return [link.subscriberId];
  }
}

function linkOf(purpose: LinkPurpose, facts: readonly string[]): Link | undefined {
  const [subscriberId, ...more] = facts;
  if (subscriberId === undefined) return undefined;
  switch (purpose) {
    case 'confirm':
    case 'address': {
      const [confirmationId, issued] = more;
      const issuedAt = Number.parseInt(issued ?? '', 36);
      if (confirmationId === undefined || !Number.isSafeInteger(issuedAt)) return undefined;
      return { purpose, subscriberId, confirmationId, issuedAt };
    }
    case 'restore': {
      const issuedAt = Number.parseInt(more[0] ?? '', 36);
      return Number.isSafeInteger(issuedAt) ? { purpose, subscriberId, issuedAt } : undefined;
    }
    default:
      return { purpose, subscriberId };
  }
}

function isOver(link: Link, now: number): boolean {
  switch (link.purpose) {
    case 'confirm':
    case 'address':
      return now >= link.issuedAt + confirmLinkLifetimeMs;
    case 'restore':
      return now >= link.issuedAt + restoreLinkLifetimeMs;
    default:
      return false;
  }
}
