/** Who asks, behind a proxy and without one: limits of a network count by it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { clientOf } from '../../../infra/local/serve/client.ts';

const cases: readonly (readonly [string, string | string[] | undefined, boolean, string])[] = [
  ['a proxy that is trusted', '192.0.2.7', true, '192.0.2.7'],
  [
    'what the visitor has written before it counts for nothing',
    '10.0.0.1, 192.0.2.7',
    true,
    '192.0.2.7',
  ],
  ['IPv6', '2001:db8::7', true, '2001:db8::7'],
  ['a proxy that says nothing', undefined, true, '127.0.0.1'],
  ['a proxy that says no address', 'unknown', true, '127.0.0.1'],
  ['nobody is trusted unless told', '192.0.2.7', false, '127.0.0.1'],
];

describe('who asks:', () => {
  for (const [name, header, trusts, expected] of cases) {
    test(`the visitor: ${name}`, () => {
      const headers = header === undefined ? {} : { 'x-forwarded-for': header };
      const request = { headers, socket: { remoteAddress: '127.0.0.1' } };
      assert.equal(clientOf(request as Parameters<typeof clientOf>[0], trusts), expected);
    });
  }
});
