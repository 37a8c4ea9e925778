/** The way into the desk as shipped: let in by the command, by the mail as mailed, or by its link. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { openQueue } from '../../functions/store/queue.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import type { Subscriber } from '../../functions/subscriber/subscriber.ts';
import { dispatch } from '../../infra/cli/dispatch.ts';
import { demoOriginOf } from '../../infra/local/demo/addresses.ts';
import { type AskedOptions, newAuthenticator } from '../site/desk/authenticator.ts';
import { headerOf, inboxOf } from '../support/cloud.ts';
import { foundCloud } from '../support/found-cloud.ts';
import { addReader, newsletter, setUpNewsletter } from '../support/newsletter.ts';
import { leavingAt, reportOf } from '../support/put-aside.ts';
import { testCloudAsShipped } from '../support/shipped.ts';

const anna = 'anna@desk.example';
const minuteMs = 60_000;

async function stageWithCommand(t: TestContext) {
  const { cloud, folder } = await foundCloud(t, testCloudAsShipped);
  await setUpNewsletter(cloud.table);
  const command = async (...words: string[]) => {
    const said = await dispatch([...words, '--data', folder], { columns: 80, folder });
    return { ...said, text: [...said.out, ...said.err].join('\n') };
  };
  return { cloud, command, newsletterId: newsletter().id };
}

/** Between two clicks. A new account's site takes two requests at once, and nine a second. */
const clickMs = 250;

/** A browser that keeps cookies and follows nothing, and somebody who clicks in it. */
function browser(origin: string) {
  const jar = new Map<string, string>();
  const ask = async (path: string, fields?: Record<string, string>) => {
    await setTimeout(clickMs);
    const answer = await fetch(new URL(path, origin), {
      redirect: 'manual',
      headers: {
        cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(fields === undefined ? {} : { 'sec-fetch-site': 'same-origin' }),
      },
      ...(fields === undefined ? {} : { method: 'POST', body: new URLSearchParams(fields) }),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    return { status: answer.status, text: await answer.text(), to: answer.headers.get('location') };
  };
  return ask;
}

test('who was let in by the command signs in by the mail, also while all sending is paused', async (t) => {
  const { cloud, command, newsletterId } = await stageWithCommand(t);
  assert.match((await command('desk', 'people')).text, /Nobody may sign in at the desk yet/);
  assert.match(
    (await command('desk', 'add', anna)).text,
    /anna@desk\.example may sign in at .+\/desk/,
  );
  assert.equal((await command('sending', 'pause')).exitCode, 0);

  const ask = browser(cloud.origin);
  assert.equal((await ask('/desk')).to, '/desk/in');
  assert.match((await ask('/desk/in', { address: anna })).text, /a mail with a link is on its way/);
  await cloud.atRest();
  const [mail, ...more] = await inboxOf(cloud, anna);
  assert.ok(mail !== undefined && more.length === 0, 'one mail');
  assert.match(mail.subject, /^Sign in at your desk: /);
  assert.match(headerOf(mail, 'From') ?? '', /@paper\.example/);
  const [link = ''] = /https?:\/\/\S+\/desk\/in\/\S+/.exec(mail.text) ?? [];
  const [code = ''] = /\d{4} \d{4}/.exec(mail.text) ?? [];
  assert.ok(mail.html.includes(link) && mail.html.includes(code), 'both parts say the same');

  const elsewhere = browser(cloud.origin);
  assert.match((await elsewhere(link)).text, /Another browser asked for this link/);
  assert.match((await ask(link)).text, /One click, and you are at the desk/);
  assert.equal((await ask(link, {})).to, `/desk/n/${newsletterId}`);
  assert.equal((await ask('/desk')).to, `/desk/n/${newsletterId}`);
  assert.match((await ask('/desk/account')).text, /You are signed in as anna@desk\.example/);
  assert.match((await elsewhere(link, { code })).text, /This link is over/);
});

test('a passkey is a second way in: added, told by mail, used while sending is paused, removed by the command', async (t) => {
  const { cloud, command, newsletterId } = await stageWithCommand(t);
  await command('desk', 'add', anna);
  assert.match((await command('desk', 'passkey', 'list')).text, /Nobody has a passkey/);
  await command('sending', 'pause');
  const own = browser(cloud.origin);
  await own((await command('desk', 'link', anna)).out[0] ?? '', {});
  const { text: page } = await own('/desk/passkeys');
  const [, token = ''] = /name="form-token" value="([^"]+)"/.exec(page) ?? [];
  const form = { 'form-token': token };
  const device = newAuthenticator(cloud.origin);
  const asked = JSON.parse((await own('/desk/passkeys/ask', form)).text) as AskedOptions;
  const answer = device.create(asked);
  const added = await own('/desk/passkeys', { ...form, name: 'A phone', answer });
  assert.equal(added.to, '/desk/passkeys?said=added');
  await cloud.atRest();
  const [mail, ...more] = await inboxOf(cloud, anna);
  assert.ok(mail !== undefined && more.length === 0, 'one mail');
  assert.match(mail.subject, /^A passkey was added at your desk: /);
  assert.ok(mail.text.includes(`${cloud.origin}/desk/passkeys`), 'it leads to the page');
  assert.doesNotMatch(mail.text + mail.html, /A phone/);

  const ask = browser(cloud.origin);
  const enter = async () => {
    const options = JSON.parse((await ask('/desk/in/passkey/ask', {})).text) as AskedOptions;
    return ask('/desk/in/passkey', { answer: device.get(options) });
  };
  assert.equal((await enter()).to, `/desk/n/${newsletterId}`);
  assert.match((await ask('/desk/account')).text, /You are signed in as anna@desk\.example/);
  assert.match(
    (await command('desk', 'passkey', 'list')).text,
    /A phone +anna@desk\.example +localhost/,
  );
  const { out } = await command('desk', 'passkey', 'list', '--json');
  assert.doesNotMatch(out.join(''), /publicKey|credentialId/);
  const remove = (name: string) => command('desk', 'passkey', 'remove', anna, name);
  assert.match((await remove('Another')).text, /has no passkey of that name/);
  assert.match((await remove('A phone')).text, /The passkey A phone is removed/);
  assert.equal((await enter()).status, 400);
  // The session goes on until a role is given anew.
  assert.equal((await ask('/desk/account')).status, 200);
  await command('desk', 'add', anna);
  assert.equal((await ask('/desk/account')).status, 303);
});

