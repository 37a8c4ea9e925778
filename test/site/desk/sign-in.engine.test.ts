/** Signing in at the desk, and what must not let anybody in. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { dayMs, minuteMs } from '../../../functions/config/time.ts';
import { appoint, dismiss } from '../../../functions/owner/person.ts';
import { signInCode, signInUrl } from '../../../functions/owner/sign-in-link.ts';
import { auditLog } from '../../../functions/store/audit.ts';
import { peopleStore } from '../../../functions/store/people.ts';
import { keys as keysOfTable } from '../../../functions/store/table.ts';
import { deskOn, keys, monday, siteUrl } from './stage.ts';

const anna = 'anna@desk.example';
type DeskStage = Awaited<ReturnType<typeof deskOn>>;

const sameOrigin = { 'sec-fetch-site': 'same-origin' };

/** What a browser keeps of an answer: its cookies, by their names. */
function cookiesOf(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0] ?? '')
    .filter((one) => !one.endsWith('='))
    .join('; ');
}

async function withAnna(desk: DeskStage): Promise<void> {
  const { people } = desk.deps;
  await appoint({ address: anna, role: 'owner', newsletterId: '*' }, { ...desk.deps, ...people });
}

async function ask(desk: DeskStage, address = anna) {
  const body = new URLSearchParams({ address });
  const answer = await desk.request('/desk/in', { method: 'POST', body, headers: sameOrigin });
  const attemptId = desk.queued.at(-1) ?? '';
  const path = new URL(signInUrl(siteUrl, attemptId, keys)).pathname;
  return { answer, attemptId, path, cookie: cookiesOf(answer), text: await answer.text() };
}

const press = (desk: DeskStage, path: string, cookie: string, fields = {}) =>
  desk.request(path, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { ...sameOrigin, cookie },
  });

test('a link signs in the browser that asked, once, and looking at it changes nothing', async (t) => {
  const desk = await deskOn(t);
  await withAnna(desk);
  const { path, cookie } = await ask(desk);
  for (let times = 0; times < 3; times++) {
    const shown = await desk.request(path, { headers: { cookie } });
    assert.equal(shown.status, 200);
    assert.deepEqual(shown.headers.getSetCookie(), []);
    assert.equal((await desk.request(path, { method: 'HEAD', headers: { cookie } })).status, 200);
  }
  const pressed = await press(desk, path, cookie);
  assert.equal(pressed.status, 303);
  const session = cookiesOf(pressed);
  assert.match(
    pressed.headers.getSetCookie().find((one) => one.startsWith('__Host-desk=')) ?? '',
    /Path=\/; HttpOnly; Secure; SameSite=Lax/,
  );
  assert.equal((await desk.request('/desk/account', { headers: { cookie: session } })).status, 200);
  assert.equal((await press(desk, path, cookie)).status, 404);
  const [person] = await desk.deps.people.list();
  const [entry, ...more] = await auditLog(desk.table).list('*', { limit: 2 });
  assert.deepEqual([entry?.act, entry?.outcome, entry?.personId], ['/in', 'done', person?.id]);
  assert.deepEqual(more, [], 'one line in the log for one way in');
});

test('another browser needs the code of the same mail besides', async (t) => {
  const desk = await deskOn(t);
  await withAnna(desk);
  const { path, attemptId } = await ask(desk);
  assert.match(await (await desk.request(path)).text(), /Another browser asked/);
  assert.match(await (await press(desk, path, '')).text(), /Another browser asked/);
  const wrong = await press(desk, path, '', { code: '0000 0000' });
  assert.equal(wrong.status, 400);
  const pressed = await press(desk, path, '', { code: signInCode(attemptId, keys) });
  assert.equal(pressed.status, 303);
});

test('the browser that asked signs in by the code alone; another one does not', async (t) => {
  const desk = await deskOn(t);
  await withAnna(desk);
  const { attemptId, cookie } = await ask(desk);
  const code = signInCode(attemptId, keys);
  assert.equal((await press(desk, '/desk/in', '', { code })).status, 404);
  const grouped = `${code.slice(0, 4)} ${code.slice(4)}`;
  assert.equal((await press(desk, '/desk/in', cookie, { code: grouped })).status, 303);
});

