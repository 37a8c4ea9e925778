/** What AWS refuses, in plain words that say what to do. */
import { RefusedError } from '../errors.ts';

const goesOn = 'then give the same command again: it goes on where it was.';

/** By how AWS names an error (its "Common Errors" pages; each service has names of its own). */
const words: readonly (readonly [pattern: RegExp, text: (region: string) => string])[] = [
  [
    /^(?:ExpiredToken|ExpiredTokenException|RequestExpired)$/,
    () => `Your AWS credentials have expired. Sign in to AWS anew, ${goesOn}`,
  ],
  [
    /^(?:InvalidClientTokenId|UnrecognizedClientException|InvalidSignatureException|SignatureDoesNotMatch|AuthFailure|InvalidAccessKeyId)$/,
    (region) =>
      `AWS does not take these credentials in ${region}. Either they are wrong, or that region is ` +
      `not switched on for your account. Mend it, or set another region in cdk.json, ${goesOn}`,
  ],
  [
    /^(?:AccessDenied|AccessDeniedException|UnauthorizedOperation|AccessDeniedError)$/,
    () =>
      'These credentials lack a right. All that are needed are printed by: paperboy deploy ' +
      `--rights. Have them given to you, ${goesOn}`,
  ],
];

/** Does the work; what AWS or the network refuses becomes a RefusedError. */
export async function plainly<Done>(region: string, work: () => Promise<Done>): Promise<Done> {
  try {
    return await work();
  } catch (error) {
    const said = error instanceof Error ? plainWordsOf(error, region) : undefined;
    throw said === undefined ? error : new RefusedError(said);
  }
}

function plainWordsOf(error: Error, region: string): string | undefined {
  const { name, message } = error;
  if (name === 'CredentialsProviderError') {
    return (
      `There are no AWS credentials here, or they cannot be read. Sign in to AWS, ${goesOn} ` +
      `What the SDK says: ${message}`
    );
  }
  const { code } = error as { readonly code?: unknown };
  if (code === 'ENOTFOUND') {
    return (
      `The address of AWS in ${region} is not found. Either this machine has no network, or AWS or its ` +
      'SES is not there. Then set region in cdk.json, under "context", to another, such as ' +
      `eu-central-1, and ${goesOn}`
    );
  }
  if (typeof code === 'string' && /^E[A-Z]+$/.test(code)) {
    return `AWS could not be reached: ${message || code}. Look to the network, ${goesOn}`;
  }
  const [, text] = words.find(([pattern]) => pattern.test(name)) ?? [];
  return text && `${text(region)} What AWS says: ${message}`;
}
