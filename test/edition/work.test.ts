/** Hostile markup of an item: twice as much of it takes hardly more than twice the work. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cleanOrPlain } from '../../functions/edition/clean/clean.ts';
import { attributeCharsMax, attributesMax, parseHtml } from '../../functions/edition/clean/dom.ts';
import { hintOf } from '../../functions/edition/clean/hints.ts';
import { bestOf } from '../../functions/edition/clean/srcset.ts';
import { leastCpuMsOf } from '../support/effort.ts';

const options = { baseUrl: 'https://a.example/1', publishedAt: Date.UTC(2026, 4, 1) };
const ratioMax = 3;
/** Below this a measurement says nothing of what is measured. */
const noiseMs = 8;

const hostile: Readonly<Record<string, (chars: number) => unknown>> = {
  'a srcset of blanks': (chars) => bestOf(`${' '.repeat(chars)}x`),
  'a class of one word': (chars) =>
    hintOf({
      type: 'element',
      name: 'p',
      attribs: { class: `${'promo'.repeat(chars / 5)}!` },
      children: [],
    }),
  'an item of srcsets': (chars) =>
    cleanOrPlain(`<img srcset="${' '.repeat(chars / 3)}x">`.repeat(3), options),
  'placeholders in an address': (chars) =>
    cleanOrPlain(`<img src="${'-blank'.repeat(1_000)}">`.repeat(chars / 6_000), options),
};

for (const [name, work] of Object.entries(hostile)) {
  test(`${name}: linear`, async () => {
    work(20_000);
    const half = await leastCpuMsOf(() => work(120_000));
    const whole = await leastCpuMsOf(() => work(240_000));
    assert.ok(whole <= Math.max(half, noiseMs) * ratioMax, `${half} ms, twice of it ${whole} ms`);
  });
}

test('what takes more work than an item may is printed as its words, and says so', () => {
  const headings = cleanOrPlain(`<p>Once.</p>${'<h2>x</h2>'.repeat(20_000)}`, options);
  assert.equal(headings.isPlain, true);
  assert.match(headings.html, /^<p>Once\. x x/);
  assert.equal(cleanOrPlain('<p>Once.</p><h2>x</h2>', options).isPlain, false);
});

test('attributes have a number and a length', () => {
  const many = Array.from({ length: attributesMax + 5 }, (_, n) => `a${n}="1"`).join(' ');
  const long = 'x'.repeat(attributeCharsMax + 1);
  const [first, second] = parseHtml(`<p ${many}></p><p id="a" class="${long}"></p>`).children;
  assert.ok(first?.type === 'element' && second?.type === 'element');
  assert.equal(Object.keys(first.attribs).length, attributesMax);
  assert.deepEqual(second.attribs, { id: 'a' });
});

test('the best of a srcset, however it is written', () => {
  assert.equal(bestOf('a.jpg 300w, b.jpg 1200w,c.jpg 2400w'), 'b.jpg');
  assert.equal(bestOf('a.jpg, b,c.jpg 2x'), 'b,c.jpg');
  assert.equal(bestOf(' '), undefined);
});
