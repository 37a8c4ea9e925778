/** Moving readers to a new default schedule who never chose one: whom, whom not, and through every death. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import type { Schedule } from '../../functions/config/schedule.ts';
import { openSegment } from '../../functions/edition/segment.ts';
import { defaultMoveBook } from '../../functions/store/default-moves.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { segmentChoiceOf } from '../../functions/subscriber/choices.ts';
import {
  lookAtDefaultMove,
  movableIn,
  startDefaultMove,
  stopDefaultMove,
} from '../../functions/subscriber/default-move.ts';
import {
  type DefaultMoveDeps,
  defaultMoveStep,
} from '../../functions/subscriber/default-move-step.ts';
import {
  newPending,
  toConfirmed,
  toPreferences,
  toUnsubscribed,
  withChanges,
} from '../../functions/subscriber/moves.ts';
import type { Subscriber } from '../../functions/subscriber/subscriber.ts';
import { testTable } from '../support/table.ts';

const start = Date.parse('2026-03-02T09:00:00Z');
const atSeven = { cadence: 'daily', hour: 7, zone: 'UTC' } as const;
const atNine: Schedule = { ...atSeven, hour: 9 };
const paper = { id: 'paper', defaultSchedule: atNine };

async function world(t: TestContext) {
  const table = await testTable(t);
  const clock = { at: start };
  const now = () => clock.at;
  const { join } = segmentStore(table);
  const deps: DefaultMoveDeps = {
    ...defaultMoveBook(table, now),
    openSegment: (choice) => openSegment(choice, { join, now }),
    now,
    randomId: randomUUID,
  };
  return { table, clock, deps, readers: subscriberStore(table, now) };
}

type World = Awaited<ReturnType<typeof world>>;

interface Asking {
  readonly schedule?: Schedule;
  readonly usual?: true;
  readonly newsletterId?: string;
}

/** Somebody who signed up and confirmed. */
async function reads({ deps, readers }: World, asking: Asking = {}): Promise<Subscriber> {
  const { schedule = atSeven, newsletterId = 'paper', ...usual } = asking;
  const address = `${randomUUID()}@readers.example`;
  const reader = { id: randomUUID(), newsletterId, address, addressKey: address };
  const facts = { sections: 'all', from: '192.0.2.1', wordsVersion: '1', at: start - 1 } as const;
  const pending = newPending(reader, { schedule, ...facts, ...usual }, 'c');
  const proof = { at: start - 1, from: '192.0.2.1', confirmationId: 'c' };
  const segmentId = await deps.openSegment(segmentChoiceOf(pending));
  const { changes } = toConfirmed(pending, segmentId, proof);
  await readers.create(withChanges(pending, changes));
  return (await readers.load(reader.id)) ?? assert.fail();
}

const many = (world: World, count: number) =>
  Promise.all(Array.from({ length: count }, () => reads(world, { usual: true })));

async function look({ deps }: World) {
  assert.equal(await lookAtDefaultMove({ newsletter: paper, by: 'p1' }, deps), 'looking');
  assert.equal(await defaultMoveStep('paper', deps, deps.now() + 60_000), 'worked');
  return (await deps.records.load('paper')) ?? assert.fail();
}

async function begun(world: World) {
  const looked = await look(world);
  assert.equal(looked.state, 'looked');
  const input = { newsletter: paper, look: looked.createdAt };
  assert.equal(await startDefaultMove(input, world.deps), 'started');
  return looked;
}

