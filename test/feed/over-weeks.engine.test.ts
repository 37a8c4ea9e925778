/** What a feed costs and what its owner hears over days and weeks, on the real table. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Fetched } from '../../functions/feed/get/fetched.ts';
import { openSites, restsUntil } from '../../functions/feed/site.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { itemStore } from '../../functions/store/items.ts';
import { pausedSiteStore } from '../../functions/store/paused-sites.ts';
import { readerCountStore } from '../../functions/store/readers.ts';
import { websubStore } from '../../functions/store/websub.ts';
import { addReader } from '../support/newsletter.ts';
import { rss } from './support.ts';
import { body, dayMs, hourMs, issue, range, start, story, world } from './table-world.ts';

const unchanged = { kind: 'unchanged' } as const;
const failed = { kind: 'failed', reason: 'Its server did not answer in time.' } as const;

suite('a feed that does not change', () => {
  test('costs no write, poll after poll, whether it says 304 or sends the same bytes', async (t) => {
    const { refresh, clock, writes } = await world(t);
    const answer = body(issue(range(1, 5)), { freshForMs: 600_000 });
    await refresh(answer);
    writes.length = 0;
    const answers: Fetched[] = [unchanged, answer, { ...unchanged, freshForMs: 60_000 }, answer];
    for (let poll = 0; poll < 40; poll += 1) {
      clock.now += hourMs / 2;
      assert.deepEqual(await refresh(answers[poll % 4] ?? unchanged), unchanged);
    }
    assert.deepEqual(writes, []);
  });

  test('is asked less often step by step, and each step is its only write', async (t) => {
    const { refresh, clock, writes, feed } = await world(t);
    await refresh(issue(range(1, 5)));
    writes.length = 0;
    const intervals: number[] = [];
    for (let poll = 0; poll < 24 * 12; poll += 1) {
      clock.now += hourMs;
      await refresh(unchanged);
      const { intervalMinutes } = await feed();
      if (intervals.at(-1) !== intervalMinutes) intervals.push(intervalMinutes);
    }
    assert.deepEqual(intervals, [30, 60, 120, 240]);
    assert.deepEqual(writes, ['UpdateItem', 'UpdateItem', 'UpdateItem']);
  });

  test('is read whole once in a month, against servers that say 304 to anything', async (t) => {
    const { refresh, clock, news } = await world(t);
    await refresh(issue(range(1, 5)));
    clock.now += 31 * dayMs;
    await refresh(issue(range(1, 5)));
    clock.now += hourMs;
    assert.equal((await refresh(issue(range(1, 5)))).kind, 'unchanged');
    assert.deepEqual(await news(), []);
  });
});

test('what the owner changes during a refresh stays', async (t) => {
  const { refresh, feed, table, key } = await world(t);
  await refresh(issue(range(1, 5)));
  await refresh(issue(range(1, 6)), (store) => ({
    storeItems: async (...args) => {
      await feedStore(table).change(key, { title: 'Ours', sectionId: 'other', state: 'stopped' });
      return store.storeItems(...args);
    },
  }));
  const { title, sectionId, state, validators } = await feed();
  assert.deepEqual([title, sectionId, state], ['Ours', 'other', 'stopped']);
  assert.deepEqual(validators, { etag: '"1"' });
  const slots = ['30#0', '30#1', '30#2', '30#3', '30#4', '30#5'];
  assert.deepEqual(await feedStore(table).inSlots(slots), []);
});

test('a feed removed during a refresh does not come back', async (t) => {
  const { refresh, table, key } = await world(t);
  await refresh(issue(range(1, 5)));
  await refresh(issue(range(1, 6)), (store) => ({
    storeItems: async (...args) => {
      await feedStore(table).remove(key, start);
      return store.storeItems(...args);
    },
  }));
  assert.equal(await feedStore(table).load(key), undefined);
});

test('a death between the items and the validators still wakes the instant readers', async (t) => {
  const { refresh, woken, news } = await world(t);
  await refresh(issue(range(1, 5)));
  await assert.rejects(
    refresh(issue(range(1, 6)), (store) => ({
      storeItems: async (...args) => {
        await store.storeItems(...args);
        throw new Error('died');
      },
    })),
    /died/,
  );
  assert.deepEqual(woken, []);
  assert.partialDeepStrictEqual(await refresh(issue(range(1, 6))), { stored: 0 });
  assert.deepEqual(woken, ['paper']);
  await refresh(`${issue(range(1, 6))}\n`);
  assert.deepEqual([woken, await news()], [['paper'], ['Story 6']]);
});

suite('the owner hears', () => {
  test('once that a feed fails, and once that it is back; a short failure is not worth a mail', async (t) => {
    const { refresh, clock, told, feed } = await world(t);
    const kinds = () => told.map(({ kind }) => kind);
    await refresh(issue(range(1, 5)));
    for (let tries = 0; tries < 3; tries += 1) {
      clock.now += 4 * hourMs;
      await refresh(failed);
    }
    clock.now += dayMs;
    await refresh(unchanged);
    assert.deepEqual(kinds(), []);
    for (let tries = 0; tries < 12; tries += 1) {
      clock.now += 30 * hourMs;
      await refresh(failed);
    }
    assert.deepEqual(kinds(), ['feedFailing']);
    assert.deepEqual(told[0]?.values, { feed: 'T', reason: failed.reason });
    clock.now += 2 * dayMs;
    await refresh(unchanged);
    clock.now += dayMs;
    await refresh(unchanged);
    assert.deepEqual(kinds(), ['feedFailing', 'feedRecovered']);
    const { failures, failingSince, failingToldAt, lastError } = await feed();
    assert.deepEqual(
      [failures, failingSince, failingToldAt, lastError],
      [0, undefined, undefined, undefined],
    );
    for (let tries = 0; tries < 6; tries += 1) {
      clock.now += 30 * hourMs;
      await refresh(failed);
    }
    assert.deepEqual(kinds(), ['feedFailing', 'feedRecovered', 'feedFailing'], 'another time');
  });

  test('once that a feed has fallen silent for far longer than its habit, and once when it speaks', async (t) => {
    const { refresh, clock, told } = await world(t);
    await refresh(issue([1]));
    for (let day = 2; day <= 15; day += 1) {
      clock.now += dayMs;
      await refresh(issue(range(1, day)));
    }
    for (let day = 0; day < 13; day += 1) {
      clock.now += dayMs;
      await refresh(unchanged);
    }
    assert.equal(told.length, 0);
    for (let day = 0; day < 10; day += 1) {
      clock.now += dayMs;
      await refresh(unchanged);
    }
    assert.deepEqual(
      told.map(({ kind, values }) => [kind, values.days]),
      [['feedSilent', '14']],
    );
    await refresh(issue(range(1, 16)));
    clock.now += dayMs;
    await refresh(issue(range(1, 17)));
    assert.deepEqual(
      told.map(({ kind }) => kind),
      ['feedSilent', 'feedNewsAgain'],
    );
  });

  test('that a feed is gone; it is asked no more', async (t) => {
    const { refresh, told, feed, table, key, clock } = await world(t);
    await refresh(issue(range(1, 5)));
    assert.equal((await refresh({ kind: 'gone' })).kind, 'stopped');
    assert.equal((await refresh(unchanged)).kind, 'skipped');
    assert.deepEqual(
      told.map(({ kind }) => kind),
      ['feedGone'],
    );
    assert.equal((await feed()).state, 'stopped');
    await feedStore(table).change(key, { state: 'active', takenUpAt: clock.now }, '30#3');
    assert.equal((await feedStore(table).inSlots(['30#3'])).length, 1);
    assert.deepEqual(await websubStore(table).due(clock.now), [key], 'its hub is asked at once');
    clock.now += 60_000;
    assert.equal((await refresh({ kind: 'gone' })).kind, 'stopped');
    assert.equal(told.length, 2, 'told again, the same day, of what was taken up again');
  });
});

suite('a permanent redirect', () => {
  const to = 'https://new.example/feed';

  test('is adopted after five answers over three days, at a cost of five writes', async (t) => {
    const { refresh, clock, feed, writes, news } = await world(t);
    await refresh(issue(range(1, 5)));
    writes.length = 0;
    for (let poll = 0; poll < 4 * 48; poll += 1) {
      clock.now += hourMs / 2;
      await refresh({ ...unchanged, movedTo: to });
      if ((await feed()).moved?.times === 5) break;
    }
    assert.deepEqual(writes, Array(5).fill('UpdateItem'));
    assert.equal((await feed()).url, 'https://t.example/feed');
    clock.now += 3 * dayMs;
    await refresh(body(issue(range(2, 6)), { movedTo: to, url: to }));
    assert.partialDeepStrictEqual(await feed(), { url: to, id: 'f' });
    assert.equal((await feed()).moved, undefined);
    assert.deepEqual(await news(), ['Story 6']);
  });

  test('is forgotten when it stops, and starts over when it leads elsewhere', async (t) => {
    const { refresh, clock, feed } = await world(t);
    await refresh(issue(range(1, 5)));
    for (const movedTo of [to, to, 'https://other.example/']) {
      clock.now += dayMs;
      await refresh({ ...unchanged, movedTo });
    }
    assert.partialDeepStrictEqual((await feed()).moved, {
      url: 'https://other.example/',
      times: 1,
    });
    await refresh(unchanged);
    assert.equal((await feed()).moved, undefined);
  });

  test('to another feed altogether is not adopted, however often it comes', async (t) => {
    const { refresh, clock, feed } = await world(t);
    await refresh(issue(range(1, 5)));
    for (let day = 0; day < 6; day += 1) {
      clock.now += dayMs;
      await refresh({ ...unchanged, movedTo: to });
    }
    const strange = rss(story(900, { id: 'x', link: 'https://x.example/1', title: 'Parked' }));
    await refresh(body(strange, { movedTo: to, url: to }));
    assert.equal((await feed()).url, 'https://t.example/feed');
    assert.equal((await feed()).moved?.times, 1);
  });
});

test('429 leaves the whole site alone, whichever host was asked, and no other; then it is over', async (t) => {
  const { refresh, clock, table } = await world(t);
  const until = clock.now + 3 * hourMs;
  const url = 'https://t.example/where-it-led';
  await refresh({ kind: 'retryLater', scope: 'site', url, notBefore: until, reason: 'Slow down.' });
  const paused = await pausedSiteStore(table).at(clock.now);
  const rests = (of: string) => restsUntil(of, paused, clock.now);
  assert.equal(await rests('https://www.t.example/other'), until);
  assert.equal(await rests('http://t.example/third'), until);
  assert.equal(await rests('https://away.example/feed'), undefined);
  // Blogs of strangers at one hoster are sites of their own (the private part of the list).
  await pausedSiteStore(table).pause((await openSites())('https://one.github.io/feed'), until);
  const both = await pausedSiteStore(table).at(clock.now);
  assert.equal(await restsUntil('https://two.github.io/feed', both, clock.now), undefined);
  assert.equal((await refresh(issue([1]))).kind, 'skipped');
  clock.now = until + 1;
  assert.notEqual((await refresh(issue([1]))).kind, 'skipped');
});

test('readers are counted from the index, those who have confirmed', async (t) => {
  const { table, clock } = await world(t);
  const counts = readerCountStore(table);
  assert.equal(await counts.load('paper'), undefined);
  await counts.countDue(clock.now);
  assert.equal(await counts.load('paper'), 0);
  for (let n = 0; n < 3; n += 1) await addReader(table, clock.now);
  await addReader(table, clock.now, { schedule: { cadence: 'instant', zone: 'UTC' } });
  await counts.countDue(clock.now + dayMs - 1);
  assert.equal(await counts.load('paper'), 0, 'once a day');
  await counts.countDue(clock.now + dayMs);
  assert.equal(await counts.load('paper'), 4);
  assert.equal((await itemStore(table).between('paper', 0, 1)).length, 0);
});

test('a hub that was found is asked by the next poll, should the fetch die before it asks', async (t) => {
  const { refresh, table, key } = await world(t);
  const link = '<https://hub.example/>; rel="hub"';
  await refresh(body(issue(range(1, 3)), { links: link }));
  assert.deepEqual(await websubStore(table).due(start), [key]);
  await refresh(body(`${issue(range(1, 3))} `, { links: link }));
  const expected = { ...key, hub: '', topic: '', seed: '', asked: 'nothing' };
  assert.deepEqual(await websubStore(table).load(key), { ...expected, dueAt: 0, failures: 0 });
});
