/** An edition that is stopped while its batches wait: held, released, held again, given up. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { openNet } from '../../functions/config/net.ts';
import type { Edition } from '../../functions/edition/edition.ts';
import { attemptEdition } from '../../functions/edition/plan/attempt.ts';
import { resumeEditions, wakeBatches } from '../../functions/edition/plan/resume.ts';
import { sendBatch } from '../../functions/mail/send-batch.ts';
import { batchStore } from '../../functions/store/batches.ts';
import { claimStore } from '../../functions/store/claims.ts';
import { editionStore } from '../../functions/store/editions.ts';
import { heldEditions } from '../../functions/store/held-editions.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import type { Subscriber } from '../../functions/subscriber/subscriber.ts';
import { addReader, newEdition } from '../support/newsletter.ts';
import { testTable } from '../support/table.ts';

const at = Date.parse('2026-05-01T12:00:00Z');
const dayMs = 86_400_000;
const batch = { editionId: 'e1', batchId: 'b1' };
const byOwner = [{ level: 'error', check: 'stoppedByOwner' }] as const;

/** An edition that is being sent, with one batch of so many readers, and a sender of one at a time. */
async function scene(t: TestContext, count: number) {
  const table = await testTable(t);
  let clock = at;
  const now = () => clock;
  const [editions, batches] = [editionStore(table, now), batchStore(table, now)];
  const owner = heldEditions(table, now);
  const readers: Subscriber[] = [];
  for (let n = 0; n < count; n++) readers.push(await addReader(table, at - dayMs));
  const [first] = readers;
  assert.ok(first);
  const edition = newEdition(at, { state: 'sending', attempts: 0, segmentId: first.segmentId });
  await editions.start(edition);
  const { receivedThrough: from } = first;
  await batches.add(edition, {
    id: 'b1',
    contentKey: 'c',
    from,
    readers: readers.map((r) => r.id),
  });
  const mailed: string[] = [];
  let answer: 'submitted' | 'unknown' = 'submitted';
  let unmade: Error | undefined;
  let afterEach = async () => {};
  const send = () =>
    sendBatch(batch, clock + 600_000, {
      batches,
      claims: claimStore(table),
      messageSender: {
        prepare: async () => {
          if (unmade !== undefined) throw unmade;
        },
        lease: async () => ({ kind: 'granted', firstAt: clock, gapMs: 0, count: 1 }),
        submit: async (_, { id }) => {
          mailed.push(id);
          clock += 1_000;
          await afterEach();
          return answer === 'unknown'
            ? { kind: 'unknown', reason: 'No answer.' }
            : { kind: answer, messageId: `m-${id}` };
        },
        slowDown: async () => {},
        halt: async () => clock,
      },
      heededThrough: async () => clock,
      now,
      sleep: async () => {},
      randomId: () => `owner-${clock}-${mailed.length}`,
      report: () => {},
    });
  const load = async (): Promise<Edition> => {
    const found = await editions.load('e1');
    assert.ok(found);
    return found;
  };
  const queued: string[] = [];
  return {
    readers,
    mailed,
    queued,
    send,
    load,
    hold: async () => owner.hold(await load(), byOwner),
    release: async () => assert.equal(await owner.release(await load()), 'decided'),
    drop: async () => assert.equal(await owner.drop(await load()), 'decided'),
    /** What the next tick does for an edition that was decided about. */
    wake: async () =>
      wakeBatches(await load(), {
        ...editions,
        enqueue: async (keys) => void queued.push(...keys.map(({ batchId }) => batchId)),
        hasTime: () => true,
      }),
    park: async () => {
      const kept = await batches.load(batch);
      return kept && batches.park(kept);
    },
    due: () => batches.due(clock + dayMs, 10),
    outcomes: async () => Object.values((await batches.load(batch))?.outcomes ?? {}),
    cursors: async () =>
      (await Promise.all(readers.map(({ id }) => subscriberStore(table, now).load(id)))).map(
        (reader) => reader?.receivedThrough,
      ),
    afterEachMail: (act: () => Promise<unknown>) => {
      afterEach = async () => void (await act());
    },
    answerNothing: () => {
      answer = 'unknown';
    },
    cannotBeMade: (error: Error) => {
      unmade = error;
    },
    /** What the planner does of it at its next tick. */
    plan: async () => {
      const { hold } = owner;
      const none = async () => {};
      const plan = async (one: Edition) =>
        attemptEdition(one, { ...editions, hold, work: async () => one });
      const { hasStragglers, forgetStragglers } = editions;
      const wake = async () => true;
      const goingOn = {
        wake,
        plan,
        hasStragglers,
        forgetStragglers,
        finish: none,
        lookAgain: none,
      };
      const net = openNet();
      const deps = { dueEditions: editions.due, goingOn, net, hasTime: () => true };
      await resumeEditions({ scheduledAt: clock }, deps);
      net.close('It was not gone on with.');
    },
    pass: (ms: number) => {
      clock += ms;
    },
  };
}

