/** The site at an address that it had before: mailed links lead there, and its pages have to work. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toLambda } from '../../functions/site/as-lambda.ts';
import { type Fields, filledIn, newsletter, type Stage, siteUrl, stage } from './stage.ts';

const earlier = 'a1b2c3.execute-api.eu-central-1.amazonaws.com';
const oldBrowser = { origin: `https://${earlier}` };

/** What the gateway makes of a request at the earlier address (payload format 2.0). */
async function callEarlier(
  on: Stage,
  path: string,
  { fields, headers = {} }: { fields?: Fields; headers?: Record<string, string> } = {},
) {
  const handler = toLambda(on.app, { info: () => {} });
  const entries = Object.entries(fields ?? {}).map(([name, value]) => [name, String(value)]);
  const event = {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: '',
    headers: { host: earlier, 'content-type': 'application/x-www-form-urlencoded', ...headers },
    ...(fields === undefined ? {} : { body: String(new URLSearchParams(entries)) }),
    isBase64Encoded: false,
    requestContext: {
      domainName: earlier,
      http: { method: fields === undefined ? 'GET' : 'POST', path, sourceIp: '198.51.100.4' },
    },
  };
  return await handler(event as unknown as Parameters<typeof handler>[0]);
}

const forms: [string, Fields][] = [
  ['/n/harbour/subscribe', filledIn],
  ['/n/harbour/link', { address: 'Ann@example.com', topic: '', token: filledIn.token ?? '' }],
];

for (const [path, fields] of forms) {
  test(`a form of a page there is taken, one of another site is not: ${path}`, async () => {
    const ours = await callEarlier(stage(), path, { fields, headers: oldBrowser });
    assert.equal(ours.statusCode, 200);
    const other = { origin: 'https://evil.example' };
    const theirs = await callEarlier(stage(), path, { fields, headers: other });
    assert.equal(theirs.statusCode, 403);
    const claiming = { ...other, 'x-forwarded-host': 'evil.example', host: 'evil.example' };
    const claimed = await callEarlier(stage(), path, { fields, headers: claiming });
    assert.equal(claimed.statusCode, 403);
  });
}

test('a script on a page there may ask for the form', async () => {
  const answer = await callEarlier(stage(), '/api/n/harbour/form', { headers: oldBrowser });
  assert.equal(answer.statusCode, 200);
});

test('no page with a form sends it to another address than its own', async () => {
  const on = stage();
  await on.post('/n/harbour/subscribe', filledIn);
  await callEarlier(on, on.path('confirm'), { fields: {}, headers: oldBrowser });
  const { id } = newsletter;
  const paths = [`/n/${id}`, `/n/${id}/link`, on.path('preferences'), on.path('unsubscribe')];
  for (const path of paths) {
    const { body = '' } = await callEarlier(on, path);
    assert.ok(body.includes('<form'), path);
    const actions = [...body.matchAll(/(?:form)?action="([^"]*)"/g)].map(([, action]) => action);
    for (const action of actions) assert.match(action ?? '', /^[/#]/, path);
    assert.doesNotMatch(body, new RegExp(`<a [^>]*href="${siteUrl}`), path);
  }
});

for (const fields of [{ 'List-Unsubscribe': 'One-Click' }, {}]) {
  const what = 'List-Unsubscribe' in fields ? 'one click' : 'the button';
  test(`a link that was mailed before unsubscribes there, by ${what}`, async () => {
    const on = stage();
    await on.post('/n/harbour/subscribe', filledIn);
    await callEarlier(on, on.path('confirm'), { fields: {}, headers: oldBrowser });
    assert.equal(on.readers.only().state, 'confirmed');
    const { statusCode } = await callEarlier(on, on.path('unsubscribe'), { fields });
    assert.equal(statusCode, 200);
    assert.equal(on.readers.only().state, 'unsubscribed');
  });
}
