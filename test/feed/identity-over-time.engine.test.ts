import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { FeedBook } from '../../functions/feed/keep/refresh-deps.ts';
import { itemStore } from '../../functions/store/items.ts';
import { itemXml as item, type Shown } from '../fixtures/feed/shown.ts';
import { testTable } from '../support/table.ts';
import { rss } from './support.ts';
import { dayMs, hourMs, issue, range, story, titles, world } from './table-world.ts';

const text = 'The ferry waited an hour for the tide, and the people on the quay sang to it.';
const other = 'The storm took the roof of the customs house and three of the smaller boats.';

const ferry = { id: '1', link: 'http://h.example/ferry', title: 'Ferry', text };

/** What the feed shows at one poll after another; the titles of the news in the end, as last edited. */
const histories: [string, readonly (readonly Shown[])[], readonly string[]][] = [
  ['a changed guid', [[ferry], [{ ...ferry, id: '2' }], [{ ...ferry, id: '3' }]], ['Ferry']],
  [
    'a changed guid, and later another page and other words under the new one',
    [
      [ferry],
      [{ ...ferry, id: '2' }],
      [{ ...ferry, id: '2', link: 'https://h.example/moved' }],
      [{ ...ferry, id: '2', link: 'https://h.example/moved', title: 'Old ferry', text: other }],
    ],
    ['Old ferry'],
  ],
  [
    'http to https in guid and link',
    [
      [{ ...ferry, id: 'http://h.example/ferry' }],
      [{ ...ferry, id: 'https://h.example/ferry', link: 'https://h.example/ferry' }],
    ],
    ['Ferry'],
  ],
  [
    'tracking parameters that are new at each poll, in the guid too',
    [1, 2, 3].map((n) => [
      {
        ...ferry,
        id: `http://h.example/ferry?utm_id=${n}`,
        link: `http://h.example/ferry?utm_id=${n}`,
      },
    ]),
    ['Ferry'],
  ],
  [
    'a re-titled story whose address has the title in it',
    [[ferry], [{ ...ferry, title: 'Ferry late', link: 'http://h.example/ferry-late' }]],
    ['Ferry late'],
  ],
  [
    'a story that is re-titled and rewritten again and again',
    [
      [ferry],
      [{ ...ferry, title: 'Ferry late', text: other }],
      [{ ...ferry, title: 'Ferry gone', text: `${other} Nobody knows more.` }],
    ],
    ['Ferry gone'],
  ],
  [
    'the next of a series, with the words and nearly the title of the last one',
    [1, 2, 3].map((day) => [
      {
        id: `walk-${day}`,
        link: `https://h.example/walks/${day}`,
        title: `A walk along the mole, ${day} March`,
        text,
        date: `0${day} Mar 2026 06:00:00 GMT`,
      },
    ]),
    [
      'A walk along the mole, 1 March',
      'A walk along the mole, 2 March',
      'A walk along the mole, 3 March',
    ],
  ],
  [
    'the next of a series that carries no dates',
    [7, 8].map((n) => [
      { id: `q${n}`, link: `https://h.example/q/${n}`, title: `Question of the week, ${n}`, text },
    ]),
    ['Question of the week, 7', 'Question of the week, 8'],
  ],
  [
    'a story without a page that is re-titled, then rewritten',
    [
      [{ id: '1', title: 'Ferry', text }],
      [{ id: '1', title: 'Ferry late', text }],
      [{ id: '1', title: 'Ferry late', text: other }],
    ],
    ['Ferry late'],
  ],
  [
    'a guid used again for another story',
    [[ferry], [{ id: '1', link: 'http://h.example/storm', title: 'Storm', text: other }]],
    ['Ferry', 'Storm'],
  ],
  [
    'a guid used again for a story under the same standing title',
    [
      [{ id: 'daily', link: 'http://h.example/mon', title: 'Today', text }],
      [{ id: 'daily', link: 'http://h.example/tue', title: 'Today', text: other }],
    ],
    ['Today', 'Today'],
  ],
  [
    'a guid used again where nothing links anywhere',
    [[{ id: 'latest', title: 'Ferry', text }], [{ id: 'latest', title: 'Storm', text: other }]],
    ['Ferry', 'Storm'],
  ],
  [
    'an item without a date, and others of 1970 and 2099, at every poll',
    [0, 1, 2].map((poll) => [
      { id: '1', link: 'http://h.example/1', title: 'None' },
      {
        id: '2',
        link: 'http://h.example/2',
        title: 'Old',
        date: 'Thu, 01 Jan 1970 00:00:00 GMT',
      },
      {
        id: '3',
        link: 'http://h.example/3',
        title: 'Far',
        date: 'Thu, 01 Jan 2099 00:00:00 GMT',
      },
      { id: `p${poll}`, link: `http://h.example/p${poll}`, title: `Poll ${poll}` },
    ]),
    ['None', 'Old', 'Far', 'Poll 0', 'Poll 1', 'Poll 2'],
  ],
  [
    'an item that is gone for many polls and comes back',
    [[ferry], ...[1, 2, 3].map((n) => [{ id: `m${n}`, title: `Poll ${n}` }]), [ferry]],
    ['Ferry', 'Poll 1', 'Poll 2', 'Poll 3'],
  ],
];

