import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import type { Feed } from '../../functions/feed/feed.ts';
import { releaseHeld } from '../../functions/feed/gate/decide.ts';
import {
  clearGate,
  findItems,
  keptOutItems,
  releaseItem,
  takeOut,
  waitingItems,
} from '../../functions/feed/gate/desk.ts';
import { itemsPerDay } from '../../functions/feed/habit.ts';
import { changesOf } from '../../functions/feed/keep/said.ts';
import { slotOf } from '../../functions/feed/schedule/poll-slot.ts';
import { deskBook } from '../../functions/store/desk-book.ts';
import { editionStore } from '../../functions/store/editions.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { gateRows } from '../../functions/store/gate.ts';
import { gateSettingStore } from '../../functions/store/gate-settings.ts';
import { itemStore } from '../../functions/store/items.ts';
import { newEdition } from '../support/newsletter.ts';
import { rss } from './support.ts';
import {
  body,
  dayMs,
  hourMs,
  issue,
  range,
  start,
  story,
  titles,
  type World,
  world,
} from './table-world.ts';

const minuteMs = 60_000;
const unchanged = { kind: 'unchanged' } as const;
const failing = { kind: 'failed', reason: 'The server answered 500.' } as const;

/** A feed of the table world that has been read, at the gate of these settings. */
async function gated(t: TestContext, fields: Partial<Feed>) {
  const paper = await world(t, fields);
  await paper.refresh(issue([1]));
  const desk = deskBook({ table: paper.table, prompt: paper.table, now: () => paper.clock.now++ });
  const after = (ms: number) => {
    paper.clock.now += ms;
  };
  const waiting = async () =>
    (await waitingItems('paper', desk)).map(({ item, why }) => [item.title, ...why]);
  const keptOut = async () =>
    (await keptOutItems({ newsletterId: 'paper', since: start - 1 }, desk)).map(
      ({ item, keptOut }) => [item.title, keptOut.rule],
    );
  const one = async (title: string) => {
    const [found] = await findItems({ newsletterId: 'paper', name: title, since: start - 1 }, desk);
    assert.ok(found !== undefined, title);
    return found;
  };
  return { ...paper, desk, after, waiting, keptOut, one };
}

const due = async ({ table }: World, at: number) => (await feedStore(table).atGate(at)).length;

