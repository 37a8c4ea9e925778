import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Fetched } from '../../functions/feed/get/fetched.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { itemStore } from '../../functions/store/items.ts';
import { body, hourMs, issue, range, start, world } from './table-world.ts';

const unchanged = { kind: 'unchanged' } as const;
const feedUrl = 'https://t.example/feed';

/** The page of each story goes on with it; a page that is asked for is counted. */
function site(document: Fetched, isWall = false) {
  const asked: string[] = [];
  const get = async (url: string): Promise<Fetched> => {
    if (url === feedUrl) return document;
    asked.push(url);
    const n = url.slice(url.lastIndexOf('/') + 1);
    const begun = `What happened at the harbour on day ${n}, told at some length here. `;
    const text = isWall ? 'We and our partners use cookies. ' : begun;
    const page = `<html><head><title>x</title></head><body><article><p>${text.repeat(40)}</p></article></body></html>`;
    return body(page, { url, contentType: 'text/html' });
  };
  return { asked, get };
}

suite('pages of articles', () => {
  test('beyond what one refresh may fetch are fetched at the next, also when nothing is new', async (t) => {
    const paper = await world(t, { fullText: 'always' });
    await paper.refresh(issue([1]), undefined, site(body(issue([1]))).get);
    const habit = { since: 0, newsAt: start, items: 9_000, rate: 40, late: 40 };
    const many = issue(range(1, 41));
    const first = site(body(many));
    await feedStore(paper.table).change(paper.key, { habit });
    await paper.refresh(many, undefined, first.get);
    assert.equal(first.asked.length, 30);
    assert.equal((await paper.feed()).pagesLeft?.length, 10);
    paper.clock.now += hourMs;
    const second = site(unchanged);
    await paper.refresh(unchanged, undefined, second.get);
    assert.equal(second.asked.length, 10);
    assert.equal((await paper.feed()).pagesLeft, undefined);
    const stamped = await itemStore(paper.table).between('paper', start - 1, paper.clock.now);
    assert.equal(stamped.length, 40);
    assert.ok(stamped.every(({ content = '' }) => content.length > 1_000));
  });

  test('that are never the article: the teasers go out, and the owner is told once', async (t) => {
    const paper = await world(t, { fullText: 'always' });
    await paper.refresh(issue([1]));
    for (const upTo of [4, 7, 10]) {
      const document = issue(range(1, upTo));
      paper.clock.now += 24 * hourMs;
      await paper.refresh(document, undefined, site(body(document), true).get);
    }
    assert.deepEqual(
      paper.told.map(({ kind }) => kind),
      ['feedPages'],
    );
    const stamped = await itemStore(paper.table).between('paper', start - 1, paper.clock.now);
    assert.ok(stamped.every(({ content }) => content === undefined));
    assert.equal(stamped.length, 9);
  });
});

suite('a 429', () => {
  test('leaves the site alone, every host of it, and nobody who only shares a hoster', async (t) => {
    const paper = await world(t, { url: 'https://feeds.gazette.example/rss' });
    const busy = (url: string) => {
      const notBefore = paper.clock.now + 2 * hourMs;
      return { kind: 'retryLater', notBefore, reason: '429', scope: 'site', url } as const;
    };
    await paper.refresh(busy('https://feeds.gazette.example/rss'));
    const shared = [
      ['https://www.gazette.example/feed', true],
      ['https://other.example/feed', false],
    ] as const;
    for (const [n, [url, isLeftAlone]] of shared.entries()) {
      const other = await world(t, { id: `other${n}`, url }, paper.table);
      other.clock.now = paper.clock.now;
      const { kind } = await other.refresh(issue([1]));
      assert.equal(kind, isLeftAlone ? 'skipped' : 'started', url);
    }
    const ann = await world(t, { id: 'ann', url: 'https://ann.github.io/feed' }, paper.table);
    await ann.refresh(busy('https://ann.github.io/feed'));
    const bob = await world(t, { id: 'bob', url: 'https://bob.github.io/feed' }, paper.table);
    assert.equal((await bob.refresh(issue([1]))).kind, 'started');
    const late = await world(t, { id: 'late', url: 'https://gazette.example/x' }, paper.table);
    late.clock.now = paper.clock.now + 3 * hourMs;
    assert.equal((await late.refresh(issue([1]))).kind, 'started', 'when its time is over');
  });
});

test('a feed that leads from https to http is read, and its owner hears of it once', async (t) => {
  const paper = await world(t);
  await paper.refresh(body(issue([1]), { isPlain: true }));
  paper.clock.now += hourMs;
  await paper.refresh(body(issue([1, 2]), { isPlain: true }));
  assert.deepEqual(await paper.news(), ['Story 2']);
  assert.deepEqual(
    paper.told.map(({ kind }) => kind),
    ['feedPlain'],
  );
});
