import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { articleText } from '../../functions/feed/get/article.ts';
import { completeItem, fullTextBudget } from '../../functions/feed/get/full-text.ts';
import { goesOn } from '../../functions/feed/get/goes-on.ts';

const teaser =
  'The harbour master counted eleven herons on the breakwater this morning, two more than last year, and …';
const article = `<p>By a reporter.</p><p>The harbour master counted eleven herons on the breakwater this morning, two more than last year, and wrote each of them into a green book that she keeps for the purpose. ${'Nobody knows why they come here of all places. '.repeat(8)}</p>`;
const cookies = `<p>We and our 842 partners use cookies and similar technologies to store and access information on your device, to measure content and to learn about audiences. You can accept, refuse or manage your choices at any time. ${'More options are on the next page of this notice. '.repeat(20)}</p>`;
const login = `<p>Please log in to read this article. Forgotten your password? Subscribers read everything for four euros a month. ${'Choose the plan that suits you best today. '.repeat(20)}</p>`;

suite('whether a page goes on where a teaser began', () => {
  const title = 'Eleven herons';
  const cases: [string, string | undefined, string, boolean][] = [
    ['the article', teaser, article, true],
    ['a cookie notice', teaser, cookies, false],
    ['a log-in', teaser, login, false],
    ['no more than the teaser', article, article, false],
    [
      'a summary in other words of the same',
      'Eleven herons were counted on the breakwater by the harbour master, who keeps a green book.',
      article,
      true,
    ],
    ['a title alone, and its article', undefined, `<h1>Eleven herons</h1>${article}`, true],
    ['a title alone, and a cookie notice', undefined, cookies, false],
    [
      'an article in Chinese',
      '渡轮昨天在港口等了一个小时的潮水，码头上的人们唱起了歌，',
      `<p>渡轮昨天在港口等了一个小时的潮水，码头上的人们唱起了歌，直到灯塔亮起。${'没有人知道它为什么等。'.repeat(20)}</p>`,
      true,
    ],
    [
      'a notice in Chinese',
      '渡轮昨天在港口等了一个小时的潮水，码头上的人们唱起了歌，',
      `<p>${'请登录后继续阅读本文。我们使用本站的缓存来改善您的体验。'.repeat(20)}</p>`,
      false,
    ],
    [
      'an article in Arabic',
      'انتظرت العبارة ساعة كاملة حتى المد، وغنى الناس على الرصيف',
      `<p>انتظرت العبارة ساعة كاملة حتى المد، وغنى الناس على الرصيف حتى أضاءت المنارة. ${'ولا أحد يعرف لماذا انتظرت. '.repeat(20)}</p>`,
      true,
    ],
  ];
  for (const [name, text, page, expected] of cases) {
    test(`${name}: ${expected ? 'yes' : 'no'}`, () => {
      assert.equal(goesOn({ title, text }, page), expected);
    });
  }
});

test('what is no article is counted and the teaser stays; what there is no room for is noted', async () => {
  const item = {
    title: 'Herons',
    link: 'https://t.example/1',
    summary: teaser,
    categories: [],
    enclosures: [],
  };
  const pageOf = (inside: string) =>
    `<html><head><title>x</title></head><body><article>${inside}</article></body></html>`;
  const get = (inside: string) => async () => {
    const bytes = Buffer.from(pageOf(inside));
    return {
      kind: 'body',
      bytes,
      url: item.link,
      validators: {},
      contentType: 'text/html',
    } as const;
  };
  const now = () => 0;
  const budget = fullTextBudget(0);
  const wall = await completeItem(item, 'always', { get: get(cookies.repeat(3)), budget, now });
  assert.deepEqual([wall, budget.refused, budget.taken], [item, 1, 0]);
  const whole = await completeItem(item, 'always', { get: get(article.repeat(3)), budget, now });
  assert.match(whole.content ?? '', /green book/);
  assert.equal(budget.taken, 1);
  budget.left = 0;
  assert.equal(await completeItem(item, 'always', { get: get(article), budget, now }), item);
  assert.ok(budget.unfetched.has(item));
});

test('a page that leaves out the tags that it may has an article all the same', () => {
  const url = 'https://t.example/1';
  for (const page of [
    `<!doctype html><title>Herons</title><article><h1>Herons</h1>${article}</article>`,
    `<html><head><title>Herons</title></head><article><h1>Herons</h1>${article}</article></html>`,
    `<title>Herons</title><main>${article}</main>`,
  ]) {
    assert.match(articleText(page, url) ?? '', /green book/);
  }
});
