/** `hooks`: an owner has a program told, looks what went wrong, tries it and ends it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { getRow } from '../../functions/store/client.ts';
import { hookStore } from '../../functions/store/hooks.ts';
import { keys } from '../../functions/store/table.ts';
import { startReceiver } from '../hook/receiver.ts';
import { startOwner } from './owner.ts';

const paper = 'harbour-post';

test('a hook is added, tried, listed and removed, and its secret is shown once', async (t) => {
  const receiver = await startReceiver(t);
  const owner = await startOwner({ feedOrigins: receiver.origin }, { begins: 'now' });
  t.after(() => owner.stop());
  const { paperboy, cloud } = owner;
  const url = `${receiver.origin}/told?token=1`;
  const added = await paperboy('hooks', 'add', url, '--events', 'reader.left, edition.sent');
  assert.equal(added.exitCode, 0, added.err);
  const secret = /whsec_\S+/.exec(added.out)?.[0] ?? '';
  const id = /hooks test (\S+)/.exec(added.out)?.[1] ?? '';
  const row = JSON.stringify(await getRow(cloud.table, keys.hooks(paper)));
  assert.doesNotMatch(row, /whsec|secret/);
  assert.ok(!row.includes(secret.slice('whsec_'.length)), 'no row holds the secret');

  assert.match((await paperboy('hooks', 'test', id)).out, /has taken it/);
  const [heard] = receiver.heard;
  // Now and then are the owner's: the library asks for five minutes at most between them.
  new Webhook(secret).verify(heard?.body ?? '', heard?.headers ?? {});
  assert.match(heard?.body ?? '', /"type":"hook.test"/);

  receiver.answer = (response) => void response.writeHead(500).end();
  const failed = await paperboy('hooks', 'test', id.slice(0, 6));
  assert.equal(failed.exitCode, 1);
  assert.match(failed.out, /has not taken it: It answered 500\./);
  const listed = await paperboy('hooks', 'list');
  assert.match(listed.out, new RegExp(`${id} +http\\S+/told\\?token=1`));
  assert.match(listed.out, /told of reader\.left, edition\.sent/);
  assert.match(listed.out, /: It answered 500\./);
  assert.doesNotMatch(listed.out, /whsec/);

  await hookStore(cloud.table).switchOff({ newsletterId: paper, id }, cloud.clock.now());
  assert.match((await paperboy('hooks', 'list')).out, /off since/);
  receiver.answer = (response) => void response.writeHead(204).end();
  await paperboy('hooks', 'test', id);
  assert.doesNotMatch((await paperboy('hooks', 'list')).out, /off since/);

  for (const [words, said] of [
    [['add', url], /told already/],
    [['add', 'http://hooks.example/'], /https/],
    [['add', 'https://10.0.0.1/'], /public host/],
    [['add', 'https://hooks.example/', '--events', 'reader.join'], /Did you mean reader\.joined/],
    [['remove', 'nothere'], /no hook nothere/],
  ] as const) {
    const refused = await paperboy('hooks', ...words);
    assert.notEqual(refused.exitCode, 0);
    assert.match(refused.err, said);
  }
  for (let n = 1; n < 5; n++) {
    assert.equal((await paperboy('hooks', 'add', `https://hooks.example/${n}`)).exitCode, 0);
  }
  assert.match((await paperboy('hooks', 'add', 'https://hooks.example/6')).err, /There are 5/);

  assert.equal((await paperboy('hooks', 'remove', id)).exitCode, 0);
  const left = JSON.parse((await paperboy('hooks', 'list', '--json')).out) as { url: string }[];
  assert.equal(left.length, 4);
  assert.ok(left.every((one) => one.url.startsWith('https://hooks.example/')));
});