test('strangers are mailed nothing', async (t) => {
  const { cloud, command } = await stageWithCommand(t);
  await command('desk', 'add', anna);
  const ask = browser(cloud.origin);
  const told = await ask('/desk/in', { address: 'eve@elsewhere.example' });
  assert.match(told.text, /a mail with a link is on its way/);
  await cloud.atRest();
  assert.deepEqual(await inboxOf(cloud, 'eve@elsewhere.example'), []);
});

test('a link that the command prints signs in whichever browser opens it, once', async (t) => {
  const { cloud, command, newsletterId } = await stageWithCommand(t);
  assert.match((await command('desk', 'link', anna)).text, /Nobody at the desk has the address/);
  await command('desk', 'add', anna, '--role', 'editor');
  const { out } = await command('desk', 'link', anna);
  const [link = '', until = ''] = out;
  assert.match(until, /It works once, until /);
  const ask = browser(cloud.origin);
  assert.equal((await ask(link, {})).to, `/desk/n/${newsletterId}`);
  assert.equal((await ask('/desk/account')).status, 200);
  assert.equal((await browser(cloud.origin)(link, {})).status, 404);
});

test('the command says who may what, changes roles, keeps one owner, and ends sessions', async (t) => {
  const { cloud, command, newsletterId } = await stageWithCommand(t);
  const bert = 'bert@desk.example';
  await command('desk', 'add', anna);
  await command('desk', 'add', bert, '--role', 'writer', '--newsletter', newsletterId);
  const listed = await command('desk', 'people');
  assert.match(listed.text, /anna@desk\.example\s+owner\n/);
  assert.match(listed.text, new RegExp(`bert@desk\\.example\\s+writer of ${newsletterId}`));
  assert.match((await command('desk', 'add', anna, '--role', 'editor')).text, /stay an owner/);
  assert.match((await command('desk', 'remove', anna)).text, /stay an owner/);
  assert.match((await command('desk', 'add', bert, '--role', 'king')).text, /--role takes owner/);
  const { out } = await command('desk', 'link', bert);
  const ask = browser(cloud.origin);
  await ask(out[0] ?? '', {});
  assert.equal((await ask('/desk/account')).status, 200);
  await command('desk', 'add', bert, '--role', 'editor');
  assert.equal((await ask('/desk/account')).status, 303);
  assert.match((await command('desk', 'remove', bert)).text, /is off the desk/);
});

