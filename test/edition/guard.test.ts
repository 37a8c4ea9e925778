import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { clean } from '../../functions/edition/clean/clean.ts';
import { toHtml } from '../../functions/edition/clean/dom.ts';
import { depthMax, htmlCharsMax, withinLimits } from '../../functions/edition/clean/limits.ts';
import { cpuMsOf, leastCpuMsOf } from '../support/effort.ts';

/** As much as is read of an item at most, and nothing that hurts. */
const ordinary = '<p>What happened <em>here</em>, and why.</p>'.repeat(htmlCharsMax / 50);
const timesOrdinaryMax = 30;

const nested = (name: string, depth: number) =>
  [`<${name}>`.repeat(depth), 'deep', `</${name}>`.repeat(depth)].join('');

describe('the guard', () => {
  test('lets ordinary markup through as it is', () => {
    const html = '<div><p>One<p>Two<br><img src=a></div>';
    const limited = withinLimits(html);
    assert.ok(limited.kind === 'markup');
    assert.equal(toHtml(limited.root), '<div><p>One</p><p>Two<br><img src="a"></p></div>');
  });

  test('keeps markup at the limit of depth', () => {
    assert.equal(withinLimits(nested('div', depthMax)).kind, 'markup');
  });

  test('takes deeper markup for text', () => {
    assert.deepEqual(withinLimits(nested('div', depthMax + 1)), { kind: 'text', text: 'deep' });
  });

  test('counts no paragraphs and list items that nobody closed', () => {
    const html = `${'<p>a<br>'.repeat(1000)}<ul>${'<li>b<img src=c>'.repeat(1000)}`;
    assert.equal(withinLimits(html).kind, 'markup');
  });

  test('cuts what is too long before a broken tag', () => {
    const limited = withinLimits(
      `${'x'.repeat(htmlCharsMax - 4)}<a href="https://a.example/">y</a>`,
    );
    assert.ok(limited.kind === 'markup');
    assert.equal(toHtml(limited.root), 'x'.repeat(htmlCharsMax - 4));
  });

  const disguised: readonly (readonly [string, string])[] = [
    ['tags that close what was never open', '<div></x>'],
    ['end tags in an attribute', '<div title="</div>">'],
    ['end tags in a comment', '<div><!--</div>-->'],
    ['closed paragraphs between inline elements', '<b></p>'],
    ['another namespace', '<svg></g>'],
  ];
  for (const [name, html] of disguised) {
    test(`is not deceived about depth by ${name}`, () => {
      assert.equal(withinLimits(html.repeat(10_000)).kind, 'text');
      assert.equal(clean(html.repeat(10_000)).includes('<div>'), false);
    });
  }

  let ordinaryMs = 0;
  before(async () => {
    ordinaryMs = await leastCpuMsOf(() => clean(ordinary));
  });

  const bombs: readonly (readonly [string, string])[] = [
    ['100,000 nested blocks', nested('div', 100_000)],
    ['50,000 open elements of another namespace', '<svg><math>'.repeat(50_000)],
    ['300,000 signs of less-than', '<'.repeat(300_000)],
    ['300,000 ampersands', '&'.repeat(300_000)],
    ['30,000 open paragraphs', '<p>x'.repeat(30_000)],
    ['65,000 breaks', '<br>'.repeat(65_000)],
    ['lists in lists', '<ul><li>'.repeat(60_000)],
    ['a long list of candidates', `<img srcset="${'a.jpg 100w, '.repeat(20_000)}">`],
  ];
  for (const [name, html] of bombs) {
    test(`keeps cleaning quick for ${name}`, async () => {
      const spentMs = await cpuMsOf(() => clean(html, { baseUrl: 'https://a.example/' }));
      assert.ok(spentMs < ordinaryMs * timesOrdinaryMax, `${spentMs} to ${ordinaryMs} ms of CPU`);
    });
  }
});
