/** Passkeys at the desk: added, used, removed, and what must not let anybody in. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { minuteMs } from '../../../functions/config/time.ts';
import {
  asksOf,
  challengeMsMax,
  deviceName,
  passkeyName,
  passkeySite,
  passkeysMax,
  wrongAnswersOf,
} from '../../../functions/owner/passkey.ts';
import { dismiss, withdrawRoles } from '../../../functions/owner/person.ts';
import { createDesk } from '../../../functions/site/desk/app.ts';
import { auditLog } from '../../../functions/store/audit.ts';
import { passkeyStore } from '../../../functions/store/passkeys.ts';
import { newsletter } from '../../support/newsletter.ts';
import {
  type AskedOptions,
  type Authenticator,
  newAuthenticator,
  type Twist,
} from './authenticator.ts';
import { type DeskVisitor, deskOn, siteUrl } from './stage.ts';

type Stage = Awaited<ReturnType<typeof deskOn>>;

const page = '/desk/passkeys';
const sameOrigin = { 'sec-fetch-site': 'same-origin' };

/** What a browser keeps of an answer: its cookies, by their names. */
function cookiesOf(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0] ?? '')
    .filter((one) => !one.endsWith('='))
    .join('; ');
}

async function askForNew(visitor: DeskVisitor): Promise<AskedOptions> {
  const asked = await visitor.post(`${page}/ask`);
  assert.equal(asked.status, 200);
  return (await asked.json()) as AskedOptions;
}

/** Adds a passkey of this device; what became of it stands in the address of the page that follows. */
async function add(
  visitor: DeskVisitor,
  device: Authenticator,
  { twist, ...fields }: { readonly twist?: Twist; readonly name?: string } = {},
): Promise<string | null> {
  const answer = device.create(await askForNew(visitor), twist);
  const added = await visitor.post(page, { name: 'My phone', ...fields, answer });
  return added.headers.get('location');
}

async function withPasskey(desk: Stage, role: 'owner' | 'editor' = 'owner') {
  const visitor = await desk.signedIn(role);
  const device = newAuthenticator(siteUrl);
  assert.equal(await add(visitor, device), `${page}?said=added`);
  return { visitor, device };
}

async function ask({ request }: Stage) {
  const asked = await request('/desk/in/passkey/ask', { method: 'POST', headers: sameOrigin });
  assert.equal(asked.status, 200);
  return { options: (await asked.json()) as AskedOptions, cookie: cookiesOf(asked) };
}

function show({ request }: Stage, answer: string, cookie: string): Promise<Response> {
  const body = new URLSearchParams({ answer });
  return request('/desk/in/passkey', {
    method: 'POST',
    body,
    headers: { ...sameOrigin, cookie },
  });
}

async function enter(desk: Stage, device: Authenticator, twist?: Twist): Promise<Response> {
  const { options, cookie } = await ask(desk);
  return show(desk, device.get(options, twist), cookie);
}

async function isIn({ request }: Stage, answer: Response): Promise<boolean> {
  const account = await request('/desk/account', { headers: { cookie: cookiesOf(answer) } });
  return account.status === 200;
}

test('a passkey is added once signed in, and signs in from then on as a link does', async (t) => {
  const desk = await deskOn(t);
  const { device, visitor } = await withPasskey(desk);
  const entered = await enter(desk, device);
  assert.equal(entered.status, 303);
  assert.equal(entered.headers.get('location'), `/desk/n/${newsletter().id}`);
  assert.match(
    entered.headers.getSetCookie().find((one) => one.startsWith('__Host-desk=')) ?? '',
    /Path=\/; HttpOnly; Secure; SameSite=Lax/,
  );
  assert.ok(await isIn(desk, entered));
  const list = await (await visitor.get(page)).text();
  assert.match(list, /My phone/);
  assert.doesNotMatch(list, />never</);
});

