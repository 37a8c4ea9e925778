/** What stands above a long edition, and what of a longer one stands elsewhere. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Piece } from '../../functions/edition/content.ts';
import { encodedBytes, encodedBytesMax } from '../../functions/edition/print/budget.ts';
import { renderEdition } from '../../functions/edition/print/render.ts';
import { tableOfContents } from '../../functions/edition/print/table-of-contents.ts';
import { editionOf, sampleEdition, sampleItem, sampleNewsletter } from './sample.ts';

const joined = (pieces: readonly Piece[]) =>
  pieces.map((piece) => (typeof piece === 'string' ? piece : '')).join('');

describe('the table of contents', () => {
  const stories = (count: number) => Array.from({ length: count }, (_, n) => ({ title: `t${n}` }));

  test('is for more than twelve stories', () => {
    assert.equal(tableOfContents([{ name: 'a', stories: stories(12) }], 'en'), undefined);
    const contents = tableOfContents([{ name: 'a', stories: stories(13) }], 'en');
    assert.equal(contents?.entries.length, 7);
    assert.equal(contents.rest, 'and 6 more');
    assert.deepEqual(contents.entries[6], { title: 't6', anchor: 's7', section: '' });
  });

  test('names at most seven, the first of each section in turn, and how many there are more', () => {
    const sections = ['a', 'b'].map((name) => ({ name, stories: stories(50) }));
    const contents = tableOfContents(sections, 'en');
    assert.equal(contents?.entries.length, 7);
    assert.equal(contents.rest, 'and 93 more');
    assert.deepEqual(contents.entries[4], { title: 't0', anchor: 's51', section: 'b' });
    const uneven = [2, 30, 1].map((count) => ({ name: `${count}`, stories: stories(count) }));
    const named = tableOfContents(uneven, 'en')?.entries.map(({ anchor }) => anchor);
    assert.deepEqual(named, ['s1', 's2', 's3', 's4', 's5', 's6', 's33']);
  });

  test('leads to every story that it names, and stands in the text part too', () => {
    const { html, text } = renderEdition(sampleEdition('en', 20));
    const anchors = [...joined(html).matchAll(/href="#(s\d+)"/g)].map(([, anchor]) => anchor);
    assert.equal(anchors.length, 7);
    for (const anchor of anchors) {
      assert.equal(
        joined(html).split(`<h3 id="${anchor}"`).length +
          joined(html).split(`<h3 class="lead" id="${anchor}"`).length,
        3,
        anchor,
      );
    }
    assert.match(joined(html), /In this edition<\/h2>/);
    assert.match(joined(text), /In this edition\n-{15}\n\nAround town\n- /);
    assert.match(joined(text), /\n\nScience and sea\n- /);
    assert.doesNotMatch(joined(renderEdition(sampleEdition('en', 12)).html), /In this edition/);
  });
});

test('a title of the other direction says so in the table of contents, and no other does', () => {
  const { newsletter, choice } = sampleEdition('en', 13);
  const [first, second] = choice.sections;
  assert.ok(first && second);
  const sections = [{ ...first, items: [sampleItem('ar', 0), ...first.items] }, second];
  const { html } = renderEdition(editionOf(newsletter, { ...choice, sections }));
  const turned = [...joined(html).matchAll(/<a href="#(s\d+)" dir="(\w+)"/g)];
  const own = sections[0]?.items.flatMap(({ item }, n) =>
    /\p{Script=Arabic}/u.test(item.title) ? [`s${n + 1}`] : [],
  );
  assert.deepEqual(
    turned.map(([, anchor, dir]) => [anchor, dir]),
    own?.map((anchor) => [anchor, 'rtl']),
  );
  assert.ok(turned.length > 0 && turned.length < 4);
});

describe('more titles than a mail can list', () => {
  const newsletter = sampleNewsletter('en', { itemsMax: 10 });
  const items = (from: number, count: number) =>
    Array.from({ length: count }, (_, n) =>
      sampleItem('en', from + n, { title: `Title no. ${from + n}.` }),
    );
  const choice = {
    sections: [{ id: 'town', name: 'Town', items: items(0, 10) }],
    leftOut: items(10, 900),
    excluded: [],
  };

  test('are on the web page, all of them, and the mail says so', () => {
    const { html, text, page } = renderEdition({
      ...editionOf(newsletter, choice),
      pageKey: 'key',
    });
    assert.ok(encodedBytes(html) <= encodedBytesMax);
    for (const part of [html, text].map(joined)) {
      assert.ok(part.includes('Title no. 109.'));
      assert.ok(!part.includes('Title no. 110.'));
      assert.ok(part.includes('and 800 more'));
    }
    assert.match(joined(html), /<a href="https:\/\/paper\.example\/[^"]+\/key">and 800 more<\/a>/);
    assert.match(joined(text), /and 800 more:\nhttps:\/\/paper\.example\/\S+\/key\n/);
    for (const n of [0, 109, 110, 909]) assert.ok(page?.html.includes(`Title no. ${n}.`));
  });

  test('are all in the mail when there is no page, whatever its size', () => {
    const { html, text } = renderEdition(editionOf(newsletter, choice));
    for (const part of [html, text].map(joined)) assert.ok(part.includes('Title no. 909.'));
  });
});

test('a story that other feeds brought too names them in both parts', () => {
  const told = { ...sampleItem('en', 0), alsoIn: ['Town Voice', 'Quay\nNotes'] };
  const sections = [{ id: 'town', name: 'Town', items: [told] }];
  const { html, text } = renderEdition(
    editionOf(sampleNewsletter('en'), { sections, leftOut: [], excluded: [] }),
  );
  for (const part of [html, text].map(joined)) {
    assert.match(part, /Harbour Gazette · also in Town Voice and Quay Notes/);
  }
});
