/** The pages of a reader's own data, the link by mail, the API and the form on other sites. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formToken } from '../../functions/subscriber/admit.ts';
import { filledIn, newsletter, stage, stageWithReader } from './stage.ts';

const { token } = filledIn;
const dayMs = 24 * 60 * 60 * 1000;

describe('the preferences page', () => {
  test('asks a new address by mail, and moves by the button behind its link', async () => {
    const on = await stageWithReader();
    const edition = on.path('preferences');
    const path = on.freshPath();
    const asked = await on.post(path, { intent: 'address', newAddress: 'Ann@new.example' });
    assert.match(await asked.text(), /If Ann@new\.example can be used, a mail goes there/);
    assert.equal(on.readers.letters[0]?.kind, 'address');
    const link = on.path('address');
    const page = await (await on.get(link)).text();
    assert.match(page, /A•••@new\.example/);
    assert.equal(on.readers.only().address, 'Ann@example.com', 'GET changes nothing.');
    assert.match(await (await on.post(link)).text(), /Your address is changed/);
    assert.equal(on.readers.only().address, 'Ann@new.example');
    for (const old of [path, edition]) {
      assert.equal((await on.get(old)).status, 404, 'A move makes older links void.');
    }
    assert.equal((await on.get(on.path('preferences'))).status, 200);
    const leaving = await on.get(on.path('unsubscribe'));
    assert.equal(leaving.status, 200, 'Leaving works by the oldest of links.');
    const page2 = await leaving.text();
    assert.doesNotMatch(page2, /href="\/preferences\//, 'It must not lead further than that.');
    assert.match(page2, /href="\/n\/harbour\/link"/);
  });

  test('by the link of an edition shows, moves and erases nothing, and mails a fresh one', async () => {
    const on = await stageWithReader();
    const path = on.path('preferences');
    const text = await (await on.get(path)).text();
    assert.match(text, /Mail me a fresh link/);
    assert.doesNotMatch(text, /newAddress|name="sure"|\/export/);
    const file = await on.get(`${path}/export`);
    assert.deepEqual([file.status, file.headers.get('location')], [303, path]);
    for (const fields of [
      { intent: 'erase', sure: 'yes' },
      { intent: 'address', newAddress: 'eve@evil.example' },
    ]) {
      assert.equal((await on.post(path, fields)).status, 200);
    }
    assert.equal(on.readers.rows.size, 1);
    assert.equal(on.readers.letters.length, 0);
    assert.equal(on.readers.only().addressChange, undefined);
    const asked = await on.post(path, { intent: 'own' });
    assert.match(await asked.text(), /A mail with a fresh link goes to A•••@example\.com/);
    assert.deepEqual(
      on.readers.letters.map(({ kind }) => kind),
      ['link'],
    );
    await on.post(path, { intent: 'own' });
    assert.equal(on.readers.letters.length, 1, 'At most once a day.');
  });

  test('tells the old address of a move, which takes it back within seven days and once', async () => {
    const on = await stageWithReader();
    await on.post(on.freshPath(), { intent: 'address', newAddress: 'eve@evil.example' });
    const link = on.path('address');
    await on.post(link);
    const letters = () => on.readers.letters.map(({ id, kind }) => `${kind} ${id}`);
    const [, told = ''] = letters();
    assert.match(told, /^moved moved-/);
    await on.post(link);
    assert.equal(new Set(letters()).size, 2, 'Told once more it is the same letter.');
    const evil = on.path('preferences');
    const back = on.path('back');
    assert.match(await (await on.get(back)).text(), /A•••@example\.com/);
    assert.equal(on.readers.only().address, 'eve@evil.example', 'GET changes nothing.');
    on.readers.passTime(60_000);
    assert.match(await (await on.post(back)).text(), /It comes here again/);
    assert.equal(on.readers.only().address, 'Ann@example.com');
    assert.equal((await on.get(evil)).status, 404, 'Links to the other address are void.');
    assert.equal((await on.post(back)).status, 410, 'Once.');
    assert.equal((await on.get(link)).status, 410);
  });

  test('takes no move back after seven days, nor to an address that has a reader by then', async () => {
    const on = await stageWithReader();
    await on.post(on.freshPath(), { intent: 'address', newAddress: 'ann@new.example' });
    await on.post(on.path('address'));
    const back = on.path('back');
    on.readers.suppressed.add('ann@example.com');
    assert.match(await (await on.post(back)).text(), /This address cannot be used/);
    on.readers.suppressed.clear();
    on.readers.passTime(7 * dayMs);
    assert.equal((await on.post(back)).status, 410);
    assert.equal(on.readers.only().address, 'ann@new.example');
  });

  test('by a fresh link opens the data for a day, and then no more than an edition’s', async () => {
    const on = await stageWithReader();
    const path = on.freshPath();
    assert.match(await (await on.get(path)).text(), /newAddress/);
    on.readers.passTime(dayMs);
    const later = await on.get(path);
    assert.equal(later.status, 200);
    assert.doesNotMatch(await later.text(), /newAddress|\/export/);
  });

  test('of who is suppressed cannot mail a link, and erases by any', async () => {
    const on = await stageWithReader();
    const { id, addressKey } = on.readers.only();
    on.readers.suppressed.add(addressKey);
    on.readers.rows.set(id, { ...on.readers.only(), suppressed: true });
    const path = on.path('preferences');
    const text = await (await on.get(path)).text();
    assert.doesNotMatch(text, /newAddress|\/export|Mail me/);
    assert.match(await (await on.post(path, { intent: 'erase', sure: 'yes' })).text(), /erased/);
    assert.equal(on.readers.rows.size, 0);
  });

  for (const [newAddress, said] of [
    ['ann', /looks like name@example\.com/],
    ['Ann@example.com', /the address you have already/],
  ] as const) {
    test(`says what is wrong with ${newAddress}`, async () => {
      const on = await stageWithReader();
      const answer = await on.post(on.freshPath(), { intent: 'address', newAddress });
      assert.match(await answer.text(), said);
      assert.equal(on.readers.letters.length, 0);
    });
  }

  test('speaks the language that the reader chose', async () => {
    const on = await stageWithReader();
    const saved = await on.post(on.path('preferences'), { ...filledIn, language: 'ar' });
    assert.match(await saved.text(), /<html lang="ar" dir="rtl">/);
    assert.equal(on.readers.only().language, 'ar');
    assert.match(await (await on.get(on.path('unsubscribe'))).text(), /<html lang="ar" dir="rtl">/);
    await on.post(on.path('preferences'), { ...filledIn, language: '' });
    assert.equal(on.readers.only().language, undefined);
    await on.post(on.path('preferences'), { ...filledIn, language: '__proto__' });
    assert.equal(on.readers.only().language, undefined);
  });

  test('hands out what is known as a file', async () => {
    const on = await stageWithReader();
    const answer = await on.get(`${on.freshPath()}/export`);
    assert.match(answer.headers.get('content-disposition') ?? '', /attachment/);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    const known = (await answer.json()) as { address: string; consent: { requestedFrom: string } };
    assert.equal(known.address, 'Ann@example.com');
    assert.equal(known.consent.requestedFrom, '192.0.2.7');
  });

  test('erases who ticks the box; then every open link answers calmly', async () => {
    const on = await stageWithReader();
    const paths = (['preferences', 'unsubscribe', 'confirm', 'address', 'restore'] as const).map(
      on.path,
    );
    const path = on.freshPath();
    await on.post(path, { intent: 'erase' });
    assert.equal(on.readers.rows.size, 1, 'Not without the box.');
    assert.match(await (await on.post(path, { intent: 'erase', sure: 'yes' })).text(), /erased/);
    assert.equal(on.readers.rows.size, 0);
    assert.equal(on.readers.erased.length, 1);
    for (const one of paths) {
      for (const answer of [await on.get(one), await on.post(one)]) {
        assert.ok([200, 404, 410].includes(answer.status), `${one} ${answer.status}`);
      }
    }
    assert.equal((await on.get(path)).status, 410);
    assert.equal((await on.get(`${path}/export`)).status, 410);
    assert.deepEqual(on.errors, []);
  });
});

describe('the link by mail', () => {
  const ask = (on: Awaited<ReturnType<typeof stageWithReader>>, address: string) =>
    on.post('/n/harbour/link', { address, token: token ?? '' });

  test('is the same page for a reader and for nobody, and mails only the reader', async () => {
    const on = await stageWithReader();
    assert.equal((await on.get('/n/harbour/link')).status, 200);
    const pages = await Promise.all(
      ['Ann@example.com', 'Bob@example.com'].map(async (address) => {
        const answer = await ask(on, address);
        return `${answer.status} ${(await answer.text()).replaceAll(address, '')}`;
      }),
    );
    assert.equal(new Set(pages).size, 1);
    assert.deepEqual(
      on.readers.letters.map(({ kind }) => kind),
      ['link'],
    );
  });

  test('is where a link leads that is damaged beyond mending', async () => {
    const on = await stageWithReader();
    for (const purpose of ['preferences', 'unsubscribe', 'confirm', 'address', 'back'] as const) {
      const broken = await on.get(on.path(purpose).slice(0, -4));
      assert.equal(broken.status, 404);
      assert.match(await broken.text(), /href="\/link">Already a reader\? Get the link/);
    }
    const token = on.path('confirm').split('/').at(-1) ?? '';
    const lost = ['/confirm', '/confirm/', '/preferences/', '/unsubscribe', '/address/', '/back'];
    for (const path of [...lost, `/confirm/${token}/more`, `//confirm/${token}`]) {
      const broken = await on.get(path);
      assert.equal(broken.status, 404, path);
      assert.match(await broken.text(), /href="\/link">/, path);
    }
    assert.doesNotMatch(await (await on.get('/nowhere')).text(), /href="\/link">/);
    const one = await on.get('/link');
    assert.deepEqual([one.status, one.headers.get('location')], [302, '/n/harbour/link']);
    const two = stage([newsletter, { ...newsletter, id: 'other', name: 'The Other' }]);
    const choice = await (await two.get('/link')).text();
    assert.match(choice, /href="\/n\/harbour\/link"/);
    assert.match(choice, /href="\/n\/other\/link">The Other/);
    assert.equal((await stage([]).get('/link')).status, 404);
  });

  test('is for no robot, no foreign page and no broken address', async () => {
    const on = await stageWithReader();
    const fields = { address: 'Ann@example.com', token: token ?? '' };
    assert.equal((await on.post('/n/harbour/link', { ...fields, topic: 'pills' })).status, 200);
    const foreign = { 'sec-fetch-site': 'cross-site' };
    assert.equal((await on.post('/n/harbour/link', fields, foreign)).status, 403);
    assert.equal((await ask(on, 'ann')).status, 422);
    assert.match(
      await (await on.post('/n/harbour/link', { address: 'a@b.example' })).text(),
      /once more/,
    );
    assert.equal(on.readers.letters.length, 0);
  });
});

describe('the form', () => {
  test('without a token, or too fast, comes back as typed to be sent once more', async () => {
    const on = stage();
    const answer = await on.post('/n/harbour/subscribe', { ...filledIn, token: 'forged' });
    const text = await answer.text();
    assert.equal(answer.status, 200);
    assert.match(text, /Please press “Subscribe” once more/);
    assert.match(text, /value="Ann@example\.com"/);
    assert.equal(on.readers.rows.size, 0);
    const fresh = /name="token" value="([^"]+)"/.exec(text)?.[1] ?? '';
    on.readers.passTime(3_000);
    await on.post('/n/harbour/subscribe', { ...filledIn, token: fresh });
    assert.equal(on.readers.only().state, 'pending');
  });

  test('under attack asks the browser for a proof, then for patience', async () => {
    const on = stage();
    const post = (n: number) =>
      on.post('/n/harbour/subscribe', { ...filledIn, address: `a${n}@example.com` });
    const statuses = new Map<number, number>();
    let proof = '';
    for (let n = 0; n < 45; n++) {
      const answer = await post(n);
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      if (n === 20) proof = await answer.text();
    }
    assert.deepEqual(
      [...statuses],
      [
        [200, 40],
        [429, 5],
      ],
    );
    assert.equal(on.readers.rows.size, 20);
    assert.match(proof, /data-bits="15"/);
    assert.match(proof, /<p data-unable>Your browser cannot/);
    assert.match(proof, /name="sections" value="ships"/);
  });

  test('on a site that the owner allowed may hold the address alone', async () => {
    const on = stage([{ ...newsletter, embedOrigins: ['https://blog.example'] }]);
    const headers = { origin: 'https://blog.example', 'sec-fetch-site': 'cross-site' };
    const answer = await on.post('/n/harbour/subscribe', { address: 'ann@example.com' }, headers);
    assert.match(await answer.text(), /once more/);
    const other = { ...headers, origin: 'https://evil.example' };
    const foreign = await on.post('/n/harbour/subscribe', { address: 'a@b.example' }, other);
    assert.equal(foreign.status, 403);
  });
});

describe('the API', () => {
  const open = { ...newsletter, embedOrigins: ['https://blog.example'] };
  const blog = { origin: 'https://blog.example', 'content-type': 'application/json' };
  const call = (
    on: ReturnType<typeof stage>,
    body: unknown,
    headers: Record<string, string> = blog,
  ) =>
    on.app.request('/api/n/harbour/subscribe', {
      method: 'POST',
      headers,
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });

  test('takes a signup, with the newsletter’s choices for what is not said', async () => {
    const on = stage([open]);
    const form = await on.get('/api/n/harbour/form', { origin: 'https://blog.example' });
    assert.equal(form.headers.get('access-control-allow-origin'), 'https://blog.example');
    assert.equal(form.headers.get('cross-origin-resource-policy'), 'cross-origin');
    const { token: fresh } = (await form.json()) as { token: string };
    on.readers.passTime(3_000);
    const answer = await call(on, { address: 'ann@example.com', token: fresh, zone: 'Asia/Tokyo' });
    assert.equal(answer.status, 200);
    assert.equal(((await answer.json()) as { kind: string }).kind, 'asked');
    const { schedule, sections } = on.readers.only();
    assert.deepEqual(schedule, { ...newsletter.defaultSchedule, zone: 'Asia/Tokyo' });
    assert.equal(sections, 'all');
  });

  const refusals: [why: string, body: unknown, headers: Record<string, string>, status: number][] =
    [
      [
        'another site',
        { address: 'a@b.example', token },
        { ...blog, origin: 'https://evil.example' },
        403,
      ],
      ['no token', { address: 'a@b.example' }, blog, 409],
      ['a bad address', { address: 'a', token }, blog, 422],
      [
        'a cadence that is not offered',
        { address: 'a@b.example', token, cadence: 'hourly' },
        blog,
        422,
      ],
      ['no JSON', 'address=a', blog, 400],
      ['a list', [], blog, 422],
      ['null', 'null', blog, 400],
      ['an address that is a number', { address: 1, token }, blog, 400],
      ['too much', { address: 'a'.repeat(70_000) }, blog, 413],
    ];
  for (const [why, body, headers, status] of refusals) {
    test(`refuses ${why}`, async () => {
      const on = stage([open]);
      assert.equal((await call(on, body, headers)).status, status);
      assert.equal(on.readers.rows.size, 0);
    });
  }

  test('answers alike for new, pending, confirmed and suppressed, and keeps robots busy', async () => {
    const on = await stageWithReader();
    on.readers.suppressed.add('closed@example.com');
    const bodies = ['Ann@example.com', 'new@example.com', 'closed@example.com'].map((address) => ({
      address,
      token,
    }));
    const robot = { address: 'robot@example.com', token, topic: 'pills' };
    const said = await Promise.all(
      [...bodies, robot].map(async (body) => {
        const answer = await call(on, body, { 'content-type': 'application/json' });
        return `${answer.status} ${(await answer.text()).replaceAll(body.address, '')}`;
      }),
    );
    assert.equal(new Set(said).size, 1);
    assert.equal(on.readers.rows.size, 2);
  });

  test('tells a browser beforehand whom it answers', async () => {
    const on = stage([open]);
    const ask = (origin: string) =>
      on.app.request('/api/n/harbour/subscribe', { method: 'OPTIONS', headers: { origin } });
    const allowed = await ask('https://blog.example');
    assert.equal(allowed.status, 204);
    assert.equal(allowed.headers.get('access-control-allow-headers'), 'content-type');
    const refused = await ask('https://evil.example');
    assert.equal(refused.status, 403);
    assert.equal(refused.headers.get('access-control-allow-origin'), null);
  });

  test('browsers keep pages of the archive for five minutes, the script for an hour, and no more', async () => {
    const { get } = stage([open]);
    for (const [path, kept] of [
      ['/n/harbour', 'no-cache'],
      ['/n/harbour/archive', 'public, max-age=300'],
      ['/n/harbour/embed.js', 'public, max-age=3600'],
    ] as const) {
      assert.equal((await get(path)).headers.get('cache-control'), kept, path);
    }
  });

  test('the script for other sites is small, cached, and loadable there', async () => {
    const answer = await stage([{ ...open, name: '</script><b>' }]).get('/n/harbour/embed.js');
    const text = await answer.text();
    assert.match(answer.headers.get('content-type') ?? '', /^text\/javascript/);
    assert.equal(answer.headers.get('cross-origin-resource-policy'), 'cross-origin');
    assert.ok(text.length < 6_000, `${text.length} characters`);
    assert.doesNotMatch(text, /<\/script|<b>/);
    assert.doesNotThrow(() => new Function(text));
    assert.equal((await stage([]).get('/n/harbour/embed.js')).status, 404);
  });
});

test('a link by mail is for one day; the day after there is another', async () => {
  const on = await stageWithReader();
  const ask = () => on.post('/n/harbour/link', { address: 'ann@example.com', token: token ?? '' });
  await ask();
  await ask();
  assert.equal(on.readers.letters.length, 1);
  on.readers.passTime(dayMs - 60_000);
  await ask();
  assert.equal(on.readers.letters.length, 1, 'Not at midnight: when a day has gone by.');
  on.readers.passTime(60_000);
  const fresh = formToken('harbour', on.readers.keys, on.readers.now() - 60_000);
  await on.post('/n/harbour/link', { address: 'ann@example.com', token: fresh });
  assert.equal(on.readers.letters.length, 2);
});
