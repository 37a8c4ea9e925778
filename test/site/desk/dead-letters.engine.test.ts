/** Work that was put aside, at the desk and for programs, on the queues of the template. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { roles } from '../../../functions/owner/rights.ts';
import type { DeskDeps } from '../../../functions/site/desk/desk.ts';
import { newsletter } from '../../support/newsletter.ts';
import {
  clocks,
  leavingAt,
  orderly,
  putRaw,
  reportOf,
  reports,
  testPutAside,
} from '../../support/put-aside.ts';
import { deskForPrograms } from './program.ts';
import { type DeskVisitor, deskOn } from './stage.ts';

const path = '/desk/health/dead-letters';
const address = 'ann@readers.example';
const batch = (n: number) => ({ editionId: 'e1', batchId: `b${n}` });

async function stage(t: TestContext) {
  const putAside = await testPutAside(t);
  const { boxes, send } = putAside;
  const pages = { feedOrigins: [], putAside: { boxes: () => boxes, send } };
  const desk = await deskForPrograms(t, [newsletter()], pages);
  const owner = await desk.signedIn('owner');
  return { ...putAside, ...desk, owner };
}

async function mainOf(visitor: DeskVisitor, at = path, language = 'en'): Promise<string> {
  const answer = await visitor.get(at, { 'accept-language': language });
  assert.equal(answer.status, 200, at);
  const page = await answer.text();
  return page.slice(page.indexOf('<main'), page.indexOf('</main>'));
}

async function lastAct({ audit }: Pick<DeskDeps, 'audit'>) {
  return (await audit.list('*', { limit: 1 }))[0];
}

/** The hidden fields of the form that goes there, besides the token. */
function fieldsIn(page: string, action: string): Record<string, string> {
  const [form = ''] =
    new RegExp(`<form method="post" action="${action}">.*?</form>`, 's').exec(page) ?? [];
  const found = [...form.matchAll(/name="(\w+)" value="([^"]*)"/g)];
  return Object.fromEntries(found.map(([, name = '', value = '']) => [name, value]));
}

test('nothing was put aside: health is fine, the page says so, and today is silent', async (t) => {
  const { owner, errors } = await stage(t);
  assert.match(
    await mainOf(owner, '/desk/health'),
    /fine<\/span><\/td><td[^>]*>Nothing was put aside\./,
  );
  assert.match(await mainOf(owner), /Nothing was put aside\./);
  assert.doesNotMatch(await mainOf(owner, '/desk/n/paper'), /put aside/);
  assert.equal((await owner.get(`${path}/drop`)).headers.get('location'), path);
  assert.deepEqual(errors, []);
});

test('health tells by queue how much was put aside, and today how much in all, with the way to it', async (t) => {
  const { owner, put, signedIn } = await stage(t);
  await put(reports, reportOf('m1'), reportOf('m2'));
  await put(orderly, batch(1));
  const health = await mainOf(owner, '/desk/health');
  assert.match(
    health,
    /to do<\/span><\/td><td[^>]*>[^<]*put aside \(what comes back of mails\): 2\./,
  );
  assert.match(health, /put aside \(mail and feeds\): 1\./);
  assert.doesNotMatch(health, /\(clocks\)/);
  assert.ok(health.includes(`href="${path}"`));
  const today = await mainOf(owner, '/desk/n/paper');
  assert.match(today, /Work could not be done and was put aside: 3\./);
  assert.ok(today.includes(`href="${path}"`));
  const reader = await signedIn('reader');
  for (const at of ['/desk/health', '/desk/n/paper']) {
    const page = await mainOf(reader, at);
    assert.match(page, /put aside/, 'who looks at figures sees the number');
    assert.ok(!page.includes(path), 'and no more');
  }
  for (const language of ['de', 'ar', 'zh-Hans']) {
    assert.doesNotMatch(await mainOf(owner, '/desk/health', language), /DeadLetters|put aside/);
  }
});

