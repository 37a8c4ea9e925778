import assert from 'node:assert/strict';
import type { IncomingMessage, RequestListener } from 'node:http';
import { suite, type TestContext, test } from 'node:test';
import { createHubClient } from '../../functions/feed/websub/hub.ts';
import { type Served, serve } from '../support/server.ts';

async function hubThat(t: TestContext, listener: RequestListener): Promise<Served> {
  const server = await serve(listener);
  t.after(() => server.close());
  return server;
}

function clientOf(t: TestContext, ...allowedOrigins: string[]) {
  const client = createHubClient({ userAgent: 'test', allowedOrigins });
  t.after(() => client.close());
  return client;
}

const form = new URLSearchParams({
  'hub.mode': 'subscribe',
  'hub.topic': 'https://t.example/?a=b&c',
});

async function read(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

suite('a hub', () => {
  test('gets a form by POST', async (t) => {
    const heard: string[] = [];
    const hub = await hubThat(t, async (request, response) => {
      heard.push(request.method ?? '', request.headers['content-type'] ?? '', await read(request));
      response.writeHead(202).end();
    });
    assert.deepEqual(await clientOf(t, hub.origin).ask(`${hub.origin}/`, form), {
      kind: 'accepted',
    });
    assert.deepEqual(heard, ['POST', 'application/x-www-form-urlencoded', form.toString()]);
  });

  test('may send the form on, with its method', async (t) => {
    let heard = '';
    const hub = await hubThat(t, async (request, response) => {
      if (request.url !== '/new') return response.writeHead(307, { location: '/new' }).end();
      heard = `${request.method} ${await read(request)}`;
      return response.writeHead(204).end();
    });
    const answer = await clientOf(t, hub.origin).ask(`${hub.origin}/old`, form);
    assert.equal(answer.kind, 'accepted');
    assert.equal(heard, `POST ${form}`);
  });

  const refusals: Record<string, [RequestListener, reason: RegExp]> = {
    'says no': [(_, response) => response.writeHead(403).end(), /answered 403/],
    'is a page that moved': [
      (_, response) => response.writeHead(302, { location: '/' }).end(),
      /answered 302/,
    ],
    'sends round in circles': [
      (_, response) => response.writeHead(308, { location: '/' }).end(),
      /more than 3 times/,
    ],
    'sends to a private address': [
      (_, response) => response.writeHead(307, { location: 'http://10.0.0.1/' }).end(),
      /public host/,
    ],
    'sends to the metadata service': [
      (_, response) => response.writeHead(307, { location: 'http://169.254.169.254/' }).end(),
      /public host/,
    ],
    'sends to another scheme': [
      (_, response) => response.writeHead(307, { location: 'file:///etc/passwd' }).end(),
      /http/,
    ],
    'sends to nowhere': [(_, response) => response.writeHead(307).end(), /nobody|more than 3/],
    'hangs up': [(request) => request.socket.destroy(), /broke off/],
    'talks another language': [(request) => request.socket.end('hello\r\n\r\n'), /./],
  };
  for (const [name, [listener, reason]] of Object.entries(refusals)) {
    test(`that ${name} is a value`, { timeout: 120_000 }, async (t) => {
      const hub = await hubThat(t, listener);
      const answer = await clientOf(t, hub.origin).ask(`${hub.origin}/`, form);
      assert.equal(answer.kind, 'refused');
      assert.match(answer.kind === 'refused' ? answer.reason : '', reason);
    });
  }

  test('that answers without end is not listened to', { timeout: 120_000 }, async (t) => {
    let written = 0;
    const hub = await hubThat(t, (_, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'.repeat(1e5), () => (written += 1)), 1);
      response.on('close', () => clearInterval(timer)).on('error', () => {});
    });
    assert.equal((await clientOf(t, hub.origin).ask(`${hub.origin}/`, form)).kind, 'accepted');
    assert.ok(written < 100, `${written} chunks`);
  });

  const nowhere = [
    'http://127.0.0.1/',
    'http://localhost/',
    'http://[::1]/',
    'http://0x7f.1/',
    'http://169.254.169.254/latest/meta-data',
    'http://user:pass@hub.example/',
    'https://hub.example:8443/',
    'ftp://hub.example/',
    'not an address',
  ];
  for (const address of nowhere) {
    test(`at ${address} is not asked`, async (t) => {
      assert.equal((await clientOf(t).ask(address, form)).kind, 'refused');
    });
  }
});
