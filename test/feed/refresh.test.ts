import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { endsOfItem } from '../../functions/edition/clean/prune.ts';
import type { Fetched, Get } from '../../functions/feed/get/fetched.ts';
import { refreshFeed } from '../../functions/feed/keep/refresh.ts';
import type { RefreshDeps } from '../../functions/feed/keep/refresh-deps.ts';
import { feedKey, type MemoryStore, memoryStore, rss, someFeed } from './support.ts';

const item = (n: number) =>
  `<title>Item ${n}</title><guid isPermaLink="false">${n}</guid><link>https://t.example/${n}</link>`;

function body(source: string, validators = {}): Fetched {
  return { kind: 'body', bytes: Buffer.from(source), url: 'https://t.example/feed', validators };
}

function deps(store: MemoryStore, ...answers: readonly Fetched[]): RefreshDeps {
  const queue = [...answers];
  let now = 1_000_000;
  const get: Get = async () => queue.shift() ?? { kind: 'failed', reason: 'no answer left' };
  const quietly = async () => {};
  const endsOf: RefreshDeps['endsOf'] = async (item) => endsOfItem(item);
  return {
    store,
    get,
    tell: quietly,
    endsOf,
    wake: quietly,
    pauseSite: quietly,
    restsUntil: async () => undefined,
    now: () => now++,
  };
}

suite('news', () => {
  test('is stored oldest first, before the validators, each with its own instant', async () => {
    const store = memoryStore(someFeed());
    const answer = body(rss(item(3), item(2), item(1)), { etag: '"x"' });
    assert.deepEqual(await refreshFeed(feedKey, deps(store, answer)), {
      kind: 'updated',
      stored: 3,
      held: 0,
    });
    assert.deepEqual(
      store.items.map((each) => each.id),
      ['1', '2', '3'],
    );
    const stamps = store.items.map((each) => each.firstSeenAt);
    assert.deepEqual([...new Set(stamps)].sort(), stamps);
    assert.deepEqual(store.writes, ['feed', 'item', 'item', 'item', 'feed']);
    assert.deepEqual(store.feed?.validators, { etag: '"x"' });
  });

  test('an item that says nothing yet is news when it does', async () => {
    const store = memoryStore(someFeed());
    const id = '<guid isPermaLink="false">1</guid>';
    const answers = [body(rss(id, '')), body(rss(`${id}<title>Now</title>`, ''))];
    const world = deps(store, ...answers);
    await refreshFeed(feedKey, world);
    assert.equal(store.items.length, 0);
    await refreshFeed(feedKey, world);
    assert.deepEqual(
      store.items.map((each) => each.title),
      ['Now'],
    );
  });

  test('a feed that puts the oldest first is stored in that order', async () => {
    const dated = (n: number) => `${item(n)}<pubDate>2026-03-0${n}</pubDate>`;
    const store = memoryStore(someFeed());
    await refreshFeed(feedKey, deps(store, body(rss(dated(1), dated(2)))));
    assert.deepEqual(
      store.items.map((each) => each.id),
      ['1', '2'],
    );
  });

  test('is only what was not seen before', async () => {
    const store = memoryStore(someFeed());
    await refreshFeed(feedKey, deps(store, body(rss(item(1)))));
    const edited = item(1).replace('Item 1', 'Item one').replace('>1<', '>one<');
    const again = await refreshFeed(feedKey, deps(store, body(rss(item(2), edited))));
    assert.deepEqual(again, { kind: 'updated', stored: 1, held: 0 });
    assert.deepEqual(
      store.items.map((each) => each.id),
      ['1', '2'],
    );
  });

  test('dates of 1970 and 2099, and none, decide nothing', async () => {
    const store = memoryStore(someFeed());
    const dates = ['1970-01-01', '2099-01-01', 'soon'].map(
      (date, n) => `${item(n)}<pubDate>${date}</pubDate>`,
    );
    assert.partialDeepStrictEqual(await refreshFeed(feedKey, deps(store, body(rss(...dates)))), {
      stored: 3,
    });
  });

  test('a death in the middle loses nothing: the next poll stores the rest', async () => {
    const store = memoryStore(someFeed());
    const { storeItems } = store;
    store.storeItems = (news) =>
      storeItems(
        (async function* () {
          for await (const one of news) {
            yield one;
            throw new Error('died');
          }
        })(),
      );
    const answer = body(rss(item(3), item(2), item(1)));
    await assert.rejects(refreshFeed(feedKey, deps(store, answer)), /died/);
    assert.equal(store.feed?.bodyHash, undefined);
    store.storeItems = storeItems;
    await refreshFeed(feedKey, deps(store, answer));
    assert.deepEqual(
      store.items.map((each) => each.id),
      ['1', '2', '3'],
    );
  });
});

