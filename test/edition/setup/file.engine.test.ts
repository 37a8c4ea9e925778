/** The file of a newsletter against the table: whatever it says is so when it was applied, and nothing else. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { schemaVersion } from '../../../functions/config/upgrade.ts';
import type { ApplyDeps } from '../../../functions/edition/setup/apply.ts';
import { applyPlan } from '../../../functions/edition/setup/apply.ts';
import { pulledAfter } from '../../../functions/edition/setup/clash.ts';
import { factsOf } from '../../../functions/edition/setup/standing.ts';
import { feedStore } from '../../../functions/store/feeds.ts';
import { newsletterStore } from '../../../functions/store/newsletters.ts';
import { schemaStore } from '../../../functions/store/schema.ts';
import { testTable } from '../../support/table.ts';
import { countWrites, desk, edited, type File, paper, putPaper, someEdits } from './paper.ts';

const runs = 24;
/** Each run is many calls: what failed first is told as it is. */
const endOnFailure = true;

async function emptied(table: Awaited<ReturnType<typeof testTable>>): Promise<void> {
  const { list, remove } = feedStore(table);
  for (const { id } of await list('paper')) await remove({ newsletterId: 'paper', feedId: id }, 0);
}

test('what was pulled plans nothing', async (t) => {
  const table = await testTable(t);
  const { pull, plan } = desk(table);
  await fc.assert(
    fc.asyncProperty(paper, async (one) => {
      await emptied(table);
      await putPaper(table, one);
      const { file, facts } = await pull();
      const { changes, clashes, staying } = await plan(file, facts);
      assert.deepEqual([changes, clashes, staying], [[], [], []]);
      assert.doesNotMatch(JSON.stringify(file), /archive:|createdAt|closedAt/);
    }),
    { numRuns: runs, endOnFailure, seed: 19 },
  );
});

test('what was changed is so once it is applied, a second time writes nothing, and the rest is as it was', async (t) => {
  const table = await testTable(t);
  const { pull, plan, apply, standing } = desk(table);
  const writes = countWrites(table);
  await fc.assert(
    fc.asyncProperty(paper, someEdits, fc.boolean(), async (one, changes, prunes) => {
      await emptied(table);
      await putPaper(table, one);
      const pulled = await pull();
      const before = await standing();
      const file = edited(pulled.file, changes);
      assert.equal(await apply(await plan(file, pulled.facts, prunes)), 'done');
      const written = writes();
      const again = await plan(file, undefined, prunes);
      assert.deepEqual(again.changes, []);
      assert.equal(await apply(again), 'done');
      assert.equal(writes(), written);
      const after = await standing();
      holds(file, after.newsletter ?? {});
      holdsFeeds(file, await feedStore(table).list('paper'));
      untouched(file, before, after);
    }),
    { numRuns: runs, endOnFailure, seed: 19 },
  );
});

/** What the file says of the newsletter stands in its row; what it says nothing of does as before. */
function holds(file: File, row: object): void {
  const { version: _, gate: _gate, sections, defaultSchedule: _schedule, ...said } = file;
  for (const [name, value] of Object.entries(said)) {
    const is = (row as Record<string, unknown>)[name];
    const isList = Array.isArray(value);
    const isPart = typeof value === 'object' && value !== null && !isList;
    if (isPart) assert.partialDeepStrictEqual(normal(is), normal(value), name);
    else if (value === null || (isList && value.length === 0))
      assert.equal((is as [])?.length ?? 0, 0, name);
    else assert.deepEqual(is, value, name);
  }
  const ids = (row as { sections: { id: string }[] }).sections.map(({ id }) => id);
  assert.deepEqual(
    ids.slice(0, sections.length),
    sections.map(({ id }) => id),
  );
}

/** Colours may be written with three signs. */
function normal(value: unknown): unknown {
  const text = JSON.stringify(value).replaceAll(/"#(.)(.)(.)"/g, '"#$1$1$2$2$3$3"');
  return JSON.parse(text);
}

function holdsFeeds(
  { sections }: File,
  feeds: Awaited<ReturnType<ReturnType<typeof feedStore>['list']>>,
) {
  const listed = sections.flatMap(({ id, feeds: own }) => own.map((feed) => ({ id, feed })));
  for (const { id, feed } of listed) {
    const row = feeds.find(({ url }) => url === feed.url);
    assert.ok(row, String(feed.url));
    assert.deepEqual([row.sectionId, row.state], [id, feed.state ?? 'active']);
    const filters = row.filters?.map(({ does, by, value }) => `${does} ${by}=${value}`) ?? null;
    const is = { every: row.chosenMinutes ?? 'auto', title: row.title, filters };
    for (const [name, value] of Object.entries(is)) {
      if (name in feed) assert.deepEqual(value, feed[name], name);
    }
    if (feed.approval === null) assert.equal(row.approval, undefined);
  }
  const own = new Set(listed.map(({ feed }) => feed.url));
  for (const { url, state } of feeds) if (!own.has(url)) assert.equal(state, 'stopped', url);
}

type Stand = Awaited<ReturnType<ReturnType<typeof desk>['standing']>>;

