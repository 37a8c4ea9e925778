import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { dropHeld, releaseHeld } from '../../functions/feed/gate/decide.ts';
import { type Habit, habitAfter, itemsPerDay, newHabit } from '../../functions/feed/habit.ts';
import { isSurge } from '../../functions/feed/keep/surge.ts';
import { getRow } from '../../functions/store/client.ts';
import { gateRows } from '../../functions/store/gate.ts';
import { itemStore } from '../../functions/store/items.ts';
import { keys } from '../../functions/store/table.ts';
import { dayMs, issue, range, titles, world } from './table-world.ts';

/** A feed that has brought so many items a day for four weeks, the last of them at `now`. */
function habitOf(perDay: number): { habit: Habit; now: number } {
  let habit = newHabit(0);
  const everyMs = dayMs / perDay;
  let now = 0;
  for (; now < 28 * dayMs; now += everyMs) habit = habitAfter(habit, 1, now);
  return { habit, now };
}

suite('a habit', () => {
  for (const perDay of [0.25, 1, 8, 100]) {
    test(`of ${perDay} items a day is learnt, and fades when nothing comes`, () => {
      const { habit, now } = habitOf(perDay);
      assert.ok(Math.abs(itemsPerDay(habit, now) / perDay - 1) < 0.25);
      assert.ok(itemsPerDay(habit, now + 60 * dayMs) < perDay / 20);
    });
  }
});

suite('what is a surge', () => {
  const cases: [
    string,
    number,
    { news: number; shown: number; renamed?: number },
    number,
    boolean,
  ][] = [
    ['one item of a feed of one a day', 1, { news: 1, shown: 20 }, 1, false],
    ['ten items are never one by number alone', 0.1, { news: 10, shown: 20 }, 1, false],
    ['ten of ten, and nothing that was known', 0.1, { news: 10, shown: 10 }, 1, true],
    ['the eight of each week in place of the last', 8 / 7, { news: 8, shown: 8 }, 7, false],
    ['the only four of a quiet feed', 0.1, { news: 4, shown: 4 }, 1, false],
    ['eleven from a quiet feed that shows eleven', 0.1, { news: 11, shown: 11 }, 1, true],
    ['eleven among many that are known', 0.1, { news: 11, shown: 100 }, 1, true],
    ['three times the habit', 10, { news: 29, shown: 100 }, 1, false],
    ['and more', 10, { news: 35, shown: 100 }, 1, true],
    ['thirty in a morning from a feed of twenty a day', 20, { news: 30, shown: 30 }, 0.3, false],
    ['what a busy feed brought while it could not be read', 100, { news: 50, shown: 50 }, 2, false],
    [
      'three new ones where all others were renamed',
      1,
      { news: 3, shown: 20, renamed: 17 },
      1,
      true,
    ],
    ['one new one where all others were renamed', 1, { news: 1, shown: 20, renamed: 19 }, 1, false],
    ['nothing new, all renamed', 1, { news: 0, shown: 20, renamed: 20 }, 1, false],
  ];
  for (const [name, perDay, { news, shown, renamed = 0 }, daysLater, expected] of cases) {
    test(`${name}: ${expected ? 'held' : 'let through'}`, () => {
      const { habit, now } = habitOf(perDay);
      const found = isSurge({ news, shown, renamed }, habit, now + daysLater * dayMs);
      assert.equal(found, expected);
    });
  }

  test('of a feed that is new: more than half of what it shows', () => {
    const found = (news: number) =>
      isSurge({ news, shown: 100, renamed: 0 }, newHabit(0), 3 * dayMs);
    assert.deepEqual([50, 51].map(found), [false, true]);
  });

  test('a few at every poll add up: a drip far beyond the habit is held too', () => {
    let { habit, now } = habitOf(0.5);
    let through = 0;
    for (let poll = 0; poll < 48; poll += 1) {
      now += dayMs / 48;
      if (isSurge({ news: 8, shown: 100, renamed: 0 }, habit, now)) continue;
      through += 8;
      habit = habitAfter(habit, 8, now);
    }
    assert.ok(through <= 40, `${through} went through in a day`);
  });
});

