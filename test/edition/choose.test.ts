import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseItems, isEmpty } from '../../functions/edition/choose.ts';
import { item } from '../support/newsletter.ts';

const sections = [
  { id: 'news', name: 'News' },
  { id: 'sport', name: 'Sport' },
];
const sources = [
  { id: 'a', title: 'Feed A', sectionId: 'news' },
  { id: 'b', title: 'Feed B', sectionId: 'sport' },
  { id: 'c', title: 'Feed C', sectionId: 'news' },
];
const base = { sources, sections, wanted: 'all', itemsMax: 10 } as const;
const titles = (choice: ReturnType<typeof chooseItems>) =>
  choice.sections.map((section) => [section.id, ...section.items.map((one) => one.item.key)]);

test('sections keep the owner’s order and show the newest first', () => {
  const items = [
    item(1, { key: 'old', feedId: 'a' }),
    item(2, { key: 'goal', feedId: 'b' }),
    item(3, { key: 'new', feedId: 'a' }),
  ];
  assert.deepEqual(titles(chooseItems({ ...base, items })), [
    ['news', 'new', 'old'],
    ['sport', 'goal'],
  ]);
});

test('a reader gets only the sections that they chose', () => {
  const items = [item(1, { key: 'a1', feedId: 'a' }), item(2, { key: 'b1', feedId: 'b' })];
  assert.deepEqual(titles(chooseItems({ ...base, items, wanted: ['sport'] })), [['sport', 'b1']]);
});

test('items of a feed that was removed are not printed', () => {
  const choice = chooseItems({ ...base, items: [item(1, { feedId: 'gone' })] });
  assert.equal(isEmpty(choice), true);
});

test('one story from two feeds is printed once and names both', () => {
  const link = 'https://paper.example/story';
  const items = [
    item(1, { key: 'x', feedId: 'a', link }),
    item(2, { key: 'y', feedId: 'c', link }),
  ];
  const [section] = chooseItems({ ...base, items }).sections;
  assert.deepEqual(
    section?.items.map((one) => [one.item.key, one.source]),
    [['x', 'Feed A, Feed C']],
  );
});

test('over the limit a busy feed does not crowd out a quiet one, and nothing vanishes', () => {
  const busy = Array.from({ length: 20 }, (_, n) => item(100 + n, { key: `a${n}`, feedId: 'a' }));
  const quiet = item(1, { key: 'b1', feedId: 'b' });
  const choice = chooseItems({ ...base, items: [...busy, quiet], itemsMax: 5 });
  const printed = choice.sections.flatMap((section) => section.items);
  assert.equal(printed.length, 5);
  assert.ok(printed.some((one) => one.item.key === 'b1'));
  assert.equal(choice.leftOut.length, 16);
});

test('dates that the feed gives change nothing', () => {
  const items = [
    item(1, { key: 'first', feedId: 'a', publishedAt: Date.parse('2099-01-01') }),
    item(2, { key: 'second', feedId: 'a', publishedAt: 0 }),
  ];
  assert.deepEqual(titles(chooseItems({ ...base, items })), [['news', 'second', 'first']]);
});