test('five wrong codes end an attempt, and fifteen minutes do', async (t) => {
  const desk = await deskOn(t);
  await withAnna(desk);
  const first = await ask(desk);
  for (let tries = 0; tries < 5; tries++) {
    const answer = await press(desk, '/desk/in', first.cookie, { code: '12345678' });
    assert.equal(answer.status, 400);
  }
  const right = { code: signInCode(first.attemptId, keys) };
  const over = await press(desk, '/desk/in', first.cookie, right);
  assert.equal(over.status, 404);
  assert.match(await over.text(), /or five wrong codes were typed/);
  const second = await ask(desk);
  desk.clock.at += 16 * minuteMs;
  assert.equal((await press(desk, second.path, second.cookie)).status, 404);
});

test('five codes are compared, however many come at once from however many networks', async (t) => {
  const desk = await deskOn(t);
  await withAnna(desk);
  const { attemptId, cookie, path } = await ask(desk);
  const right = signInCode(attemptId, keys);
  const wrong = Array.from({ length: 60 }, (_, n) => String(10_000_000 + n));
  for (const [at, browser] of [
    ['/desk/in', cookie],
    [path, ''],
  ] as const) {
    // The right one is the last that asks, and the first that would be written: it is spent at once.
    const answers = await Promise.all(
      [...wrong, right].map((code, n) =>
        desk.app.request(
          `${siteUrl}${at}`,
          {
            method: 'POST',
            body: new URLSearchParams({ code }),
            headers: { ...sameOrigin, cookie: browser },
          },
          { requestContext: { http: { sourceIp: `198.51.100.${n}` } } },
        ),
      ),
    );
    const compared = answers.filter(({ status }) => status !== 404);
    assert.equal(compared.length, 5, at);
    assert.equal(compared.filter(({ status }) => status === 400).length, 5, at);
  }
});

test('whoever asks in the name of somebody, and types codes, does not use up their mail', async (t) => {
  const desk = await deskOn(t);
  await withAnna(desk);
  const { attemptId, cookie, path } = await ask(desk);
  for (let tries = 0; tries < 6; tries++) {
    await press(desk, '/desk/in', cookie, { code: '12345678' });
  }
  const own = await press(desk, path, '', { code: signInCode(attemptId, keys) });
  assert.equal(own.status, 303);
});

test('of two owners who take each other off at once, one stays', async (t) => {
  for (const act of ['remove', 'role'] as const) {
    const desk = await deskOn(t);
    const owners = [await desk.signedIn(), await desk.signedIn()] as const;
    const tokens = await Promise.all(owners.map((owner) => owner.formToken()));
    await Promise.all(
      owners.map((owner, n) => {
        const { id, address } = (owners[1 - n] ?? owner).person;
        const fields =
          act === 'remove' ? { person: id } : { address, role: 'reader', newsletter: '*' };
        const path = act === 'remove' ? '/desk/people/remove' : '/desk/people';
        return owner.post(path, { 'form-token': tokens[n] ?? '', ...fields });
      }),
    );
    const left = (await desk.deps.people.list()).filter(({ roles }) => roles['*'] === 'owner');
    assert.equal(left.length, 1, act);
  }
});

test('two who let the same address in at once, the first owner too, make one person of it', async (t) => {
  const desk = await deskOn(t);
  const people = { ...desk.deps.people, randomId: desk.deps.randomId, now: desk.deps.now };
  const owner = { address: anna, role: 'owner', newsletterId: '*' } as const;
  const made = await Promise.all([1, 2, 3, 4].map(() => appoint(owner, people)));
  assert.ok(made.every(({ kind }) => kind === 'appointed'));
  const editor = { address: 'ed@desk.example', role: 'editor', newsletterId: 'paper' } as const;
  await Promise.all([appoint(editor, people), appoint({ ...editor, role: 'writer' }, people)]);
  const all = await people.list();
  assert.deepEqual(all.map(({ address }) => address).sort(), [anna, 'ed@desk.example'].sort());
  const ed = all.find(({ address }) => address === 'ed@desk.example');
  assert.ok(ed);
  assert.equal(await dismiss(ed.id, people), 'removed');
  assert.equal((await appoint(editor, people)).kind, 'appointed', 'who was taken off comes back');
});

