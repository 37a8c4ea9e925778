/** Hooks at the desk: added, tried, told of when they fail, removed; the secret is shown once. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { AddressRefusedError } from '../../../functions/feed/get/connect.ts';
import { reasonOf } from '../../../functions/feed/get/fetch-reason.ts';
import { hookEvents, hooksMax } from '../../../functions/hook/hook.ts';
import { checkHookUrl } from '../../../functions/hook/post.ts';
import { notedText, openNoted } from '../../../functions/site/desk/noted.ts';
import { deskLanguageFor } from '../../../functions/site/desk/words.ts';
import { auditLog } from '../../../functions/store/audit.ts';
import { hookStore } from '../../../functions/store/hooks.ts';
import { startReceiver } from '../../hook/receiver.ts';
import { newsletter } from '../../support/newsletter.ts';
import { countCalls } from '../../support/table-calls.ts';
import { type DeskVisitor, deskOn } from './stage.ts';

const paper = newsletter({ id: 'harbour' });
const path = '/desk/n/harbour/hooks';
const hostile = '"><script>alert(1)</script>';
const minuteMs = 60_000;

async function withReceiver(t: TestContext) {
  const receiver = await startReceiver(t);
  const stage = await deskOn(t, [paper, newsletter({ id: 'meadow' })], {
    feedOrigins: [receiver.origin],
  });
  const owner = await stage.signedIn('owner');
  const list = () => hookStore(stage.table).list('harbour');
  return { stage, receiver, owner, list, url: `${receiver.origin}/told` };
}

/** Sends the form; of several events the field comes several times. */
async function add(visitor: DeskVisitor, url: string, events: readonly string[] = hookEvents) {
  const fields = new URLSearchParams({ 'form-token': await visitor.formToken(), url });
  for (const event of events) fields.append('event', event);
  return fields;
}

type World = Awaited<ReturnType<typeof withReceiver>>;

async function added({ stage, owner, url }: World, at = url, events?: readonly string[]) {
  return await stage.request(path, {
    method: 'POST',
    body: await add(owner, at, events),
    headers: { cookie: owner.cookie, 'sec-fetch-site': 'same-origin' },
  });
}

const textOf = async (visitor: DeskVisitor) => (await visitor.get(path)).text();

