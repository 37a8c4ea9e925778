/**
 * Passkeys: a second way into the desk, beside the link by mail. The private half never leaves whatever
 * device or keychain holds it; the table has the public one, which lets nobody in. A passkey is bound
 * to the host of the site (WebAuthn calls it the relying party): at another host it is none.
 */
import { isIP } from 'node:net';
import { hourMs, minuteMs } from '../config/time.ts';
import { networkOf, type Window } from '../subscriber/windows.ts';
import { hashOf } from './sign-in-link.ts';

/** A passkey as it is kept; instants are in milliseconds. */
export interface Passkey {
  /** Made of the credential's own id, which may be longer than a key of the table. */
  readonly id: string;
  readonly personId: string;
  /** As the device that holds it calls it (base64url). */
  readonly credentialId: string;
  /** As the device gave it: COSE (base64url). */
  readonly publicKey: string;
  /** How often the device has signed, where it counts; it never goes back. */
  readonly counter: number;
  /** The host that it works at. */
  readonly host: string;
  /** As its owner calls it. */
  readonly name: string;
  readonly createdAt: number;
  readonly usedAt?: number;
}

/** Passkeys of one person, at most. */
export const passkeysMax = 10;
const nameCharsMax = 60;
/** How long somebody may take for the dialogue of their device. */
export const challengeMsMax = 5 * minuteMs;
const asksPerNetworkMax = 60;
const wrongPerNetworkMax = 10;

/** Where passkeys work: the host that they are bound to, and the origin that has to show it. */
export interface PasskeySite {
  readonly host: string;
  readonly origin: string;
}

/** Undefined where there can be none: their host is a name, and never a bare network address. */
export function passkeySite(siteUrl: string): PasskeySite | undefined {
  const { hostname: host, origin } = new URL(siteUrl);
  return isIP(host.replace(/[[\]]/g, '')) === 0 ? { host, origin } : undefined;
}

/** The key of the row of a credential. */
export function passkeyIdOf(credentialId: string): string {
  return hashOf(credentialId);
}

/** A name as it is kept: one line, and no address; undefined when it is none. */
export function passkeyName(typed: string): string | undefined {
  const name = typed.trim();
  const isLine = name !== '' && name.length <= nameCharsMax && !/[\p{Cc}@]/u.test(name);
  return isLine ? name : undefined;
}

const browsers = [
  ['Edg', 'Edge'],
  ['OPR/', 'Opera'],
  ['SamsungBrowser', 'Samsung Internet'],
  ['Firefox/', 'Firefox'],
  ['FxiOS', 'Firefox'],
  ['CriOS', 'Chrome'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
] as const;
const systems = [
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Android', 'Android'],
  ['CrOS', 'ChromeOS'],
  ['Windows', 'Windows'],
  ['Mac OS X', 'Mac'],
  ['Linux', 'Linux'],
] as const;

/** What a passkey may be called, by the browser that it is made in; undefined where that tells nothing. */
export function deviceName(agent: string): string | undefined {
  const known = [browsers, systems].flatMap(
    (names) => names.find(([sign]) => agent.includes(sign))?.[1] ?? [],
  );
  return known.length === 0 ? undefined : known.join(' · ');
}

/** What was asked of a device: a random text that it has to sign, once, in the browser that asked. */
export interface Challenge {
  /** A hash of the text. */
  readonly id: string;
  /** To sign in, or to add a passkey. */
  readonly purpose: 'enter' | 'add';
  /** A hash of what only the asking browser holds. */
  readonly holder: string;
  readonly expiresAtMs: number;
}

/** Where challenges are kept until they are spent. */
export interface Challenges {
  readonly keep: (challenge: Challenge) => Promise<void>;
  /** Takes it away; false unless it is there, for this purpose and holder, and not over. */
  readonly spend: (challenge: Omit<Challenge, 'expiresAtMs'>, at: number) => Promise<boolean>;
}

/** Challenges for a network that wants to sign in. */
export function asksOf(from: string): Window {
  const name = `passkeys#${networkOf(from)}`;
  return { kind: 'sign-in', name, lengthMs: hourMs, max: asksPerNetworkMax };
}

/** Answers of a network that were wrong. */
export function wrongAnswersOf(from: string): Window {
  const name = `wrong-passkeys#${networkOf(from)}`;
  return { kind: 'sign-in', name, lengthMs: hourMs, max: wrongPerNetworkMax };
}
