/**
 * Addresses that lead home. Canaries listen on every address of this machine, on the ports that
 * feeds may have; whatever a feed, a redirect, a name or a hub says, none of them is ever called.
 */
import assert from 'node:assert/strict';
import dns from 'node:dns';
import { once } from 'node:events';
import { syncBuiltinESMExports } from 'node:module';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { after, before, suite, test } from 'node:test';
import { createFetcher } from '../../functions/feed/get/fetch.ts';
import { addFeed } from '../../functions/feed/keep/add.ts';
import { createHubClient } from '../../functions/feed/websub/hub.ts';
import { type Served, serve } from '../support/server.ts';

const ownAddresses = Object.values(networkInterfaces())
  .flat()
  .flatMap((one) => (one === undefined || one.scopeid ? [] : [one]))
  .map(({ address, family }) => (family === 'IPv6' ? `[${address}]` : address));

const literals = [
  ...ownAddresses,
  '127.0.0.1',
  '127.0.0.2',
  '127.255.255.254',
  '127.1',
  '0',
  '0.0.0.0',
  '2130706433',
  '0x7f000001',
  '0x7f.1',
  '0177.0.0.1',
  '017700000001',
  '①②⑦.⓪.⓪.①',
  '127。0。0。1',
  '%31%32%37.0.0.1',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::ffff:0:127.0.0.1]',
  '[::127.0.0.1]',
  '[64:ff9b::127.0.0.1]',
  '[64:ff9b::a9fe:a9fe]',
  '[64:ff9b:1::7f00:1]',
  '[2002:7f00:1::]',
  '[2001:0:7f00:1::]',
  '[fe80::1]',
  '[fec0::1]',
  '[fd00:ec2::254]',
  '[ff02::1]',
  '10.0.0.1',
  '172.16.0.1',
  '192.168.1.1',
  '100.64.0.1',
  '169.254.169.254',
  '169.254.170.2',
  '192.0.0.192',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  'localhost',
  'LOCALHOST.',
  'feed.localhost',
  'printer.local',
  'metadata.google.internal',
  'ip6-localhost',
];

/** What the resolver says of names that somebody else owns: this is how rebinding looks from here. */
const names: Record<string, readonly string[]> = {
  'home.attacker.example': ['127.0.0.1'],
  'home6.attacker.example': ['::1'],
  'mixed.attacker.example': ['8.8.8.8', '127.0.0.1'],
  'mapped.attacker.example': ['::ffff:127.0.0.1'],
  'nat64.attacker.example': ['64:ff9b::7f00:1'],
  'six-to-four.attacker.example': ['2002:7f00:1::1'],
  'unspecified.attacker.example': ['0.0.0.0'],
  'metadata.attacker.example': ['169.254.169.254'],
  'metadata6.attacker.example': ['fd00:ec2::254'],
  'carrier.attacker.example': ['100.64.0.1'],
  'nowhere.attacker.example': [],
};

const hosts = [...new Set([...literals, ...Object.keys(names)])];
const urls = hosts.flatMap((host) => [`http://${host}/feed`, `https://${host}/feed`]);