suite('a new feed', () => {
  test('starts as seen', async () => {
    const store = memoryStore(someFeed({ started: false, title: '' }));
    const outcome = await refreshFeed(feedKey, deps(store, body(rss(item(2), item(1)))));
    assert.deepEqual(outcome, { kind: 'started', stored: 0 });
    assert.deepEqual(store.writes, ['seen', 'feed']);
    assert.equal(store.feed?.title, 'T');
    assert.equal(store.feed?.siteUrl, 'https://t.example/');
    const next = await refreshFeed(feedKey, deps(store, body(rss(item(3), item(2), item(1)))));
    assert.deepEqual(next, { kind: 'updated', stored: 1, held: 0 });
  });

  for (const [order, items] of Object.entries({
    'newest first': [3, 2, 1],
    'oldest first': [1, 2, 3],
  })) {
    test(`may begin with its newest few, ${order}`, async () => {
      const store = memoryStore(someFeed({ started: false, backlogItems: 2 }));
      const source = rss(...items.map((n) => `${item(n)}<pubDate>2026-03-0${n}</pubDate>`));
      await refreshFeed(feedKey, deps(store, body(source)));
      assert.deepEqual(
        store.items.map((each) => each.id),
        ['2', '3'],
      );
      await refreshFeed(feedKey, deps(store, body(`${source}\n`)));
      assert.equal(store.items.length, 2);
    });
  }
});

suite('nothing new costs no write', () => {
  test('304', async () => {
    const store = memoryStore(someFeed());
    assert.deepEqual(await refreshFeed(feedKey, deps(store, { kind: 'unchanged' })), {
      kind: 'unchanged',
    });
    assert.deepEqual(store.writes, []);
  });

  test('the same bytes', async () => {
    const store = memoryStore(someFeed());
    const answer = body(rss(item(1)));
    await refreshFeed(feedKey, deps(store, answer));
    store.writes.length = 0;
    assert.deepEqual(await refreshFeed(feedKey, deps(store, answer)), { kind: 'unchanged' });
    assert.deepEqual(store.writes, []);
  });

  test('but a feed that recovers is written once', async () => {
    const store = memoryStore(someFeed({ failures: 3, lastError: 'x', notBefore: 5 }));
    await refreshFeed(feedKey, deps(store, { kind: 'unchanged' }));
    assert.deepEqual(store.feed, someFeed());
  });
});

suite('failures', () => {
  test('leave items and validators alone, and wait longer each time', async () => {
    const store = memoryStore(someFeed({ validators: { etag: '"x"' } }));
    const waits: number[] = [];
    for (let i = 0; i < 4; i += 1) {
      await refreshFeed(feedKey, deps(store, { kind: 'failed', reason: 'no' }));
      waits.push((store.feed?.notBefore ?? 0) - 1_000_000);
      if (store.feed !== undefined) store.feed = { ...store.feed, notBefore: 0 };
    }
    assert.deepEqual(
      waits.toSorted((a, b) => a - b),
      waits,
    );
    assert.ok((waits[0] ?? 0) >= 30 * 60_000 * 0.8 && (waits[3] ?? 0) <= 240 * 60_000 * 1.21);
    assert.partialDeepStrictEqual(store.feed, {
      failures: 4,
      lastError: 'no',
      validators: { etag: '"x"' },
    });
  });

  for (const [name, source] of Object.entries({
    'a web page': '<!doctype html><html><body>Under construction</body></html>',
    'an empty body': '',
    'an error in JSON': '{"error":1}',
  })) {
    test(`${name} is one`, async () => {
      const store = memoryStore(someFeed({ validators: { etag: '"x"' } }));
      assert.equal((await refreshFeed(feedKey, deps(store, body(source)))).kind, 'failed');
      assert.deepEqual(store.feed?.validators, { etag: '"x"' });
    });
  }

  test('Retry-After is kept to', async () => {
    const store = memoryStore(someFeed());
    const url = 'https://t.example/feed';
    const busy = { reason: 'busy', scope: 'feed', url } as const;
    const later = { kind: 'retryLater', notBefore: 9e12, ...busy } as const;
    await refreshFeed(feedKey, deps(store, later));
    assert.equal(store.feed?.notBefore, 9e12);
    assert.equal((await refreshFeed(feedKey, deps(store))).kind, 'skipped');
  });

  test('410 stops the feed', async () => {
    const store = memoryStore(someFeed());
    assert.equal((await refreshFeed(feedKey, deps(store, { kind: 'gone' }))).kind, 'stopped');
    assert.equal(store.feed?.state, 'stopped');
    assert.equal((await refreshFeed(feedKey, deps(store))).kind, 'skipped');
  });

  test('a feed that was removed meanwhile is passed over', async () => {
    assert.equal((await refreshFeed(feedKey, deps(memoryStore(undefined)))).kind, 'skipped');
  });
});

