import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SendRawEmailCommand } from '@aws-sdk/client-ses';
import { inboxApi } from '../../infra/local/ses/api.ts';
import { openBench, rawMail } from './ses-server.ts';

const json = (method: string, body: unknown) => ({
  method,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

describe('the JSON API of the inbox', () => {
  test('lists, shows, hands out and deletes mail', async (t) => {
    const { ses, client } = await openBench(t);
    const api = inboxApi(ses);
    const data = rawMail({
      'List-Unsubscribe': '<https://paper.example/u/abc>, <mailto:leave@example.org>',
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    });
    const tags = [{ Name: 'edition', Value: 'e1' }];
    const { MessageId: id } = await client.send(
      new SendRawEmailCommand({
        RawMessage: { Data: data },
        Destinations: ['reader@example.com'],
        Tags: tags,
      }),
    );
    const { messages } = await (await api.request('/messages?to=reader@example.com')).json();
    assert.deepEqual([messages.length, messages[0].id], [1, id]);
    const one = await (await api.request(`/messages/${id}`)).json();
    assert.partialDeepStrictEqual(one, {
      subject: 'Your morning edition',
      to: 'reader@example.com',
      html: '',
      tags: { edition: 'e1' },
      attachments: 0,
      listUnsubscribe: {
        uris: ['https://paper.example/u/abc', 'mailto:leave@example.org'],
        oneClick: true,
      },
    });
    assert.match(one.text, /^Good morning\./);
    const raw = await api.request(`/messages/${id}/raw`);
    assert.equal(raw.headers.get('content-type'), 'message/rfc822');
    assert.match(await raw.text(), /^From: The Paper/);
    assert.equal((await api.request('/messages', { method: 'DELETE' })).status, 204);
    assert.equal((await api.request(`/messages/${id}`)).status, 404);
  });

  test('faults are switched on, listed with what they did, and off', async (t) => {
    const { ses, client } = await openBench(t);
    const api = inboxApi(ses);
    const added = await api.request('/faults', json('POST', { kind: 'throttle', times: 3 }));
    assert.equal(added.status, 201);
    const send = () => client.send(new SendRawEmailCommand({ RawMessage: { Data: rawMail() } }));
    await assert.rejects(send(), { name: 'Throttling' });
    const { faults } = await (await api.request('/faults')).json();
    assert.deepEqual([faults.length, faults[0].struck], [1, 1]);
    await api.request('/faults', { method: 'DELETE' });
    await send();
  });

  test('limits are read and changed', async (t) => {
    const { ses } = await openBench(t);
    const api = inboxApi(ses);
    const changed = await api.request('/limits', json('PUT', { maxSendRate: 150 }));
    const limits = await changed.json();
    assert.partialDeepStrictEqual(limits, { maxSendRate: 150, max24HourSend: 50_000 });
    assert.equal((await (await api.request('/limits')).json()).sentLast24Hours, 0);
  });

  const wrong: [string, string, RequestInit][] = [
    ['a fault that does not exist', '/faults', json('POST', { kind: 'earthquake' })],
    ['a chance above one', '/faults', json('POST', { kind: 'throttle', probability: 2 })],
    ['a word too many', '/faults', json('POST', { kind: 'throttle', when: 'now' })],
    ['a rate below zero', '/limits', json('PUT', { maxSendRate: -1 })],
    [
      'JSON from a form of some web page',
      '/faults',
      { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{"kind":"throttle"}' },
    ],
  ];
  for (const [name, path, request] of wrong) {
    test(`refused: ${name}`, async (t) => {
      const { ses } = await openBench(t);
      const answer = await inboxApi(ses).request(path, request);
      assert.equal(answer.status, 400);
      assert.ok((await answer.json()).problems.length > 0);
      assert.deepEqual(ses.faults.list(), []);
    });
  }
});
