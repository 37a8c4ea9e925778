import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { articleText } from '../../functions/feed/get/article.ts';
import { exceeds } from '../../functions/feed/get/depth.ts';
import { looksTruncated } from '../../functions/feed/get/full-text.ts';

const link = 'https://t.example/1';
const base = { title: 'T', link, categories: [], enclosures: [] };
const long = 'A sentence that says something about the harbour. '.repeat(40);

suite('looksTruncated', () => {
  const cases: Record<string, [object, boolean]> = {
    'a teaser alone': [{ summary: 'Short.' }, true],
    'an ellipsis at the end': [{ content: `${long}…` }, true],
    'dots in brackets': [{ content: `${long} [...]` }, true],
    'the same before a line about the blog': [
      { content: `<p>${long} [&#8230;]</p><p>The post <a>T</a> appeared first on <a>B</a>.</p>` },
      true,
    ],
    'brackets in the midst of a quotation': [{ content: `<p>He said […] so. ${long}</p>` }, false],
    'a call to read on': [{ content: `<p>${long}</p><a href="x">Continue reading</a>` }, true],
    'a call to read on in Chinese': [{ content: `<p>${long}</p>阅读全文` }, true],
    'a whole text': [{ content: `<p>${long}</p>` }, false],
    'a whole text in the summary': [{ summary: long }, false],
    'a short note without a title': [{ title: '', summary: 'Short.' }, false],
    'nothing to fetch it from': [{ link: undefined, summary: 'Short…' }, false],
  };
  for (const [name, [fields, expected]] of Object.entries(cases)) {
    test(name, () => assert.equal(looksTruncated({ ...base, ...fields }), expected));
  }
});

suite('articleText', () => {
  const article = `<article><h1>Ferry</h1>${`<p>${long}</p>`.repeat(5)}<p><a href="more">more</a></p></article>`;

  test('takes the article and resolves its links', () => {
    const html = `<html><head><title>x</title></head><body><nav><a href="/">Home</a></nav>${article}</body></html>`;
    const text = articleText(html, link);
    assert.match(text ?? '', /harbour/);
    assert.match(text ?? '', /https:\/\/t\.example\/more/);
    assert.doesNotMatch(text ?? '', /Home/);
  });

  const unreasonable: Record<string, string> = {
    nothing: '',
    'no article': '<html><body></body></html>',
    'a page too deep': `${'<div>'.repeat(100_000)}x`,
    'a page too long': `<html><body>${'<p>x</p>'.repeat(300_000)}`,
    'too many elements': `<html><body>${'<b>x</b>'.repeat(25_000)}`,
  };
  for (const [name, html] of Object.entries(unreasonable)) {
    test(`${name} gives none, soon`, { timeout: 120_000 }, () => {
      assert.ok(articleText(html, link) === undefined);
    });
  }
});

test('depth counts what stays open, and gives paragraphs left open more room', () => {
  const deeperThan = (html: string, depthMax: number) =>
    exceeds(html, { depthMax, elementsMax: 100_000 });
  assert.equal(deeperThan('<div><b></b><b></b></div>', 2), false);
  assert.equal(deeperThan('<div><b><i></i></b></div>', 2), true);
  assert.equal(deeperThan('<p>x<br>'.repeat(500), 10), false);
  assert.equal(deeperThan('<td><p>'.repeat(5_000), 10), true);
  assert.equal(exceeds('<br>'.repeat(11), { depthMax: 9, elementsMax: 10 }), true);
});