test('what is asked of a device names nobody, and has it prove who uses it', async (t) => {
  const desk = await deskOn(t);
  const { visitor, device } = await withPasskey(desk);
  const { options } = await ask(desk);
  assert.deepEqual(options, {
    ...{ rpId: 'news.example.com', challenge: options.challenge, timeout: challengeMsMax },
    ...{ allowCredentials: [], userVerification: 'required' },
  });
  assert.ok(options.challenge.length >= 32);
  const again = (await (await visitor.post(`${page}/ask`)).json()) as Record<string, unknown>;
  assert.deepEqual(again.authenticatorSelection, {
    ...{ residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
  });
  assert.deepEqual(again.excludeCredentials, [{ id: device.credentialId, type: 'public-key' }]);
  assert.equal(again.attestation, 'none');
});

/** Answers of a device that are not as they should be; none of them lets anybody in. */
const twists: Readonly<Record<string, Twist>> = {
  'a forged signature': { signature: Buffer.from('3006020101020101', 'hex') },
  'no signature at all': { signature: Buffer.from('00', 'hex') },
  'another origin': { origin: 'https://news.example.com.evil.example' },
  'another port': { origin: `${siteUrl}:8443` },
  'another host': { host: 'example.com' },
  'a frame of another site': { crossOrigin: true },
  'another challenge': { challenge: Buffer.from('x'.repeat(60)).toString('base64url') },
  'an answer to another question': { type: 'webauthn.create' },
  'nobody who proved who they are': { flags: 1 },
  'nobody there': { flags: 4 },
};

for (const [what, twist] of Object.entries(twists)) {
  test(`${what} does not sign in, nor add a passkey`, async (t) => {
    const desk = await deskOn(t);
    const { device, visitor } = await withPasskey(desk);
    const refused = await enter(desk, device, twist);
    assert.equal(refused.status, 400);
    assert.ok(!(await isIn(desk, refused)));
    if (twist.signature !== undefined) return;
    const other = newAuthenticator(siteUrl);
    const said = await add(visitor, other, {
      twist: twist.type === undefined ? twist : { type: 'webauthn.get' },
    });
    assert.equal(said, `${page}?said=not-ours`);
    assert.equal((await passkeyStore(desk.table).list()).length, 1);
  });
}

test('an answer signs in once: shown again, or its challenge signed anew, it is refused', async (t) => {
  const desk = await deskOn(t);
  const { device } = await withPasskey(desk);
  const { options, cookie } = await ask(desk);
  const answer = device.get(options);
  assert.equal((await show(desk, answer, cookie)).status, 303);
  assert.equal((await show(desk, answer, cookie)).status, 400);
  assert.equal((await show(desk, device.get(options), cookie)).status, 400);
});

test('an answer that did not hold cannot be tried again', async (t) => {
  const desk = await deskOn(t);
  const { device } = await withPasskey(desk);
  const { options, cookie } = await ask(desk);
  const forged = device.get(options, { signature: Buffer.from('00', 'hex') });
  assert.equal((await show(desk, forged, cookie)).status, 400);
  assert.equal((await show(desk, device.get(options), cookie)).status, 400);
});

test('a challenge is for the browser that asked, and for what it asked', async (t) => {
  const desk = await deskOn(t);
  const { device, visitor } = await withPasskey(desk);
  const [mine, theirs] = [await ask(desk), await ask(desk)];
  assert.equal((await show(desk, device.get(mine.options), theirs.cookie)).status, 400);
  assert.equal((await show(desk, device.get(mine.options), '')).status, 400);
  // It was not theirs to spend.
  assert.equal((await show(desk, device.get(mine.options), mine.cookie)).status, 303);
  const forNew = await askForNew(visitor);
  const asUse = { challenge: forNew.challenge, rpId: 'news.example.com' };
  assert.equal((await show(desk, device.get(asUse), theirs.cookie)).status, 400);
  const other = await desk.signedIn('editor');
  const answer = newAuthenticator(siteUrl).create(forNew);
  const added = await other.post(page, { name: 'Theirs', answer });
  assert.equal(added.headers.get('location'), `${page}?said=not-ours`);
});

test('five minutes end a challenge', async (t) => {
  const desk = await deskOn(t);
  const { device, visitor } = await withPasskey(desk);
  const { options, cookie } = await ask(desk);
  const forNew = await askForNew(visitor);
  desk.clock.at += challengeMsMax;
  assert.equal((await show(desk, device.get(options), cookie)).status, 400);
  const answer = newAuthenticator(siteUrl).create(forNew);
  const added = await visitor.post(page, { name: 'Late', answer });
  assert.equal(added.headers.get('location'), `${page}?said=not-ours`);
});

test('a count that goes back, or stands still, is that of a copy: it does not sign in', async (t) => {
  const desk = await deskOn(t);
  const { device } = await withPasskey(desk);
  assert.equal((await enter(desk, device, { counter: 7 })).status, 303);
  assert.equal((await enter(desk, device, { counter: 7 })).status, 400);
  assert.equal((await enter(desk, device, { counter: 6 })).status, 400);
  assert.equal((await enter(desk, device, { counter: 0 })).status, 400);
  assert.equal((await enter(desk, device, { counter: 8 })).status, 303);
  const uncounted = await withPasskey(desk);
  for (let times = 0; times < 2; times++) {
    assert.equal((await enter(desk, uncounted.device, { counter: 0 })).status, 303);
  }
});

test('two answers with one count at once: one signs in', async (t) => {
  const desk = await deskOn(t);
  const { device } = await withPasskey(desk);
  const [one, other] = [await ask(desk), await ask(desk)];
  const answers = await Promise.all(
    [one, other].map(({ options, cookie }) =>
      show(desk, device.get(options, { counter: 1 }), cookie),
    ),
  );
  assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 400]);
});

