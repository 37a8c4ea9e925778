import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { createSite } from '../../functions/site/app.ts';
import type { HubDeps } from '../../functions/site/hub-deps.ts';
import { siteUrl, stage } from './stage.ts';

const path = '/websub/n.f/token';

function siteWith(hubs: Partial<HubDeps>) {
  const { deps } = stage();
  return createSite({ ...deps, hubs: { ...deps.hubs, ...hubs } }, { siteUrl });
}

suite('the address that hubs call', () => {
  test('hands on the question and answers with the bare challenge', async () => {
    const asked: unknown[] = [];
    const site = siteWith({
      answer: async (...all) => {
        asked.push(all);
        return '<b>challenge</b>';
      },
    });
    const query =
      'hub.mode=subscribe&hub.topic=https%3A%2F%2Ft.example%2F%3Fa%3Db&hub.challenge=x&hub.lease_seconds=9';
    const answer = await site.request(`${path}?${query}`);
    assert.equal(answer.status, 200);
    assert.equal(await answer.text(), '<b>challenge</b>');
    assert.match(answer.headers.get('content-type') ?? '', /^text\/plain/);
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
    assert.deepEqual(asked, [
      [
        { feed: 'n.f', token: 'token' },
        {
          mode: 'subscribe',
          topic: 'https://t.example/?a=b',
          challenge: 'x',
          leaseSeconds: '9',
        },
      ],
    ]);
  });

  test('knows nothing of what nobody asked for', async () => {
    assert.equal((await siteWith({}).request(`${path}?hub.mode=subscribe`)).status, 404);
    assert.equal((await siteWith({}).request(path, { method: 'HEAD' })).status, 404);
  });

  test('takes a push byte by byte, and says so at once', async () => {
    const bytes = new Uint8Array([0xff, 0x00, 0xe9, 0x0d, 0x0a]);
    const pushed: unknown[] = [];
    const site = siteWith({
      ping: async (push) => {
        pushed.push(push);
        return 'ignored';
      },
    });
    const headers = { 'x-hub-signature': 'sha256=00', 'content-type': 'application/atom+xml' };
    const answer = await site.request(path, { method: 'POST', body: bytes, headers });
    assert.equal(answer.status, 202);
    assert.deepEqual(pushed, [
      { feed: 'n.f', token: 'token', signature: 'sha256=00', body: bytes },
    ]);
  });

  test('takes a push that is far too large without looking at it', async () => {
    const site = siteWith({ ping: async () => assert.fail('It was looked at.') });
    const answer = await site.request(path, { method: 'POST', body: new Uint8Array(6_000_000) });
    assert.equal(answer.status, 202);
  });

  test('tells a hub that the subscription has ended', async () => {
    assert.equal((await siteWith({}).request(path, { method: 'POST', body: 'x' })).status, 410);
  });
});
