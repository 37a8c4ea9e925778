/** The services behind the stage's port are for programs of this machine, and for no page in a browser. */
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import { recoveryPath, secretsPath, sesPath, startServer } from '../../infra/local/server.ts';

/** The status; node:http lets a test say which host it asks, as fetch does not. */
function statusOf(origin: string, path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(origin);
    const asked = request({ port, path, method: 'POST', headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.once('error', reject).end('{}');
  });
}

const askers: readonly [who: string, headers: Record<string, string>, status: number][] = [
  ['a program', {}, 200],
  ['a page of another site', { origin: 'https://evil.example' }, 403],
  ['a page whose browser names no origin', { 'sec-fetch-site': 'cross-site' }, 403],
  ['a page of our own', { origin: 'http://localhost', 'sec-fetch-site': 'same-origin' }, 403],
  ['a name that was rebound to us', { host: 'evil.example' }, 403],
  ['a host that is none', { host: 'a b' }, 403],
];
for (const path of [sesPath, secretsPath, recoveryPath]) {
  for (const [who, headers, status] of askers) {
    test(`${path}, asked by ${who}: ${status}`, async (t) => {
      const server = await startServer(0);
      t.after(server.stop);
      const listener = (_: unknown, response: { end: () => unknown }) => response.end();
      server.mount({
        ses: listener,
        secrets: listener,
        recovery: listener,
        site: () => assert.fail('It is no page of the site.'),
        pages: {},
        openPages: {},
      });
      assert.equal(await statusOf(server.origin, `${path}/x`, headers), status);
    });
  }
}
