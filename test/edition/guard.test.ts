import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { clean } from '../../functions/edition/clean.ts';
import { depthMax, guard, htmlCharsMax } from '../../functions/edition/guard.ts';

const nested = (name: string, depth: number) =>
  [`<${name}>`.repeat(depth), 'deep', `</${name}>`.repeat(depth)].join('');

describe('the guard', () => {
  test('lets ordinary markup through as it is', () => {
    const html = '<div><p>One<p>Two<br><img src=a></div>';
    assert.deepEqual(guard(html), { kind: 'markup', html });
  });

  test('keeps markup at the limit of depth', () => {
    assert.equal(guard(nested('div', depthMax)).kind, 'markup');
  });

  test('takes deeper markup for text', () => {
    assert.deepEqual(guard(nested('div', depthMax + 1)), { kind: 'text', text: 'deep' });
  });

  test('counts no paragraphs and list items that nobody closed', () => {
    assert.equal(guard('<p>a<li>b<br>'.repeat(1000)).kind, 'markup');
  });

  test('cuts what is too long before a broken tag', () => {
    const guarded = guard(`${'x'.repeat(htmlCharsMax - 4)}<a href="https://a.example/">y</a>`);
    assert.deepEqual(guarded, { kind: 'markup', html: 'x'.repeat(htmlCharsMax - 4) });
  });

  const bombs: readonly (readonly [string, string])[] = [
    ['100,000 nested blocks', nested('div', 100_000)],
    ['50,000 open elements of another namespace', '<svg><math>'.repeat(50_000)],
    ['five million signs of less-than', '<'.repeat(5_000_000)],
    ['five million ampersands', '&'.repeat(5_000_000)],
    ['60,000 open paragraphs', '<p>x'.repeat(60_000)],
    ['65,000 breaks', '<br>'.repeat(65_000)],
    ['lists in lists', '<ul><li>'.repeat(60_000)],
    ['a long list of candidates', `<img srcset="${'a.jpg 100w, '.repeat(20_000)}">`],
  ];
  for (const [name, html] of bombs) {
    test(`keeps cleaning quick for ${name}`, () => {
      const before = process.cpuUsage();
      clean(html, { baseUrl: 'https://a.example/' });
      const { user } = process.cpuUsage(before);
      assert.ok(user < 4_000_000, `${user / 1000} ms`);
    });
  }
});