test('a passkey that was removed does not sign in, nor one of somebody else', async (t) => {
  const desk = await deskOn(t);
  const { device, visitor } = await withPasskey(desk);
  const other = await withPasskey(desk, 'editor');
  const [passkey] = await passkeyStore(desk.table).listOf(visitor.person.id);
  const fields = { passkey: passkey?.id ?? '', person: visitor.person.id };
  // An editor removes nobody's but their own.
  const theirs = await other.visitor.post(`${page}/remove`, fields);
  assert.equal(theirs.headers.get('location'), `${page}?said=gone`);
  assert.equal((await enter(desk, device)).status, 303);
  const removed = await visitor.post(`${page}/remove`, fields);
  assert.equal(removed.headers.get('location'), `${page}?said=removed`);
  assert.equal((await enter(desk, device)).status, 400);
  assert.equal((await visitor.get('/desk/account')).status, 200, 'who is signed in stays so');
  const handle = Buffer.from(visitor.person.id).toString('base64url');
  assert.equal((await enter(desk, other.device, { userHandle: handle })).status, 400);
  assert.equal((await enter(desk, other.device)).status, 303);
});

test('whoever looks after the people sees and removes the passkeys of all', async (t) => {
  const desk = await deskOn(t);
  const owner = await desk.signedIn();
  const { device, visitor } = await withPasskey(desk, 'editor');
  assert.ok((await (await owner.get(page)).text()).includes(visitor.person.address));
  const [passkey] = await passkeyStore(desk.table).list();
  await owner.post(`${page}/remove`, { passkey: passkey?.id ?? '', person: visitor.person.id });
  assert.equal((await enter(desk, device)).status, 400);
});

test('who is taken off the desk loses sessions, tokens and passkeys, for good', async (t) => {
  const desk = await deskOn(t);
  await desk.signedIn();
  const { device, visitor } = await withPasskey(desk, 'editor');
  const token = { name: 'A program', newsletter: '*', right: 'look', days: '30' };
  assert.equal((await visitor.post('/desk/tokens', token)).status, 200);
  const asked = await ask(desk);
  await dismiss(visitor.person.id, { ...desk.deps, ...desk.deps.people });
  assert.equal((await visitor.get('/desk/account')).status, 303);
  assert.equal((await show(desk, device.get(asked.options), asked.cookie)).status, 400);
  assert.deepEqual(await desk.deps.tokens.list(), []);
  assert.deepEqual(await passkeyStore(desk.table).list(), []);
  const guest = await desk.signedIn('writer', newsletter().id);
  assert.equal(await add(guest, newAuthenticator(siteUrl)), `${page}?said=added`);
  await withdrawRoles(newsletter().id, desk.deps.people);
  assert.deepEqual(await passkeyStore(desk.table).list(), []);
});

test('a role that changes ends the sessions of a passkey too, and a passkey added meanwhile is none', async (t) => {
  const desk = await deskOn(t);
  const owner = await desk.signedIn();
  const { device, visitor } = await withPasskey(desk, 'editor');
  const entered = await enter(desk, device);
  const again = { address: visitor.person.address, role: 'writer', newsletter: '*' };
  await owner.post('/desk/people', again);
  assert.ok(!(await isIn(desk, entered)));
  assert.ok(await isIn(desk, await enter(desk, device)));
  const { passkeys } = desk.deps;
  const [old] = await passkeys.listOf(visitor.person.id);
  assert.ok(old);
  const late = { ...old, id: 'late' };
  assert.equal(await passkeys.add(late, visitor.person, undefined), undefined);
});

