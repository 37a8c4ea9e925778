import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import type { Newsletter } from '../../functions/edition/newsletter.ts';
import { eligibleLagMs } from '../../functions/feed/item.ts';
import { parse } from '../../functions/feed/read/parse.ts';
import { archiveStore } from '../../functions/store/archive.ts';
import { getRow } from '../../functions/store/client.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { keys } from '../../functions/store/table.ts';
import { addItems, item, newsletter, setUpNewsletter } from '../support/newsletter.ts';
import { testTable } from '../support/table.ts';
import { publish, siteOn } from './published.ts';
import { siteUrl } from './stage.ts';

const dayMs = 86_400_000;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const seven = Date.UTC(2026, 10, 20, 7);

/** A paper with an edition of two stories on each of so many days. */
async function paper(t: TestContext, days: number, changes: Partial<Newsletter> = {}) {
  const table = await testTable(t);
  await setUpNewsletter(table, changes);
  for (let day = 0; day < days; day++) {
    const at = seven + day * dayMs;
    await addItems(
      table,
      item(at - 40 * minuteMs, { key: `a${day}`, title: `Tide <${day}> & wind` }),
      item(at - 30 * minuteMs, { key: `b${day}`, title: `Rope no. ${day}` }),
    );
    await publish(table, at + minuteMs);
  }
  const site = siteOn(table);
  const get = async (path: string, headers: Record<string, string> = {}) =>
    await site.request(path, { headers });
  return { table, get, list: (limit = 100) => archiveStore(table).list('paper', { limit }) };
}

