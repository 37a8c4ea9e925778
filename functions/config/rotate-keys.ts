/**
 * A new key for the links in mails. It is added to the secret and signs two hours later, when every
 * door has read it. Keys before it stay for good, as links in mails never expire.
 */
import * as v from 'valibot';
import { signingKeysOf } from './signing-secret.ts';
import { hourMs } from './time.ts';

/** Doors read their keys anew after an hour (`keepFresh`); one that could not then has another. */
export const keyKnownMs = 2 * hourMs;
/** So many keys at most: a secret holds 64 KB (Secrets Manager quotas), and each is about 120 bytes. */
export const keysMax = 200;

/** Where the text of the secret is, and chance. */
export interface RotateKeysDeps {
  readonly read: () => Promise<string>;
  readonly write: (text: string) => Promise<void>;
  readonly newSecret: () => string;
  readonly now: () => number;
}

/** `waiting`: a key that was added lately does not sign yet; nothing was changed. */
export type Rotation =
  | { readonly kind: 'rotated' | 'waiting'; readonly id: string; readonly signsFrom: number }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'full' };

const looseSchema = v.looseObject({
  older: v.optional(
    v.array(v.looseObject({ id: v.string(), signsFrom: v.optional(v.number()) })),
    [],
  ),
});

/** Adds a key, unless one waits that was added before. */
export async function rotateKeys(deps: RotateKeysDeps): Promise<Rotation> {
  const text = await deps.read();
  const at = deps.now();
  const known = signingKeysOf(text, at);
  if (known === undefined) return { kind: 'malformed' };
  const { older, ...rest } = v.parse(looseSchema, JSON.parse(text));
  const waiting = older.find(({ signsFrom = 0 }) => signsFrom > at);
  if (waiting?.signsFrom !== undefined) {
    return { kind: 'waiting', id: waiting.id, signsFrom: waiting.signsFrom };
  }
  const all = [known.current, ...known.older];
  if (all.length >= keysMax) return { kind: 'full' };
  const added = { id: nextId(all), secret: deps.newSecret(), signsFrom: at + keyKnownMs };
  await deps.write(JSON.stringify({ ...rest, older: [...older, added] }));
  return { kind: 'rotated', id: added.id, signsFrom: added.signsFrom };
}

/** `k2` after `k1`: the id stands in every link, so it is short. */
function nextId(keys: readonly { readonly id: string }[]): string {
  const numbers = keys.map(({ id }) => Number(/^k(\d{1,6})$/.exec(id)?.[1] ?? 0));
  return `k${Math.max(0, ...numbers) + 1}`;
}
