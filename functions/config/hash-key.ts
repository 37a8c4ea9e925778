/**
 * The key of hashes: what is left of an address that is not kept any more. It is a secret of its
 * own, so that it outlives every rotation of the key of the links, and is never changed.
 */
import { createHmac } from 'node:crypto';
import { keepFresh } from './door.ts';

/** Makes the hash of a text for a purpose: nobody can make it, or guess the text, without the key. */
export type Hashes = (purpose: string, text: string) => Promise<string>;

const hashBytes = 18;

/** Where the key is. */
interface HashSettings {
  readonly HASH_SECRET_ARN: string;
  readonly endpoints: { readonly secrets?: string };
}

/**
 * The key in this secret, which is read when it is asked for first, and anew after an hour: a restore
 * from another place brings the key of that place.
 */
export function openHashKey(
  { HASH_SECRET_ARN: arn, endpoints }: HashSettings,
  now: () => number,
): () => Promise<string> {
  return keepFresh(async () => {
    // Most calls of most doors do without it.
    const { readHashKey } = await import('./signing-secret.ts');
    return readHashKey(arn, endpoints.secrets);
  }, now);
}

/** Hashes by the key in this secret. */
export function openHashes(settings: HashSettings, now: () => number): Hashes {
  const ready = openHashKey(settings, now);
  return async (purpose, text) => hashWith(await ready(), purpose, text);
}

/** The hash that this key gives. */
export function hashWith(key: string, purpose: string, text: string): string {
  const full = createHmac('sha256', key).update(`paperboy/${purpose}/${text}`).digest();
  return full.subarray(0, hashBytes).toString('base64url');
}
