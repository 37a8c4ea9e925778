/** The desk for programs as shipped: a token of the command opens it over HTTP, with the rights of its door. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { dispatch } from '../../infra/cli/dispatch.ts';
import { foundCloud } from '../support/found-cloud.ts';
import { newsletter, setUpNewsletter } from '../support/newsletter.ts';
import { testCloudAsShipped } from '../support/shipped.ts';

const anna = 'anna@desk.example';
const reader = 'ben@reader.example';
/** Between two calls. A new account's site takes two requests at once, and nine a second. */
const callMs = 250;

async function stageWithCommand(t: TestContext) {
  const { cloud, folder } = await foundCloud(t, testCloudAsShipped);
  await setUpNewsletter(cloud.table);
  const command = async (...words: string[]) => {
    const said = await dispatch([...words, '--data', folder], { columns: 120, folder });
    return { ...said, text: [...said.out, ...said.err].join('\n') };
  };
  const call = async (token: string, path: string, body?: object) => {
    await setTimeout(callMs);
    const answer = await fetch(new URL(`/desk/api${path}`, cloud.origin), {
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
  };
  return { cloud, command, call };
}

test('a token of the command does what the desk does, over HTTP and with the rights of its door', async (t) => {
  const { command, call } = await stageWithCommand(t);
  await command('desk', 'add', anna);
  const words = ['--rights', 'send,readers,settings', '--grave', '--days', '30'];
  const made = await command('desk', 'token', 'add', anna, 'My program', ...words);
  const [token = '', until = ''] = made.out;
  assert.match(token, /^pbt_/);
  assert.match(until, /It is shown this once, and works until \d{4}-/);
  const at = `/newsletters/${newsletter().id}`;
  const done = async (path: string, body?: object) => {
    const answer = await call(token, path, body);
    assert.ok(answer.status < 300, `${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  assert.equal((await done('/openapi.json')).openapi, '3.1.0');
  assert.equal((await done('/newsletters')).newsletters.length, 1);
  const { id } = await done(`${at}/readers`, { address: reader, proof: 'Fair of 3 May' });
  const found = await done(`${at}/readers/find`, { address: 'ben@' });
  assert.deepEqual(
    found.readers.map((one: { id: string }) => one.id),
    [id],
  );
  assert.equal((await done(`${at}/readers/find`, { state: 'confirmed' })).readers.length, 1);
  await done(`${at}/readers/${id}/take-off`, { reason: 'Wrote to us.' });
  await done(`${at}/readers/${id}/suppress`, {});
  await done(`${at}/readers/${id}/erase`, { address: reader });
  const hook = await done(`${at}/webhooks`, { url: 'https://hooks.example/told' });
  assert.match(hook.secret, /^whsec_/);
  for (const path of [
    '',
    '/settings',
    '/feeds',
    '/items',
    '/marks',
    '/next',
    '/editions',
    '/growth',
  ]) {
    await done(`${at}${path}`);
  }
  for (const view of ['out', 'kept', 'taken']) await done(`${at}/items?view=${view}`);
  await done('/sending/pause', { reason: 'A test.' });
  await done('/sending/resume', {});
  await done('/health');
  assert.equal((await call(token, `${at}/items/release`, { items: ['x'] })).status, 403);
});

test('tokens are listed with their use, and end by the command, or with whom they act for', async (t) => {
  const { command, call } = await stageWithCommand(t);
  const bert = 'bert@desk.example';
  await command('desk', 'add', anna);
  await command('desk', 'add', bert, '--role', 'editor');
  const add = (...args: string[]) => command('desk', 'token', 'add', ...args);
  assert.match((await command('desk', 'token', 'list')).text, /No program has a token/);
  const [first = ''] = (await add(bert, 'One')).out;
  const [second = ''] = (await add(bert, 'Two', '--newsletter', newsletter().id)).out;
  assert.equal((await call(first, '/newsletters')).status, 200);
  const listed = (await command('desk', 'token', 'list')).text;
  assert.match(listed, /One +bert@desk\.example +look +\d{4}-\d\d-\d\d/);
  assert.match(listed, /Two +bert@desk\.example +look of paper +never/);
  const { out } = await command('desk', 'token', 'list', '--json');
  assert.doesNotMatch(out.join(''), /hash|pbt_/);
  for (const [words, said] of [
    [[bert, 'One'], /has a token of that name already/],
    [[bert, 'Three', '--rights', 'readers'], /may not do all of that/],
    [[bert, 'Three', '--rights', 'people'], /--rights takes look, curate/],
    [[bert, 'Three', '--days', '7'], /--days takes 30, 90, 365, not 7/],
    [[bert, ' '], /A name is one line/],
    [['eve@desk.example', 'Three'], /Nobody at the desk has the address/],
  ] as const) {
    const refused = await add(...words);
    assert.notEqual(refused.exitCode, 0);
    assert.match(refused.text, said);
  }
  assert.match((await command('desk', 'token', 'remove', bert, 'One')).text, /is revoked/);
  assert.equal((await command('desk', 'token', 'remove', bert, 'One')).exitCode, 1);
  assert.equal((await call(first, '/newsletters')).status, 401);
  assert.equal((await call(second, '/newsletters')).status, 200);
  await command('desk', 'remove', bert);
  assert.equal((await call(second, '/newsletters')).status, 401);
  assert.match((await command('desk', 'token', 'list')).text, /No program has a token/);
});