suite('settling', () => {
  test('an item goes when its feed has left it alone, by a 304 as well, as it reads then', async (t) => {
    const paper = await gated(t, { settleMinutes: 15 });
    paper.after(hourMs);
    await paper.refresh(issue([1, 2]));
    assert.deepEqual(await paper.waiting(), [['Story 2', 'settling']]);
    paper.after(10 * minuteMs);
    await paper.refresh(issue([1, 2], (n) => (n === 2 ? { title: 'Mended' } : {})));
    paper.after(10 * minuteMs);
    await paper.refresh(unchanged);
    assert.deepEqual(await paper.news(), [], 'changed ten minutes ago');
    assert.deepEqual(paper.woken, []);
    paper.after(6 * minuteMs);
    assert.equal(await due(paper, paper.clock.now), 1, 'a last look is due');
    const before = paper.clock.now;
    assert.deepEqual(await paper.refresh(unchanged), { kind: 'admitted', released: 1 });
    assert.deepEqual(await paper.news(), ['Mended']);
    assert.deepEqual(paper.woken, ['paper'], 'instant readers hear of it');
    const [item] = await itemStore(paper.table).between('paper', start, paper.clock.now);
    assert.ok((item?.firstSeenAt ?? 0) >= before, 'stamped when it left');
    assert.equal(await due(paper, paper.clock.now + 30 * dayMs), 0, 'nothing is left to look at');
  });

  test('it goes after three hours though its feed fails, or keeps changing it', async (t) => {
    const paper = await gated(t, { settleMinutes: 30 });
    await paper.refresh(issue([1, 2]));
    paper.after(hourMs);
    await paper.refresh(failing);
    assert.deepEqual(await paper.news(), [], 'nobody knows how it reads now');
    paper.after(2 * hourMs);
    await paper.refresh(failing);
    assert.deepEqual(await paper.news(), ['Story 2']);
    assert.deepEqual(paper.woken, ['paper']);
  });

  test('stamps rise as the feed wrote, and nothing is stamped twice', async (t) => {
    const paper = await gated(t, { settleMinutes: 15 });
    await paper.refresh(issue(range(1, 6)));
    paper.after(16 * minuteMs);
    await paper.refresh(unchanged);
    await paper.refresh(unchanged);
    assert.deepEqual(
      await paper.news(),
      range(2, 6).map((n) => `Story ${n}`),
    );
    const items = await itemStore(paper.table).between('paper', start, paper.clock.now);
    assert.equal(new Set(items.map(({ firstSeenAt }) => firstSeenAt)).size, 5);
  });

  test('what was set for the newsletter holds for a feed that says nothing', async (t) => {
    const paper = await gated(t, {});
    await gateSettingStore(paper.table).change('paper', { settleMinutes: 15 });
    await paper.refresh(issue([1, 2]));
    assert.deepEqual(await paper.waiting(), [['Story 2', 'settling']]);
    await feedStore(paper.table).change(paper.key, { settleMinutes: 0 });
    await paper.refresh(issue([1, 2, 3]));
    assert.deepEqual(await paper.news(), ['Story 3'], 'its own word goes first');
    paper.after(16 * minuteMs);
    await paper.refresh(unchanged);
    assert.deepEqual(await paper.news(), ['Story 3', 'Story 2'], 'in the order of their stamps');
  });

  test('a death between leaving and telling: the next look tells instant readers', async (t) => {
    const paper = await gated(t, { settleMinutes: 15 });
    await paper.refresh(issue([1, 2]));
    paper.after(16 * minuteMs);
    let isDead = false;
    const dying = paper.refresh(unchanged, (store) => ({
      gate: {
        ...store.gate,
        release: async (...args) => {
          await store.gate.release(...args);
          isDead = true;
          throw new Error('died');
        },
      },
    }));
    await assert.rejects(dying, /died/);
    assert.ok(isDead);
    assert.deepEqual(paper.woken, []);
    await paper.refresh(unchanged);
    assert.deepEqual(paper.woken, ['paper']);
    assert.deepEqual(await paper.news(), ['Story 2']);
  });
});

suite('approval', () => {
  test('waits for the owner, who lets one go and leaves one out; both are told', async (t) => {
    const paper = await gated(t, { approval: { hours: 72, otherwise: 'drop' } });
    await paper.refresh(issue([1, 2, 3]));
    assert.deepEqual(
      paper.told.map(({ kind, values }) => [kind, values.count]),
      [['feedWaiting', '2']],
    );
    assert.equal(await releaseItem(await paper.one('Story 2'), paper.desk), 'done');
    const three = await paper.one('Story 3');
    const no = { standing: three, rule: 'dropped', reason: 'No.' } as const;
    assert.equal(await takeOut(no, paper.desk), 'done');
    assert.equal(await releaseItem(three, paper.desk), 'late', 'decided already');
    assert.deepEqual(await paper.news(), ['Story 2']);
    assert.deepEqual(await paper.keptOut(), [['Story 3', 'dropped']]);
    assert.equal(await releaseItem(await paper.one('Story 3'), paper.desk), 'done', 'comes back');
    assert.deepEqual(await paper.news(), ['Story 2', 'Story 3']);
  });

  for (const [otherwise, news, keptOut] of [
    ['release', ['Story 2'], []],
    ['drop', [], [['Story 2', 'notDecided']]],
  ] as const) {
    test(`after its time: ${otherwise}`, async (t) => {
      const paper = await gated(t, { approval: { hours: 24, otherwise } });
      await paper.refresh(issue([1, 2]));
      paper.after(23 * hourMs);
      await paper.refresh(unchanged);
      assert.deepEqual(await paper.news(), []);
      paper.after(2 * hourMs);
      assert.equal(await due(paper, paper.clock.now), 1);
      await paper.refresh(unchanged);
      assert.deepEqual(await paper.news(), news);
      assert.deepEqual(await paper.keptOut(), keptOut);
    });
  }
});

