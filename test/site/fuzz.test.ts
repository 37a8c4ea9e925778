/** Whatever is sent to whatever address: an answer, and never a 500. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { anyText } from '../support/any-text.ts';
import { filledIn, newsletter, stageWithReader } from './stage.ts';

const requestsMax = 500;

test('no route answers 500, whatever the method, path, body and headers', async () => {
  const on = await stageWithReader();
  const purposes = ['confirm', 'preferences', 'unsubscribe', 'address', 'back', 'restore'] as const;
  const known = [
    ...purposes.map(on.path),
    `${on.path('preferences')}/export`,
    on.path('unsubscribe').replace('unsubscribe', 'reason'),
    ...['', '/subscribe', '/link', '/embed.js', '/archive'].map(
      (end) => `/n/${newsletter.id}${end}`,
    ),
    ...['form', 'subscribe'].map((end) => `/api/n/${newsletter.id}/${end}`),
    ...['/', '/robots.txt', '/sitemap.xml', '/link', '/nowhere'],
  ];
  const odd = fc.oneof(
    fc.string(),
    anyText(),
    fc.constantFrom('%00', '%E0%A4%A', '..', '__proto__'),
  );
  const path = fc.oneof(
    fc.constantFrom(...known),
    fc.tuple(fc.constantFrom(...known), odd).map(([start, end]) => `${start}${end}`),
    fc
      .tuple(fc.constantFrom(...known), fc.nat())
      .map(([text, n]) => text.slice(0, n % (text.length + 1))),
    fc.tuple(fc.constantFrom(...known), odd).map(([start, end]) => `${start}?${end}`),
  );
  const value = fc.oneof(odd, fc.constantFrom(...Object.values(filledIn).flat()));
  const name = fc.oneof(
    fc.constantFrom(
      ...Object.keys(filledIn),
      'intent',
      'newAddress',
      'reason',
      'language',
      'pause',
      'sure',
      'nonce',
    ),
    odd,
  );
  const fields = fc.array(fc.tuple(name, value), { maxLength: 12 });
  const body = fc.oneof(
    fields.map((pairs) => new URLSearchParams(pairs).toString()),
    fields.map((pairs) => JSON.stringify(Object.fromEntries(pairs))),
    fc.jsonValue().map((any) => JSON.stringify(any)),
    odd,
  );
  const type = fc.constantFrom(
    'application/x-www-form-urlencoded',
    'application/json',
    'multipart/form-data',
    'multipart/form-data; boundary=x',
    'text/plain',
    'x',
  );
  const ascii = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_.,;=/* "%') });
  const headers = fc.record(
    {
      'content-type': type,
      origin: ascii,
      'accept-language': ascii,
      'sec-fetch-site': ascii,
      cookie: ascii,
    },
    { requiredKeys: ['content-type'] },
  );
  const method = fc.constantFrom(
    'GET',
    'HEAD',
    'POST',
    'POST',
    'POST',
    'PUT',
    'DELETE',
    'OPTIONS',
    'PATCH',
  );
  const request = fc.record({ method, path, body, headers });
  await fc.assert(
    fc.asyncProperty(request, async ({ method: verb, path: to, body: sent, headers: said }) => {
      const init = {
        method: verb,
        headers: said,
        ...(/GET|HEAD/.test(verb) ? {} : { body: sent }),
      };
      const url = new URL('https://news.example.com');
      url.pathname = to.split('?')[0] ?? '';
      url.search = to.split('?')[1] ?? '';
      const answer = await on.app.request(url.href, init);
      assert.notEqual(answer.status, 500, String(on.errors.at(-1)));
    }),
    { numRuns: requestsMax },
  );
  assert.deepEqual(on.errors, []);
});
