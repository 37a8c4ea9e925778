/** The secrets: what signs readers' links, and the key of hashes; kept in Secrets Manager. */
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as v from 'valibot';
import { SettingsError } from './environment.ts';

const keySchema = v.object({
  id: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,16}$/)),
  secret: v.pipe(v.string(), v.minLength(32)),
});

/** `older` keeps links working that were signed before a rotation. */
const secretSchema = v.object({ ...keySchema.entries, older: v.optional(v.array(keySchema), []) });

/** The keys of signed links: the newest signs, all of them are accepted. */
export interface SigningKeys {
  readonly current: v.InferOutput<typeof keySchema>;
  readonly older: readonly v.InferOutput<typeof keySchema>[];
  /** When the secret was last changed (ms), where Secrets Manager says so. */
  readonly changedAt?: number;
}

/**
 * Reads `{"id": "k1", "secret": "…", "older": [{"id", "secret"}]}`. Throws a SettingsError when the
 * secret has another form; its value is never part of a message.
 */
export async function readSigningKeys(arn: string, endpoint?: string): Promise<SigningKeys> {
  const { value, changedAt } = await readSecret(arn, endpoint);
  const parsed = v.safeParse(secretSchema, value);
  if (!parsed.success) {
    throw new SettingsError(
      'The signing secret must be JSON such as {"id":"k1","secret":"32 characters or more"}.',
    );
  }
  const { id, secret, older } = parsed.output;
  return { current: { id, secret }, older, ...(changedAt === undefined ? {} : { changedAt }) };
}

const hashSchema = v.object({ secret: v.pipe(v.string(), v.minLength(32)) });

/** Reads the key of hashes, `{"secret": "…"}`. Throws a SettingsError when it has another form. */
export async function readHashKey(arn: string, endpoint?: string): Promise<string> {
  const parsed = v.safeParse(hashSchema, (await readSecret(arn, endpoint)).value);
  if (parsed.success) return parsed.output.secret;
  throw new SettingsError(
    'The hash secret must be JSON such as {"secret":"32 characters or more"}.',
  );
}

/** The value, and when this version of it was made (Secrets Manager, GetSecretValue). */
async function readSecret(arn: string, endpoint: string | undefined) {
  const client = new SecretsManagerClient(endpoint === undefined ? {} : { endpoint });
  const answer = await client.send(new GetSecretValueCommand({ SecretId: arn }));
  return {
    value: parseJson(answer.SecretString ?? ''),
    changedAt: answer.CreatedDate?.getTime(),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
