/** The keys of signed links for a door that seldom needs them: read when they are asked for. */
import type { SigningKeys } from './signing-secret.ts';

interface SecretPlace {
  readonly SIGNING_SECRET_ARN: string;
  readonly endpoints: { readonly secrets?: string };
}

/** Reads them from the secret each time, as they are at that instant. */
export function openSigningKeys(
  { SIGNING_SECRET_ARN, endpoints }: SecretPlace,
  now: () => number,
): () => Promise<SigningKeys> {
  return async () => {
    const { readSigningKeys } = await import('./signing-secret.ts');
    return readSigningKeys(SIGNING_SECRET_ARN, endpoints.secrets, now());
  };
}
