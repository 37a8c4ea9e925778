/**
 * Signed tokens: `KEY.FACT.FACT.MAC`. The key is named so that it can be rotated; the purpose is
 * signed along, so that no token can stand in for one of another kind.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

interface SigningKey {
  /** Names the key in every token that it signed. */
  readonly id: string;
  readonly secret: string;
}

/** New tokens are signed with the current key; those of older keys keep working. */
export interface SigningKeys {
  readonly current: SigningKey;
  readonly older: readonly SigningKey[];
}

const macBytes = 16;
const tokenCharsMax = 300;
const secretCharsMin = 32;
const part = /^[A-Za-z0-9_-]{1,64}$/;

/** Signs these facts for this purpose. Throws when a fact does not fit into a token. */
export function signToken(purpose: string, facts: readonly string[], keys: SigningKeys): string {
  const parts = [keys.current.id, ...facts];
  const bad = parts.find((text) => !part.test(text));
  if (bad !== undefined) throw new Error(`Not fit for a token: ${JSON.stringify(bad)}.`);
  const body = parts.join('.');
  return `${body}.${keyedHash(purpose, body, keys.current)}`;
}

/** The facts of a token; undefined when it is forged, truncated, or for something else. */
export function readToken(
  purpose: string,
  token: string,
  keys: SigningKeys,
): readonly string[] | undefined {
  if (token.length > tokenCharsMax) return undefined;
  const end = token.lastIndexOf('.');
  const body = token.slice(0, Math.max(0, end));
  const [keyId, ...facts] = body.split('.');
  // Each stack calls its first key k1, so that an older one may have the id of another.
  const isSigned = [keys.current, ...keys.older]
    .filter(({ id }) => id === keyId)
    .some((key) => isSame(keyedHash(purpose, body, key), token.slice(end + 1)));
  return isSigned ? facts : undefined;
}

/** A hash that nobody can compute, or guess the text of, without the key. */
export function keyedHash(purpose: string, text: string, { secret }: SigningKey): string {
  if (secret.length < secretCharsMin) {
    throw new Error(`A signing secret needs at least ${secretCharsMin} characters.`);
  }
  const full = createHmac('sha256', secret).update(`paperboy/${purpose}/${text}`).digest();
  return full.subarray(0, macBytes).toString('base64url');
}

/** Compares the texts, not the bytes they stand for: only one spelling of a token is good. */
function isSame(expected: string, given: string): boolean {
  const a = Buffer.from(expected);
  const b = Buffer.from(given);
  return a.length === b.length && timingSafeEqual(a, b);
}
