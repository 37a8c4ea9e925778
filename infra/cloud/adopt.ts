/** What a new stack takes over instead of making it anew. */
import * as v from 'valibot';
import { hostPattern, sentence, text } from './setting-forms.ts';

const secretPattern =
  /^arn:aws[a-z-]*:secretsmanager:([a-z0-9-]+):\d{12}:secret:[\w/+=.@-]+-\w{6}$/;

/**
 * Each is named as the outputs of the stack that left it name it, is in the same account and region,
 * and is left as it is:
 * - `table` has the keys and indexes of functions/store/indexes.ts, `expiresAt` as its time
 *   to live, and is encrypted with a key of AWS.
 * - `signingSecret` is the complete ARN of a secret of the form that functions/config reads. It
 *   comes with the table: without it no mailed link works.
 * - `hashSecret` is the complete ARN of the key of hashes. It comes with the table, too: without it
 *   the erased are not recognised. An older stack has left none.
 * - `identity` is the domain in SES, verified, with DKIM, not forwarding bounces by mail. One domain
 *   has one identity, so a second stage at it takes over that of the first.
 * - `configurationSet` tracks no opens or clicks and is no other Paperboy's: each would count the
 *   other's bounces. Where SES's events go is added to it.
 *
 * It is set before the first deploy of a stack and left as it is: a stack that is told later to
 * adopt what it made itself gives that up (an identity or configuration set is deleted), and one
 * that is told no more what to adopt makes an empty table of its own.
 */
export const AdoptSchema = v.strictObject(
  {
    table: adopted(
      'table',
      /^[\w.-]{3,255}$/,
      'the name of the table, as TableName in the outputs',
    ),
    signingSecret: adopted(
      'signingSecret',
      secretPattern,
      'the complete ARN of the secret, as SigningSecretArn in the outputs',
    ),
    hashSecret: adopted(
      'hashSecret',
      secretPattern,
      'the complete ARN of the secret, as HashSecretArn in the outputs',
    ),
    identity: adopted('identity', hostPattern, 'the domain that SES knows already'),
    configurationSet: adopted(
      'configurationSet',
      /^[\w-]{1,64}$/,
      'the name of the set, as ConfigurationSet in the outputs',
    ),
  },
  sentence(
    'adopt',
    'any of table, signingSecret, hashSecret, identity and configurationSet, each by its name',
  ),
);

type Adopt = Readonly<v.InferOutput<typeof AdoptSchema>>;

/** What does not go together with the other settings, a sentence each. */
export function wronglyAdopted(
  adopt: Adopt,
  { domain, region }: { readonly domain: string; readonly region: string },
): string[] {
  const wrong: string[] = [];
  if (adopt.table !== undefined && adopt.signingSecret === undefined) {
    wrong.push(sentence('adopt.signingSecret', 'the secret that belongs to the adopted table'));
  }
  for (const name of ['signingSecret', 'hashSecret'] as const) {
    const [, secretRegion = region] = secretPattern.exec(adopt[name] ?? '') ?? [];
    if (secretRegion === region) continue;
    wrong.push(sentence(`adopt.${name}`, `a secret in ${region}, the region you set`));
  }
  if (adopt.identity !== undefined && adopt.identity !== domain) {
    wrong.push(sentence('adopt.identity', `${domain}, the domain that you set, or to ""`));
  }
  return wrong;
}

function adopted(name: string, pattern: RegExp, what: string) {
  const form = text(`adopt.${name}`, pattern, `${what}, or to ""`);
  const nothing = v.pipe(
    v.literal(''),
    v.transform(() => undefined),
  );
  return v.optional(v.union([nothing, form], sentence(`adopt.${name}`, `${what}, or to ""`)));
}
