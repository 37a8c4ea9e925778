/**
 * Signed links: what a reader's mail carries so that a page knows whom it serves without a login.
 * A token is `KEY.SUBSCRIBER.MAC`, or `KEY.SUBSCRIBER.CONFIRMATION.TIME.MAC` to confirm. It says
 * nothing about a person, and is good for one purpose only.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

export type Link =
  | { readonly purpose: 'unsubscribe' | 'preferences'; readonly subscriberId: string }
  | ConfirmLink;

export interface ConfirmLink {
  readonly purpose: 'confirm';
  readonly subscriberId: string;
  readonly confirmationId: string;
  readonly issuedAt: number;
}

export type LinkPurpose = Link['purpose'];

interface SigningKey {
  /** Names the key in every token that it signed. */
  readonly id: string;
  readonly secret: string;
}

/** New links are signed with the current key; links of older keys keep working. */
export interface SigningKeys {
  readonly current: SigningKey;
  readonly older: readonly SigningKey[];
}

export type LinkReading =
  | { readonly kind: 'valid'; readonly link: Link }
  | { readonly kind: 'expired'; readonly link: Link }
  | { readonly kind: 'refused' };

export const confirmLinkLifetimeMs = 48 * 60 * 60 * 1000;

const macBytes = 16;
const tokenCharsMax = 300;
const secretCharsMin = 32;
const part = /^[A-Za-z0-9_-]{1,64}$/;

/** Signs a link of the reader's own. */
export function signLink(link: Link, keys: SigningKeys): string {
  const facts =
    link.purpose === 'confirm'
      ? [link.subscriberId, link.confirmationId, link.issuedAt.toString(36)]
      : [link.subscriberId];
  const parts = [keys.current.id, ...facts];
  const bad = parts.find((text) => !part.test(text));
  if (bad !== undefined) throw new Error(`Not fit for a link: ${JSON.stringify(bad)}.`);
  const body = parts.join('.');
  return `${body}.${mac(link.purpose, body, keys.current.secret)}`;
}

/**
 * Reads a token. Forged, truncated, of another purpose or of an unknown key: all refused alike. A
 * confirm link expires; the others never do (15 U.S.C. §7704(a)(3)(A)(ii) asks for 30 days).
 */
export function readLink(
  purpose: LinkPurpose,
  token: string,
  keys: SigningKeys,
  now: number,
): LinkReading {
  if (token.length > tokenCharsMax) return { kind: 'refused' };
  const end = token.lastIndexOf('.');
  const body = token.slice(0, Math.max(0, end));
  const [keyId, ...facts] = body.split('.');
  const key = [keys.current, ...keys.older].find(({ id }) => id === keyId);
  if (key === undefined) return { kind: 'refused' };
  if (!isSame(mac(purpose, body, key.secret), token.slice(end + 1))) return { kind: 'refused' };
  const link = linkOf(purpose, facts);
  if (link === undefined) return { kind: 'refused' };
  const isOver = link.purpose === 'confirm' && now >= link.issuedAt + confirmLinkLifetimeMs;
  return { kind: isOver ? 'expired' : 'valid', link };
}

/** The page behind the button of a confirmation mail. */
export function confirmUrl(siteUrl: string, token: string): string {
  return linkUrl('confirm', siteUrl, token);
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
  return `${siteUrl.replace(/\/+$/, '')}/${purpose}/${token}`;
}

function linkOf(purpose: LinkPurpose, facts: readonly string[]): Link | undefined {
  const [subscriberId, confirmationId, issued] = facts;
  if (subscriberId === undefined) return undefined;
  if (purpose !== 'confirm') return facts.length === 1 ? { purpose, subscriberId } : undefined;
  if (facts.length !== 3 || confirmationId === undefined || issued === undefined) return undefined;
  const issuedAt = Number.parseInt(issued, 36);
  return Number.isSafeInteger(issuedAt)
    ? { purpose, subscriberId, confirmationId, issuedAt }
    : undefined;
}

/** The purpose is signed along, so that no link can stand in for another. */
function mac(purpose: LinkPurpose, body: string, secret: string): string {
  if (secret.length < secretCharsMin) {
    throw new Error(`A signing secret needs at least ${secretCharsMin} characters.`);
  }
  const full = createHmac('sha256', secret).update(`paperboy/${purpose}/${body}`).digest();
  return full.subarray(0, macBytes).toString('base64url');
}

/** Compares the texts, not the bytes they stand for: only one spelling of a token is good. */
function isSame(expected: string, given: string): boolean {
  const a = Buffer.from(expected);
  const b = Buffer.from(given);
  return a.length === b.length && timingSafeEqual(a, b);
}
