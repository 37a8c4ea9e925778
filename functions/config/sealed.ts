/** A text that only a passphrase opens: scrypt (RFC 7914) makes the key, AES-256-GCM keeps it. */
import { createCipheriv, createDecipheriv, scrypt } from 'node:crypto';
import * as v from 'valibot';

const base64 = v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]+={0,2}$/), v.maxLength(200_000));

/** What a sealed text looks like in a file. */
export const sealedSchema = v.object({ salt: base64, iv: base64, tag: base64, data: base64 });

/** A text that was sealed; nothing of it can be read without the passphrase. */
export type Sealed = v.InferOutput<typeof sealedSchema>;

/** The least that a passphrase has. */
export const passphraseCharsMin = 12;

/** Fixed, and not told by the file: one that asks for more would hold up who reads it. */
const cost = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 };
const saltBytes = 16;
/** NIST SP 800-38D recommends 96 bits. */
const ivBytes = 12;
const tagBytes = 16;
const keyBytes = 32;
const cipher = 'aes-256-gcm';

/** Keys that a passphrase gives: for the text, and for the mark of the file that holds it. */
export interface PassphraseKeys {
  readonly seal: Buffer;
  readonly mark: Buffer;
}

/** The keys of a passphrase; it takes about half a second and 128 MB. */
async function keysOf(passphrase: string, salt: Buffer): Promise<PassphraseKeys> {
  const both = await new Promise<Buffer>((resolve, reject) => {
    scrypt(passphrase.normalize('NFC'), salt, 2 * keyBytes, cost, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
  return { seal: both.subarray(0, keyBytes), mark: both.subarray(keyBytes) };
}

/** Seals a text; `chance` gives so many bytes that nobody can guess. */
export async function seal(
  text: string,
  passphrase: string,
  chance: (bytes: number) => Buffer,
): Promise<{ readonly sealed: Sealed; readonly keys: PassphraseKeys }> {
  const [salt, iv] = [chance(saltBytes), chance(ivBytes)];
  const keys = await keysOf(passphrase, salt);
  const made = createCipheriv(cipher, keys.seal, iv);
  const data = Buffer.concat([made.update(text, 'utf8'), made.final()]);
  const parts = { salt, iv, tag: made.getAuthTag(), data };
  const sealed = Object.fromEntries(
    Object.entries(parts).map(([name, bytes]) => [name, bytes.toString('base64')]),
  ) as unknown as Sealed;
  return { sealed, keys };
}

/** Opens it; undefined when the passphrase is another one, or somebody changed it. */
export async function unseal(
  { salt, iv, tag, data }: Sealed,
  passphrase: string,
): Promise<{ readonly text: string; readonly keys: PassphraseKeys } | undefined> {
  const keys = await keysOf(passphrase, Buffer.from(salt, 'base64'));
  try {
    const opened = createDecipheriv(cipher, keys.seal, Buffer.from(iv, 'base64'), {
      authTagLength: tagBytes,
    });
    opened.setAuthTag(Buffer.from(tag, 'base64'));
    const text = Buffer.concat([opened.update(Buffer.from(data, 'base64')), opened.final()]);
    return { text: text.toString('utf8'), keys };
  } catch {
    return undefined;
  }
}
