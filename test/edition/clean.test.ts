import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { boilerplateOf, type CleanOptions, clean } from '../../functions/edition/clean/clean.ts';
import { articles } from '../fixtures/edition/articles.ts';
import { dirtyItems } from '../fixtures/edition/dirty.ts';
import { dirtyAbroad } from '../fixtures/edition/dirty-abroad.ts';
import { dirtyMore } from '../fixtures/edition/dirty-more.ts';
import { dirtyPages } from '../fixtures/edition/dirty-pages.ts';
import { hostileFragments } from '../fixtures/edition/hostile.ts';

describe('cleaning keeps the story and drops the junk of', () => {
  for (const { name, html, options, keeps, drops } of [
    ...dirtyItems,
    ...dirtyAbroad,
    ...dirtyPages,
    ...dirtyMore,
  ]) {
    test(name, () => {
      const cleaned = clean(html, options);
      for (const text of keeps) assert.ok(cleaned.includes(text), `lost ${text}\nin ${cleaned}`);
      for (const text of drops) assert.ok(!cleaned.includes(text), `kept ${text}\nin ${cleaned}`);
      assert.equal(clean(cleaned, options), cleaned, 'cleaning twice changes something');
    });
  }
});

describe('of articles in eleven languages nothing is lost that must stay:', () => {
  test('there are enough of them', () => assert.ok(articles.length >= 150));
  for (const { name, html, options, stays, goes } of articles) {
    test(name, () => {
      const cleaned = clean(html, options);
      for (const text of stays) assert.ok(cleaned.includes(text), `lost ${text}\nin ${cleaned}`);
      for (const text of goes) assert.ok(!cleaned.includes(text), `kept ${text}\nin ${cleaned}`);
      assert.equal(clean(cleaned, options), cleaned, 'cleaning twice changes something');
    });
  }
});

describe('cleaning the archived item', () => {
  const file = new URL('../../../shared/seed/item.txt', import.meta.url);

  test('leaves picture, lead and text, and no junk', (t) => {
    if (!existsSync(file)) return t.skip('skipped: ../shared is not here');
    const raw = readFileSync(file, 'utf8');
    const html = raw.slice(raw.indexOf('------') + 6);
    const baseUrl = /\]\((\S+)\)/.exec(raw)?.[1];
    for (const options of [{ baseUrl, publishedAt: 1_712_650_501_000 }, {}]) {
      const cleaned = clean(html, options);
      assert.match(
        cleaned,
        /^<img src="https:\/\/s\.rfi\.fr\/media\/[^"]+\.jpg" alt="" \/><p><strong>中国外交部长/,
      );
      assert.match(cleaned, /更积极的作用。<\/p><\/div>$/);
      assert.doesNotMatch(cleaned, /09\/04\/2024|分享|RSS|<a |<span|<hr|<br|<(\w+)><\/\1>/);
      assert.equal(clean(cleaned, options), cleaned);
      assert.equal(cleaned.match(/<p>/g)?.length, 10);
    }
  });
});

describe('boilerplate of a feed', () => {
  const item = (n: number) => ({
    html: `<p>Report ${n}: the harbour moved ${n * 7} ships.</p><h3>Summary</h3><p>All ${n} went well.</p><p>Listen to our podcast on <a href="https://cast.example/show">cast.example</a>, it has ${n}000 listeners.</p>`,
  });
  const items = [1, 2, 3, 4].map(item);

  test('is what most items share, and no heading or story', () => {
    const boilerplate = boilerplateOf(items);
    const cleaned = clean(item(9).html, { boilerplate });
    assert.equal(
      cleaned,
      '<p>Report 9: the harbour moved 63 ships.</p><h3>Summary</h3><p>All 9 went well.</p>',
    );
  });

  test('is not learnt from two items', () => {
    assert.equal(boilerplateOf(items.slice(0, 2)).size, 0);
  });

  test('leaves pictures that differ only in their number', () => {
    const pictured = [1, 2, 3].map((n) => ({
      html: `<p><img src="https://a.example/${n}.jpg"></p>`,
    }));
    assert.equal(boilerplateOf(pictured).size, 0);
  });
});

describe('hostile markup comes out inert:', () => {
  for (const html of hostileFragments) {
    test(html.slice(0, 60).replace(/\s+/g, ' '), () => assertInert(html, {}));
  }

  test('in any mixture, and cleaning again changes nothing', () => {
    const fragment = fc.constantFrom(...hostileFragments, ...ordinaryFragments);
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 12 }), (parts) => {
        assertInert(parts.join(''), { baseUrl: 'https://news.example/2026/story' });
      }),
      { numRuns: 400 },
    );
  });
});

const ordinaryFragments = [
  ...'p div span b a h2 ul li table tr td th tbody blockquote pre ruby rt br hr figure section'
    .split(' ')
    .flatMap((name) => [`<${name}>`, `</${name}>`]),
  'text ',
  'Ende.',
  '&amp;&lt;b&gt;&nbsp;',
  '<a href="https://off.example/">off.example</a>',
  '<a href="https://news.example/2026/story">Read more</a>',
  '<a href="https://x.example/share?url=https%3A%2F%2Fnews.example%2F">Share</a>',
  '<img src="/a.jpg" alt="x">',
];

function assertInert(html: string, options: CleanOptions): void {
  const cleaned = clean(html, options);
  const tags = cleaned.match(/<[^>]*>/g) ?? [];
  for (const tag of tags) {
    assert.match(
      tag,
      /^<\/?[a-z][a-z0-9]*(?: (?:href|src|alt|width|height|start|dir|lang|colspan|rowspan)="[^"<>]*")*(?: \/)?>$/,
    );
    assert.doesNotMatch(
      tag,
      /^<\/?(?:script|style|form|input|iframe|object|svg|math|link|meta|base)/,
    );
    assert.doesNotMatch(tag, / (?:href|src)="(?!https?:|mailto:)/);
  }
  assert.doesNotMatch(cleaned.replace(/<[^>]*>/g, ''), /[<>]/);
  assert.equal(clean(cleaned, options), cleaned);
}
