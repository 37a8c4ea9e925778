/** Which story leads an edition, and why. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOpinion, leadOf, weigh } from '../../functions/edition/choose/lead.ts';
import type { Choice, ChosenItem } from '../../functions/edition/content.ts';
import { renderEdition } from '../../functions/edition/print/render.ts';
import type { Item } from '../../functions/feed/item.ts';
import { item } from '../support/newsletter.ts';
import { sampleNewsletter } from './sample.ts';

const at = Date.UTC(2026, 10, 22, 6);
const hourMs = 3_600_000;
const longText = `<p>${'The ferry crosses the harbour again after a long winter. '.repeat(14)}</p>`;
const landscape = '<img src="https://pictures.example/ferry.jpg" width="1200" height="630" alt="">';

function told(key: string, changes: Partial<Item> = {}, more: Partial<ChosenItem> = {}) {
  const { content = longText, ...rest } = changes;
  const one = item(at, { key, title: `Title of ${key}`, content, ...rest });
  return { item: one, source: 'Harbour Gazette', alsoIn: [], ...more };
}

function editionOf(sections: Readonly<Record<string, readonly ChosenItem[]>>) {
  const ids = Object.keys(sections);
  const choice: Choice = {
    sections: ids
      .map((id) => ({ id, name: `Section ${id}`, items: sections[id] ?? [] }))
      .filter(({ items }) => items.length > 0),
    leftOut: [],
    excluded: [],
  };
  const newsletter = sampleNewsletter('en', {
    sections: ids.map((id) => ({ id, name: `Section ${id}` })),
  });
  const siteUrl = 'https://paper.example/';
  return renderEdition({ newsletter, choice, at, zone: 'UTC', siteUrl });
}

const htmlOf = (edition: ReturnType<typeof editionOf>) =>
  edition.html.filter((piece) => typeof piece === 'string').join('');
const leadIn = (edition: ReturnType<typeof editionOf>) =>
  /<h3 class="lead"[\s\S]*?<\/h3>/
    .exec(htmlOf(edition))?.[0]
    .replace(/<[^>]*>/g, '')
    .trim();

test('a fresh story with text and a landscape picture of the first section leads', () => {
  const edition = editionOf({
    town: [
      told('short', { content: '<p>Closed today.</p>' }),
      told('ferry', { content: landscape + longText }),
    ],
    sea: [told('tide', { content: landscape + longText })],
  });
  assert.equal(leadIn(edition), 'Title of ferry');
  assert.deepEqual(edition.lead, {
    item: { feedId: 'feed1', key: 'ferry' },
    reasons: ['firstSection', 'fresh', 'longText', 'landscapePicture'],
  });
  assert.match(edition.subject, /^Title of ferry/, 'the subject begins with what leads');
});

test('no podcast, and no cover of one, stands on top while there is a story to be read', () => {
  const episode = told('episode', {
    enclosures: [{ url: 'https://cast.example/1.mp3', type: 'audio/mpeg' }],
    image: 'https://cast.example/cover.jpg',
  });
  const edition = editionOf({ casts: [episode], town: [told('ferry')] });
  assert.equal(leadIn(edition), 'Title of ferry');
  const html = htmlOf(edition);
  const order = [
    html.indexOf('Title of ferry</a>'),
    html.indexOf('Section casts'),
    html.indexOf('Title of episode</a>'),
  ];
  assert.deepEqual(
    order,
    order.toSorted((a, b) => a - b),
    'it stands above the sections, which keep their order',
  );
  const alone = htmlOf(editionOf({ casts: [episode] }));
  assert.match(alone, /class="right thumb" src="https:\/\/cast\.example\/cover\.jpg"/);
  assert.doesNotMatch(alone, /<img class="wide"/);
});

test('no counter and no small picture is blown up above an edition', () => {
  for (const picture of [
    '<img src="https://stats.example/pixel.gif">',
    '<img src="https://pictures.example/thumb-150x150.jpg">',
  ]) {
    const html = htmlOf(editionOf({ town: [told('ferry', { content: picture + longText })] }));
    assert.doesNotMatch(html, /<img class="wide"/, picture);
  }
});

test('an opinion gives way to news, in every language that it is marked in', () => {
  const marks: Partial<Item>[] = [
    { categories: ['Opinion'] },
    { categories: ['Kommentar'] },
    { title: 'Tribune : le port de demain' },
    { title: '社论：港口的明天' },
    { title: '社説：港の明日' },
    { categories: ['رأي'] },
    { link: 'https://paper.example/opinion/2026/harbour' },
  ];
  for (const mark of marks) {
    const view = told('view', { content: landscape + longText, ...mark });
    const edition = editionOf({ town: [view, told('news', { content: landscape + longText })] });
    assert.equal(leadIn(edition), 'Title of news', JSON.stringify(mark));
  }
  assert.equal(isOpinion({ title: 'Column of ships: how it ended', categories: [] }), false);
});

test('what several feeds tell weighs more, what is old when it comes weighs less', () => {
  const several = told('several', {}, { alsoIn: ['Town Voice', 'The Quay'] });
  assert.equal(leadIn(editionOf({ town: [told('one'), several] })), 'Title of several');
  const old = told('old', { publishedAt: at - 200 * hourMs, content: landscape + longText });
  assert.equal(
    leadIn(editionOf({ town: [old, told('new', { content: landscape + longText })] })),
    'Title of new',
  );
  const dreamt = told('dreamt', { publishedAt: at + 900 * hourMs });
  assert.equal(
    leadIn(editionOf({ town: [told('first'), dreamt] })),
    'Title of first',
    'a date in the future is no news',
  );
});

test('what weighs the same stands in the order that it had, and nothing is lost', () => {
  const items = ['a', 'b', 'c', 'd'].map((key) => told(key));
  const edition = editionOf({ town: items.slice(0, 2), sea: items.slice(2) });
  const found = [...htmlOf(edition).matchAll(/>Title of (\w)<\/a>/g)].map(([, key]) => key);
  assert.deepEqual(found, ['a', 'b', 'c', 'd']);
  assert.equal(leadOf([]), -1);
  const plain = {
    section: 3,
    ageMs: 0,
    textChars: 10,
    feeds: 1,
    isRecording: false,
    isOpinion: false,
  };
  assert.deepEqual(weigh(plain).reasons, ['fresh', '-hardlyText']);
});

test('what is pinned comes first, the longest pinned before the others, with the words of its owner', () => {
  const pins = [
    told('second', {}, { pinnedAt: 2 }),
    told(
      'first',
      { content: landscape },
      { pinnedAt: 1, excerpt: 'In <our> own words.\n\nAnd more.' },
    ),
  ];
  const edition = editionOf({
    town: [told('ferry', { content: landscape + longText })],
    sea: pins,
  });
  const found = [...htmlOf(edition).matchAll(/>Title of (\w+)<\/a>/g)].map(([, key]) => key);
  assert.deepEqual(found, ['first', 'second', 'ferry']);
  assert.deepEqual(edition.lead?.reasons, ['pinned']);
  assert.match(htmlOf(edition), /In &lt;our&gt; own words\./);
  assert.match(htmlOf(edition), /<img class="wide" src="https:\/\/pictures\.example\/ferry\.jpg"/);
});