test('a batch that is queued while its edition is held mails nobody, and is laid aside', async (t) => {
  const it = await scene(t, 2);
  await it.hold();
  assert.deepEqual(await it.send(), { kind: 'held' });
  assert.deepEqual(it.mailed, []);
  assert.deepEqual(await it.due(), [], 'nobody looks at it in vain');
});

test('a hold counts from the next lease on; a release goes on with who is left, each once', async (t) => {
  const it = await scene(t, 3);
  it.afterEachMail(it.hold);
  assert.deepEqual(await it.send(), { kind: 'held' });
  assert.equal(it.mailed.length, 1);
  await it.release();
  await it.wake();
  assert.deepEqual(it.queued, ['b1']);
  assert.equal((await it.due()).length, 1, 'the sweep finds it, should the queue lose it');
  // Held again after the second mail.
  assert.deepEqual(await it.send(), { kind: 'held' });
  await it.release();
  await it.wake();
  assert.deepEqual(await it.send(), { kind: 'done' });
  assert.deepEqual(it.mailed.toSorted(), it.readers.map(({ id }) => id).toSorted());
});

test('of an edition that is given up whoever is left is skipped, and stays where they were', async (t) => {
  const it = await scene(t, 3);
  it.afterEachMail(it.hold);
  await it.send();
  await it.drop();
  await it.wake();
  assert.deepEqual(await it.send(), { kind: 'done' });
  assert.equal(it.mailed.length, 1);
  const reasons = (await it.outcomes()).map((one) => ('reason' in one ? one.reason : one.kind));
  assert.deepEqual(reasons.toSorted(), ['dropped', 'dropped', 'submitted']);
  const { state, submitted, skipped, batchesDone } = await it.load();
  assert.deepEqual(
    { state, submitted, skipped, batchesDone },
    { state: 'dropped', submitted: 1, skipped: 2, batchesDone: 1 },
  );
  const moved = (await it.cursors()).filter((cursor) => cursor === newEdition(at).cutoff);
  assert.equal(moved.length, 1);
});

test('who was in flight when it was given up is waited for, then passed over', async (t) => {
  const it = await scene(t, 1);
  it.answerNothing();
  await it.send();
  await it.hold();
  await it.drop();
  await it.wake();
  assert.equal((await it.send()).kind, 'later', 'SES may still tell');
  it.pass(40 * 60_000);
  assert.deepEqual(await it.send(), { kind: 'done' });
  assert.equal(it.mailed.length, 1);
});

test('a release that overtakes a worker which saw the hold leaves nothing lying', async (t) => {
  const it = await scene(t, 1);
  await it.hold();
  const held = await it.load();
  assert.equal(held.state, 'held');
  await it.release();
  assert.equal(await it.park(), 'changed');
  assert.deepEqual(await it.send(), { kind: 'done' });
});

test('an edition of which no mail can be made waits for its owner in the end', async (t) => {
  const it = await scene(t, 1);
  it.cannotBeMade(Object.assign(new Error('Slow down.'), { $metadata: {} }));
  await assert.rejects(it.send());
  it.cannotBeMade(new Error('The content is gone.'));
  for (let tries = 0; tries < 3; tries++) {
    await it.plan();
    assert.equal((await it.load()).state, 'sending');
    await assert.rejects(it.send());
  }
  await it.plan();
  const { state, held } = await it.load();
  assert.equal(state, 'held');
  assert.deepEqual(held?.reasons, [{ level: 'error', check: 'makingFails' }]);
  assert.deepEqual(await it.send(), { kind: 'held' });
});
