/** The secrets: what signs readers' links, and the key of hashes; kept in Secrets Manager. */
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as v from 'valibot';
import { SettingsError } from './environment.ts';

const keySchema = v.object({
  id: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,16}$/)),
  secret: v.pipe(v.string(), v.minLength(32)),
});

/**
 * `older` keeps links working that were signed before a rotation. A key there that has `signsFrom`
 * (ms) signs from that instant on: until then it is only known, so that no door meets a link of a
 * key that it has not read yet.
 */
const secretSchema = v.object({
  ...keySchema.entries,
  older: v.optional(
    v.array(v.object({ ...keySchema.entries, signsFrom: v.optional(v.number()) })),
    [],
  ),
});

/** The keys of signed links: the newest signs, all of them are accepted. */
export interface SigningKeys {
  readonly current: v.InferOutput<typeof keySchema>;
  readonly older: readonly v.InferOutput<typeof keySchema>[];
  /** When the secret was last changed (ms), where Secrets Manager says so. */
  readonly changedAt?: number;
}

/**
 * Reads `{"id": "k1", "secret": "…", "older": [{"id", "secret", "signsFrom"}]}` as it is at `now`
 * (ms). Throws a SettingsError when the secret has another form; its value is never part of a
 * message.
 */
export async function readSigningKeys(
  arn: string,
  endpoint: string | undefined,
  now: number,
): Promise<SigningKeys> {
  const { text, changedAt } = await readSecret(arn, endpoint);
  const keys = signingKeysOf(text, now);
  if (keys !== undefined) return { ...keys, ...(changedAt === undefined ? {} : { changedAt }) };
  throw new SettingsError(
    'The signing secret must be JSON such as {"id":"k1","secret":"32 characters or more"}.',
  );
}

/** The keys that the text of the secret holds at `now` (ms); undefined when it has another form. */
export function signingKeysOf(text: string, now: number): SigningKeys | undefined {
  const parsed = v.safeParse(secretSchema, parseJson(text));
  if (!parsed.success) return undefined;
  const { older, id, secret } = parsed.output;
  const all = [{ id, secret, signsFrom: Number.NEGATIVE_INFINITY }, ...older];
  const [latest] = all
    .filter(({ signsFrom = Number.POSITIVE_INFINITY }) => signsFrom <= now)
    .sort((a, b) => (b.signsFrom ?? 0) - (a.signsFrom ?? 0));
  const current = latest ?? all[0] ?? { id, secret };
  const bare = (key: SigningKeys['current']) => ({ id: key.id, secret: key.secret });
  return { current: bare(current), older: all.filter((key) => key !== current).map(bare) };
}

const hashSchema = v.object({ secret: v.pipe(v.string(), v.minLength(32)) });

/** Reads the key of hashes, `{"secret": "…"}`. Throws a SettingsError when it has another form. */
export async function readHashKey(arn: string, endpoint?: string): Promise<string> {
  const key = hashKeyOf((await readSecret(arn, endpoint)).text);
  if (key !== undefined) return key;
  throw new SettingsError(
    'The hash secret must be JSON such as {"secret":"32 characters or more"}.',
  );
}

/** The key of hashes that the text of its secret holds; undefined when it has another form. */
export function hashKeyOf(text: string): string | undefined {
  const parsed = v.safeParse(hashSchema, parseJson(text));
  return parsed.success ? parsed.output.secret : undefined;
}

/** The text of a secret as it is now. */
export async function readSecretText(arn: string, endpoint: string | undefined): Promise<string> {
  return (await readSecret(arn, endpoint)).text;
}

/** The text, and when this version of it was made (Secrets Manager, GetSecretValue). */
async function readSecret(arn: string, endpoint: string | undefined) {
  const client = new SecretsManagerClient(endpoint === undefined ? {} : { endpoint });
  const answer = await client.send(new GetSecretValueCommand({ SecretId: arn }));
  return { text: answer.SecretString ?? '', changedAt: answer.CreatedDate?.getTime() };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
