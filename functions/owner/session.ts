/**
 * Sessions: what a browser shows on each request, and what the row behind it says. The row is written
 * when somebody signs in or acts, never by looking: how long ago the browser was last here stands in
 * its own cookie, signed with a key that only the row has.
 */
import { createHmac } from 'node:crypto';
import { sessionMsMax } from '../config/retention.ts';
import { hourMs, minuteMs } from '../config/time.ts';
import type { Person } from './person.ts';
import { hashOf, isSame } from './sign-in-link.ts';

/** A browser that is signed in. */
export interface Session {
  readonly personId: string;
  /** Of the secret that the browser holds. */
  readonly hash: string;
  /** Of the person when they signed in: roles that change end the session. */
  readonly epoch: number;
  readonly createdAt: number;
  /** When they last proved who they are (ms). */
  readonly provedAt: number;
  /** Signs the forms, and how long ago the browser was here. */
  readonly formKey: string;
  /** The network and the browser, as far as the request told, for the list of sessions. */
  readonly from: string;
  readonly agent: string;
}

const idleMsMax = 12 * hourMs;
/** A proof of who it is that is older does not do for what cannot be undone. */
const recentMs = 10 * minuteMs;
/** The cookie is written anew after so long. */
const restampMs = 5 * minuteMs;

/** What a browser's cookie holds. */
export interface SessionCookie {
  readonly personId: string;
  readonly secret: string;
  /** When the browser was last here (ms). */
  readonly seenAt: number;
  readonly mac: string;
}

const part = /^[\w-]{1,100}$/;

/** A new session, and what its browser is to keep. */
export function openSession(
  person: Person,
  about: Pick<Session, 'from' | 'agent'>,
  deps: { readonly randomId: () => string; readonly now: () => number },
): { readonly session: Session; readonly cookie: string } {
  const secret = `${deps.randomId()}${deps.randomId()}`;
  const at = deps.now();
  const session: Session = {
    personId: person.id,
    hash: hashOf(secret),
    epoch: person.epoch,
    createdAt: at,
    provedAt: at,
    formKey: `${deps.randomId()}${deps.randomId()}`,
    ...about,
  };
  return { session, cookie: cookieText(session, secret, at) };
}

/** Reads a cookie; undefined when it has another form. */
export function readSessionCookie(text: string | undefined): SessionCookie | undefined {
  const [personId = '', secret = '', seen = '', mac = '', ...more] = (text ?? '').split('.');
  const seenAt = Number.parseInt(seen, 36);
  const isWhole = [personId, secret, seen, mac].every((one) => part.test(one));
  if (!isWhole || more.length > 0 || !Number.isSafeInteger(seenAt)) return undefined;
  return { personId, secret, seenAt, mac };
}

/** The key of the row that a cookie speaks of. */
export function hashOfCookie({ secret }: SessionCookie): string {
  return hashOf(secret);
}

/** Whether a session goes on at `now` (ms) for the browser that shows this cookie. */
export function isLive(
  session: Session,
  person: Person,
  cookie: SessionCookie,
  now: number,
): boolean {
  if (!mayGoOn(session, person, now) || now >= cookie.seenAt + idleMsMax) return false;
  return isSame(seenMac(session, cookie.seenAt), cookie.mac);
}

/** Whether a browser that comes in time is still signed in at `now` (ms). */
export function mayGoOn(session: Session, { id, epoch }: Person, now: number): boolean {
  const isOfNow = session.epoch === epoch && session.personId === id;
  return isOfNow && now < session.createdAt + sessionMsMax;
}

/** The cookie to be set anew; undefined while it is fresh. */
export function restamped(
  session: Session,
  { secret, seenAt }: SessionCookie,
  now: number,
): string | undefined {
  return now < seenAt + restampMs ? undefined : cookieText(session, secret, now);
}

/** Whether who it is was proved a short while ago. */
export function isRecent({ provedAt }: Session, now: number): boolean {
  return now < provedAt + recentMs;
}

/** What every form of this session brings along. */
export function formToken({ formKey }: Session): string {
  return createHmac('sha256', formKey).update('form').digest('base64url');
}

/** Whether a form brings the token of this session. */
export function isOwnForm(session: Session, token: string): boolean {
  return isSame(formToken(session), token);
}

function cookieText(session: Session, secret: string, at: number): string {
  return [session.personId, secret, at.toString(36), seenMac(session, at)].join('.');
}

function seenMac({ formKey }: Session, at: number): string {
  return createHmac('sha256', formKey).update(`seen/${at}`).digest('base64url');
}
