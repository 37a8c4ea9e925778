import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { suite, test } from 'node:test';
import zlib from 'node:zlib';
import { createFetcher } from '../../functions/feed/get/fetch.ts';
import type { FeedNotice } from '../../functions/feed/keep/feed-notice.ts';
import { refreshFeed, setAside } from '../../functions/feed/keep/refresh.ts';
import { refreshAll } from '../../functions/feed/keep/refresh-all.ts';
import { feedsPerMessage } from '../../functions/feed/schedule/poll.ts';
import { open } from '../../functions/fetch.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { feed } from '../support/newsletter.ts';
import { serve } from '../support/server.ts';
import { testTable } from '../support/table.ts';
import { type MemoryStore, memoryStore, rss, someFeed } from './support.ts';

const xml = { 'content-type': 'text/xml' };
const news = '<title>News</title><guid isPermaLink="false">1</guid>';

/** What one feed of a message can do to a reader, and what the reader is told of it. */
const poisons: Record<string, [status: number, headers: object, body: string | Buffer, RegExp]> = {
  'a bomb': [200, { 'content-encoding': 'gzip' }, zlib.gzipSync(Buffer.alloc(20_000_000)), /MB/],
  'two encodings': [200, { 'content-encoding': 'gzip, br' }, 'x', /encoded as gzip, br/],
  'a circle': [302, { location: '' }, '', /redirected more than 5 times/],
  'a way inside': [301, { location: 'http://169.254.169.254/' }, '', /public/],
  'a way to another port': [301, { location: 'http://0x7f.1:8080/' }, '', /not a public host/],
  'a way to a mail server': [301, { location: 'http://t.example:25/' }, '', /Port 25 belongs/],
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
            restsUntil: async () => undefined,
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

test('the door asks the other hosts of a message while one keeps it waiting', async (t) => {
  const table = await testTable(t);
  let isServed = () => {};
  const served = new Promise<void>((resolve) => {
    isServed = resolve;
  });
  const quick = new Set(['/1', '/2', '/3']);
  const answer = (response: ServerResponse) => response.writeHead(200, xml).end(rss(news));
  const slow = await serve(async (_, response) => {
    await served;
    answer(response);
  });
  const others = await serve((request, response) => {
    quick.delete(request.url ?? '');
    if (quick.size === 0) isServed();
    answer(response);
  });
  t.after(() => Promise.all([slow.close(), others.close()]));
  const urls = [`${slow.origin}/0`, ...[...quick].map((path) => others.origin + path)];
  for (const [n, url] of urls.entries()) {
    await feedStore(table).create(feed({ id: `feed${n}`, url, started: false }), '30#0');
  }
  const { hostname, port } = (await table.client.config.endpoint?.()) ?? {};
  const door = open(
    {
      env: {
        TABLE_NAME: table.name,
        FETCH_QUEUE_URL: `${others.origin}/queue`,
        DIGEST_QUEUE_URL: `${others.origin}/queue`,
        HASH_SECRET_ARN: 'none is asked for',
        SITE_URL: 'https://paper.example',
        LANES: '1',
        AWS_ENDPOINT_URL_DYNAMODB: `http://${hostname}:${port}`,
      },
      now: Date.now,
      randomId: () => 'id',
      sleep: async () => {},
      requestId: () => undefined,
      write: () => {},
    },
    [slow.origin, others.origin],
  );
  const feeds = urls.map((_, n) => ({ newsletterId: 'paper', feedId: `feed${n}` }));
  const record = { messageId: 'm', body: JSON.stringify({ feeds }) };
  await door({ Records: [record] }, { getRemainingTimeInMillis: () => 240_000 });
  for (const key of feeds) {
    assert.equal((await feedStore(table).load(key))?.started, true, key.feedId);
  }
});

test('a feed that takes its process down is left alone for longer each time, and says why', async () => {
  const store = memoryStore(someFeed());
  const quietly = async () => {};
  const get = async () => assert.fail('it is not read');
  const key = { newsletterId: 'n', feedId: 'f' };
  const waits: number[] = [];
  const told: string[] = [];
  for (let n = 0; n < 3; n++) {
    const deps = {
      store,
      get,
      tell: async ({ values }: FeedNotice) => void told.push(values.reason ?? ''),
      wake: quietly,
      pauseSite: quietly,
      restsUntil: async () => undefined,
      endsOf: async () => [],
      now: () => 0,
    };
    assert.equal((await setAside(key, deps)).kind, 'failed');
    waits.push(store.feed?.notBefore ?? 0);
  }
  const [first = 0, second = 0, third = 0] = waits;
  assert.ok(0 < first && first < second && second < third, String(waits));
  assert.equal(told.length, 1, 'the owner hears of it at once, and once');
  assert.match(told[0] ?? '', /took the process down/);
  assert.match(store.feed?.lastError ?? '', /took the process down/);
});