test('the queues do not answer: today and health tell the rest all the same', async (t) => {
  const { owner, errors, deps } = await stage(t);
  const said = { name: 'ServiceUnavailable', $metadata: {} };
  const away = Object.assign(new Error('Away.'), said);
  deps.deadLetters = { ...deps.deadLetters, counts: () => Promise.reject(away) };
  assert.match(await mainOf(owner, '/desk/n/paper'), /Nothing waits for you\.|first edition/);
  assert.deepEqual(errors, [away]);
  const silent = await deskOn(t, [newsletter()], {
    feedOrigins: [],
    putAside: {
      send: async () => {},
      boxes: () => {
        throw away;
      },
    },
  });
  const health = await mainOf(await silent.signedIn('owner'), '/desk/health');
  assert.match(health, /What was asked did not answer: .?ServiceUnavailable: Away\./);
  assert.match(health, /has never done its work/);
});

test('each is told in words with its time; what may hold an address or a link is not shown', async (t) => {
  const { owner, put, queues } = await stage(t);
  const feeds = { feeds: [{ newsletterId: 'n', feedId: 'town' }] };
  await put(orderly, batch(1), { noticeId: 'n1' }, feeds, { deliveries: ['d1'] });
  await put(orderly, { subscriberId: 's1', confirmationId: 'the-secret' });
  await put(reports, reportOf('m1', address), leavingAt('unsubscribe+the-secret@in.example'));
  await put(reports, { kind: 'mark', tick: 1 });
  await put(clocks, { scheduledTime: '2026-11-20T07:05:00Z' });
  await putRaw(queues, reports, `<script>alert("${address}")</script>`);
  await put(reports, reportOf('<img src=x onerror=alert(1)>'));
  const page = await mainOf(owner);
  for (const words of [
    ...[/Mail to readers: batch b1 of the edition e1\./, /The letter n1\./],
    ...[/Feeds to read \(1\): town\./, /Messages to webhooks: 1\./],
    ...[
      /The confirmation mail of the reader s1\./,
      /What was reported \(Bounce\) of the mail m1\./,
    ],
    ...[/Mail by which a reader leaves\./, /A mark among the reports of mails\./],
    ...[
      /The tick of 20 Nov 2026, 07:05\.|The tick of Nov 20, 2026, 7:05 AM\./,
      /It cannot be read: it is no message of Paperboy’s\./,
    ],
  ]) {
    assert.match(page, words);
  }
  assert.match(page, /&lt;img src=x onerror=alert\(1\)&gt;/);
  assert.doesNotMatch(page, /<img|<script|the-secret|readers\.example|in\.example/);
  assert.match(page, /<details>.*&quot;batchId&quot;:&quot;b1&quot;/);
  const now = new Date(queues.clock.now());
  assert.ok(page.includes(String(now.getUTCFullYear())), 'since when');
  const confirm = await mainOf(owner, `${path}/drop`);
  assert.doesNotMatch(confirm, /<img|<script|the-secret|readers\.example|in\.example/);
});

test('all is worked off after all: what was done since is not put back, what cannot be read stays', async (t) => {
  const { owner, put, queues, bodiesIn, deps } = await stage(t);
  await put(orderly, batch(1), { scheduledTime: '2026-11-20T07:05:00Z' });
  await put(reports, reportOf('m1'));
  await putRaw(queues, reports, 'nonsense');
  const fields = fieldsIn(await mainOf(owner), `${path}/redrive`);
  const done = await owner.post(`${path}/redrive`, fields);
  const to = done.headers.get('location') ?? '';
  assert.equal(to, `${path}?putBack=2&later=1&kept=1`);
  const page = await mainOf(owner, to);
  assert.match(page, /Put back, to be worked off now: 2\./);
  assert.match(page, /Not put back, as later ones have done the same: 1\./);
  assert.match(page, /Left here, as it cannot be read: 1\./);
  assert.deepEqual(await bodiesIn('send'), [batch(1)]);
  assert.deepEqual(await bodiesIn('event'), [reportOf('m1')]);
  assert.deepEqual(Object.values(await deps.deadLetters.counts()), [1, 0, 0]);
  const entry = await lastAct(deps);
  assert.equal(entry?.act, '/health/dead-letters/redrive');
  assert.equal(entry?.after, '2 put back, 1 dropped, 1 kept');
});