suite('a surge', () => {
  test('is a case of the gate: releasing it approves nothing', async (t) => {
    const paper = await gated(t, { approval: { hours: 72, otherwise: 'drop' } });
    await paper.refresh(issue(range(1, 3)));
    paper.after(dayMs);
    await paper.refresh(issue(range(1, 30)));
    const now = () => paper.clock.now++;
    await releaseHeld(paper.key, { ...gateRows(paper.table, paper.table, now), now });
    assert.deepEqual(await paper.news(), []);
    const waiting = await paper.waiting();
    assert.equal(waiting.length, 29);
    assert.ok(waiting.every(([, ...why]) => why.join() === 'approval'));
  });

  test('that nobody decides on is left out after a fortnight', async (t) => {
    const paper = await gated(t, {});
    await paper.refresh(issue(range(1, 30)));
    paper.after(15 * dayMs);
    await paper.refresh(unchanged);
    const out = await paper.keptOut();
    assert.deepEqual([out.length, out[0]?.[1]], [29, 'notDecided']);
    assert.deepEqual(await paper.news(), []);
  });

  test('what is held is an item of the feed’s habit, and a surge does not become one', async (t) => {
    const paper = await gated(t, {});
    await paper.refresh(issue(range(1, 30)));
    const { habit } = await paper.feed();
    assert.ok(habit !== undefined);
    assert.equal(habit.items, 29);
    assert.ok(itemsPerDay(habit, paper.clock.now) > 0);
    paper.after(8 * dayMs);
    await paper.refresh(issue(range(1, 60)));
    assert.deepEqual(await paper.news(), [], 'the next one is held as well');
  });

  test('an item that is edited after it was released is edited where it is', async (t) => {
    const paper = await gated(t, {});
    await paper.refresh(issue(range(1, 30)));
    const now = () => paper.clock.now++;
    await releaseHeld(paper.key, { ...gateRows(paper.table, paper.table, now), now });
    paper.after(hourMs);
    await paper.refresh(issue(range(1, 30), (n) => (n === 9 ? { title: 'Mended' } : {})));
    const news = await paper.news();
    assert.ok(news.includes('Mended') && !news.includes('Story 9') && news.length === 29);
  });
});

