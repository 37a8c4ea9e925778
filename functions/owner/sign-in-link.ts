/**
 * What the mail for signing in holds: a link, and a code of eight digits for another device. Both
 * are made from the id of the attempt, so that no row holds either.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { minuteMs } from '../config/time.ts';
import { trimEndOf } from '../config/trim-end.ts';
import { keyedHash, readToken, type SigningKeys, signToken } from '../subscriber/token.ts';

/** How long an attempt may be finished. */
export const signInLifetimeMs = 15 * minuteMs;

const purpose = 'desk';
const codePurpose = 'desk-code';
const codeDigits = 8;

/** The page that ends this attempt with a button. */
export function signInUrl(siteUrl: string, attemptId: string, keys: SigningKeys): string {
  return `${trimEndOf(siteUrl, /\//)}/desk/in/${signToken(purpose, [attemptId], keys)}`;
}

/** The attempt of such a link; undefined when it is forged or damaged. */
export function readSignInLink(token: string, keys: SigningKeys): string | undefined {
  const [attemptId, ...more] = readToken(purpose, token, keys) ?? [];
  return more.length > 0 ? undefined : attemptId;
}

/** The code of this attempt: eight digits. */
export function signInCode(attemptId: string, keys: SigningKeys): string {
  return codeBy(attemptId, keys.current);
}

/** Whether somebody typed the code of this attempt; spaces and dashes do not count. */
export function isCodeOf(typed: string, attemptId: string, keys: SigningKeys): boolean {
  const given = typed.replace(/[\s-]/g, '');
  return [keys.current, ...keys.older].some((key) => isSame(codeBy(attemptId, key), given));
}

/** As it is written, in two groups. */
export function spacedCode(code: string): string {
  return `${code.slice(0, codeDigits / 2)} ${code.slice(codeDigits / 2)}`;
}

/** What a row keeps of a secret that somebody else holds. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** Compares without telling by its time how much was right. */
export function isSame(expected: string, given: string): boolean {
  const a = Buffer.from(expected);
  const b = Buffer.from(given);
  return a.length === b.length && timingSafeEqual(a, b);
}

function codeBy(attemptId: string, key: SigningKeys['current']): string {
  const mac = Buffer.from(keyedHash(codePurpose, attemptId, key), 'base64url');
  const number = mac.readBigUInt64BE(0) % 10n ** BigInt(codeDigits);
  return String(number).padStart(codeDigits, '0');
}
