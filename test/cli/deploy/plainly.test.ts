/** What AWS or the network refuses is told in words; a bug stays one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainly } from '../../../infra/cli/deploy/plainly.ts';
import { RefusedError } from '../../../infra/cli/errors.ts';

const cases: readonly [name: string, error: Error, says: RegExp][] = [
  [
    'an address that is not found',
    Object.assign(new Error('getaddrinfo ENOTFOUND sts.eu-nowhere-9'), { code: 'ENOTFOUND' }),
    /^The address of AWS in eu-nowhere-9 is not found\. Either this machine has no network, or/,
  ],
  [
    'a connection that is refused',
    Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
    /^AWS could not be reached: connect ECONNREFUSED\. Look to the network, then give/,
  ],
  [
    'a token that has expired',
    named('ExpiredTokenException'),
    /^Your AWS credentials have expired\./,
  ],
  ['a request that is too old', named('RequestExpired'), /^Your AWS credentials have expired\./],
  [
    'a signature that does not match',
    named('SignatureDoesNotMatch'),
    /^AWS does not take these credentials in eu-nowhere-9\./,
  ],
  [
    'a right that is missing',
    named('AccessDeniedException'),
    /^These credentials lack a right\..*What AWS says: no$/,
  ],
  ['no credentials', named('CredentialsProviderError'), /^There are no AWS credentials here/],
];

for (const [name, error, says] of cases) {
  test(`in plain words: ${name}`, async () => {
    const refused = plainly('eu-nowhere-9', () => Promise.reject(error));
    await assert.rejects(
      refused,
      (said: Error) => said instanceof RefusedError && says.test(said.message),
    );
  });
}

test('anything else is thrown as it is', async () => {
  const bug = new TypeError('undefined is no function');
  await assert.rejects(
    plainly('eu-central-1', () => Promise.reject(bug)),
    (thrown) => thrown === bug,
  );
});

function named(name: string): Error {
  return Object.assign(new Error('no'), { name });
}