test('every refusal is the same answer, whatever is wrong', async (t) => {
  const desk = await deskOn(t);
  const { device, visitor } = await withPasskey(desk);
  const stranger = newAuthenticator(siteUrl);
  const handle = Buffer.from(visitor.person.id).toString('base64url');
  const refused = [
    await enter(desk, device, { signature: Buffer.from('00', 'hex') }),
    await enter(desk, stranger, { userHandle: handle }),
    await enter(desk, stranger, { userHandle: Buffer.from('nobody').toString('base64url') }),
    await enter(desk, stranger, { userHandle: Buffer.from('#/ä').toString('base64url') }),
    await enter(desk, stranger, { userHandle: 'A' }),
    await enter(desk, stranger, {
      userHandle: Buffer.from('p'.repeat(1_020)).toString('base64url'),
    }),
    await show(desk, '', ''),
    await show(desk, '{"id":1}', ''),
    await show(desk, `[${'['.repeat(20_000)}`, ''),
  ];
  assert.deepEqual([...new Set(refused.map(({ status }) => status))], [400]);
  assert.equal(new Set(await Promise.all(refused.map((one) => one.text()))).size, 1);
  assert.deepEqual(desk.errors, []);
});

test('adding one takes a fresh proof of who it is; signing in by a passkey is one', async (t) => {
  const desk = await deskOn(t);
  const { device, visitor } = await withPasskey(desk);
  desk.clock.at += 11 * minuteMs;
  for (const path of [page, `${page}/ask`]) {
    const stale = await visitor.post(path, { name: 'Another', answer: '{}' });
    assert.equal(stale.headers.get('location'), '/desk/in?said=prove');
  }
  const cookie = cookiesOf(await enter(desk, device));
  const asForm = await (await desk.request('/desk/account', { headers: { cookie } })).text();
  const [, token = ''] = /name="form-token" value="([^"]+)"/.exec(asForm) ?? [];
  const asked = await desk.request(`${page}/ask`, {
    method: 'POST',
    body: new URLSearchParams({ 'form-token': token }),
    headers: { ...sameOrigin, cookie },
  });
  assert.equal(asked.status, 200);
});

test('nobody has more than ten, one twice, one without a name, or one with a maker’s certificate', async (t) => {
  const desk = await deskOn(t);
  const visitor = await desk.signedIn('editor');
  const device = newAuthenticator(siteUrl);
  assert.equal(await add(visitor, device, { name: ' ' }), `${page}?said=bad-name`);
  assert.equal(await add(visitor, device, { name: 'me@desk.example' }), `${page}?said=bad-name`);
  const certified = await add(visitor, device, { twist: { isCertified: true } });
  assert.equal(certified, `${page}?said=not-ours`);
  assert.equal(await add(visitor, device), `${page}?said=added`);
  assert.equal(await add(visitor, device), `${page}?said=taken`);
  for (let n = 1; n < passkeysMax; n += 1) {
    assert.equal(await add(visitor, newAuthenticator(siteUrl)), `${page}?said=added`);
  }
  assert.equal(await add(visitor, newAuthenticator(siteUrl)), `${page}?said=too-many`);
  assert.equal((await passkeyStore(desk.table).list()).length, passkeysMax);
});

test('a network asks so often in an hour, and is wrong ten times; nobody can tell', async (t) => {
  const desk = await deskOn(t);
  const { device } = await withPasskey(desk);
  const { max } = wrongAnswersOf('192.0.2.7');
  for (let n = 0; n < max; n += 1) assert.equal((await show(desk, '', '')).status, 400);
  assert.equal((await enter(desk, device)).status, 400);
  desk.clock.at += 60 * minuteMs;
  assert.equal((await enter(desk, device)).status, 303);
  for (let n = 1; n < asksOf('192.0.2.7').max; n += 1) await ask(desk);
  const busy = await desk.request('/desk/in/passkey/ask', { method: 'POST', headers: sameOrigin });
  assert.equal(busy.status, 429);
});

test('a form or a question of another site is refused', async (t) => {
  const desk = await deskOn(t);
  const { device } = await withPasskey(desk);
  const { options, cookie } = await ask(desk);
  const headers = { 'sec-fetch-site': 'cross-site', cookie };
  const body = new URLSearchParams({ answer: device.get(options) });
  for (const [path, init] of [
    ['/desk/in/passkey', { method: 'POST', body, headers }],
    ['/desk/in/passkey/ask', { method: 'POST', headers }],
  ] as const) {
    const answer = await desk.request(path, init);
    assert.equal(answer.status, 403, path);
    assert.deepEqual(answer.headers.getSetCookie(), []);
  }
});