test('who never chose is moved, on their own clock, and nobody else', async (t) => {
  const own = await world(t);
  const usual = await reads(own, { usual: true });
  const inTokyo = await reads(own, { usual: true, schedule: { ...atSeven, zone: 'Asia/Tokyo' } });
  const earlier = await reads(own, { usual: true, schedule: { ...atSeven, hour: 18 } });
  const there = await reads(own, { usual: true, schedule: atNine });
  const chose = await reads(own);
  const elsewhere = await reads(own, { usual: true, newsletterId: 'other' });
  const left = await reads(own, { usual: true });
  const { expected, changes } = toUnsubscribed(left, 'page', start) ?? assert.fail();
  await own.readers.save(left.id, expected, changes);
  const before = await own.readers.load(usual.id);
  const looked = await begun(own);
  assert.equal(movableIn(looked), 3);
  assert.deepEqual(
    looked.from
      .map(({ schedule, readers }) => [schedule.cadence, readers, schedule.zone])
      .toSorted(),
    [
      ['daily', 1, 'UTC'],
      ['daily', 2, 'UTC'],
    ],
  );
  assert.equal(looked.staying, 1);
  await defaultMoveStep('paper', own.deps, own.clock.at + 60_000);
  const done = await own.deps.records.load('paper');
  assert.deepEqual([done?.state, done?.moved, done?.changed], ['done', 3, 0]);
  assert.equal(done?.lookAgainAt, undefined);
  const scheduleOf = async ({ id }: Subscriber) => (await own.readers.load(id))?.schedule;
  assert.deepEqual(await scheduleOf(usual), atNine);
  assert.deepEqual(await scheduleOf(inTokyo), { ...atNine, zone: 'Asia/Tokyo' });
  assert.deepEqual(await scheduleOf(earlier), atNine);
  for (const one of [there, chose, elsewhere, left]) {
    assert.deepEqual(await scheduleOf(one), one.schedule);
  }
  // Nothing else of the row has changed, and the new segment holds them.
  const segmentId = await own.deps.openSegment(segmentChoiceOf({ ...usual, schedule: atNine }));
  const after = await own.readers.load(usual.id);
  assert.deepEqual(after, { ...before, schedule: atNine, segmentId });
  assert.equal((await inSegment(own, segmentId)).has(usual.id), true);
  assert.equal((await inSegment(own, usual.segmentId)).has(usual.id), false);
});

async function inSegment({ deps }: World, segmentId: string) {
  const { readers } = await deps.walk.page({ segmentId, shard: 0 });
  return new Set(readers.map(({ id }) => id));
}

test('whoever has changed their preferences has chosen, whatever they chose', async (t) => {
  const own = await world(t);
  const reader = await reads(own, { usual: true });
  const { expected, changes } = toPreferences(
    { schedule: reader.schedule, sections: 'all', pausedUntil: start + 1 },
    reader.segmentId,
  );
  await own.readers.save(reader.id, expected, changes);
  assert.equal((await own.readers.load(reader.id))?.usual, undefined);
  const looked = await look(own);
  assert.deepEqual([movableIn(looked), looked.staying], [0, 1]);
});

test('a reader who changes at the same moment keeps what they chose', async (t) => {
  const own = await world(t);
  const [first, second] = await many(own, 2);
  assert.ok(first && second);
  await begun(own);
  const chosen: Schedule = { cadence: 'weekly', weekday: 5, hour: 18, zone: 'UTC' };
  const segmentId = await own.deps.openSegment(segmentChoiceOf({ ...first, schedule: chosen }));
  const choice = toPreferences({ schedule: chosen, sections: 'all' }, segmentId);
  const left = toUnsubscribed(second, 'page', start) ?? assert.fail();
  const deps: DefaultMoveDeps = {
    ...own.deps,
    // Each acts between the look at their row and the write.
    save: async (id, expected, changes) => {
      const { expected: was, changes: now } = id === first.id ? choice : left;
      assert.equal(await own.readers.save(id, was, now), 'saved');
      return own.deps.save(id, expected, changes);
    },
  };
  await defaultMoveStep('paper', deps, own.clock.at + 60_000);
  const done = await own.deps.records.load('paper');
  assert.deepEqual([done?.state, done?.moved, done?.changed], ['done', 0, 2]);
  assert.deepEqual((await own.readers.load(first.id))?.schedule, chosen);
  assert.equal((await own.readers.load(first.id))?.segmentId, segmentId);
  assert.equal((await own.readers.load(second.id))?.state, 'unsubscribed');
});

/** How many calls a run makes that a death could come before or after. */
const deaths = ['records', 'save'] as const;

for (const where of deaths) {
  test(`dead before or after any call of ${where}: the next one goes on, and counts each reader once`, async (t) => {
    const readers = 4;
    for (let dies = 1; ; dies++) {
      const own = await world(t);
      await many(own, readers);
      await begun(own);
      const isDead = await dieAt(own, where, dies);
      // Nobody else goes on as long as the one that died may still be at it.
      const isOpen = (await own.deps.records.load('paper'))?.state === 'running';
      if (isOpen) assert.equal(await defaultMoveStep('paper', own.deps, own.clock.at), 'busy');
      own.clock.at += 5 * 60_000;
      const due = await own.deps.records.due(own.clock.at);
      assert.equal(due.length, isOpen ? 1 : 0);
      await defaultMoveStep('paper', own.deps, own.clock.at + 60_000);
      const done = await own.deps.records.load('paper');
      const found = [done?.state, done?.moved, done?.changed];
      assert.deepEqual(found, ['done', readers, 0], `${where} ${dies}`);
      if (!isDead) break;
    }
  });
}

