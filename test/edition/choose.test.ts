import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  chooseStories,
  gatherStories,
  isEmpty,
  sourcesRead,
} from '../../functions/edition/choose/choose.ts';
import { groupByStory } from '../../functions/edition/choose/same-story.ts';
import type { Item } from '../../functions/feed/item.ts';
import { item } from '../support/newsletter.ts';
import { columnsOf } from './headings.ts';

const sections = [
  { id: 'news', name: 'News' },
  { id: 'sport', name: 'Sport' },
];
const sources = [
  { id: 'a', title: 'Feed A', sectionId: 'news' },
  { id: 'b', title: 'Feed B', sectionId: 'sport' },
  { id: 'c', title: 'Feed C', sectionId: 'news' },
];
const base = { wanted: 'all', itemsMax: 10, from: 0, receivesSince: 0 } as const;

interface Input {
  readonly items: readonly Item[];
  readonly wanted: 'all' | readonly string[];
  readonly itemsMax: number;
  readonly from: number;
  readonly receivesSince: number;
}

function chooseItems({ items, wanted, itemsMax, from, receivesSince }: Input) {
  const read = sourcesRead(sources, sections, wanted);
  const { headings, marks } = columnsOf(items, [...read.keys()]);
  const groups = { headings, stories: groupByStory(marks), sources: read };
  const stories = gatherStories(groups, from);
  return chooseStories({ read: groups, stories, sections, itemsMax, receivesSince });
}

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

test('one story from two feeds is printed once, names both, and the other is accounted for', () => {
  const link = 'https://paper.example/story';
  const items = [
    item(1, { key: 'x', feedId: 'a', link }),
    item(2, { key: 'y', feedId: 'c', link }),
  ];
  const { sections: chosen, excluded } = chooseItems({ ...base, items });
  assert.deepEqual(
    chosen[0]?.items.map((one) => [one.item.key, one.source, one.alsoIn]),
    [['x', 'Feed A', ['Feed C']]],
  );
  assert.deepEqual(excluded, [
    { item: { feedId: 'c', key: 'y' }, reason: 'same-story', as: { feedId: 'a', key: 'x' } },
  ]);
});

describe('a story that was told before', () => {
  const link = 'https://paper.example/story';
  const day = 24 * 3_600_000;
  const from = 20 * day;
  const told = (at: number) => [
    item(at, { key: 'x', feedId: 'a', link }),
    item(from + 1, { key: 'y', feedId: 'c', link }),
    item(from + 2, { key: 'z', feedId: 'c' }),
  ];
  const again = { item: { feedId: 'c', key: 'y' }, reason: 'told-before' };

  test('is not news again because another feed brings it, and that is on record', () => {
    const choice = chooseItems({ ...base, items: told(from - 6 * day), from });
    assert.deepEqual(titles(choice), [['news', 'z']]);
    assert.deepEqual(choice.excluded, [{ ...again, as: { feedId: 'a', key: 'x' } }]);
  });

  test('is news again after more than seven days', () => {
    const choice = chooseItems({ ...base, items: told(from - 8 * day), from });
    assert.deepEqual(titles(choice), [['news', 'z', 'y']]);
  });

  test('is news to a reader who came after it was told', () => {
    const items = told(from - 2 * day);
    const choice = chooseItems({ ...base, items, from, receivesSince: from - day });
    assert.deepEqual(titles(choice), [['news', 'z', 'y']]);
    assert.deepEqual(choice.excluded, []);
  });

  test('was not told to who reads other sections', () => {
    const items = told(from - day).map((one) => (one.key === 'x' ? { ...one, feedId: 'b' } : one));
    assert.deepEqual(titles(chooseItems({ ...base, items, from, wanted: ['news'] })), [
      ['news', 'z', 'y'],
    ]);
  });
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
