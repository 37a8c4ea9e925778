import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import zlib from 'node:zlib';
import { createFetcher } from '../../functions/feed/get/fetch.ts';
import { refreshFeed, setAside } from '../../functions/feed/keep/refresh.ts';
import { refreshAll } from '../../functions/feed/keep/refresh-all.ts';
import { feedsPerMessage } from '../../functions/feed/schedule/poll.ts';
import { serve } from '../support/server.ts';
import { type MemoryStore, memoryStore, rss, someFeed } from './support.ts';

const xml = { 'content-type': 'text/xml' };
const news = '<title>News</title><guid isPermaLink="false">1</guid>';

/** What one feed of a message can do to a reader, and what the reader is told of it. */
const poisons: Record<string, [status: number, headers: object, body: string | Buffer, RegExp]> = {
  'a bomb': [200, { 'content-encoding': 'gzip' }, zlib.gzipSync(Buffer.alloc(20_000_000)), /MB/],
  'two encodings': [200, { 'content-encoding': 'gzip, br' }, 'x', /encoded as gzip, br/],
  'a circle': [302, { location: '' }, '', /redirected more than 5 times/],
  'a way inside': [301, { location: 'http://169.254.169.254/' }, '', /public/],
  'a way to another port': [301, { location: 'http://0x7f.1:8080/' }, '', /Port 8080/],
  'a password': [302, { location: 'http://u:p@t.example/' }, '', /user name or password/],
  'a file': [302, { location: 'file:///etc/passwd' }, '', /http:/],
  'a promise of more': [200, { 'content-length': '99999' }, '<rss>', /took too long|broke off/],
  'a page': [200, xml, '<!doctype html><html></html>', /web page/],
  nothing: [200, xml, '', /empty/],
  brackets: [200, xml, '['.repeat(1_000_000), /neither/],
  'JSON without an end': [200, xml, `{"a":${'['.repeat(1_000_000)}`, /cannot be read/],
  'an unasked 304': [304, {}, '', /304/],
  'a wait of years': [503, { 'retry-after': '9'.repeat(30) }, '', /503/],
};

suite('a message of forty feeds', () => {
  test('in which every third is poison: all others are stored, each poison is noted', async (t) => {
    const names = Object.keys(poisons);
    const kinds = Array.from({ length: feedsPerMessage }, (_, n) =>
      n % 3 === 0 ? names[n / 3] : undefined,
    );
    const server = await serve((request, response) => {
      const [status, headers, body] = poisons[kinds[Number(request.url?.slice(1))] ?? ''] ?? [
        200,
        xml,
        rss(news),
      ];
      response.writeHead(status, { ...headers }).write(body);
      if (!('content-length' in headers)) response.end();
    });
    const { get, close } = createFetcher({
      userAgent: 'x',
      now: () => 0,
      allowedOrigins: [server.origin],
      limits: { totalMs: 400 },
    });
    t.after(async () => {
      await close();
      await server.close();
    });
    const stores = new Map<string, MemoryStore>();
    for (const at of kinds.keys()) {
      const url = `${server.origin}/${at}`;
      stores.set(`${at}`, memoryStore(someFeed({ id: `${at}`, url })));
    }
    const quietly = async () => {};
    await refreshAll(
      { feeds: [...stores.keys()].map((feedId) => ({ newsletterId: 'n', feedId })), attempt: 1 },
      {
        refresh: async (key) => {
          const store = stores.get(key.feedId) ?? assert.fail();
          const world = {
            tell: quietly,
            wake: quietly,
            pauseSite: quietly,
            endsOf: async () => [],
            now: () => 0,
          };
          await refreshFeed(key, { store, get, ...world });
        },
        hasTime: () => true,
        handBack: async () => assert.fail('there was time'),
        setAside: async () => assert.fail('none ended the process'),
      },
    );
    for (const [at, kind] of kinds.entries()) {
      const store = stores.get(`${at}`);
      const [, , , reason] = poisons[kind ?? ''] ?? [];
      assert.equal(store?.items.length, reason === undefined ? 1 : 0, `${at} ${kind}`);
      if (reason !== undefined) assert.match(store?.feed?.lastError ?? '', reason, kind);
    }
  });
});

test('a feed that takes its process down is left alone for longer each time, and says why', async () => {
  const store = memoryStore(someFeed());
  const quietly = async () => {};
  const get = async () => assert.fail('it is not read');
  const key = { newsletterId: 'n', feedId: 'f' };
  const waits: number[] = [];
  for (let n = 0; n < 3; n++) {
    const deps = {
      store,
      get,
      tell: quietly,
      wake: quietly,
      pauseSite: quietly,
      endsOf: async () => [],
      now: () => 0,
    };
    assert.equal((await setAside(key, deps)).kind, 'failed');
    waits.push(store.feed?.notBefore ?? 0);
  }
  const [first = 0, second = 0, third = 0] = waits;
  assert.ok(0 < first && first < second && second < third, String(waits));
  assert.match(store.feed?.lastError ?? '', /took the process down/);
});
