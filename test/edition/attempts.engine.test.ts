/** An edition that its planners die of: its attempts are counted, and then it waits for its owner. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openNet } from '../../functions/config/net.ts';
import { attemptEdition, makeAttempt } from '../../functions/edition/plan/attempt.ts';
import { planDueEditions } from '../../functions/edition/plan/plan.ts';
import { resumeEditions } from '../../functions/edition/plan/resume.ts';
import { editionStore } from '../../functions/store/editions.ts';
import { heldEditions } from '../../functions/store/held-editions.ts';
import { atSeven, newEdition } from '../support/newsletter.ts';
import { testTable } from '../support/table.ts';

const at = Date.parse('2026-05-01T12:00:00Z');
const minuteMs = 60_000;
/** A process that dies writes nothing any more. */
const death = new Promise<never>(() => {});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  if (!(await isSo())) await until(isSo);
}

test('three deaths without a step forward, and the edition waits; released, it is tried again', async (t) => {
  const table = await testTable(t);
  let clock = at;
  const now = () => clock;
  const editions = editionStore(table, now);
  const owner = heldEditions(table, now);
  const begun = await editions.start(newEdition(at));
  assert.ok(begun);
  const deps = { ...editions, hold: owner.hold, work: () => death };
  void makeAttempt(begun, deps);
  for (let tick = 0; tick < 2; tick++) {
    clock += 2 * minuteMs;
    const [due] = await editions.due(clock);
    assert.ok(due, 'somebody goes on with what a dead planner left');
    void attemptEdition(due, deps);
    await until(async () => (await editions.load('e1'))?.attempts === tick + 2);
  }
  clock += 2 * minuteMs;
  const [worn] = await editions.due(clock);
  assert.ok(worn);
  const held = await attemptEdition(worn, deps);
  assert.equal(held.state, 'held');
  assert.deepEqual(held.held?.reasons, [{ level: 'error', check: 'makingFails' }]);
  assert.deepEqual(await editions.due(clock), [], 'the others go on');
  await owner.release(held);
  const [again] = await editions.due(clock);
  assert.equal(again?.attempts, undefined);
  assert.equal(again?.released, undefined, 'what it holds is still looked at');
});

test('a service that does not answer is not held against the edition, an error of ours is', async (t) => {
  const table = await testTable(t);
  const editions = editionStore(table, () => at);
  const begun = await editions.start(newEdition(at));
  assert.ok(begun);
  const throws = (error: Error) => ({
    ...editions,
    hold: heldEditions(table, () => at).hold,
    work: () => Promise.reject(error),
  });
  const attempts = async () => (await editions.load('e1'))?.attempts;
  const busy = Object.assign(new Error('Slow down.'), { $metadata: {} });
  await assert.rejects(makeAttempt(begun, throws(busy)));
  assert.equal(await attempts(), 0);
  const kept = await editions.load('e1');
  assert.ok(kept);
  await assert.rejects(attemptEdition(kept, throws(new TypeError('A bug.'))));
  assert.equal(await attempts(), 1);
});

test('a page that is done begins the count anew, and so does time that is up', async (t) => {
  const editions = editionStore(await testTable(t), () => at);
  const begun = await editions.start(newEdition(at));
  assert.ok(begun);
  const second = await editions.begin(begun);
  assert.ok(second !== 'changed');
  assert.equal(await editions.begin(begun), 'changed', 'another planner has begun');
  const progress = { passedOver: second.passedOver, next: { shard: 1 } };
  const moved = await editions.saveProgress(second, progress);
  assert.equal(moved !== 'changed' && moved.attempts, 1);
  await editions.layDown(second);
  const [due] = await editions.due(at);
  assert.equal(due?.attempts, 0);
});

test('a segment whose planning throws holds no other up', async () => {
  const segment = (id: string) => ({
    newsletterId: 'paper',
    id,
    schedule: atSeven,
    sections: 'all' as const,
    joinedAt: 0,
    dueAt: at,
  });
  const net = openNet();
  const begun = await planDueEditions(
    { scheduledAt: at },
    {
      dueSegments: async () => [segment('bad'), segment('good')],
      planning: {
        call: async () => undefined,
        isOpen: async () => true,
        startEdition: async (edition) => edition,
        moveSegment: async ({ id }) => {
          if (id === 'bad') throw new Error('It cannot be moved.');
        },
        freeze: async (edition) => edition,
        closeSegment: async () => {},
      },
      net,
      hasTime: () => true,
    },
  );
  assert.deepEqual(
    begun.map(({ segmentId }) => segmentId),
    ['good'],
  );
  assert.throws(() => net.close('Some were not planned.'));
});

test('an edition that cannot be gone on with holds no other up', async () => {
  const finished: string[] = [];
  const net = openNet();
  await resumeEditions(
    { scheduledAt: at },
    {
      dueEditions: async () =>
        ['bad', 'good'].map((id) => newEdition(at, { id, state: 'sending' })),
      goingOn: {
        wake: async () => true,
        plan: async () => {},
        hasStragglers: async () => false,
        forgetStragglers: async () => {},
        finish: async ({ id }) => {
          if (id === 'bad') throw new Error('It cannot be finished.');
          finished.push(id);
        },
        lookAgain: async () => {},
      },
      net,
      hasTime: () => true,
    },
  );
  assert.deepEqual(finished, ['good']);
});