describe('the web edition', () => {
  test('has the stories and no link of a reader’s own', async (t) => {
    const { get, list } = await paper(t, 1);
    const [edition] = await list();
    const response = await get(`/n/paper/e/${edition?.key}`);
    const text = await response.text();
    assert.equal(response.status, 200);
    assert.match(text, /Tide &lt;0&gt; &amp; wind/);
    assert.match(text, /What happened in b0\./);
    assert.doesNotMatch(text, /\/unsubscribe|\/preferences|\{\{|<script/);
    assert.ok(text.includes(`<a href="${siteUrl}/n/paper">Get The Test Paper by e-mail</a>`));
    const own = `${siteUrl}/n/paper/e/${edition?.key}`;
    assert.ok(text.includes(`<link rel="canonical" href="${own}">`));
    assert.ok(text.includes(`<meta property="og:url" content="${own}">`));
    assert.ok(text.includes('<link rel="via" href="https://feeds.example/a0">'));
  });

  test('of a single story names the original as the page that counts', async (t) => {
    const { table, get, list } = await paper(t, 0);
    await addItems(table, item(seven - 40 * minuteMs, { key: 'only' }));
    await publish(table, seven);
    const text = await (await get(`/n/paper/e/${(await list())[0]?.key}`)).text();
    assert.ok(text.includes('<link rel="canonical" href="https://feeds.example/only">'));
  });

  test('runs nothing, sends nothing, and shows pictures', async (t) => {
    const { get, list } = await paper(t, 1);
    const { headers } = await get(`/n/paper/e/${(await list())[0]?.key}`);
    const policy = headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /img-src 'self' https: data:/);
    assert.match(policy, /form-action 'none'/);
    assert.doesNotMatch(policy, /script-src/);
    assert.equal(headers.get('x-robots-tag'), null);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
  });

  test('an answer that the browser has is not sent again', async (t) => {
    const { get, list } = await paper(t, 1);
    const path = `/n/paper/e/${(await list())[0]?.key}`;
    const etag = (await get(path)).headers.get('etag') ?? '';
    assert.equal((await get(path, { 'if-none-match': etag })).status, 304);
  });

  test('what nobody has, and what another newsletter has, is not there', async (t) => {
    const { table, get, list } = await paper(t, 1);
    await newsletterStore(table).save(newsletter({ id: 'other' }));
    const [edition] = await list();
    for (const path of [
      `/n/other/e/${edition?.key}`,
      `/n/paper/e/${'0'.repeat(32)}`,
      `/n/paper/e/CONTENT`,
      `/n/nobody/e/${edition?.key}`,
    ]) {
      assert.equal((await get(path)).status, 404, path);
    }
  });
});

describe('the archive', () => {
  test('lists the newest first, and turns both ways', async (t) => {
    const { get } = await paper(t, 23);
    const links = (text: string) => [...text.matchAll(/<h2[^>]*><a href="([^"]+)">([^<]+)</g)];
    const first = await (await get('/n/paper/archive')).text();
    assert.equal(links(first).length, 20);
    assert.equal(links(first)[0]?.[2], 'Saturday, December 12, 2026 · 2 stories');
    assert.match(first, /<li><bdi>Tide &lt;22&gt; &amp; wind<\/bdi><\/li>/);
    assert.doesNotMatch(first, /rel="prev"/);
    const older = /rel="next" href="([^"]+)"/.exec(first)?.[1];
    const second = await (await get(`/n/paper/archive${older}`)).text();
    assert.equal(links(second).length, 3);
    assert.doesNotMatch(second, /rel="next"/);
    const newer = /rel="prev" href="([^"]+)"/.exec(second)?.[1];
    const back = await (await get(`/n/paper/archive${newer}`)).text();
    assert.deepEqual(
      links(back).map(([, href]) => href),
      links(first).map(([, href]) => href),
    );
    const past = await (await get('/n/paper/archive?before=1')).text();
    assert.equal(links(past).length, 20);
    assert.match(past, /rel="next"/);
  });

  test('is empty before the first edition, and takes any query', async (t) => {
    const { get } = await paper(t, 0);
    for (const query of ['', '?before=x', '?after=-1', '?before=1&after=999999999999999']) {
      const response = await get(`/n/paper/archive${query}`);
      assert.equal(response.status, 200, query);
      assert.match(await response.text(), /The first edition is still to come/);
    }
  });

  test('has every story once, however often and late it is asked', async (t) => {
    const { table, list } = await paper(t, 1);
    await publish(table, seven + minuteMs);
    await publish(table, seven + 5 * minuteMs);
    await addItems(table, item(seven + minuteMs, { key: 'next' }));
    await publish(table, seven + 3 * dayMs + minuteMs);
    await publish(table, seven + 3 * dayMs + 2 * minuteMs);
    const editions = await list();
    assert.deepEqual(
      editions.map(({ at, stories }) => [at, stories.map(({ title }) => title)]),
      [
        [seven + 3 * dayMs, ['Story next']],
        [seven, ['Rope no. 0', 'Tide <0> & wind']],
      ],
    );
  });

  test('keeps the content for good', async (t) => {
    const { table, list } = await paper(t, 1);
    const [edition] = await list();
    const row = await getRow(table, keys.content(edition?.key ?? ''));
    assert.ok(row !== undefined && row.expiresAt === undefined);
  });
});