test('one is given up when what is lost has been told, and the log names it', async (t) => {
  const { owner, put, deps } = await stage(t);
  await put(reports, reportOf('m1'), leavingAt('x@in.example'));
  await put(orderly, batch(1));
  const page = await mainOf(owner);
  const links = [...page.matchAll(/href="([^"]+\?letter=[^"]+)"/g)].map(([, href = '']) => href);
  assert.equal(links.length, 3);
  const told: string[] = [];
  // One after the other: who looks has it in hand.
  for (const link of links) told.push(await mainOf(owner, link));
  const leaving = told.findIndex((one) => /The reader goes on getting editions/.test(one));
  assert.ok(told.some((one) => /it is never heard of, and the address is mailed again/.test(one)));
  assert.ok(told.some((one) => /Nothing: it comes again by itself\./.test(one)));
  assert.match(told[leaving] ?? '', /What is given up is gone for good\./);
  assert.equal(
    Object.values(await deps.deadLetters.counts()).join(),
    '2,1,0',
    'a look takes nothing',
  );
  const fields = fieldsIn(told[leaving] ?? '', `${path}/drop`);
  const done = await owner.post(`${path}/drop`, fields);
  assert.equal(done.headers.get('location'), `${path}?dropped=1`);
  assert.match(await mainOf(owner, `${path}?dropped=1`), /Given up: 1\./);
  const left = (await deps.deadLetters.look(9)).flatMap(({ letters }) => letters);
  assert.deepEqual(left.map(({ kind }) => kind).sort(), ['batch', 'report']);
  const entry = await lastAct(deps);
  assert.equal(entry?.object, `dead letter ${fields.letters}`);
  assert.equal(entry?.outcome, 'done');
  const again = await owner.post(`${path}/drop`, fields);
  assert.equal(again.headers.get('location'), `${path}?unseen=1`);
  assert.match(await mainOf(owner, `${path}?unseen=1`), /somebody else has it in hand/);
  assert.equal((await lastAct(deps))?.outcome, 'refused');
  assert.equal((await owner.get(links[leaving] ?? '')).headers.get('location'), `${path}?unseen=1`);
});

test('giving all up takes what was shown, and nothing that came in the meantime', async (t) => {
  const { owner, put, deps } = await stage(t);
  await put(orderly, batch(1), batch(2));
  const fields = fieldsIn(await mainOf(owner, `${path}/drop`), `${path}/drop`);
  await put(reports, leavingAt('x@in.example'));
  const done = await owner.post(`${path}/drop`, fields);
  assert.equal(done.headers.get('location'), `${path}?dropped=2`);
  assert.deepEqual(Object.values(await deps.deadLetters.counts()), [1, 0, 0]);
});

test('a long queue is shown and settled in parts, and says that there is more', async (t) => {
  const { owner, put, deps } = await stage(t);
  await put(reports, ...Array.from({ length: 60 }, (_, n) => reportOf(`m${n}`)));
  const answer = await owner.get(path);
  const page = await answer.text();
  assert.match(page, /Behind them, not shown: 35\./);
  assert.ok(page.length < 100_000, `${page.length}`);
  const confirm = await mainOf(owner, `${path}/drop`);
  assert.match(confirm, /What nobody has looked at is given up with it: 35\./);
  assert.equal(fieldsIn(confirm, `${path}/drop`).all, 'yes');
  const { settle } = deps.deadLetters;
  deps.deadLetters = {
    ...deps.deadLetters,
    settle: (settling) => settle({ ...settling, most: 30 }),
  };
  const some = await owner.post(`${path}/redrive`, { all: 'yes' });
  assert.equal(some.headers.get('location'), `${path}?putBack=30&more=yes`);
  assert.match(
    await mainOf(owner, `${path}?putBack=30&more=yes`),
    /There is more: do it once more\./,
  );
});