test('a hook is added with what it is told of, and its secret is shown this once', async (t) => {
  const world = await withReceiver(t);
  const { stage, owner, list, receiver, url } = world;
  assert.match(await textOf(owner), /No program is told anything/);
  const answer = await added(world, url, ['reader.joined', 'edition.held', 'no such']);
  const page = await answer.text();
  assert.deepEqual(stage.errors, []);
  const [secret = ''] = /whsec_[\w+/=]+/.exec(page.replaceAll('&#x2F;', '/')) ?? [];
  const [hook] = await list();
  assert.deepEqual(hook?.events, ['reader.joined', 'edition.held']);
  const listed = await textOf(owner);
  assert.ok(listed.includes(url));
  assert.match(listed, /somebody joined, an edition is held back/);
  assert.match(listed, /nothing yet/);
  assert.doesNotMatch(listed, /whsec_/);
  // What is posted is signed with the secret that was shown.
  stage.clock.at = Date.now();
  const fresh = await stage.signedIn('owner');
  const tried = await fresh.post(`${path}/${hook?.id}/test`);
  assert.equal(tried.headers.get('location'), `${path}?said=took`);
  const [heard] = receiver.heard;
  assert.ok(new Webhook(secret).verify(heard?.body ?? '', heard?.headers ?? {}));
  assert.match(await textOf(fresh), /Took something last<\/dt><dd[^>]*>[^<]*\(give or take/);
});

test('a hook that fails is told of in plain words, and is on again when it takes a test', async (t) => {
  const world = await withReceiver(t);
  const { stage, owner, list, receiver } = world;
  await added(world);
  const [hook] = await list();
  const place = { newsletterId: 'harbour', id: hook?.id ?? '' };
  receiver.answer = (response) => void response.writeHead(500).end();
  const failed = await owner.post(`${path}/${hook?.id}/test`);
  assert.equal(failed.status, 422);
  assert.match(await failed.text(), /It has not taken the test: It answered 500\./);
  const german = await (await owner.get(path, { 'accept-language': 'de' })).text();
  assert.match(german, /Es hat mit 500 geantwortet\./);
  stage.clock.at += minuteMs;
  await hookStore(stage.table).switchOff(place, stage.clock.at);
  assert.match(await textOf(owner), /off since.*did not take a message for three days, or said/s);
  receiver.answer = (response) => void response.writeHead(204).end();
  await owner.post(`${path}/${hook?.id}/test`);
  const page = await textOf(owner);
  assert.doesNotMatch(page, /off since/);
  assert.match(page, /It answered 500\. and is well again since/);
  assert.doesNotMatch(page, /did not take a message for three days/);
});

const refusals = {
  'http://example.com/': /must begin with https:\/\//,
  'https://127.0.0.1/': /is not a public host/,
  'https://localhost/': /is not a public host/,
  'https://me:secret@example.com/': /must not hold a user name/,
  'https://example.com:25/': /Port 25 belongs to something else/,
  'ftp://example.com/': /must begin with http:\/\/ or https:\/\//,
  'nothing like it': /That is no web address/,
} as const;

test('only public addresses are told, and what was typed stands there still', async (t) => {
  const world = await withReceiver(t);
  for (const [url, sentence] of Object.entries(refusals)) {
    const answer = await added(world, url, ['reader.left']);
    assert.equal(answer.status, 422, url);
    const page = await answer.text();
    assert.match(page, sentence);
    assert.ok(page.includes(`value="${url}"`));
    assert.match(page, /value="reader\.left" checked/);
    assert.doesNotMatch(page, /value="reader\.joined" checked/);
  }
  const nothing = await added(world, 'https://example.com/', []);
  assert.match(await nothing.text(), /Name what it is to be told of/);
  const hidden = await added(world, `https://example.com/${hostile}`);
  assert.doesNotMatch(await hidden.text(), /<script>alert/);
  assert.equal((await world.list()).length, 1);
});

test('an address is told once, so many may be, and one that is removed is told nothing more', async (t) => {
  const world = await withReceiver(t);
  const { owner, list, url } = world;
  await added(world);
  assert.match(await (await added(world)).text(), /This address is told already/);
  for (let n = 1; n < hooksMax; n += 1) await added(world, `${url}/${n}`);
  assert.match(await (await added(world, `${url}/more`)).text(), /There are 5 already/);
  assert.match(await textOf(owner), /There are 5 already, as many as may be\./);
  const [hook] = await list();
  const gone = await owner.post(`${path}/${hook?.id}/remove`);
  assert.equal(gone.headers.get('location'), `${path}?said=removed`);
  assert.equal((await list()).length, hooksMax - 1);
  for (const act of ['test', 'remove']) {
    const again = await owner.post(`${path}/${hook?.id}/${act}`);
    assert.equal(again.headers.get('location'), `${path}?said=gone`);
  }
});

test('hooks of another newsletter are out of reach, and so are all for who may not settle anything', async (t) => {
  const world = await withReceiver(t);
  const { stage, owner, list, receiver } = world;
  await added(world);
  const [hook] = await list();
  for (const act of ['test', 'remove']) {
    const answer = await owner.post(`/desk/n/meadow/hooks/${hook?.id}/${act}`);
    assert.match(answer.headers.get('location') ?? '', /said=gone$/);
  }
  assert.equal((await list()).length, 1);
  assert.deepEqual(receiver.heard, []);
  const editor = await stage.signedIn('editor', 'harbour');
  assert.equal((await editor.get(path)).status, 403);
});

test('the page is reached from the settings, takes few calls, and its acts leave no secret behind', async (t) => {
  const world = await withReceiver(t);
  const { stage, owner } = world;
  const page = await (await added(world)).text();
  const [secret = 'none'] = /whsec_[\w+/=]+/.exec(page) ?? [];
  assert.match(
    await (await owner.get('/desk/n/harbour/settings')).text(),
    /href="\/desk\/n\/harbour\/hooks"/,
  );
  const calls = await countCalls(stage.table, () => textOf(owner));
  assert.ok(calls <= 20, `${calls} calls`);
  const [entry] = await auditLog(stage.table).list('harbour', { limit: 1 });
  assert.equal(entry?.act, '/hooks');
  assert.match(entry?.after ?? '', /^localhost:\d+: reader\.joined /);
  assert.ok(!JSON.stringify(entry).includes(secret));
});

test('every reason that can be noted is known in other languages', async () => {
  const german = deskLanguageFor('de');
  await openNoted(german);
  const error = (code: string) => Object.assign(new Error('why'), { code });
  const codes = ['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'UND_ERR_CONNECT_TIMEOUT'];
  const reasons = [
    ...Object.keys(refusals).flatMap((url) => {
      const checked = checkHookUrl(url, []);
      return checked.kind === 'refused' ? [checked.reason] : [];
    }),
    ...[...codes, 'UND_ERR_HEADERS_TIMEOUT', 'CERT_HAS_EXPIRED', 'OTHER'].map((code) =>
      reasonOf(error(code)),
    ),
    reasonOf('no error'),
    reasonOf(new AddressRefusedError('x.example does not lead to a public address.')),
    reasonOf(Object.assign(new Error('late'), { name: 'TimeoutError' })),
    'It answered 500.',
    'It leads elsewhere (302), where it is not followed.',
    'It says that it is gone for good (410).',
  ];
  for (const reason of reasons) assert.notEqual(notedText(reason, german), reason);
  assert.equal(notedText('Something else.', german), 'Something else.');
  assert.equal(notedText(reasons[0] ?? '', deskLanguageFor('en')), reasons[0]);
});
