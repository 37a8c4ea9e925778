import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addFeed, feedIdOf } from '../../functions/feed/add.ts';
import type { Feed } from '../../functions/feed/feed.ts';
import { rss } from './support.ts';

const input = { newsletterId: 'n', sectionId: 's', url: 'https://t.example' };

/** A web of these pages; every other address answers 404. */
function web(pages: Readonly<Record<string, string>>, existing: readonly string[] = []) {
  const created: Feed[] = [];
  const asked: string[] = [];
  return {
    created,
    asked,
    now: () => 42,
    get: async (url: string) => {
      asked.push(url);
      const page = pages[url];
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
  assert.deepEqual(added, {
    kind: 'added',
    items: 1,
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

test('a page that names several is answered with the choice', async () => {
  const several = await addFeed(input, web({ 'https://t.example/': page('/a', '/b') }));
  assert.equal(several.kind, 'several');
  assert.match('message' in several ? several.message : '', /t\.example\/a\n.*t\.example\/b/);
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
