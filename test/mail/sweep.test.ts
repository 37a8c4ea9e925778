/** What waits while nothing can be sent is not queued in vain, and begins as soon as something can. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Standstill, sweepBatches, sweepLetters } from '../../functions/mail/sweep.ts';

const minuteMs = 60_000;
const now = 100 * minuteMs;
const waiting = Array.from({ length: 3 }, (_, n) => ({ editionId: 'e', batchId: `b${n}` }));

const cases: [name: string, pace: Standstill | undefined, queued: number][] = [
  ['nothing has been sent yet', undefined, 3],
  ['nothing is in the way', {}, 3],
  ['sending is paused', { paused: { at: 0, by: 'owner', reason: '' } }, 0],
  ['SES takes nothing for now', { haltedUntil: now + 1 }, 0],
  ['it may take something again', { haltedUntil: now - minuteMs }, 1],
  ['that was long ago', { haltedUntil: now - 10 * minuteMs }, 3],
];
for (const [name, pace, queued] of cases) {
  test(`of three batches ${queued} are queued when ${name}`, async () => {
    const [postponed, enqueued]: [unknown[], unknown[]] = [[], []];
    await sweepBatches(now, {
      due: async (_, limit) => waiting.slice(0, limit),
      postpone: async (key) => void postponed.push(key),
      enqueue: async (keys) => void enqueued.push(...keys),
      queueDepth: async () => 0,
      pace: async () => pace,
    });
    assert.deepEqual(enqueued, waiting.slice(0, queued));
    assert.deepEqual(postponed, enqueued, 'what is not queued stays due');
  });
}

test('letters that somebody wants are queued, others are forgotten', async () => {
  const [forgotten, enqueued]: [unknown[], unknown[]] = [[], []];
  const key = { subscriberId: 'r', confirmationId: 'c' };
  const due = [
    { key: { noticeId: 'n' }, isWanted: true },
    { key, isWanted: false },
  ];
  await sweepLetters(now, {
    due: async () => due,
    postpone: async () => {},
    forget: async (one) => void forgotten.push(one),
    enqueue: async (keys) => void enqueued.push(...keys),
  });
  assert.deepEqual([forgotten, enqueued], [[key], [{ noticeId: 'n' }]]);
});