suite('withdrawn', () => {
  test('goes out no more, at the gate or behind it, and comes back when it is shown again', async (t) => {
    for (const settleMinutes of [0, 15]) {
      const paper = await gated(t, { settleMinutes });
      await paper.refresh(issue([1, 2]));
      paper.after(5 * minuteMs);
      await paper.refresh(issue([1]));
      assert.deepEqual(await paper.news(), []);
      assert.deepEqual(await paper.keptOut(), [['Story 2', 'withdrawn']]);
      paper.after(20 * minuteMs);
      await paper.refresh(issue([1, 2]));
      assert.deepEqual(await paper.keptOut(), []);
      paper.after(20 * minuteMs);
      await paper.refresh(unchanged);
      assert.deepEqual(await paper.news(), ['Story 2'], `settling ${settleMinutes}`);
    }
  });

  test('comes with the next edition when those in between have left it out, and is known there', async (t) => {
    const paper = await gated(t, {});
    const editions = editionStore(paper.table, () => paper.clock.now);
    const stampOf = async (title: string) => {
      const all = await itemStore(paper.table).between('paper', start, paper.clock.now);
      return all.find((one) => one.title === title)?.firstSeenAt ?? 0;
    };
    await paper.refresh(issue([1, 2]));
    const first = await stampOf('Story 2');
    paper.after(5 * minuteMs);
    await paper.refresh(issue([1]));
    paper.after(5 * minuteMs);
    const between = paper.clock.now;
    await editions.start(newEdition(between, { cutoff: between }));
    paper.after(5 * minuteMs);
    await paper.refresh(issue([1, 2]));
    const again = await stampOf('Story 2');
    assert.ok(first > 0 && again > between, 'stamped anew');
    await paper.refresh(issue([1, 2], (n) => (n === 2 ? { title: 'Mended' } : {})));
    assert.deepEqual(await paper.news(), ['Mended'], 'its feed edits it where it is now');
    await paper.refresh(issue([1]));
    assert.deepEqual(await paper.keptOut(), [['Mended', 'withdrawn']]);
    await paper.refresh(issue([1, 2]));
    assert.deepEqual(await paper.news(), ['Story 2']);
    assert.equal(await stampOf('Story 2'), again, 'no edition since: as if it had never gone');
  });

  test('is not stamped anew when an edition may have had it before it went', async (t) => {
    const paper = await gated(t, {});
    const editions = editionStore(paper.table, () => paper.clock.now);
    await paper.refresh(issue([1, 2]));
    const [before] = await itemStore(paper.table).between('paper', start, paper.clock.now);
    for (const [id, isGone] of [
      ['e1', false],
      ['e2', true],
    ] as const) {
      paper.after(5 * minuteMs);
      if (isGone) await paper.refresh(issue([1]));
      const due = paper.clock.now;
      await editions.start(newEdition(due, { id, cutoff: due }));
    }
    paper.after(5 * minuteMs);
    await paper.refresh(issue([1, 2]));
    const [after] = await itemStore(paper.table).between('paper', start, paper.clock.now);
    assert.equal(after?.firstSeenAt, before?.firstSeenAt);
  });

  test('nothing is decided on an error, an empty document or one that is cut', async (t) => {
    const paper = await gated(t, {});
    await paper.refresh(issue([1, 2]));
    await paper.refresh(failing);
    await paper.refresh(rss());
    await paper.refresh(body(issue([1]), { cutAtBytes: 5_000_000 }));
    assert.deepEqual(await paper.news(), ['Story 2']);
    await paper.refresh(issue([1, 2]));
    assert.deepEqual(await paper.news(), ['Story 2']);
  });

  test('a second look that fails decides nothing, and the next poll looks again', async (t) => {
    const paper = await gated(t, {});
    await paper.refresh(issue([1, 2]));
    let looks = 0;
    const answers = [body(issue([1])), failing];
    await paper.refresh(body(issue([1])), undefined, async () => answers[looks++] ?? failing);
    assert.deepEqual(await paper.news(), ['Story 2']);
    await paper.refresh(issue([1]));
    assert.deepEqual(await paper.keptOut(), [['Story 2', 'withdrawn']]);
  });

  test('what newer ones push out was not withdrawn, past a post that always stays', async (t) => {
    const pinned = story(99, { title: 'Pinned' });
    const paper = await world(t);
    const show = (...numbers: number[]) => rss(pinned, ...numbers.map((n) => story(n)));
    await paper.refresh(show(3, 2, 1));
    for (const shown of [
      [4, 3, 2],
      [5, 4, 3],
      [8, 7, 6],
    ]) {
      paper.clock.now += hourMs;
      await paper.refresh(show(...shown));
    }
    assert.deepEqual(
      await paper.news(),
      range(4, 8).map((n) => `Story ${n}`),
    );
  });
});

suite('what a front page drops', () => {
  const dated = (n: number) =>
    `${story(n)}<pubDate>${new Date(start - (40 - n) * hourMs).toUTCString()}</pubDate>`;
  const page = (...numbers: number[]) => rss(...numbers.map(dated));

  test('made room where stories stand by weight', async (t) => {
    const paper = await world(t);
    await paper.refresh(page(1));
    paper.clock.now += hourMs;
    const order = [9, 5, 8, 6, 7, 2, 4, 3, 1];
    await paper.refresh(page(...order));
    paper.clock.now += hourMs;
    await paper.refresh(page(...order.filter((n) => n !== 8)));
    assert.equal((await paper.news()).length, 8);
  });

  test('was withdrawn where they stand by their dates', async (t) => {
    const paper = await world(t);
    await paper.refresh(page(1));
    paper.clock.now += hourMs;
    await paper.refresh(page(4, 3, 2, 1));
    paper.clock.now += hourMs;
    await paper.refresh(page(3, 2, 1));
    assert.deepEqual((await paper.news()).sort(), ['Story 2', 'Story 3']);
  });
});