test('an address that an earlier release has twice becomes one person, and goes as one', async (t) => {
  const desk = await deskOn(t);
  const people = { ...desk.deps.people, randomId: desk.deps.randomId, now: desk.deps.now };
  await appoint({ address: anna, role: 'owner', newsletterId: '*' }, people);
  const twice = async () => {
    for (const [id, roles] of [
      ['d1', { paper: 'writer' }],
      ['d2', { other: 'editor' }],
    ] as const) {
      const who = {
        id,
        address: 'ed@desk.example',
        addressKey: 'ed@desk.example',
        addedAt: monday,
      };
      const Item = { ...keysOfTable.person(id), ...who, roles, epoch: 0 };
      await desk.table.client.send(new PutCommand({ TableName: desk.table.name, Item }));
    }
  };
  const doubles = async () =>
    (await people.list()).filter(({ address }) => address === 'ed@desk.example');
  await twice();
  await appoint({ address: 'ed@desk.example', role: 'editor', newsletterId: 'paper' }, people);
  const [one, ...others] = await doubles();
  assert.deepEqual(others, []);
  assert.deepEqual(one?.roles, { paper: 'editor', other: 'editor' });
  await twice();
  assert.equal(await dismiss('d1', people), 'removed');
  assert.deepEqual(await doubles(), []);
});

test('of an owner whom an earlier release has twice, the last one stays', async (t) => {
  const desk = await deskOn(t);
  const people = { ...desk.deps.people, randomId: desk.deps.randomId, now: desk.deps.now };
  const twice = async (first: string, second: string) => {
    for (const [n, role] of [first, second].entries()) {
      const who = { id: `o${n}`, address: anna, addressKey: anna, addedAt: monday + n };
      const Item = { ...keysOfTable.person(who.id), ...who, roles: { '*': role }, epoch: 0 };
      await desk.table.client.send(new PutCommand({ TableName: desk.table.name, Item }));
    }
  };
  const editor = { address: anna, role: 'editor', newsletterId: '*' } as const;
  for (const [first, second] of [
    ['owner', 'owner'],
    ['editor', 'owner'],
  ] as const) {
    await twice(first, second);
    assert.equal((await appoint(editor, people)).kind, 'last-owner');
    assert.equal(await dismiss('o0', people), 'last-owner');
    assert.equal(await dismiss('o1', people), 'last-owner');
    const writer = { address: anna, role: 'writer', newsletterId: 'paper' } as const;
    const one = await appoint(writer, people);
    assert.ok(one.kind === 'appointed');
    assert.deepEqual(one.person.roles, { '*': 'owner', paper: 'writer' });
    assert.equal((await people.list()).length, 1);
  }
});

test('an address whose row is damaged is told as that, and asked for a few times only', async (t) => {
  const desk = await deskOn(t);
  const { randomId, now } = desk.deps;
  const table = { ...desk.table, reportMalformed: () => {} };
  const people = { ...peopleStore(table), randomId, now };
  const owner = { address: anna, role: 'owner', newsletterId: '*' } as const;
  const made = await appoint(owner, people);
  assert.ok(made.kind === 'appointed');
  const Item = { ...keysOfTable.person(made.person.id), roles: 'none' };
  await desk.table.client.send(new PutCommand({ TableName: desk.table.name, Item }));
  await assert.rejects(appoint(owner, people), /their row is damaged/);
});

test('what is noted of an address whose person is gone holds nobody back', async (t) => {
  const desk = await deskOn(t);
  const people = { ...desk.deps.people, randomId: desk.deps.randomId, now: desk.deps.now };
  const owner = { address: anna, role: 'owner', newsletterId: '*' } as const;
  await appoint(owner, people);
  const [person] = await people.list();
  assert.ok(person);
  const Key = keysOfTable.person(person.id);
  // As an earlier release takes somebody off.
  await desk.table.client.send(new DeleteCommand({ TableName: desk.table.name, Key }));
  assert.equal((await appoint(owner, people)).kind, 'appointed');
  assert.equal((await people.list()).length, 1);
});

test('signing in anew in a browser ends the session that it had', async (t) => {
  const desk = await deskOn(t);
  await withAnna(desk);
  const first = await ask(desk);
  const session = cookiesOf(await press(desk, first.path, first.cookie));
  const second = await ask(desk);
  const pressed = await press(desk, second.path, `${second.cookie}; ${session}`);
  assert.equal(pressed.status, 303);
  const get = (cookie: string) => desk.request('/desk/account', { headers: { cookie } });
  assert.equal((await get(cookiesOf(pressed))).status, 200);
  assert.equal((await get(session)).status, 303);
});