test('the log tells who added, used and removed which passkey, and which one was refused', async (t) => {
  const desk = await deskOn(t);
  const { device, visitor } = await withPasskey(desk);
  await enter(desk, device);
  await enter(desk, device, { signature: Buffer.from('00', 'hex') });
  const [passkey] = await passkeyStore(desk.table).list();
  await visitor.post(`${page}/remove`, { passkey: passkey?.id ?? '', person: visitor.person.id });
  const told = (await auditLog(desk.table).list('*', { limit: 10 })).map(
    ({ act, outcome, personId, object, before, after, from }) => {
      assert.equal(personId, visitor.person.id);
      assert.equal(from, '192.0.2.0/24');
      return [act, outcome, object, before, after].join(' ').trim();
    },
  );
  const id = `passkey ${passkey?.id}`;
  assert.deepEqual(
    told.sort(),
    [
      '/in/passkey done passkey My phone',
      '/in/passkey refused passkey My phone',
      `/passkeys done ${id}  My phone`,
      `/passkeys/remove done ${id} My phone`,
      '/passkeys/ask done',
    ].sort(),
  );
});

test('whoever has a passkey more is told by mail, in the same write', async (t) => {
  const desk = await deskOn(t);
  const { visitor } = await withPasskey(desk);
  const [noticeId = ''] = desk.queued;
  const { Items = [] } = await desk.table.client.send(
    new ScanCommand({ TableName: desk.table.name }),
  );
  const row = Items.find(({ pk }) => pk === `NOTICE#${noticeId}`);
  assert.deepEqual(row?.notice, {
    ...{ id: noticeId, newsletterId: newsletter().id, kind: 'deskPasskey', values: {} },
    ...{ at: desk.clock.at, passkey: { personId: visitor.person.id } },
  });
});

test('at a bare network address there are no passkeys, and the page says why', async (t) => {
  const desk = await deskOn(t);
  const owner = await desk.signedIn();
  const bare = 'http://127.0.0.1:4700';
  const app = createDesk(desk.deps, { siteUrl: bare });
  const get = async (path: string) =>
    (await app.request(`${bare}${path}`, { headers: { cookie: owner.cookie } })).text();
  assert.doesNotMatch(await get('/desk/in'), /passkey/);
  const own = await get(page);
  assert.match(own, /bound to the name of a site/);
  assert.doesNotMatch(own, /data-ask/);
  for (const url of [bare, 'http://[::1]:4700']) assert.equal(passkeySite(url), undefined);
  assert.deepEqual(passkeySite('http://localhost:4700/'), {
    host: 'localhost',
    origin: 'http://localhost:4700',
  });
});

test('a passkey of another host is told apart in the list', async (t) => {
  const desk = await deskOn(t);
  const { visitor, device } = await withPasskey(desk);
  const moved = 'https://letters.example.com';
  const app = createDesk(desk.deps, { siteUrl: moved });
  const list = await app.request(`${moved}${page}`, { headers: { cookie: visitor.cookie } });
  assert.match(await list.text(), /works at news\.example\.com only/);
  const asked = await app.request(`${moved}/desk/in/passkey/ask`, {
    method: 'POST',
    headers: sameOrigin,
  });
  const options = (await asked.json()) as AskedOptions;
  const body = new URLSearchParams({ answer: device.get(options, { host: 'news.example.com' }) });
  const headers = { ...sameOrigin, cookie: cookiesOf(asked) };
  const shown = await app.request(`${moved}/desk/in/passkey`, { method: 'POST', body, headers });
  assert.equal(shown.status, 400);
});

test('a passkey is called after the browser that it is made in', () => {
  for (const [agent, name] of [
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36',
      'Chrome · Linux',
    ],
    [
      'Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36',
      'Chrome · Android',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1',
      'Safari · iPhone',
    ],
    ['Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0', 'Edge · Windows'],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko Firefox/140.0',
      'Firefox · Mac',
    ],
    ['curl/8', undefined],
  ] as const) {
    assert.equal(deviceName(agent), name);
    if (name !== undefined) assert.equal(passkeyName(name), name);
  }
});