suite('nobody is led to an address that is not public', () => {
  const canaries: Server[] = [];
  let calls = 0;
  let outside: Served;
  let ports: number[] = [];
  const lookup = dns.lookup;
  const lookups: string[] = [];

  before(async () => {
    outside = await serve((request, response) => {
      const to = new URL(request.url ?? '', 'http://x').searchParams.get('to') ?? '';
      const wanted = new URL(request.url ?? '', 'http://x').searchParams.get('status');
      // Whatever else is asked for, such as the usual places of a feed, is not there.
      const status = Number(wanted ?? 404);
      if (status === 200) {
        const page = `<!doctype html><head><link rel="alternate" type="application/rss+xml" href="${to}">`;
        response.writeHead(200, { 'content-type': 'text/html' }).end(page);
      } else response.writeHead(status, { location: Buffer.from(to).toString('latin1') }).end();
    });
    // 80 and 443 are for those who may: elsewhere the other port says what can be said.
    for (const port of [80, 443, 0]) {
      const canary = createServer((socket) => {
        calls += 1;
        socket.destroy();
      });
      const listening = Promise.race([once(canary, 'listening'), once(canary, 'error')]);
      canary.listen(port, '::');
      await listening.catch(() => {});
      if (canary.listening) canaries.push(canary);
    }
    ports = canaries.map((canary) => (canary.address() as AddressInfo).port);
    dns.lookup = fakeLookup as typeof dns.lookup;
    syncBuiltinESMExports();
  });
  after(async () => {
    dns.lookup = lookup;
    syncBuiltinESMExports();
    for (const canary of canaries) canary.close();
    await outside.close();
  });

  function fakeLookup(name: string, options: unknown, callback: (...all: unknown[]) => void) {
    const addresses = names[name];
    if (addresses === undefined) return lookup(name, options as dns.LookupAllOptions, callback);
    lookups.push(name);
    const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    const error = Object.assign(new Error(`ENOTFOUND ${name}`), { code: 'ENOTFOUND' });
    return setImmediate(() => (found.length === 0 ? callback(error) : callback(null, found)));
  }

  const options = () => ({
    userAgent: 'test',
    now: () => 0,
    allowedOrigins: [outside.origin],
    limits: { connectMs: 500, headersMs: 500, totalMs: 1_000 },
  });
  const withPorts = () => [
    ...urls,
    ...hosts.flatMap((host) => ports.map((port) => `http://${host}:${port}/`)),
  ];

  test('the canaries do sing', async () => {
    for (const port of ports) {
      await assert.rejects(fetch(`http://127.0.0.1:${port}/`));
      await assert.rejects(fetch(`http://[::1]:${port}/`));
    }
    assert.equal(calls, ports.length * 2);
    calls = 0;
  });

  test('by its own address', async () => {
    const { get, close } = createFetcher(options());
    for (const url of withPorts()) assert.equal((await get(url)).kind, 'failed', url);
    await close();
    assert.equal(calls, 0);
  });

  test('by a redirect of any kind', async () => {
    const { get, close } = createFetcher(options());
    for (const [n, url] of withPorts().entries()) {
      const status = [301, 302, 303, 307, 308][n % 5];
      const from = `${outside.origin}/?status=${status}&to=${encodeURIComponent(url)}`;
      assert.equal((await get(from)).kind, 'failed', url);
    }
    await close();
    assert.equal(calls, 0);
  });

  test('by a page that names its feed', async () => {
    const { get, close } = createFetcher(options());
    for (const to of urls.filter((each) => each.startsWith('http:'))) {
      const url = `${outside.origin}/?status=200&to=${encodeURIComponent(to)}`;
      const createFeed = async () => 'added' as const;
      const input = { newsletterId: 'n', sectionId: 's', url };
      const { kind } = await addFeed(input, { get, createFeed, now: () => 0 });
      assert.notEqual(kind, 'added', to);
    }
    await close();
    assert.equal(calls, 0);
  });

  test('by a hub, at once or after it sent us on', async () => {
    const { ask, close } = createHubClient({
      userAgent: 'test',
      allowedOrigins: [outside.origin],
    });
    const form = new URLSearchParams();
    for (const url of withPorts()) {
      assert.equal((await ask(url, form)).kind, 'refused', url);
      const from = `${outside.origin}/?status=307&to=${encodeURIComponent(url)}`;
      assert.equal((await ask(from, form)).kind, 'refused', url);
    }
    await close();
    assert.equal(calls, 0);
  });

  test('and a name is asked for once a connection, so that no second answer can differ', async () => {
    lookups.length = 0;
    const { get, close } = createFetcher(options());
    await get('http://home.attacker.example/');
    await close();
    assert.deepEqual(lookups, ['home.attacker.example']);
  });
});