suite('a feed that republishes everything', () => {
  const moved = (n: number) => ({
    id: `new-${n}`,
    link: `https://new.example/p/${n}`,
    title: `S${n}`,
  });

  test('is held whole, told once, and let out once, in order, as news of now', async (t) => {
    const { refresh, key, table, clock, told, news, feed, woken } = await world(t);
    await refresh(issue(range(1, 20)));
    clock.now += dayMs;
    await refresh(issue(range(2, 21)));
    assert.deepEqual(await news(), ['Story 21']);
    clock.now += dayMs;
    assert.partialDeepStrictEqual(await refresh(issue(range(101, 120), moved)), {
      kind: 'updated',
      stored: 0,
      held: 20,
    });
    clock.now += dayMs;
    await refresh(`${issue(range(101, 120), moved)}\n`);
    assert.deepEqual(await news(), ['Story 21']);
    assert.equal(woken.length, 1);
    assert.deepEqual(
      told.map(({ kind, values }) => [kind, values.count, values.id]),
      [['feedHeld', '20', 'f']],
    );
    assert.partialDeepStrictEqual(await feed(), { hold: { items: 20 } });

    clock.now += dayMs;
    await refresh(issue([...range(102, 120), 200], (n) => (n === 200 ? {} : moved(n))));
    assert.deepEqual(await news(), ['Story 21', 'Story 200'], 'the rest goes out as usual');

    clock.now += dayMs;
    const releasedFrom = clock.now;
    const deps = { ...gateRows(table, table, () => clock.now++), now: () => clock.now++ };
    assert.deepEqual(await releaseHeld(key, deps), { items: 20, isEnded: true });
    assert.deepEqual(await releaseHeld(key, deps), { items: 0, isEnded: true });
    const out = await itemStore(table).between('paper', releasedFrom - 1, clock.now);
    assert.deepEqual(
      titles(out),
      range(101, 120).map((n) => `S${n}`),
    );
    assert.equal((await feed()).hold, undefined);
    clock.now += dayMs;
    await refresh(issue([...range(101, 120), 200], (n) => (n === 200 ? {} : moved(n))));
    assert.equal((await news()).length, 22, 'nothing twice');
  });

  test('is left out when dropped, each item with the reason', async (t) => {
    const { refresh, key, table, clock, news } = await world(t);
    await refresh(issue(range(1, 5)));
    await refresh(issue(range(101, 120), moved));
    const store = gateRows(table, table, () => clock.now++);
    const [first] = (await store.list(key)).map(({ item }) => item);
    assert.ok(first !== undefined);
    const deps = { ...store, now: () => clock.now++ };
    const dropped = await dropHeld({ feed: key, reason: 'An old archive.' }, deps);
    assert.deepEqual(dropped, { items: 20, isEnded: true });
    const row = await getRow(table, keys.heldItem('paper', 'f', first.firstSeenAt, first.key));
    assert.equal(row?.excluded, 'An old archive.');
    assert.deepEqual(await releaseHeld(key, deps), { items: 0, isEnded: true });
    await refresh(`${issue(range(101, 120), moved)}\n`);
    assert.deepEqual(await news(), []);
  });

  test('dying anywhere while it is put aside lets nothing of it through', async (t) => {
    const { refresh, clock, told, news, table, key, feed } = await world(t);
    await refresh(issue(range(1, 20)));
    const surge = issue(range(101, 112), moved);
    for (const deathAt of [1, 3, 5]) {
      let left = deathAt;
      const dying = refresh(surge, (store) => ({
        gate: {
          ...store.gate,
          hold: async (entry) => {
            if (left-- === 0) throw new Error('died');
            return store.gate.hold(entry);
          },
        },
      }));
      await assert.rejects(dying, /died/);
      clock.now += 60_000;
    }
    await assert.rejects(
      refresh(surge, (store) => ({
        changeFeed: async (at, changes) => {
          if ('bodyHash' in changes) throw new Error('died');
          return store.changeFeed(at, changes);
        },
      })),
      /died/,
    );
    await refresh(surge);
    assert.deepEqual(await news(), []);
    assert.equal((await gateRows(table, table, Date.now).list(key)).length, 12);
    const { hold } = await feed();
    assert.deepEqual([hold?.items, hold?.filling], [12, undefined]);
    assert.equal(told.length, 1);
  });

  test('what a second worker finds in the middle of it is held too', async (t) => {
    const { refresh, news, table, key, told } = await world(t);
    await refresh(issue(range(1, 20)));
    const surge = issue(range(101, 120), moved);
    let left = 15;
    await refresh(surge, (store) => ({
      seenKeys: async (...args) => {
        const first = refresh(surge, (other) => ({
          gate: {
            ...other.gate,
            hold: async (entry) => {
              if (left-- === 0) throw new Error('died');
              return other.gate.hold(entry);
            },
          },
        }));
        await assert.rejects(first, /died/);
        return store.seenKeys(...args);
      },
    }));
    assert.deepEqual(await news(), []);
    assert.equal((await gateRows(table, table, Date.now).list(key)).length, 20);
    assert.equal(told.length, 1);
  });

  test('dying in the middle of a release: the rest is released the next time, nothing twice', async (t) => {
    const { refresh, key, table, clock, news, feed } = await world(t);
    await refresh(issue(range(1, 20)));
    await refresh(issue(range(101, 120), moved));
    const now = () => clock.now++;
    const store = gateRows(table, table, now);
    let left = 7;
    const dying = releaseHeld(key, {
      ...store,
      now,
      release: async (item, how) => {
        if (left-- === 0) throw new Error('died');
        return store.release(item, how);
      },
    });
    await assert.rejects(dying, /died/);
    assert.equal((await feed()).hold?.items, 20);
    const two = [releaseHeld(key, { ...store, now }), releaseHeld(key, { ...store, now })];
    const counts = (await Promise.all(two)).map(({ items }) => items);
    assert.equal(
      counts.reduce((sum, count) => sum + count),
      13,
    );
    assert.equal((await news()).length, 20);
    assert.equal(new Set(await news()).size, 20);
  });
});

test('a new feed, and the first ten items of a quiet one, are no surge', async (t) => {
  const { refresh, clock, told, news, feed } = await world(t, { backlogItems: 3 });
  await refresh(issue(range(1, 60)));
  clock.now += 30 * dayMs;
  await refresh(issue(range(11, 70)));
  assert.equal((await news()).length, 13);
  assert.equal((await feed()).hold, undefined);
  assert.deepEqual(told, []);
});
