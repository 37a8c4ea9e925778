import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Data, fill, fillText, type Program } from '../../functions/edition/print/program.ts';

const list: Program = [
  '<ul>',
  {
    each: 'items',
    body: [
      '<li title="',
      { value: 'title' },
      '">',
      { if: 'note', body: [{ html: 'note' }], otherwise: ['-'] },
      { value: 'source' },
      '</li>',
    ],
  },
  '</ul>',
  { personal: 'unsubscribe' },
  '.',
];

describe('filling a program', () => {
  test('gives one string between personal links', () => {
    const data = {
      source: 'S',
      items: [{ title: 'a' }, { title: 'b', note: { cleanHtml: '<b>n</b>' } }],
    };
    assert.deepEqual(fill(list, data), [
      '<ul><li title="a">-S</li><li title="b"><b>n</b>S</li></ul>',
      { personal: 'unsubscribe' },
      '.',
    ]);
  });

  test('escapes what could end an attribute or open a tag', () => {
    const [html] = fill([{ value: 'a' }], { a: `<b> & "quoted" 'single'` });
    assert.equal(html, '&lt;b&gt; &amp; &quot;quoted&quot; &#39;single&#39;');
  });

  test('never makes a link of a text that looks like one', () => {
    const title = '{{@unsubscribe}} {{unsubscribe}} <!-- each items --> [object Object]';
    const pieces = fill(list, { source: 'S', items: [{ title }] });
    assert.equal(pieces.filter((piece) => typeof piece !== 'string').length, 1);
    assert.ok(
      String(pieces[0]).includes('{{@unsubscribe}} {{unsubscribe}} &lt;!-- each items --&gt;'),
    );
  });

  test('takes an empty list, false, an empty text and a missing name for no', () => {
    for (const note of [[], false, '', undefined]) {
      const shown = fillText([{ if: 'note', body: ['yes'], otherwise: ['no'] }], { note });
      assert.equal(shown, 'no');
    }
  });

  const bugs: readonly (readonly [string, Program, Data])[] = [
    ['a text that is missing', [{ value: 'a' }], {}],
    ['a name from the prototype', [{ value: 'toString' }], {}],
    ['plain text where HTML belongs', [{ html: 'a' }], { a: '<b>' }],
    ['HTML where text belongs', [{ value: 'a' }], { a: { cleanHtml: '<b>' } }],
    ['a list that is none', [{ each: 'a', body: [] }], { a: 'x' }],
  ];
  for (const [name, program, data] of bugs) {
    test(`throws at ${name}`, () =>
      assert.throws(() => fill(program, data), /the template expects/));
  }

  test('throws at a personal link where there is no reader', () => {
    assert.throws(() => fillText([{ personal: 'preferences' }], {}), /preferences/);
  });
});
