import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { request } from 'undici';
import { publicAgent } from '../../functions/feed/connect.ts';
import { serve } from './support.ts';

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
