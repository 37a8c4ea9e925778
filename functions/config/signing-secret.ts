/** The secret that signs readers' links: kept in Secrets Manager, read once by the doors that need it. */
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
}

/**
 * Reads `{"id": "k1", "secret": "…", "older": [{"id", "secret"}]}`. Throws a SettingsError when the
 * secret has another form; its value is never part of a message.
 */
export async function readSigningKeys(arn: string, endpoint?: string): Promise<SigningKeys> {
  const client = new SecretsManagerClient(endpoint === undefined ? {} : { endpoint });
  const answer = await client.send(new GetSecretValueCommand({ SecretId: arn }));
  const parsed = v.safeParse(secretSchema, parseJson(answer.SecretString ?? ''));
  if (!parsed.success) {
    throw new SettingsError(
      'The signing secret must be JSON such as {"id":"k1","secret":"32 characters or more"}.',
    );
  }
  const { id, secret, older } = parsed.output;
  return { current: { id, secret }, older };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
