import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Feed } from '../../functions/feed/feed.ts';
import type { Fetched } from '../../functions/feed/get/fetched.ts';
import { addFeed } from '../../functions/feed/keep/add.ts';
import { feedIdOf } from '../../functions/feed/new-feed.ts';
import { readPage } from '../../functions/feed/read/page.ts';
import { rss } from './support.ts';

const input = { newsletterId: 'n', sectionId: 's', url: 'https://t.example' };

/** A web of these pages; every other address answers 404. */
function web(pages: Readonly<Record<string, string | Fetched>>, existing: readonly string[] = []) {
  const created: Feed[] = [];
  const asked: string[] = [];
  return {
    created,
    asked,
    now: () => 42,
    get: async (url: string): Promise<Fetched> => {
      asked.push(url);
      const page = pages[url];
      if (typeof page === 'object') return page;
      return page === undefined
        ? ({ kind: 'failed', reason: 'The server answered 404.' } as const)
        : ({ kind: 'body', bytes: Buffer.from(page), url, validators: {} } as const);
    },
    createFeed: async (feed: Feed) => {
      created.push(feed);
      return existing.includes(feed.id) ? ('exists' as const) : ('added' as const);
    },
  };
}

const page = (...hrefs: readonly string[]) =>
  `<html><head>${hrefs.map((href) => `<link rel="alternate" type="application/rss+xml" href="${href}">`).join('')}</head></html>`;

test('a feed is added under the hash of its address, with its own title, not yet started', async () => {
  const deps = web({ 'https://t.example/': rss('<title>x</title>') });
  const added = await addFeed({ ...input, backlogItems: 3 }, deps);
  assert.ok(added.kind === 'added');
  const { items, ...rest } = added;
  assert.deepEqual(
    items.map(({ title }) => title),
    ['x'],
  );
  assert.deepEqual(rest, {
    kind: 'added',
    guessed: false,
    feed: {
      id: feedIdOf('https://t.example/'),
      newsletterId: 'n',
      sectionId: 's',
      url: 'https://t.example/',
      title: 'T',
      siteUrl: 'https://t.example/',
      fullText: 'auto',
      addedAt: 42,
      intervalMinutes: 30,
      started: false,
      backlogItems: 3,
      state: 'active',
      failures: 0,
    },
  });
  assert.match(deps.created[0]?.id ?? '', /^[0-9a-f]{16}$/);
});

test('a feed that is there already is said to be', async () => {
  const deps = web({ 'https://t.example/': rss('') }, [feedIdOf('https://t.example/')]);
  assert.equal((await addFeed(input, deps)).kind, 'exists');
});

test('a page that names one feed leads to it', async () => {
  const deps = web({ 'https://t.example/': page('/f.xml'), 'https://t.example/f.xml': rss('') });
  const added = await addFeed(input, deps);
  assert.equal(added.kind === 'added' && added.feed.url, 'https://t.example/f.xml');
});

test('a page with several feeds is answered with the choice, and a pick takes one', async () => {
  const feeds = {
    'https://t.example/': page('/a', '/b'),
    'https://t.example/a': rss(
      '<title>One</title><pubDate>Mon, 02 Nov 2026 08:00:00 GMT</pubDate>',
    ),
    'https://t.example/b': rss('<title>Two</title>'),
  };
  const several = await addFeed(input, web(feeds));
  assert.equal(several.kind, 'several');
  const { message } = several;
  assert.match(message, /1\. T: https:\/\/t\.example\/a \(1 item, the newest of 2026-11-02\)/);
  assert.match(message, /2\. T: https:\/\/t\.example\/b \(1 item\)/);
  const picked = await addFeed({ ...input, pick: 2 }, web(feeds));
  assert.equal(picked.kind === 'added' && picked.feed.url, 'https://t.example/b');
  assert.equal((await addFeed({ ...input, pick: 3 }, web(feeds))).kind, 'several');
});

test('a page that names none is tried in the usual places, in order', async () => {
  const deps = web({ 'https://t.example/': page(), 'https://t.example/atom.xml': rss('') });
  const added = await addFeed(input, deps);
  assert.equal(added.kind === 'added' && added.feed.url, 'https://t.example/atom.xml');
  assert.deepEqual(deps.asked.slice(1), [
    'https://t.example/feed',
    'https://t.example/rss.xml',
    'https://t.example/atom.xml',
  ]);
});

for (const [name, pages, message] of [
  [
    'a page without any feed',
    { 'https://t.example/': page() },
    /names no feed, and none was found/,
  ],
  ['an address that fails', {}, /could not be fetched\. The server answered 404/],
  ['what is neither', { 'https://t.example/': 'hello' }, /is not a feed\. It is neither/],
  ['a feed link that leads nowhere', { 'https://t.example/': page('/x') }, /but there is none/],
] as const) {
  test(`${name} is refused with a sentence`, async () => {
    const refused = await addFeed(input, web(pages));
    assert.equal(refused.kind, 'refused');
    assert.match('message' in refused ? refused.message : '', message);
  });
}

const busy: Fetched = {
  kind: 'retryLater',
  reason: 'The server answered 429.',
  notBefore: 1,
  scope: 'site',
  url: 'https://t.example/feed',
};

for (const [name, pages, message, asked] of [
  [
    'a named feed that is busy is not said to be missing for good',
    { 'https://t.example/': page('/x'), 'https://t.example/x': busy },
    /t\.example\/x, but there is none\. The server answered 429/,
    2,
  ],
  [
    'a named feed that is a page is said to be one',
    { 'https://t.example/': page('/x'), 'https://t.example/x': page('/y') },
    /but there is none\. It is a web page/,
    7,
  ],
  [
    'a site that answers 429 is not asked for the other usual places',
    { 'https://t.example/': page(), 'https://t.example/feed': busy },
    /t\.example\/feed could not be fetched\. The server answered 429/,
    2,
  ],
] as const) {
  test(name, async () => {
    const deps = web(pages);
    const refused = await addFeed(input, deps);
    assert.match('message' in refused ? refused.message : '', message);
    assert.equal(deps.asked.length, asked);
  });
}

for (const [name, html, urls] of [
  [
    'what is in a comment or a script names no feed',
    '<!--X/a">--><script>"X/b">"</script>X/c">',
    ['/c'],
  ],
  ['a base moves what follows', '<base href="/blog/">Xf">', ['/blog/f']],
  ['one address with two fragments is one feed', 'X/f">X/f#top">', ['/f']],
  ['no scheme that nobody can fetch', 'Xjavascript:1">Xfile:///etc/passwd">X/f">', ['/f']],
] as const) {
  test(name, () => {
    const link = '<link rel=ALTERNATE type="application/RSS+XML; charset=x" href="';
    const found = readPage(`<html>${html.replaceAll('X', link)}`, 'https://t.example/').named;
    assert.deepEqual(
      found.map(({ url }) => url),
      urls.map((path) => `https://t.example${path}`),
    );
  });
}

test('the title of a link is one short line without control characters', () => {
  const link = `<link rel=alternate type=text/xml href=/f title="\u001b[31mred\n${'x'.repeat(900)}">`;
  const [found] = readPage(`<html>${link}`, 'https://t.example/').named;
  assert.match(found?.title ?? '', /^\[31mred x{150,200}$/);
});