suite('filters', () => {
  test('keep out by the final words, with the rule on record', async (t) => {
    const filters = [{ does: 'drop', by: 'words', value: 'raffle' }] as const;
    const paper = await gated(t, { filters, settleMinutes: 15 });
    const call = (two: string) => (n: number) => (n === 2 ? { title: two } : {});
    await paper.refresh(issue([1, 2, 3], call('The great raffle')));
    await paper.refresh(issue([1, 2, 3], call('The great fair')));
    await paper.refresh(
      issue([1, 2, 3, 4], (n) => (n === 4 ? { title: 'A raffle' } : call('The great fair')(n))),
    );
    paper.after(16 * minuteMs);
    await paper.refresh(unchanged);
    assert.deepEqual(await paper.news(), ['The great fair', 'Story 3']);
    assert.deepEqual(await paper.keptOut(), [['A raffle', 'filter']]);
  });

  test('of a section hold for its feeds, at once where nothing else holds', async (t) => {
    const paper = await gated(t, {});
    const drop = [{ does: 'drop', by: 'words', value: 'raffle' }] as const;
    await gateSettingStore(paper.table).change('paper', { filters: new Map([['s', drop]]) });
    await paper.refresh(issue([1, 2, 3], (n) => (n === 2 ? { title: 'The Raffle!' } : {})));
    assert.deepEqual(await paper.news(), ['Story 3']);
    assert.deepEqual(await paper.keptOut(), [['The Raffle!', 'filter']]);
    await paper.refresh(issue([1, 2, 3], (n) => (n === 2 ? { title: 'The Raffle!' } : {})));
    assert.equal((await paper.keptOut()).length, 1, 'once');
  });
});

test('what the owner lets go after an edition left it out is in the next, unless it may have been in one', async (t) => {
  const paper = await gated(t, {});
  const editions = editionStore(paper.table, () => paper.clock.now);
  const edition = async (id: string) => {
    paper.after(5 * minuteMs);
    const due = paper.clock.now;
    await editions.start(newEdition(due, { id, cutoff: due }));
    paper.after(minuteMs);
    return due;
  };
  const skip = async (title: string) => {
    const standing = await paper.one(title);
    const rule = 'skipped' as const;
    assert.equal(await takeOut({ standing, rule, reason: 'No.' }, paper.desk), 'done');
    return standing.item.firstSeenAt;
  };
  const letGo = async (title: string) => {
    assert.equal(await releaseItem(await paper.one(title), paper.desk), 'done');
    return (await paper.one(title)).item.firstSeenAt;
  };
  await paper.refresh(issue([1, 2]));
  await skip('Story 2');
  const without = await edition('e1');
  assert.ok((await letGo('Story 2')) > without);
  assert.deepEqual(await paper.news(), ['Story 2']);
  await paper.refresh(issue([1, 2, 3]));
  await edition('e2');
  const stamp = await skip('Story 3');
  await edition('e3');
  assert.equal(await letGo('Story 3'), stamp, 'some have it already');
  assert.deepEqual((await paper.news()).sort(), ['Story 2', 'Story 3']);
});

