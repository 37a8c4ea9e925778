/**
 * The cookies of the desk: which attempt to sign in this browser made, that it asked for a passkey, and
 * that it is signed in.
 * `__Host-` binds them to this host and to TLS (RFC 6265bis §4.1.3.2). Lax, not Strict: who comes from
 * a mail is signed in.
 */
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { sessionMsMax } from '../../config/retention.ts';
import { challengeMsMax } from '../../owner/passkey.ts';
import { signInLifetimeMs } from '../../owner/sign-in-link.ts';

const sessionName = 'desk';
const attemptName = 'desk-in';
const challengeName = 'desk-key';
const options = {
  path: '/',
  secure: true,
  httpOnly: true,
  sameSite: 'Lax',
  prefix: 'host',
} as const;

/** The cookie of the session, as it came. */
export function sessionCookie(c: Context): string | undefined {
  return getCookie(c, sessionName, 'host');
}

/** Keeps the session in this browser. */
export function keepSession(c: Context, value: string): void {
  setCookie(c, sessionName, value, { ...options, maxAge: sessionMsMax / 1000 });
}

/** Forgets the session in this browser. */
export function forgetSession(c: Context): void {
  deleteCookie(c, sessionName, options);
}

/** The attempt that this browser made. */
export function attemptCookie(
  c: Context,
): { readonly attemptId: string; readonly browser: string } | undefined {
  const [attemptId, browser, ...more] = (getCookie(c, attemptName, 'host') ?? '').split('.');
  if (!attemptId || !browser || more.length > 0) return undefined;
  return { attemptId, browser };
}

/** Remembers that this browser asked. */
export function keepAttempt(c: Context, attempt: { attemptId: string; browser: string }): void {
  const value = `${attempt.attemptId}.${attempt.browser}`;
  setCookie(c, attemptName, value, { ...options, maxAge: signInLifetimeMs / 1000 });
}

/** The attempt is over. */
export function forgetAttempt(c: Context): void {
  deleteCookie(c, attemptName, options);
}

/** What this browser kept when it asked for a passkey. */
export function challengeCookie(c: Context): string | undefined {
  return getCookie(c, challengeName, 'host');
}

/** Remembers that this browser asked for a passkey. */
export function keepChallenge(c: Context, browser: string): void {
  setCookie(c, challengeName, browser, { ...options, maxAge: challengeMsMax / 1000 });
}

/** It has answered. */
export function forgetChallenge(c: Context): void {
  deleteCookie(c, challengeName, options);
}