test('the list of browsers has those that are signed in, by their names', async (t) => {
  const desk = await deskOn(t);
  await withAnna(desk);
  const agent = 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1';
  const signIn = async () => {
    const { path, cookie } = await ask(desk);
    const headers = { ...sameOrigin, cookie, 'user-agent': agent };
    return cookiesOf(await desk.request(path, { method: 'POST', headers }));
  };
  await signIn();
  desk.clock.at += 6 * dayMs;
  await signIn();
  const shown = async (cookie: string) =>
    (await (await desk.request('/desk/account', { headers: { cookie } })).text()).split(
      'Safari · iPhone',
    ).length - 1;
  assert.equal(await shown(await signIn()), 3);
  desk.clock.at += dayMs;
  assert.equal(await shown(await signIn()), 3);
});

test('after ten wrong codes from a network none is looked at for the rest of the hour', async (t) => {
  const desk = await deskOn(t);
  await withAnna(desk);
  for (let mails = 0; mails < 2; mails++) {
    const { cookie } = await ask(desk);
    for (let tries = 0; tries < 5; tries++) {
      assert.equal((await press(desk, '/desk/in', cookie, { code: '12345678' })).status, 400);
    }
  }
  const third = await ask(desk);
  const right = { code: signInCode(third.attemptId, keys) };
  const busy = await press(desk, '/desk/in', third.cookie, right);
  assert.equal(busy.status, 429);
  assert.match(await busy.text(), /Please wait a while and try again\. Nothing was changed/);
  assert.equal((await press(desk, third.path, third.cookie)).status, 303, 'its link works');
  desk.clock.at += 60 * minuteMs;
  const later = await ask(desk);
  const code = signInCode(later.attemptId, keys);
  assert.equal((await press(desk, '/desk/in', later.cookie, { code })).status, 303);
});

test('strangers get the same answer, and their attempt opens nothing', async (t) => {
  const desk = await deskOn(t);
  await withAnna(desk);
  const known = await ask(desk);
  const stranger = await ask(desk, 'eve@elsewhere.example');
  assert.equal(stranger.answer.status, known.answer.status);
  assert.equal(stranger.text.replaceAll('eve@elsewhere.example', anna), known.text);
  assert.equal((await press(desk, stranger.path, stranger.cookie)).status, 404);
  const code = signInCode(stranger.attemptId, keys);
  assert.notEqual((await press(desk, '/desk/in', stranger.cookie, { code })).status, 303);
});

test('a fourth mail in a quarter of an hour is not sent, and nobody can tell', async (t) => {
  const desk = await deskOn(t);
  await withAnna(desk);
  const asked = [];
  for (let times = 0; times < 4; times++) asked.push(await ask(desk));
  assert.equal(new Set(asked.map(({ text }) => text)).size, 1);
  assert.match(asked[0]?.text ?? '', /at most three go there in a quarter of an hour/);
  const [, , , fourth] = asked;
  assert.equal((await press(desk, fourth?.path ?? '', fourth?.cookie ?? '')).status, 404);
  const third = asked[2];
  assert.equal((await press(desk, third?.path ?? '', third?.cookie ?? '')).status, 303);
});

test('a stranger who uses up the mails of an owner keeps nobody out: each of them lets the owner in', async (t) => {
  const desk = await deskOn(t);
  await withAnna(desk);
  const mails = [];
  for (let times = 0; times < 3; times++) mails.push(await ask(desk));
  // In their own browser the stranger types codes, and has neither mail.
  for (const { cookie } of mails) {
    for (let times = 0; times < 3; times++) {
      await press(desk, '/desk/in', cookie, { code: '0000 0000' });
    }
  }
  const own = await ask(desk);
  assert.match(own.text, /each of them lets you in all the same: open its link and type its code/);
  assert.match(own.text, /<code dir="ltr">paperboy desk link<\/code>/);
  desk.clock.at += 60_000;
  for (const { path, attemptId } of mails) {
    const entered = await press(desk, path, own.cookie, { code: signInCode(attemptId, keys) });
    assert.equal(entered.status, 303);
  }
});

test('a session of somebody whose role changed, or who was removed, is over', async (t) => {
  const desk = await deskOn(t);
  const [owner, editor] = [await desk.signedIn(), await desk.signedIn('editor')];
  assert.equal((await editor.get('/desk/account')).status, 200);
  await owner.post('/desk/people', {
    address: editor.person.address,
    role: 'writer',
    newsletter: '*',
  });
  assert.equal((await editor.get('/desk/account')).status, 303);
  const writer = await desk.signedIn('writer');
  await owner.post('/desk/people/remove', { person: writer.person.id });
  assert.equal((await writer.get('/desk/account')).status, 303);
});