test('the owner skips one item before it goes, and takes that back', async (t) => {
  const paper = await gated(t, {});
  await paper.refresh(issue([1, 2, 3]));
  const standing = await paper.one('Story 2');
  assert.equal(standing.kind, 'out');
  const skip = { standing, rule: 'skipped', reason: 'Not ours.' } as const;
  assert.equal(await takeOut(skip, paper.desk), 'done');
  assert.deepEqual(await paper.news(), ['Story 3']);
  await paper.refresh(issue([1, 2, 3], (n) => (n === 2 ? { title: 'Edited' } : {})));
  assert.deepEqual(await paper.news(), ['Story 3'], 'an edit brings nothing back');
  const edited = await paper.one('Edited');
  assert.equal(await releaseItem(edited, paper.desk), 'done');
  const back = (await paper.one('Edited')).item.firstSeenAt;
  assert.equal(back, standing.item.firstSeenAt, 'where it was: who is past it is not given it');
  assert.deepEqual(await paper.news(), ['Edited', 'Story 3']);
});

test('what waits of a feed that is removed is kept out', async (t) => {
  const paper = await gated(t, { approval: { hours: 72, otherwise: 'release' } });
  await paper.refresh(issue([1, 2]));
  assert.equal(await clearGate(paper.key, paper.desk), 1);
  assert.deepEqual(await paper.keptOut(), [['Story 2', 'feedRemoved']]);
});

test('what waits is judged by what is said since: the gate of the newsletter, a filter', async (t) => {
  const paper = await gated(t, { approval: { hours: 72, otherwise: 'release' } });
  await paper.refresh(issue([1, 2, 3], (n) => (n === 2 ? { title: 'The raffle' } : {})));
  assert.equal((await paper.waiting()).length, 2);
  const feed = await paper.feed();
  const filters = [{ does: 'drop', by: 'words', value: 'raffle' }] as const;
  const word = changesOf(feed, { filters }, paper.clock.now);
  await feedStore(paper.table).change(paper.key, word.changes, word.slot);
  assert.equal(await due(paper, paper.clock.now), 1, 'it is looked at at once');
  await feedStore(paper.table).change(paper.key, { approval: undefined });
  await paper.refresh(unchanged);
  assert.deepEqual(await paper.news(), ['Story 3']);
  assert.deepEqual(await paper.keptOut(), [['The raffle', 'filter']]);
});

test('a feed that was removed and is added again does not repeat itself', async (t) => {
  const paper = await gated(t, {});
  await paper.refresh(issue([1, 2, 3]));
  const before = await paper.feed();
  await feedStore(paper.table).remove(paper.key, paper.clock.now);
  assert.deepEqual(await paper.refresh(issue([1, 2, 3, 4])), {
    kind: 'skipped',
    reason: 'The feed has been removed.',
  });
  paper.after(hourMs);
  const row = { ...before, started: false, backlogItems: 10, addedAt: paper.clock.now };
  await feedStore(paper.table).create(row, slotOf(row.id, row.intervalMinutes));
  await paper.refresh(issue([1, 2, 3, 4]));
  const news = await paper.news();
  assert.deepEqual(news.filter((title) => /Story [23]/.test(title)).sort(), ['Story 2', 'Story 3']);
});

test('what appears while a feed is stopped is news when it is taken up again, and much waits', async (t) => {
  for (const [shown, news, waiting] of [
    [range(1, 3), ['Story 2', 'Story 3'], 0],
    [range(1, 30), [], 29],
  ] as const) {
    const paper = await gated(t, {});
    const { change } = feedStore(paper.table);
    await change(paper.key, { state: 'stopped' }, undefined);
    assert.equal((await paper.refresh(issue(shown))).kind, 'skipped');
    assert.deepEqual(await paper.news(), []);
    paper.after(7 * dayMs);
    await change(paper.key, { state: 'active' }, slotOf(paper.key.feedId, 30));
    await paper.refresh(issue(shown));
    assert.deepEqual(await paper.news(), news);
    assert.equal((await paper.waiting()).length, waiting);
  }
});

test('a backlog that was asked for passes the gate', async (t) => {
  const paper = await world(t, { backlogItems: 2, approval: { hours: 72, otherwise: 'drop' } });
  await paper.refresh(issue(range(1, 5)));
  const items = await itemStore(paper.table).between('paper', start - 1, paper.clock.now);
  assert.deepEqual(titles(items), ['Story 4', 'Story 5']);
});