/** Half of the deaths come before the call is carried out, half after; false: it lived. */
async function dieAt({ deps }: World, where: (typeof deaths)[number], dies: number) {
  let calls = 0;
  const dying = async <T>(call: () => Promise<T>): Promise<T> => {
    calls += 1;
    // The first call takes it in hand: who dies there has not begun.
    if (calls === Math.ceil(dies / 2) + (where === 'records' ? 1 : 0)) {
      if (dies % 2 === 0) await call();
      throw new Error('dead');
    }
    return call();
  };
  const { records, save } = deps;
  const mortal: DefaultMoveDeps =
    where === 'save'
      ? { ...deps, save: (...input) => dying(() => save(...input)) }
      : {
          ...deps,
          records: { ...records, save: (...input) => dying(() => records.save(...input)) },
        };
  try {
    await defaultMoveStep('paper', mortal, deps.now() + 60_000);
    return false;
  } catch (error) {
    assert.equal(error instanceof Error && error.message, 'dead');
    return true;
  }
}

test('pages are worked off until the deadline, one at least, and a look goes on where it was', async (t) => {
  const own = await world(t);
  for (let hour = 0; hour < 4; hour++) {
    await reads(own, { usual: true, schedule: { ...atSeven, hour } });
  }
  await lookAtDefaultMove({ newsletter: paper, by: 'p1' }, own.deps);
  let steps = 0;
  const stateNow = async () => (await own.deps.records.load('paper'))?.state;
  while ((await stateNow()) === 'looking') {
    assert.equal(await defaultMoveStep('paper', own.deps, own.clock.at), 'worked');
    steps += 1;
  }
  assert.equal(steps, 4);
  const looked = (await own.deps.records.load('paper')) ?? assert.fail();
  assert.equal(movableIn(looked), 4);
  await startDefaultMove({ newsletter: paper, look: looked.createdAt }, own.deps);
  for (steps = 0; (await stateNow()) === 'running'; steps++) {
    await defaultMoveStep('paper', own.deps, own.clock.at);
  }
  assert.equal(steps, 4);
  assert.equal((await own.deps.records.load('paper'))?.moved, 4);
});

test('what was looked at is started once, while the default is the same; and it can be stopped', async (t) => {
  const own = await world(t);
  await many(own, 3);
  const { createdAt } = await look(own);
  const other = { ...paper, defaultSchedule: { ...atSeven, hour: 10 } };
  const startOf = (newsletter: typeof paper, at = createdAt) =>
    startDefaultMove({ newsletter, look: at }, own.deps);
  assert.equal(await startOf(other), 'stale');
  assert.equal(await startOf(paper, createdAt - 1), 'stale');
  assert.equal(await startOf(paper), 'started');
  assert.equal(await startOf(paper), 'started');
  assert.equal(await lookAtDefaultMove({ newsletter: paper, by: 'p1' }, own.deps), 'busy');
  assert.equal(await stopDefaultMove('paper', own.deps), 'stopped');
  assert.equal(await stopDefaultMove('paper', own.deps), 'over');
  assert.equal(await defaultMoveStep('paper', own.deps, start), 'idle');
  own.clock.at += 1;
  const again = await look(own);
  assert.equal(movableIn(again), 3);
  own.clock.at += 25 * 3_600_000;
  assert.equal(await startOf(paper, again.createdAt), 'stale');
});

test('whoever is stopped in the middle of a page has counted it', async (t) => {
  const own = await world(t);
  await many(own, 5);
  await begun(own);
  let calls = 0;
  const deps: DefaultMoveDeps = {
    ...own.deps,
    save: async (...input) => {
      calls += 1;
      if (calls === 1) assert.equal(await stopDefaultMove('paper', own.deps), 'stopped');
      return own.deps.save(...input);
    },
  };
  assert.equal(await defaultMoveStep('paper', deps, own.clock.at + 60_000), 'busy');
  const stopped = await own.deps.records.load('paper');
  assert.deepEqual([stopped?.state, stopped?.moved], ['stopped', 5]);
});