describe('feeds of editions', () => {
  for (const path of ['/n/paper/editions.atom', '/n/paper/editions.json']) {
    test(`${path} is valid, with stable ids and dates`, async (t) => {
      const { get, list } = await paper(t, 2);
      const response = await get(path);
      assert.equal(response.status, 200);
      const contentType = response.headers.get('content-type') ?? '';
      assert.match(contentType, /^application\/(atom\+xml|feed\+json)/);
      const bytes = new Uint8Array(await response.arrayBuffer());
      const parsed = await parse(bytes, { contentType, url: `${siteUrl}${path}` });
      assert.ok(parsed.kind === 'feed');
      assert.equal(parsed.feed.title, 'The Test Paper');
      assert.equal(parsed.feed.language, 'en');
      assert.equal(parsed.feed.link, `${siteUrl}/n/paper/archive`);
      const editions = await list();
      assert.deepEqual(
        parsed.feed.items.map(({ id, link, publishedAt, title }) => [id, link, publishedAt, title]),
        editions.map(({ key, at, subject }) => {
          const url = `${siteUrl}/n/paper/e/${key}`;
          return [url, url, at, subject];
        }),
      );
      assert.match(parsed.feed.items[0]?.content ?? '', /<li dir="auto"><a href="https:\/\/feeds/);
      assert.match(parsed.feed.items[0]?.content ?? '', /Tide &lt;1&gt; &amp; wind/);
    });
  }

  test('an empty one is valid, too', async (t) => {
    const { get } = await paper(t, 0);
    const bytes = new Uint8Array(await (await get('/n/paper/editions.atom')).arrayBuffer());
    const parsed = await parse(bytes, { contentType: 'application/atom+xml' });
    assert.equal(parsed.kind, 'feed');
  });
});

test('a private newsletter has none of it, not even what was published before', async (t) => {
  const { table, get, list } = await paper(t, 1);
  const [edition] = await list();
  await newsletterStore(table).save(newsletter({ archive: 'private' }));
  for (const path of ['archive', 'editions.atom', 'editions.json', `e/${edition?.key}`]) {
    const response = await get(`/n/paper/${path}`);
    assert.equal(response.status, 404, path);
    assert.match(await response.text(), /There is nothing here/);
  }
  const landing = await (await get('/n/paper')).text();
  assert.doesNotMatch(landing, /\/n\/paper\/(e|archive|editions)/);
  await addItems(table, item(seven + minuteMs, { key: 'secret' }));
  await publish(table, seven + dayMs);
  assert.equal((await list()).length, 1);
});

test('the list shows a picture only where the page may load it', async (t) => {
  const table = await testTable(t);
  await setUpNewsletter(table);
  const local = 'http://localhost:4700';
  const pictures = ['https://a.example/1.png', 'http://a.example/2.png', `${local}/3.png`];
  for (const [day, image] of pictures.entries()) {
    const at = seven + day * dayMs;
    await addItems(table, item(at - 40 * minuteMs, { key: `p${day}`, title: `Day ${day}`, image }));
    await publish(table, at + minuteMs);
  }
  for (const [url, expected] of [
    [local, [pictures[2], pictures[0]]],
    ['https://news.example', [pictures[0]]],
  ] as const) {
    const answer = await siteOn(table, url).request('/n/paper/archive');
    const shown = [...(await answer.text()).matchAll(/<img src="([^"]+)"/g)].map(([, src]) => src);
    assert.deepEqual(shown, expected, url);
    const policy = answer.headers.get('content-security-policy') ?? '';
    assert.match(policy, /img-src data: 'self' https:/);
    assert.equal(policy.includes('upgrade-insecure-requests'), url.startsWith('https:'));
  }
});

test('the landing page shows the latest edition, in less than 60 KB', async (t) => {
  const { get, list } = await paper(t, 2, { theme: { light: { accent: '#8a1c4a' } } });
  const text = await (await get('/n/paper')).text();
  assert.ok(text.includes(`href="/n/paper/e/${(await list())[0]?.key}"`));
  assert.ok(text.includes('href="/n/paper/archive"'));
  assert.match(text, /November 21, 2026 · 2 stories/);
  assert.match(text, /<li><bdi>Tide &lt;1&gt; &amp; wind<\/bdi><\/li>/);
  assert.ok(Buffer.byteLength(text) < 60_000);
});

describe('a morning without news', () => {
  test('is passed and not looked at again; what came before it is in the next edition', async (t) => {
    const { table, list } = await paper(t, 0);
    await publish(table, seven);
    const { due } = archiveStore(table);
    assert.deepEqual(await due(seven + dayMs - 1), []);
    const cursor = { at: seven, through: seven - dayMs - eligibleLagMs };
    const [archive] = await due(seven + dayMs);
    assert.deepEqual(archive, { newsletterId: 'paper', dueAt: seven + dayMs, cursor, tries: 0 });
    await addItems(table, item(seven - hourMs, { title: 'Written down late' }));
    await publish(table, seven + minuteMs);
    assert.deepEqual(await list(), []);
    await publish(table, seven + dayMs);
    assert.deepEqual(
      (await list()).map(({ at, stories }) => [at, stories[0]?.title]),
      [[seven + dayMs, 'Written down late']],
    );
  });
});
