/** Sending a batch when the table is busy for a moment, or when the pace has no turn in time. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { claimUnknownMs } from '../../functions/config/waits.ts';
import type { Batch } from '../../functions/edition/batch.ts';
import { type SendBatchDeps, sendBatch } from '../../functions/mail/send-batch.ts';
import type { Subscriber } from '../../functions/subscriber/subscriber.ts';

const batch: Batch = {
  editionId: 'e1',
  id: 'b1',
  newsletterId: 'paper',
  segmentId: 's1',
  contentKey: 'c1',
  from: 0,
  cutoff: 1,
  readers: ['r1', 'r2', 'r3'],
  outcomes: {},
  state: 'open',
};

const key = { editionId: 'e1', batchId: 'b1' };

/** Everything goes well, unless the test says otherwise. */
function depsWith(changes: {
  readonly claims?: Partial<SendBatchDeps['claims']>;
  readonly messageSender?: Partial<SendBatchDeps['messageSender']>;
}): SendBatchDeps {
  return {
    batches: {
      load: async () => batch,
      loadEarlier: async () => undefined,
      record: async () => 'open',
      lookAgainAt: async () => {},
      editionState: async () => 'sending',
      park: async () => 'changed',
      noteUnmade: async () => {},
    },
    claims: {
      claim: async (_, id) => ({ kind: 'claimed', subscriber: { id } as Subscriber }),
      takeOver: async () => ({ kind: 'refused', subscriber: undefined }),
      passOver: async () => 'passed over',
      settle: async () => {},
      release: async () => {},
      ...changes.claims,
    },
    messageSender: {
      prepare: async () => {},
      lease: async () => ({ kind: 'granted', firstAt: 0, gapMs: 10, count: 3 }),
      submit: async () => ({ kind: 'submitted', messageId: 'm' }),
      slowDown: async () => {},
      halt: async () => 0,
      ...changes.messageSender,
    },
    now: () => 0,
    sleep: async () => {
      for (let n = 0; n < 5; n++) await turn();
    },
    randomId: () => 'owner',
  };
}

test('a claim that fails while others wait their turn ends the batch, not the process', async () => {
  const settled: string[] = [];
  const deps = depsWith({
    claims: {
      claim: async (_, id) => {
        if (id === 'r1') throw new Error('The table is busy.');
        return { kind: 'claimed', subscriber: { id } as Subscriber };
      },
      settle: async (id) => {
        await turn();
        settled.push(id);
      },
    },
  });
  await assert.rejects(sendBatch(key, 1_000, deps), /The table is busy/);
  const before = [...settled];
  for (let n = 0; n < 20; n++) await turn();
  assert.deepEqual(settled, before, 'nothing is in flight any more when it is said');
});

test('a turn that comes after the door must end is waited for, not asked for again at once', async () => {
  const firstAt = 200_000;
  const deps = depsWith({
    messageSender: { lease: async () => ({ kind: 'granted', firstAt, gapMs: 10, count: 3 }) },
  });
  assert.deepEqual(await sendBatch(key, 100_000, deps), { kind: 'later', at: firstAt });
});

test('a reader whose row cannot be read stays open; the others of the batch are served', async () => {
  const settled: string[] = [];
  const deps = depsWith({
    claims: {
      claim: async (_, id) =>
        id === 'r1'
          ? { kind: 'unreadable' }
          : { kind: 'claimed', subscriber: { id } as Subscriber },
      settle: async (id) => {
        settled.push(id);
      },
    },
  });
  const outcome = await sendBatch(key, 1_000, deps);
  assert.deepEqual(settled, ['r2', 'r3']);
  assert.deepEqual(outcome, { kind: 'later', at: claimUnknownMs });
});
