import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { request } from 'undici';
import { publicAgent, type Resolve } from '../../functions/feed/get/connect.ts';
import { serve } from '../support/server.ts';

const limits = { connectMs: 1_000, headersMs: 1_000 };

/** What is behind `checkUrl`, should a name or an address ever get past it. */
suite('a connection is refused by the address that it would be made to', () => {
  const hosts = ['localhost', '127.0.0.1', '[::ffff:127.0.0.1]', '127.1', '2130706433'];
  for (const host of hosts) {
    test(host, async (t) => {
      let asked = 0;
      const server = await serve((_, response) => {
        asked += 1;
        response.end('x');
      });
      const agent = publicAgent(limits, []);
      t.after(async () => {
        await agent.destroy();
        await server.close();
      });
      const url = `http://${host}:${new URL(server.origin).port}/`;
      await assert.rejects(request(url, { dispatcher: agent }), { name: 'AddressRefusedError' });
      assert.equal(asked, 0);
    });
  }

  test('but not that of an allowed origin, and of no other', async (t) => {
    const [allowed, other] = await Promise.all([
      serve((_, response) => response.end('x')),
      serve((_, response) => response.end('x')),
    ]);
    const agent = publicAgent(limits, [allowed.origin]);
    t.after(async () => {
      await agent.destroy();
      await Promise.all([allowed.close(), other.close()]);
    });
    const answer = await request(allowed.origin, { dispatcher: agent });
    assert.equal(await answer.body.text(), 'x');
    await assert.rejects(request(other.origin, { dispatcher: agent }), {
      name: 'AddressRefusedError',
    });
  });
});

suite('a name that changes its mind (DNS rebinding)', () => {
  /** Public, but no route leads there. */
  const publicOne = { address: '2a0e:ffff:ffff::1', family: 6 };
  const loopback = { address: '127.0.0.1', family: 4 };
  const answersInTurn = {
    'public first, then private': [[publicOne], [loopback], [loopback]],
    'private between two public answers': [[publicOne], [loopback], [publicOne]],
    'public and private in one answer': [[publicOne, loopback], [loopback, publicOne], [loopback]],
    'a private address written as IPv6': [[{ address: '::ffff:127.0.0.1', family: 6 }]],
    'the address of a NAT64 that leads here': [[{ address: '64:ff9b::7f00:1', family: 6 }]],
    'no address at all': [[]],
  };
  for (const [name, answers] of Object.entries(answersInTurn)) {
    test(name, async (t) => {
      let connections = 0;
      const canary = await serve(
        (_, response) => response.end('x'),
        () => (connections += 1),
      );
      let asked = 0;
      const resolve: Resolve = (_host, _options, callback) => {
        callback(null, answers[Math.min(asked, answers.length - 1)] ?? []);
        asked += 1;
      };
      const agent = publicAgent({ connectMs: 100, headersMs: 100 }, [], resolve);
      t.after(async () => {
        await agent.destroy();
        await canary.close();
      });
      const url = `http://rebinding.example:${new URL(canary.origin).port}/`;
      for (let attempt = 1; attempt <= answers.length; attempt += 1) {
        const given = answers[attempt - 1] ?? [];
        const isAllPublic = given.length === 1 && given[0] === publicOne;
        const name = isAllPublic ? /./ : /^AddressRefusedError$/;
        await assert.rejects(request(url, { dispatcher: agent }), { name });
        assert.equal(asked, attempt, 'what was looked at is what is connected to');
      }
      assert.equal(connections, 0);
    });
  }
});
