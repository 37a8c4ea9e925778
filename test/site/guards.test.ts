import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { createSite } from '../../functions/site/app.ts';
import { toLambda } from '../../functions/site/as-lambda.ts';
import { filledIn, newsletter, siteUrl, stage, stageWithReader } from './stage.ts';

describe('every answer', () => {
  test('carries the security headers, errors included', async () => {
    const on = await stageWithReader();
    const broken = stage();
    const failing = createSite(
      {
        ...broken.deps,
        newsletters: async () => {
          throw new Error('The table is away.');
        },
      },
      { siteUrl },
    );
    for (const response of [
      await on.get('/'),
      await on.get('/nowhere'),
      await on.get(on.path('unsubscribe')),
      await on.get('/robots.txt'),
      await failing.request('/'),
    ]) {
      const header = (name: string) => response.headers.get(name) ?? '';
      assert.equal(header('x-content-type-options'), 'nosniff');
      assert.equal(header('referrer-policy'), 'no-referrer');
      assert.equal(header('x-frame-options'), 'DENY');
      assert.equal(header('strict-transport-security'), 'max-age=31536000');
      assert.match(header('content-security-policy'), /default-src 'none'/);
      assert.match(header('content-security-policy'), /frame-ancestors 'none'/);
      assert.doesNotMatch(header('content-security-policy'), /unsafe|\*|https:/);
      assert.equal(header('set-cookie'), '');
    }
  });

  test('the policy admits exactly the style and script of the page', async () => {
    const response = await stage().get('/');
    const policy = response.headers.get('content-security-policy') ?? '';
    const text = await response.text();
    for (const tag of ['style', 'script']) {
      const [, source = ''] = new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(text) ?? [];
      const hash = createHash('sha256').update(source).digest('base64');
      assert.ok(policy.includes(`${tag}-src 'sha256-${hash}'`), tag);
    }
    assert.doesNotMatch(text, / style="| on[a-z]+="/);
  });

  test('no strict transport over plain HTTP', async () => {
    const response = await stage([newsletter], 'http://localhost:3000').get('/');
    assert.equal(response.headers.get('strict-transport-security'), null);
  });
});

test('pages of a link are kept by no cache and no search engine', async () => {
  const on = await stageWithReader();
  for (const purpose of ['confirm', 'preferences', 'unsubscribe'] as const) {
    for (const path of [on.path(purpose), `/${purpose}/forged`]) {
      const { headers } = await on.get(path);
      assert.equal(headers.get('cache-control'), 'no-store', path);
      assert.match(headers.get('x-robots-tag') ?? '', /noindex/);
    }
  }
  // Who may not come in does not see what stands there.
  assert.doesNotMatch(await (await on.get('/robots.txt')).text(), /Disallow: \//);
});

test('a page that is not there answers in the visitor’s language', async () => {
  for (const [accept, lang] of [
    ['de-AT,de;q=0.9,en;q=0.8', 'de-AT'],
    ['sv, ar;q=0.5', 'ar'],
    ['*', 'en'],
    ['\0;;,,---', 'en'],
    ['x'.repeat(10_000), 'en'],
  ] as const) {
    const headers = { 'accept-language': accept.replace('\0', '') };
    const response = await stage().get('/nowhere', headers);
    assert.equal(response.status, 404);
    assert.ok((await response.text()).includes(`<html lang="${lang}"`), accept.slice(0, 40));
  }
});

test('a failure is noted and shown as a page', async () => {
  const on = stage();
  const app = createSite(
    {
      ...on.deps,
      readers: {
        ...on.deps.readers,
        create: async () => {
          throw new Error('The table is away.');
        },
      },
    },
    { siteUrl },
  );
  const body = new URLSearchParams(
    Object.entries(filledIn).map(([name, value]): [string, string] => [name, String(value)]),
  );
  const response = await app.request('/n/harbour/subscribe', { method: 'POST', body });
  assert.equal(response.status, 500);
  const text = await response.text();
  assert.match(text, /went wrong on our side/);
  assert.doesNotMatch(text, /table/);
  assert.match(String(on.errors[0]), /The table is away/);
});

test('a form that is too large is refused with a page, whether or not it says its size', async () => {
  const body = `address=${'a'.repeat(70_000)}`;
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const on = stage();
  const sized = await on.app.request('/n/harbour/subscribe', {
    method: 'POST',
    body,
    headers: { ...headers, 'content-length': String(body.length) },
  });
  assert.equal(sized.status, 413);
  const stream = new Blob([body]).stream();
  const init = { method: 'POST', body: stream, headers, duplex: 'half' } as RequestInit;
  assert.equal((await on.app.request('/n/harbour/subscribe', init)).status, 413);
});

test('no route answers 500 to nonsense', async () => {
  const on = await stageWithReader();
  const paths = [
    ...['/', '/n/harbour', '/n/harbour/subscribe', '/n/UPPER', `/n/${'a'.repeat(5_000)}`, '/n/%00'],
    ...[
      '/n/__proto__/subscribe',
      '/confirm/',
      '/confirm/a.b.c.d.e',
      '/preferences/%FF',
      '//',
      '/..',
    ],
    ...(['confirm', 'preferences', 'unsubscribe'] as const).map(on.path),
  ];
  const bodies: [string, string][] = [
    ['application/x-www-form-urlencoded', 'address=%E0%A4&cadence=%00&sections=__proto__'],
    ['application/x-www-form-urlencoded', '&&&===;;;%%%'],
    ['application/x-www-form-urlencoded', 'address[]=a&address=b&hour=1e1&zone=../../etc&intent=x'],
    [
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="address"; filename="a"\r\n\r\nhi\r\n--x--',
    ],
    ['multipart/form-data; boundary=', 'nothing of the kind'],
    ['application/json', '{"address":1}'],
    ['', '\uffff'],
  ];
  for (const path of paths) {
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'DELETE', 'PUT']) {
      assert.notEqual((await on.app.request(path, { method })).status, 500, `${method} ${path}`);
    }
    for (const [type, body] of bodies) {
      const response = await on.app.request(path, {
        method: 'POST',
        body,
        headers: { 'content-type': type },
      });
      assert.notEqual(response.status, 500, `POST ${path} ${type}`);
    }
  }
  assert.deepEqual(on.errors, []);
});

