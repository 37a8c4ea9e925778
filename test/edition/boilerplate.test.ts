import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { learnFrom } from '../../functions/edition/clean/boilerplate.ts';
import { boilerplateOf, clean } from '../../functions/edition/clean/clean.ts';
import { endsOf } from '../../functions/edition/clean/prune.ts';

const numbers = [1, 2, 3, 4];
const story = (n: number) =>
  `<p>Letter ${n} tells of the ${n * 7} boats that came home before the storm did.</p>`;
const desk = '<p>Post for the desk, free of charge: 3 Quay, Port.</p>';

/** What is left of the first of items that are made alike. */
function firstOf(make: (n: number) => string, count = 4): string {
  const items = numbers.slice(0, count).map((n) => ({ html: make(n) }));
  return clean(make(1), { boilerplate: boilerplateOf(items) });
}

describe('what a feed repeats goes', () => {
  const cases: readonly (readonly [string, (n: number) => string])[] = [
    [
      'at the end',
      (n) => `${story(n)}<p>Ada writes from <a href="https://a.example/">the quay</a>.</p>`,
    ],
    [
      'at the start',
      (n) => `<p>Ada writes from <a href="https://a.example/">the quay</a>.</p>${story(n)}`,
    ],
    [
      'within what wraps the item',
      (n) => `<div><div>${story(n)}</div><div><p>Post: 3 Quay, Port.</p></div></div>`,
    ],
    [
      'as several blocks, with their heading',
      (n) =>
        `${story(n)}<h3>About</h3><p>Ada writes.</p><ul><li><a href="https://a.example/">Her page</a></li></ul>`,
    ],
    [
      'whose number changes around a link',
      (n) =>
        `${story(n)}<p>Join ${n}0,000 other readers at <a href="https://a.example/">the quay</a>.</p>`,
    ],
    ['behind two breaks', (n) => `${story(n).slice(3, -4)}<br><br>Post: 3 Quay, Port.`],
    [
      'with a link to the item itself',
      (n) =>
        `${story(n)}<p>Ada writes. <a href="https://a.example/${n}">Comment below the item</a></p>`,
    ],
  ];
  for (const [name, make] of cases) {
    test(name, () => {
      const items = numbers.map((n) => ({ html: make(n), baseUrl: `https://a.example/${n}` }));
      const [first = { html: '', baseUrl: '' }] = items;
      const cleaned = clean(first.html, { ...first, boilerplate: boilerplateOf(items) });
      assert.equal(cleaned.replace(/<\/?(?:div|p)>/g, ''), story(1).slice(3, -4));
    });
  }
});

describe('what a feed repeats stays', () => {
  const cases: readonly (readonly [string, (n: number) => string, string])[] = [
    [
      'between two lines of the story',
      (n) => `${story(n)}<p>And now the weather.</p>${story(n + 10)}`,
      'And now the weather.',
    ],
    [
      'where it is all that some items say',
      (n) => (n === 4 ? story(4) : '<p>The fault is mended.</p>'),
      'The fault is mended.',
    ],
    [
      'when no more than a word would be left',
      (n) => `<p>${n} May</p><p>The fault is mended.</p>`,
      'The fault is mended.',
    ],
    [
      'as a heading whose block differs',
      (n) => `<h2>Today’s catch, from all boats</h2>${story(n)}`,
      'catch',
    ],
    [
      'as a label whose block differs',
      (n) =>
        `<p>Sponsored by:</p><ul><li><a href="https://${n}.example/">Ropes</a></li></ul>${story(n)}`,
      'Sponsored by:',
    ],
    [
      'as a block whose label differs',
      (n) => `${story(n)}<p>Number ${n} is from:</p><p>Ada, 3 Quay, Port.</p>`,
      'Ada, 3 Quay, Port.',
    ],
    [
      'as a link within a sentence',
      (n) => `${story(n)}<p>Boat ${n} lies at <a href="https://a.example/">the quay</a>.</p>`,
      'the quay</a>',
    ],
    [
      'as words around a link that differs',
      (n) =>
        `${story(n)}<p>Listen to it <a href="https://a.example/${n}.mp3">here</a>, all of it.</p>`,
      'a.example/1.mp3',
    ],
  ];
  for (const [name, make, kept] of cases) test(name, () => assert.ok(firstOf(make).includes(kept)));

  test('in two items only', () => assert.ok(firstOf((n) => story(n) + desk, 2).includes('free')));
});

test('prints of three items are enough to know a fourth by, and small enough for a row', () => {
  const last = '<p>Ada’s letters come from the quay, whenever the tide allows it.</p>';
  const kept = [1, 2, 3].map((n) => endsOf({ html: story(n) + last }));
  assert.equal(clean(story(4) + last, { boilerplate: learnFrom(kept) }), story(4));
  const long = endsOf({ html: numbers.map((n) => story(n) + story(n + 20)).join('') });
  assert.ok(JSON.stringify(long).length < 100, JSON.stringify(long));
});