test('all sessions of somebody end when an owner says so, and this browser’s when it does', async (t) => {
  const desk = await deskOn(t);
  const [owner, editor] = [await desk.signedIn(), await desk.signedIn('editor')];
  const ended = await owner.post('/desk/people/end', { person: editor.person.id });
  assert.equal(ended.headers.get('location'), '/desk/people?said=ended');
  assert.equal((await editor.get('/desk/account')).status, 303);
  const nobody = await owner.post('/desk/people/end', { person: 'unknown' });
  assert.equal(nobody.headers.get('location'), '/desk/people?said=nobody');
  const out = await owner.post('/desk/out');
  assert.equal(out.headers.get('location'), '/desk/in?said=out');
  assert.match(await (await desk.request('/desk/in?said=out')).text(), /is not signed in any more/);
  assert.equal((await owner.get('/desk/account')).status, 303);
});

test('a desk has room for a hundred people', async (t) => {
  const desk = await deskOn(t);
  const owner = await desk.signedIn();
  const { people } = desk.deps;
  for (let n = 1; n < 100; n++) {
    const address = `p${n}@desk.example`;
    await people.save({ ...owner.person, id: `p${n}`, address, addressKey: address }, undefined);
  }
  const fields = { address: 'more@desk.example', role: 'editor', newsletter: '*' };
  const full = await owner.post('/desk/people', fields);
  assert.equal(full.headers.get('location'), '/desk/people?said=too-many');
  assert.match(await (await owner.get('/desk/people?said=too-many')).text(), /room for 100 people/);
  await owner.post('/desk/people/remove', { person: 'p1' });
  const added = await owner.post('/desk/people', fields);
  assert.equal(added.headers.get('location'), '/desk/people?said=appointed');
});

test('a session ends after twelve hours without a visit, and after seven days with them', async (t) => {
  const desk = await deskOn(t);
  const owner = await desk.signedIn();
  const idle = await desk.signedIn();
  let cookie = owner.cookie;
  let isIn = true;
  for (let hours = 0; hours < 7 * 24 && isIn; hours += 11) {
    desk.clock.at += 11 * 60 * minuteMs;
    const answer = await desk.request('/desk/account', { headers: { cookie } });
    isIn = answer.status === 200;
    if (isIn) cookie = cookiesOf(answer) || cookie;
    if (hours === 22) assert.equal((await idle.get('/desk/account')).status, 303);
  }
  assert.equal(isIn, false);
});

test('a forged cookie, or one with another time in it, opens nothing', async (t) => {
  const desk = await deskOn(t);
  const { cookie } = await desk.signedIn();
  const [name, value = ''] = cookie.split('=');
  const [person, secret, , mac] = value.split('.');
  const later = (desk.clock.at + minuteMs).toString(36);
  for (const forged of [
    [person, secret, later, mac].join('.'),
    [person, 'x'.repeat(60), value.split('.')[2], mac].join('.'),
    [person, secret].join('.'),
    '....',
  ]) {
    const answer = await desk.request('/desk/account', {
      headers: { cookie: `${name}=${forged}` },
    });
    assert.equal(answer.status, 303, forged);
  }
});

test('a form without its token, of another session or of another site changes nothing', async (t) => {
  const desk = await deskOn(t);
  const [owner, other] = [await desk.signedIn(), await desk.signedIn()];
  const fields = { address: 'new@desk.example', role: 'editor', newsletter: '*' };
  const foreign = [
    await owner.post('/desk/people', { ...fields, 'form-token': '' }),
    await owner.post('/desk/people', { ...fields, 'form-token': await other.formToken() }),
    await owner.post('/desk/people', fields, { 'sec-fetch-site': 'cross-site' }),
    await owner.post('/desk/people', fields, { 'sec-fetch-site': 'same-site' }),
  ];
  assert.deepEqual(
    foreign.map(({ status }) => status),
    [403, 403, 403, 403],
  );
  assert.equal((await desk.deps.people.list()).length, 2);
  assert.equal((await owner.post('/desk/people', fields)).status, 303);
  assert.equal((await desk.deps.people.list()).length, 3);
});

test('what cannot be undone asks for a proof that is minutes old', async (t) => {
  const desk = await deskOn(t);
  const owner = await desk.signedIn();
  desk.clock.at += 11 * minuteMs;
  const fields = { address: 'new@desk.example', role: 'editor', newsletter: '*' };
  const answer = await owner.post('/desk/people', fields);
  assert.equal(answer.headers.get('location'), '/desk/in?said=prove');
  assert.equal((await desk.deps.people.list()).length, 1);
});