test('an item is cut to what a row can hold, in bytes, and not inside a tag or a character', async () => {
  const huge = `${'渡轮<b>'.repeat(100_000)}`;
  const store = memoryStore(someFeed());
  const big = `${item(1)}<description><![CDATA[${huge}]]></description><author>${'é'.repeat(5000)}</author>`;
  await refreshFeed(feedKey, deps(store, body(rss(big))));
  const [stored] = store.items;
  assert.ok(Buffer.byteLength(JSON.stringify(stored)) < 390_000);
  assert.doesNotMatch(JSON.stringify(stored), /\ufffd/);
  assert.match(stored?.summary?.slice(-3) ?? '', /[轮>]$/);
});

suite('full text', () => {
  const link = 'https://t.example/1';
  const teaser = `${item(1)}<description>The ferry waited…</description>`;
  const paragraphs = Array.from(
    { length: 12 },
    (_, n) =>
      `<p>Paragraph ${n}: the ferry waited for the tide, and the people on the quay sang.</p>`,
  ).join('');
  const page = {
    kind: 'body',
    bytes: Buffer.from(`<html><body><nav>Home</nav><article>${paragraphs}</article></body></html>`),
    contentType: 'text/html',
    url: link,
    validators: {},
  } as const;

  test('is taken from the page when the feed shows only the beginning', async () => {
    const store = memoryStore(someFeed({ fullText: 'auto' }));
    await refreshFeed(feedKey, deps(store, body(rss(teaser)), page));
    assert.match(store.items[0]?.content ?? '', /Paragraph 11/);
    assert.equal(store.items[0]?.summary, 'The ferry waited…');
  });

  test('never means never', async () => {
    const store = memoryStore(someFeed({ fullText: 'never' }));
    await refreshFeed(feedKey, deps(store, body(rss(teaser)), page));
    assert.equal(store.items[0]?.content, undefined);
  });

  test('the own text of the feed stays when the page gives less or fails', async () => {
    const long = `${item(1)}<description>${'The whole story. '.repeat(200)}</description>`;
    for (const answer of [page, { kind: 'failed', reason: 'x' } as const]) {
      const store = memoryStore(someFeed({ fullText: 'always' }));
      await refreshFeed(feedKey, deps(store, body(rss(long)), answer));
      assert.equal(store.items[0]?.content, undefined);
      assert.match(store.items[0]?.summary ?? '', /^The whole story/);
    }
  });

  test('news and edits together take no longer than one allowance, however slow the pages', async () => {
    const store = memoryStore(someFeed({ fullText: 'always' }));
    const text = (n: number, word: string) =>
      `${item(n)}<description>What ${word} on day ${n}, at some length and in many words.</description>`;
    let now = 1_000_000;
    let asked = 0;
    const slow = async (url: string): Promise<Fetched> => {
      if (url === 'https://t.example/feed') return body(source);
      asked += 1;
      now += 20_000;
      return { kind: 'failed', reason: 'It took too long.' };
    };
    const slowly = { ...deps(store), get: slow, now: () => now++ };
    let source = rss(...[1, 2, 3, 4].map((n) => text(n, 'happened')));
    await refreshFeed(feedKey, slowly);
    const before = now;
    asked = 0;
    for (const each of store.items) {
      const sighting = { at: each.firstSeenAt, item: each.key, words: 'others' };
      store.seen.set(each.key, sighting);
    }
    source = rss(...[5, 6, 7, 8].map((n) => text(n, 'happened')), text(1, 'changed'));
    await refreshFeed(feedKey, slowly);
    assert.equal(asked, 3);
    assert.ok(now - before < 70_000);
  });
});

suite('what the items of a feed begin and end with', () => {
  const told = (n: number) =>
    `${item(n)}<description>&lt;p&gt;Story ${n} is about boat ${n}, and about nobody else.&lt;/p&gt;&lt;p&gt;Post for the desk: 3 Quay.&lt;/p&gt;</description>`;

  test('is kept on its row, of the last eight, and no larger than a row bears', async () => {
    const store = memoryStore(someFeed());
    for (let n = 1; n <= 10; n += 1) {
      await refreshFeed(feedKey, deps(store, body(rss(told(n)))));
    }
    const ends = store.feed?.ends ?? [];
    assert.equal(ends.length, 8);
    assert.equal(new Set(ends.map((one) => one.at(-1))).size, 1);
    assert.equal(new Set(ends.flat()).size, 2 + 2 * 8);
    assert.ok(JSON.stringify(ends).length < 900);
  });

  test('is known of the items that it held when it was added', async () => {
    const store = memoryStore(someFeed({ started: false, backlogItems: 0 }));
    await refreshFeed(feedKey, deps(store, body(rss(told(3), told(2), told(1)))));
    assert.equal(store.items.length, 0);
    assert.equal(store.feed?.ends?.length, 3);
  });
});