test('behind the gateway: a multipart body in base64, and the address of the client', async () => {
  const on = stage();
  const handler = toLambda(on.app, { info: () => {} });
  const form = new FormData();
  for (const [name, value] of Object.entries(filledIn)) form.set(name, String(value));
  const sent = new Response(form);
  const event = {
    version: '2.0',
    routeKey: '$default',
    rawPath: '/n/harbour/subscribe',
    rawQueryString: '',
    headers: { 'content-type': sent.headers.get('content-type'), host: 'news.example.com' },
    body: Buffer.from(await sent.arrayBuffer()).toString('base64'),
    isBase64Encoded: true,
    requestContext: {
      domainName: 'news.example.com',
      http: { method: 'POST', path: '/n/harbour/subscribe', sourceIp: '198.51.100.4' },
    },
  };
  const answer = await handler(event as unknown as Parameters<typeof handler>[0]);
  assert.equal(answer.statusCode, 200);
  assert.equal(answer.isBase64Encoded, false);
  assert.equal(on.readers.only().consent.requestedFrom, '198.51.100.4');
});

test('what is no request of the web is answered plainly, with a line in the log and no stack', async () => {
  const on = stage();
  const lines: unknown[] = [];
  const handler = toLambda(on.app, { info: (event, facts) => lines.push([event, facts]) });
  const ask = (method: string, body?: string) => {
    const http = { method, path: '/', sourceIp: '198.51.100.4' };
    const event = {
      ...{ version: '2.0', routeKey: '$default', rawPath: '/', rawQueryString: '' },
      ...{ headers: { host: 'news.example.com' }, isBase64Encoded: false },
      ...(body === undefined ? {} : { body }),
      requestContext: { domainName: 'news.example.com', http },
    };
    return handler(event as unknown as Parameters<typeof handler>[0]);
  };
  for (const method of ['TRACE', 'TRACK', 'CONNECT', 'X'.repeat(5_000), '']) {
    const answer = await ask(method);
    assert.equal(answer.statusCode, 405, method);
    assert.match(String(answer.headers?.allow), /GET, HEAD, POST/);
  }
  for (const method of ['GET', 'HEAD']) {
    assert.equal((await ask(method, 'a=b')).statusCode, 400, method);
    assert.equal((await ask(method, '')).statusCode, 200, method);
  }
  assert.equal((await ask('DELETE', 'a=b')).statusCode, 404);
  assert.equal(lines.length, 7);
  assert.deepEqual(lines[0], [
    'request refused',
    { status: 405, method: 'TRACE', reason: 'This method is not answered here.' },
  ]);
  assert.ok(JSON.stringify(lines).length < 1_000, 'however long a method is');
  assert.deepEqual(on.errors, []);
});
