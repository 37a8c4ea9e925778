/** The secrets of a Paperboy as their owner reads and changes them. */
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { readSecretText } from './signing-secret.ts';

/** One secret: its text, which is never printed. */
interface Secret {
  readonly read: () => Promise<string>;
  /**
   * Makes it the current version; the one before stays with the label AWSPREVIOUS. It takes the
   * right secretsmanager:PutSecretValue (AWS Secrets Manager API Reference, "PutSecretValue").
   */
  readonly write: (text: string) => Promise<void>;
}

/** The key of the links, and the key of hashes. */
export interface Secrets {
  readonly signing: Secret;
  readonly hash: Secret;
}

/** Opens both by their ARNs, in AWS or where an endpoint says. */
export function openSecrets(signing: string, hash: string, endpoint?: string): Secrets {
  const client = new SecretsManagerClient(endpoint === undefined ? {} : { endpoint });
  const open = (SecretId: string): Secret => ({
    read: () => readSecretText(SecretId, endpoint),
    write: async (SecretString) => {
      await client.send(new PutSecretValueCommand({ SecretId, SecretString }));
    },
  });
  return { signing: open(signing), hash: open(hash) };
}