test('an owner’s morning: looks at every page, adds a feed and a reader, stops and goes on', async (t) => {
  const { cloud, command, newsletterId } = await stageWithCommand(t);
  await command('desk', 'add', anna);
  const ask = browser(cloud.origin);
  await ask((await command('desk', 'link', anna)).out[0] ?? '', {});
  const desk = `/desk/n/${newsletterId}`;
  const pages = [
    '',
    '/next',
    '/forecast',
    '/editions',
    '/feeds',
    '/items',
    '/readers',
    '/growth',
    '/growth/day',
    '/settings',
  ];
  for (const path of pages.map((one) => desk + one)) {
    assert.equal((await ask(path)).status, 200, path);
  }
  assert.equal((await ask('/desk/health')).status, 200);
  const { text: account } = await ask('/desk/account');
  const [, token = ''] = /name="form-token" value="([^"]+)"/.exec(account) ?? [];
  const act = async (path: string, fields: Record<string, string> = {}) => {
    const { status, to } = await ask(path, { 'form-token': token, ...fields });
    assert.equal(status, 303, path);
    return to ?? '';
  };
  await act(`${desk}/feeds/add`, {
    ...{
      url: `${demoOriginOf('shipped', cloud.origin)}/_demo/petit-phare/feed.xml`,
      section: 'news',
      backlog: '3',
    },
  });
  const reader = await act(`${desk}/readers/add`, { 'new-address': 'ann@readers.example' });
  assert.match(reader, /said=asked/);
  const known = { 'new-address': 'bo@readers.example', proof: 'Card of 1 March' };
  assert.match(await act(`${desk}/readers/add`, known), /said=confirmed/);
  const found = await ask(`${desk}/readers/find`, { 'form-token': token, address: 'bo' });
  assert.match(found.text, /bo@readers\.example<\/a>/);
  await cloud.advance(cloud.clock.now() + 10 * minuteMs);
  assert.equal((await inboxOf(cloud, 'ann@readers.example')).length, 1);
  assert.match((await ask(`${desk}/feeds`)).text, /Le Petit Phare/);
  await act('/desk/sending/pause', { reason: 'a look first' });
  await act('/desk/sending/resume');
  await act(reader.replace(/\?.*/, '/erase'), { typed: 'ann@readers.example' });
  assert.match(await act('/desk/out'), /\/desk\/in/);
});

test('what was put aside is worked off after all, or given up, with the rights of the desk', async (t) => {
  const { cloud, command } = await stageWithCommand(t);
  const { table, clock } = cloud;
  const [ann, bo] = await Promise.all(
    ['ann@readers.example', 'bo@readers.example'].map((address) =>
      addReader(table, clock.now(), { address }),
    ),
  );
  assert.ok(ann && bo);
  const put = async (queue: string, ...bodies: readonly unknown[]) => {
    const spread = { lanes: 10_000, randomId: randomUUID };
    await openQueue(cloud.queues.client, cloud.env[queue] ?? '', spread).send(bodies);
  };
  const bounceOf = ({ address, id }: Subscriber) => ({
    ...reportOf('0102-0001', address, { edition: ['e1'], batch: ['b1'], subscriber: [id] }),
    TopicArn: cloud.env.EVENT_TOPIC_ARN,
  });
  await put('DeadLettersUrl', bounceOf(ann));
  const gone = { editionId: 'gone', batchId: 'gone' };
  const feeds = { feeds: [{ newsletterId: 'paper', feedId: 'gone' }] };
  await put('OrderlyDeadLettersUrl', gone, { noticeId: 'gone' }, feeds);
  await put('ScheduleDeadLettersUrl', { scheduledTime: '2026-11-20T07:00:00Z' });

  await command('desk', 'add', anna);
  const ask = browser(cloud.origin);
  await ask((await command('desk', 'link', anna)).out[0] ?? '', {});
  const page = '/desk/health/dead-letters';
  assert.match((await ask('/desk/health')).text, /put aside \(mail and feeds\): 3/);
  const { text } = await ask(page);
  assert.match(text, /batch gone of the edition gone/);
  assert.doesNotMatch(text, /ann@readers\.example/);
  const [, token = ''] = /name="form-token" value="([^"]+)"/.exec(text) ?? [];
  const form = { 'form-token': token };
  const redriven = await ask(`${page}/redrive`, { ...form, all: 'yes' });
  assert.equal(redriven.to, `${page}?putBack=4&later=1`);
  await cloud.atRest();
  const current = async ({ id }: Subscriber) => subscriberStore(table, clock.now).load(id);
  assert.equal((await current(ann))?.suppressed, true, 'the bounce was heard of after all');
  assert.match((await ask(page)).text, /Nothing was put aside/);

  await put('DeadLettersUrl', bounceOf(bo), leavingAt('unsubscribe+x@in.paper.example'));
  const { text: confirm } = await ask(`${page}/drop`);
  assert.match(confirm, /it is never heard of, and the address is mailed again/);
  assert.match(confirm, /The reader goes on getting editions/);
  const [, letters = ''] = /name="letters" value="([^"]+)"/.exec(confirm) ?? [];
  assert.equal((await ask(`${page}/drop`, { ...form, letters })).to, `${page}?dropped=2`);
  await cloud.atRest();
  const left = await current(bo);
  assert.deepEqual([left?.state, left?.suppressed], ['confirmed', false]);
  const log = (await ask('/desk/log')).text;
  assert.match(log, /had work done after all that was put aside/);
  assert.match(log, /gave up work that was put aside/);
});