function untouched(file: File, before: Stand, after: Stand): void {
  const row = (one: Stand) => one.newsletter as unknown as Record<string, unknown>;
  for (const name of Object.keys(row(before))) {
    if (!(name in file)) assert.deepEqual(row(after)[name], row(before)[name], name);
  }
  for (const feed of before.feeds) {
    const now = after.feeds.find(({ id }) => id === feed.id);
    if (now === undefined) continue;
    const { addedAt, started, backlogItems, url } = feed;
    assert.deepEqual(
      [now.addedAt, now.started, now.backlogItems, now.url],
      [addedAt, started, backlogItems, url],
    );
  }
  const archive = (one: Stand) => one.feeds.find(({ url }) => url === 'archive:old');
  assert.deepEqual(archive(after), archive(before));
}

test('a death after any write, and applying again, end the same', async (t) => {
  const [table, straight] = [await testTable(t), await testTable(t)];
  const [one, other] = [desk(table), desk(straight)];
  await fc.assert(
    fc.asyncProperty(
      paper,
      someEdits,
      fc.nat(6),
      fc.boolean(),
      async (first, changes, at, prunes) => {
        for (const each of [table, straight]) {
          await emptied(each);
          await putPaper(each, first);
        }
        const file = edited((await one.pull()).file, changes);
        const death = new Error('died');
        await applyPlan(
          await one.plan(file, undefined, prunes),
          dyingAt(one.book, at, death),
        ).catch((error) => assert.equal(error, death));
        await one.apply(await one.plan(file, undefined, prunes));
        await other.apply(await other.plan(file, undefined, prunes));
        assert.deepEqual(factsOf(await one.standing()), factsOf(await other.standing()));
      },
    ),
    { numRuns: runs / 2, endOnFailure, seed: 19 },
  );
});

/** The book of somebody who dies after so many writes. */
function dyingAt(book: ApplyDeps, at: number, death: Error): ApplyDeps {
  let left = at;
  const mortal =
    <A extends unknown[], R>(act: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      const answer = await act(...args);
      if (left-- <= 0) throw death;
      return answer;
    };
  return {
    replace: mortal(book.replace),
    changeGate: mortal(book.changeGate),
    addFeed: mortal(book.addFeed),
    changeFeed: mortal(book.changeFeed),
    removeFeed: mortal(book.removeFeed),
    now: book.now,
  };
}

test('what somebody else changed since the pull is told and stays, whatever the file says of it', async (t) => {
  const table = await testTable(t);
  const { pull, plan, apply, standing } = desk(table);
  await fc.assert(
    fc.asyncProperty(paper, fc.boolean(), async (one, alsoInFile) => {
      await emptied(table);
      await putPaper(table, one);
      const { file, facts } = await pull();
      const { newsletter } = await standing();
      assert.ok(newsletter);
      await newsletterStore(table).save({ ...newsletter, name: 'By the desk' });
      const { create } = feedStore(table);
      const sectionId = newsletter.sections[0]?.id ?? '';
      const [likeness] = await feedStore(table).list('paper');
      assert.ok(likeness);
      const url = 'https://desk.example/';
      const added = { ...likeness, id: 'desk', url, sectionId, state: 'active' } as const;
      await create(added, '30#1');
      const wish = {
        ...file,
        description: 'By the file',
        ...(alsoInFile && { name: 'By the file' }),
      };
      const planned = await plan(wish, facts);
      assert.deepEqual(planned.clashes.map(({ key }) => key).sort(), ['feeds.desk.state', 'name']);
      assert.equal(await apply(planned), 'done');
      const after = await standing();
      assert.deepEqual(
        [after.newsletter?.name, after.newsletter?.description],
        ['By the desk', 'By the file'],
      );
      assert.equal(after.feeds.find(({ id }) => id === 'desk')?.state, 'active');
      const pulled = pulledAfter(planned, facts, factsOf(after));
      const again = await plan(wish, pulled);
      assert.deepEqual(
        [again.changes.length, again.clashes.length],
        [0, 2],
        'they are not forgotten',
      );
    }),
    { numRuns: runs / 2, endOnFailure, seed: 19 },
  );
});

test('a newsletter that was changed between plan and apply is not overwritten', async (t) => {
  const table = await testTable(t);
  const { pull, plan, apply, standing } = desk(table);
  const [one] = fc.sample(paper, { numRuns: 1, seed: 1 });
  assert.ok(one);
  await putPaper(table, one);
  const planned = await plan({ ...(await pull()).file, name: 'By the file' });
  await newsletterStore(table).save({ ...one.newsletter, postalAddress: '2 Quay' });
  assert.equal(await apply(planned), 'moved');
  assert.equal((await standing()).newsletter?.postalAddress, '2 Quay');
  const anew = await plan({ ...(await pull()).file, name: 'By the file' });
  assert.notEqual(anew.hash, planned.hash);
  assert.equal(await apply(anew), 'done');
});

test('the first newsletter of all may come from a file: its table begins with the version of now', async (t) => {
  const table = await testTable(t);
  const { plan, apply, standing } = desk(table);
  const file = {
    version: 1,
    id: 'paper',
    name: 'First',
    zone: 'UTC',
    postalAddress: '1 Quay',
    sender: { address: 'news@paper.example' },
    sections: [{ id: 'news', name: 'News', feeds: [{ url: 'https://a.example/' }] }],
  };
  assert.equal(await apply(await plan(file)), 'done');
  assert.deepEqual(
    (await standing()).feeds.map(({ url }) => url),
    ['https://a.example/'],
  );
  assert.equal(await schemaStore(table).version(), schemaVersion);
  assert.deepEqual((await plan(file)).changes, []);
});