test('over several polls', async (t) => {
  const table = await testTable(t);
  for (const [at, [name, polls, expected]] of histories.entries()) {
    await t.test(`${name}: ${expected.length} in all`, async () => {
      const { refresh, clock, news } = await world(t, { id: `feed${at}` }, table);
      await refresh(rss(item({ id: '0', title: 'The first' })));
      for (const shown of polls) {
        clock.now += dayMs;
        await refresh(rss(...shown.map(item)));
      }
      assert.deepEqual((await news()).sort(), [...expected].sort());
    });
  }
});

suite('what has been seen', () => {
  test('is remembered anew while the feed shows it, seldom, and never by an unchanged poll', async (t) => {
    const { refresh, clock, table, writes } = await world(t);
    await refresh(issue(range(1, 3)));
    clock.now += 10 * dayMs;
    writes.length = 0;
    await refresh(`${issue(range(1, 3))}\n`);
    assert.deepEqual(writes, ['UpdateItem']);
    clock.now += 250 * dayMs;
    writes.length = 0;
    await refresh(`${issue(range(1, 3))}\n\n`);
    assert.deepEqual(writes, ['BatchWriteItem', 'UpdateItem']);
    clock.now += 700 * dayMs;
    await refresh(issue(range(2, 4)));
    const items = await itemStore(table).between('paper', clock.now - dayMs, clock.now);
    assert.deepEqual(titles(items), ['Story 4']);
  });

  test('ids that are new at each poll are remembered once a week at most', async (t) => {
    const { refresh, clock, news, writes } = await world(t);
    await refresh(issue(range(1, 10)));
    for (let poll = 1; poll <= 4; poll += 1) {
      clock.now += dayMs;
      await refresh(issue(range(1, 10), (n) => ({ id: `${poll}-${n}` })));
    }
    assert.deepEqual(await news(), []);
    assert.equal(writes.filter((name) => name === 'BatchWriteItem').length, 3, 'the start is two');
  });

  test('a text that changes by itself is not remembered poll by poll', async (t) => {
    const { refresh, clock, writes } = await world(t);
    await refresh(issue(range(1, 10)));
    writes.length = 0;
    for (let poll = 1; poll <= 3; poll += 1) {
      clock.now += dayMs;
      await refresh(
        rss(...range(1, 10).map((n) => story(n).replace('day', `day (${poll} hits) `))),
      );
    }
    assert.deepEqual(writes, ['UpdateItem', 'UpdateItem', 'UpdateItem']);
  });
});

suite('the next of a series, in the words of the last one', () => {
  const part = (day: number, words = text) => {
    const date = `${String(day).padStart(2, '0')} Mar 2026 06:00:00 GMT`;
    const link = `https://h.example/walks/${day}`;
    return rss(item({ id: `${day}`, link, title: `A walk, ${day} March`, text: words, date }));
  };

  test('is news where the last one was there before the feed was added', async (t) => {
    const { refresh, news, clock } = await world(t);
    await refresh(part(1));
    clock.now += dayMs;
    await refresh(part(2));
    assert.deepEqual(await news(), ['A walk, 2 March']);
  });

  test('is news where the last one was given these words later', async (t) => {
    const { refresh, news, clock } = await world(t);
    await refresh(part(1, other));
    clock.now += hourMs;
    await refresh(part(1));
    clock.now += dayMs;
    await refresh(part(2));
    assert.deepEqual(await news(), ['A walk, 2 March']);
  });

  test('is news where nothing but the words was noted of the last one', async (t) => {
    const { refresh, news, clock } = await world(t);
    const plain = (store: FeedBook): Partial<FeedBook> => ({
      markSeen: (feed, names) =>
        store.markSeen(
          feed,
          names.map((one) => (typeof one === 'string' ? one : one.name)),
        ),
    });
    await refresh(part(1), plain);
    clock.now += dayMs;
    await refresh(part(3));
    assert.deepEqual(await news(), ['A walk, 3 March']);
    clock.now += hourMs;
    await refresh(part(1).replace('walks/1', 'walks/one').replace('>1<', '>one<'), plain);
    assert.deepEqual(await news(), ['A walk, 3 March'], 'the same one under another slug is not');
  });
});
