/** RFC 8058: the request of a mail program, in every shape that one may have. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { newsletter, stage, stageWithReader } from './stage.ts';

const boundary = '----part';
const multipart = [
  `--${boundary}`,
  'Content-Disposition: form-data; name="List-Unsubscribe"',
  '',
  'One-Click',
  `--${boundary}--`,
  '',
].join('\r\n');

const shapes: [name: string, init: RequestInit, query?: string][] = [
  [
    'urlencoded, as Gmail does',
    {
      body: 'List-Unsubscribe=One-Click',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    },
  ],
  [
    'multipart',
    { body: multipart, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } },
  ],
  [
    'multipart that is cut off',
    { body: '--x', headers: { 'content-type': 'multipart/form-data' } },
  ],
  ['an empty body', {}],
  [
    'a body without a content type',
    { body: new TextEncoder().encode('List-Unsubscribe=One-Click') },
  ],
  ['JSON', { body: '{}', headers: { 'content-type': 'application/json' } }],
  ['a megabyte', { body: 'a'.repeat(1_000_000), headers: { 'content-type': 'text/plain' } }],
  ['added query parameters', {}, '?utm_source=mail&List-Unsubscribe=One-Click'],
  ['an odd User-Agent', { headers: { 'user-agent': 'curl/8 (compatible; Googlebot)' } }],
  [
    'from another site',
    { headers: { origin: 'https://mail.example', 'sec-fetch-site': 'cross-site' } },
  ],
  ['with a cookie', { headers: { cookie: 'a=b' } }],
];

describe('one click', () => {
  for (const [name, init, query = ''] of shapes) {
    test(`unsubscribes: ${name}`, async () => {
      const on = await stageWithReader();
      const path = `${on.path('unsubscribe')}${query}`;
      for (const time of ['first', 'second', 'third']) {
        const response = await on.app.request(path, { method: 'POST', ...init });
        assert.equal(response.status, 200, `${time} time`);
        assert.equal(response.headers.get('location'), null);
        assert.equal(response.headers.get('set-cookie'), null);
        assert.match(await response.text(), /You are unsubscribed/);
      }
      assert.equal(on.readers.only().state, 'unsubscribed');
      assert.equal(on.readers.only().consent.withdrawnBy, 'one-click');
      assert.deepEqual(on.errors, []);
    });
  }

  test('the button of the page is told apart', async () => {
    const on = await stageWithReader();
    await on.post(on.path('unsubscribe'), {}, { 'sec-fetch-mode': 'navigate' });
    assert.equal(on.readers.only().consent.withdrawnBy, 'page');
  });

  test('GET and HEAD change nothing, however often', async () => {
    const on = await stageWithReader();
    const before = on.readers.writes();
    for (const purpose of ['unsubscribe', 'confirm', 'preferences'] as const) {
      for (const method of ['GET', 'HEAD', 'GET']) {
        assert.equal((await on.app.request(on.path(purpose), { method })).status, 200);
      }
    }
    assert.equal(on.readers.writes(), before);
    assert.equal(on.readers.only().state, 'confirmed');
  });

  test('GET shows one button, and a way to fewer mails', async () => {
    const on = await stageWithReader();
    const text = await (await on.get(on.path('unsubscribe'))).text();
    assert.equal(text.match(/<button>/g)?.length, 1);
    assert.match(text, /href="\/preferences\//);
  });

  test('the page afterwards takes it back for a day, then leads to the preferences', async () => {
    const on = await stageWithReader();
    const path = on.path('unsubscribe');
    const text = await (await on.post(path)).text();
    const undo = /action="(\/restore\/[^"]+)"/.exec(text)?.[1] ?? '';
    for (const method of ['GET', 'HEAD']) await on.app.request(undo, { method });
    assert.equal(on.readers.only().state, 'unsubscribed');
    assert.match(await (await on.post(undo)).text(), /Everything is as it was/);
    assert.equal(on.readers.only().state, 'confirmed');
    assert.equal(on.readers.queued.length, 1, 'No further confirmation.');
    await on.post(path);
    on.readers.passTime(24 * 60 * 60 * 1000);
    assert.equal((await on.post(on.path('restore'))).status, 410);
    const later = await (await on.get(path)).text();
    assert.doesNotMatch(later, /\/restore\//);
    const href = /href="(\/preferences\/[^"]+)"/.exec(later)?.[1] ?? '';
    assert.match(await (await on.get(href)).text(), /You are not subscribed/);
  });

  test('a reason may be told, from a short list, and is asked for once', async () => {
    const on = await stageWithReader();
    const text = await (await on.post(on.path('unsubscribe'))).text();
    const action = /action="(\/reason\/[^"]+)"/.exec(text)?.[1] ?? '';
    assert.match(await (await on.post(action, { reason: 'too-many' })).text(), /Thank you/);
    assert.equal(on.readers.only().consent.withdrawnReason, 'too-many');
    assert.doesNotMatch(await (await on.get(on.path('unsubscribe'))).text(), /\/reason\//);
    assert.equal((await on.post('/reason/forged', { reason: 'other' })).status, 404);
  });

  test('works for a reader who has been erased, and after the newsletter is gone', async () => {
    const on = await stageWithReader();
    const path = on.path('unsubscribe');
    const gone = stage([]);
    for (const [id, row] of on.readers.rows) gone.readers.rows.set(id, row);
    assert.equal((await gone.get(path)).status, 200);
    assert.equal((await gone.post(path)).status, 200);
    assert.equal(gone.readers.only().state, 'unsubscribed');
    on.readers.rows.clear();
    assert.equal((await on.get(path)).status, 200);
    assert.equal((await on.post(path)).status, 200);
    assert.deepEqual([...on.errors, ...gone.errors], []);
  });
});

test('forged, truncated and foreign links are refused alike, in status and words', async () => {
  const on = await stageWithReader();
  const pages = new Set<string>();
  const purposes = ['unsubscribe', 'preferences', 'confirm', 'address', 'restore'] as const;
  for (const purpose of purposes) {
    const path = on.path(purpose);
    const others = purposes.filter((other) => other !== purpose);
    const bad = [
      path.slice(0, -1),
      `${path}x`,
      path.replace(/k2/, 'k1'),
      `/${purpose}/x`,
      `/${purpose}/%00`,
      `/${purpose}/%E0%A4%A`,
      ...others.map((other) => path.replace(`/${purpose}/`, `/${other}/`)),
    ];
    for (const path of bad) {
      for (const response of [await on.get(path), await on.post(path)]) {
        assert.equal(response.status, 404, path);
        pages.add(await response.text());
      }
    }
  }
  assert.equal(pages.size, 1);
  assert.equal(on.readers.only().state, 'confirmed');
  assert.equal(on.readers.only().newsletterId, newsletter.id);
});
