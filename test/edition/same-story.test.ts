import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { groupByStory } from '../../functions/edition/choose/same-story.ts';
import { canonicalLink } from '../../functions/edition/choose/story-print.ts';
import type { Item } from '../../functions/feed/item.ts';
import { differentPairs, type Pair, samePairs, type Told } from '../fixtures/edition/same-story.ts';
import { moreDifferentPairs, moreSamePairs } from '../fixtures/edition/same-story-more.ts';
import { leastCpuMsOf } from '../support/effort.ts';
import { item } from '../support/newsletter.ts';
import { columnsOf, storiesOf } from './headings.ts';

const precisionMin = 0.98;
const recallMin = 0.9;

function told({ title, text, link }: Told, feedId: string): Item {
  const { link: _, summary: __, ...rest } = item(1, { key: feedId, feedId });
  return {
    ...rest,
    title,
    ...(text === undefined ? {} : { content: text }),
    link: link ?? `https://${feedId}.example/${encodeURIComponent(title)}`,
  };
}

const isOne = ({ a, b }: Pair) => storiesOf([told(a, 'a'), told(b, 'b')]).length === 1;

describe('the measured set of pairs', () => {
  const same = [...samePairs, ...moreSamePairs];
  const different = [...differentPairs, ...moreDifferentPairs];
  const missed = same.filter((pair) => !isOne(pair)).map(({ why }) => why);
  const mistaken = different.filter(isOne).map(({ why }) => why);
  const found = same.length - missed.length;

  test(`has a precision of at least ${precisionMin}`, () => {
    assert.ok(
      found / (found + mistaken.length) >= precisionMin,
      `mistaken: ${mistaken.join('; ')}`,
    );
  });

  test(`has a recall of at least ${recallMin}`, () => {
    assert.ok(found / same.length >= recallMin, `missed: ${missed.join('; ')}`);
  });

  test('stands when all of it is compared with all of it', () => {
    const items = [...same, ...different].flatMap(({ a, b }, n) => [
      { ...told(a, `a${n}`), key: `a${n}` },
      { ...told(b, `b${n}`), key: `b${n}` },
    ]);
    const groups = storiesOf(items);
    const groupOf = new Map(
      groups.flatMap((group, n) => group.map(({ key }) => [key, n] as const)),
    );
    const apart = same.filter(
      (pair, n) => isOne(pair) && groupOf.get(`a${n}`) !== groupOf.get(`b${n}`),
    );
    assert.deepEqual(
      apart.map(({ why }) => why),
      [],
    );
  });
});

test('one feed tells two stories, however alike, unless they have one address', () => {
  const words = {
    title: 'Harbour news of the day, told in a few words',
    text: 'All is well at the quay. '.repeat(20),
  };
  const twice = [
    told(words, 'a'),
    { ...told(words, 'a'), key: 'a2', link: 'https://a.example/other' },
  ];
  assert.equal(storiesOf(twice).length, 2);
  const again = [told(words, 'a'), { ...told(words, 'a'), key: 'a2' }];
  assert.equal(storiesOf(again).length, 1);
});

test('a feed whose items all link to one page tells as many stories as it has items', () => {
  const link = 'https://a.example/diary';
  const items = ['Monday rain', 'Guests from the north', 'The cat came back'].map((title, n) => ({
    ...told({ title, link }, 'a'),
    key: `a${n}`,
  }));
  assert.equal(storiesOf(items).length, 3);
});

test('a feed whose items lead to one page under one title tells them one by one', () => {
  const link = 'https://a.example/today';
  const strip = (n: number, words: Told, hours: number) => ({
    ...told({ ...words, link }, 'a'),
    key: `a${n}`,
    firstSeenAt: hours * 3_600_000,
  });
  const caption = { title: 'Strip', text: 'Click to see it in full.' };
  const kinds = {
    'pictures without words': [strip(1, { title: 'Strip' }, 1), strip(2, { title: 'Strip' }, 2)],
    'the same words of another day': [strip(1, caption, 1), strip(2, caption, 25)],
    'the news of another hour': [
      strip(1, { title: 'The news at 7' }, 7),
      strip(2, { title: 'The news at 9' }, 9),
    ],
    'other words': [
      strip(
        1,
        { title: 'Re: Locks', text: 'The upper gate leaks, and nobody knows why it does.' },
        1,
      ),
      strip(2, { title: 'Re: Locks', text: 'It was the eels again: they have eaten the seal.' }, 2),
    ],
  };
  for (const [name, items] of Object.entries(kinds)) {
    assert.equal(storiesOf(items).length, 2, name);
  }
});

test('a series in two copies of a feed is one story a week', () => {
  const thread = {
    title: 'The weekly open thread',
    text: 'This is the weekly open thread. Say what you are reading, what you are growing, and what you have broken. Be kind to each other, and to the moderators.',
  };
  const week = (n: number) =>
    ['whole', 'section'].map((feedId, at) => ({
      ...told({ ...thread, link: `https://t.example/${n}` }, feedId),
      key: `${feedId}${n}`,
      firstSeenAt: n * 7 * 86_400_000 + at,
    }));
  const stories = storiesOf([...week(1), ...week(2), ...week(3)]);
  assert.deepEqual(
    stories.map((story) => story.map(({ key }) => key).sort()),
    [1, 2, 3].map((n) => [`section${n}`, `whole${n}`]),
  );
});

test('a story that thirty feeds carry is one, named by the first', () => {
  const [pair] = samePairs.filter(({ why }) => why === 'word for word');
  assert.ok(pair);
  const items = Array.from({ length: 30 }, (_, n) => told(pair.a, `feed${n}`));
  const [group, ...others] = storiesOf(items);
  assert.equal(others.length, 0);
  assert.equal(group?.[0]?.feedId, 'feed0');
});

test('four times as many items cost about four times as much', async () => {
  const sentence = (n: number) =>
    `Report ${n} from pier ${n % 7}: the crew of boat ${n * 31} counted ${n * 17} crates and ${n % 13} gulls before noon, then went home by the ${n % 5}th lane.`;
  const items = (count: number) =>
    Array.from({ length: count }, (_, n) =>
      told(
        {
          title: `Boat ${n * 31} comes home with ${n * 17} crates`,
          text: `${sentence(n)} ${sentence(n + 5000)} ${sentence(n + 9000)} Share this story with your friends and tell us what you think of it.`,
        },
        `feed${n % 40}`,
      ),
    );
  const [few, many] = [columnsOf(items(700)).marks, columnsOf(items(2_800)).marks];
  const small = await leastCpuMsOf(() => groupByStory(few));
  const large = await leastCpuMsOf(() => groupByStory(many));
  assert.ok(large < small * 12, `700: ${small} ms, 2,800: ${large} ms`);
});

describe('the address of a story', () => {
  const home = 'https://www.a.example/';
  for (const [link, canonical] of [
    [home, undefined],
    ['mailto:a@b.example', undefined],
    [undefined, undefined],
    ['https://A.example/x/?b=2&utm_source=y&a=1', 'a.example/x?a=1&b=2'],
    ['https://a.example/amphibians/x', 'a.example/amphibians/x?'],
    ['https://a.example/?p=7', 'a.example?p=7'],
    ['https://a.example/x?amp=1', 'a.example/x?'],
  ] as const) {
    test(`of ${link} is ${canonical}`, () => assert.equal(canonicalLink(link), canonical));
  }
});