test('forms that name nothing, or nonsense, change nothing', async (t) => {
  const { owner, put, deps } = await stage(t);
  await put(reports, reportOf('m1'));
  for (const fields of [{}, { letters: '' }, { letters: '<b> ../x' }, { all: 'no' }]) {
    await owner.post(`${path}/drop`, fields as Record<string, string>);
  }
  assert.equal((await deps.deadLetters.counts()).DeadLetters, 1);
  const page = await mainOf(owner, `${path}?putBack=<b>&dropped=-1&kept=99999999`);
  assert.doesNotMatch(page, /class="banner"|<b>/);
});

test('only who may send for all newsletters gets there', async (t) => {
  const { signedIn } = await stage(t);
  for (const role of roles) {
    const mayThere = role === 'owner' || role === 'editor';
    for (const at of ['*', 'paper']) {
      const visitor = await signedIn(role, at);
      const allowed = mayThere && at === '*';
      assert.equal((await visitor.get(path)).status, allowed ? 200 : 403, `${role} of ${at}`);
      const act = await visitor.post(`${path}/drop`, { letters: 'x' });
      assert.equal(act.status, allowed ? 303 : 403, `${role} of ${at}`);
    }
  }
});

test('programs see what was put aside, have it worked off, and give it up, as the desk does', async (t) => {
  const { program, put, queues, bodiesIn, deps } = await stage(t);
  await put(reports, reportOf('m1', address), { kind: 'mark', tick: 1 });
  await put(orderly, batch(1));
  await putRaw(queues, reports, 'nonsense');
  const own = await program({ isGrave: true });
  const { queues: seen } = (await own.get('/dead-letters')).body;
  const letters = seen.flatMap((one: { letters: object[] }) => one.letters);
  assert.deepEqual(
    letters.map(({ kind, loss }: { kind: string; loss: string }) => `${kind} ${loss}`).sort(),
    [...['batch again', 'mark later', 'report report', 'unknown unknown']],
  );
  assert.doesNotMatch(JSON.stringify(letters), /readers\.example|nonsense/);
  const mail = letters.find(({ kind }: { kind: string }) => kind === 'batch');
  assert.equal(mail.content, JSON.stringify(batch(1)));
  assert.equal(mail.says, 'Mail to readers: batch b1 of the edition e1.');
  const one = await own.post('/dead-letters/redrive', { letters: [mail.id, 'stranger'] });
  assert.deepEqual(one.body, {
    ...{ putBack: 1, dropped: 0, kept: 0, unseen: ['stranger'], isMore: false },
  });
  assert.deepEqual(await bodiesIn('send'), [batch(1)]);
  const rest = await own.post('/dead-letters/redrive', { all: true });
  assert.deepEqual(rest.body, { putBack: 1, dropped: 1, kept: 1, unseen: [], isMore: false });
  for (const wrong of [{}, { letters: [] }, { all: true, letters: ['x'] }, { all: false }]) {
    assert.equal((await own.post('/dead-letters/drop', wrong)).status, 422);
  }
  const usual = await program();
  assert.equal((await usual.post('/dead-letters/drop', { all: true })).body.kind, 'grave');
  assert.equal((await own.post('/dead-letters/drop', { all: true })).body.dropped, 1);
  assert.deepEqual(Object.values(await deps.deadLetters.counts()), [0, 0, 0]);
  const lines = (await own.get('/health')).body.lines;
  const line = lines.find(({ about }: { about: string }) => about === 'deadLetters');
  assert.deepEqual([line.isFine, line.says], [true, 'Nothing was put aside.']);
});
