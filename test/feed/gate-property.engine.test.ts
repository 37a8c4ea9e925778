/**
 * Whatever the order of polls, edits, releases, skips and editions: each item is in one place, and
 * what left the gate is in exactly one edition of each reader, as it read when it was planned.
 */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { releaseItem, takeOut } from '../../functions/feed/gate/desk.ts';
import { eligibleLagMs, type Item } from '../../functions/feed/item.ts';
import type { Table } from '../../functions/store/client.ts';
import { deskBook } from '../../functions/store/desk-book.ts';
import { itemStore } from '../../functions/store/items.ts';
import { testTable } from '../support/table.ts';
import { issue, start, world } from './table-world.ts';

const minuteMs = 60_000;
const runs = 6;

const kinds = {
  publish: 4,
  poll: 4,
  fail: 1,
  edit: 2,
  withdraw: 1,
  release: 2,
  drop: 1,
  edition: 3,
} as const;

const step = fc.record({
  kind: fc.oneof(
    ...Object.entries(kinds).map(([kind, weight]) => ({
      weight,
      arbitrary: fc.constant(kind as keyof typeof kinds),
    })),
  ),
  n: fc.nat(9),
});

type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;
interface Setting {
  readonly settleMinutes: number;
  readonly isApproved: boolean;
}

/** A feed, its owner and three readers, at the mercy of steps. */
async function town(
  t: TestContext,
  table: Table,
  id: string,
  { settleMinutes, isApproved }: Setting,
) {
  const approval = isApproved ? ({ hours: 1, otherwise: 'release' } as const) : 'off';
  const paper = await world(t, { id, settleMinutes, approval }, table);
  const { clock } = paper;
  const desk = deskBook({ table, prompt: table, now: () => clock.now++ });
  const shown: number[] = [1];
  const edits = new Map<number, number>();
  const cursors = [start - 1, start - 1, start - 1];
  const got = cursors.map(() => [] as string[]);
  const isOwn = ({ feedId }: Item) => feedId === id;
  const waiting = async (n: number) => {
    const all = await desk.gate.list(paper.key);
    const { item, why } = all[n % Math.max(1, all.length)] ?? {};
    return item && why ? ({ kind: 'waiting', item, why } as const) : undefined;
  };
  const acts = {
    publish: async () => void shown.push((shown.at(-1) ?? 0) + 1),
    poll: () => paper.refresh(issue(shown, (n) => ({ title: `${id} ${n} v${edits.get(n) ?? 0}` }))),
    fail: () => paper.refresh({ kind: 'failed', reason: 'No.' }),
    edit: async (n: number) => void edits.set(1 + n, (edits.get(1 + n) ?? 0) + 1),
    withdraw: async (n: number) => {
      if (shown.length > 2 + n) shown.splice(2 + n, 1);
    },
    release: async (n: number) => {
      const standing = await waiting(n);
      if (standing !== undefined) await releaseItem(standing, desk);
    },
    drop: async (n: number) => {
      const standing = await waiting(n);
      const no = { rule: 'dropped', reason: 'No.' } as const;
      if (standing !== undefined) await takeOut({ standing, ...no }, desk);
    },
    edition: async (n: number) => {
      const reader = n % cursors.length;
      const cutoff = clock.now - eligibleLagMs;
      const items = await itemStore(table).between('paper', cursors[reader] ?? 0, cutoff);
      got[reader]?.push(...items.filter(isOwn).map(({ key }) => key));
      cursors[reader] = Math.max(cursors[reader] ?? 0, cutoff);
    },
  };
  const stamped = async () =>
    (await itemStore(table).stamped('paper', start - 1, clock.now)).filter(isOwn);
  return { acts, clock, got, stamped, waiting };
}

async function live(
  { acts, clock, got }: Awaited<ReturnType<typeof town>>,
  steps: readonly Step[],
): Promise<void> {
  await acts.poll();
  for (const { kind, n } of steps) {
    clock.now += 7 * minuteMs;
    await acts[kind](n);
  }
  // What is found by the first goes with the second, however the feed failed before.
  for (const _ of [1, 2]) {
    clock.now += 8 * 60 * minuteMs;
    await acts.poll();
  }
  clock.now += minuteMs;
  for (const reader of got.keys()) await acts.edition(reader);
}

test('each item that left the gate is in exactly one edition of each reader', async (t) => {
  const table = await testTable(t);
  let feeds = 0;
  const holds = async (steps: readonly Step[], setting: Setting) => {
    feeds += 1;
    const it = await town(t, table, `feed${feeds}`, setting);
    await live(it, steps);
    const items = await it.stamped();
    assert.equal(new Set(items.map(({ key }) => key)).size, items.length, 'stamped once');
    const stamps = new Set(items.map(({ firstSeenAt }) => firstSeenAt));
    assert.equal(stamps.size, items.length, 'no two with one stamp');
    assert.equal(await it.waiting(0), undefined, 'nothing waits for ever');
    for (const read of it.got) {
      assert.equal(new Set(read).size, read.length, 'nobody gets one twice');
      const due = items.filter(({ keptOut }) => keptOut === undefined);
      const lost = due.filter(({ key }) => !read.includes(key));
      assert.deepEqual(
        lost.map(({ title }) => title),
        [],
        'nobody loses one',
      );
    }
  };
  const steps = fc.array(step, { minLength: 10, maxLength: 30 });
  const setting = fc.record({
    settleMinutes: fc.constantFrom(0, 15, 30),
    isApproved: fc.boolean(),
  });
  await fc.assert(fc.asyncProperty(steps, setting, holds), { numRuns: runs, seed: 16 });
});
