import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openMetricTime } from '../../infra/local/alarms/metric-time.ts';
import { inWork, oldestAge, type QueuedMessage } from '../../infra/local/queues/messages.ts';

const minuteMs = 60_000;
const now = 100 * minuteMs;
const plain: QueuedMessage = {
  state: 'waiting',
  sentAt: now - minuteMs,
  receipts: 0,
  group: undefined,
  visibleAt: 0,
  receiptHandle: undefined,
};
const failed: QueuedMessage = {
  ...plain,
  state: 'inFlight',
  visibleAt: now + minuteMs,
  receiptHandle: 'failed',
};

const works: readonly [what: string, messages: readonly QueuedMessage[], count: number][] = [
  ['an empty queue', [], 0],
  ['one that waits', [plain], 1],
  ['one in hand', [{ ...failed, receiptHandle: 'in hand' }], 1],
  ['one that failed', [failed], 0],
  ['one that failed, and may come again now', [{ ...failed, visibleAt: now }], 1],
  ['one that is delayed', [{ ...plain, state: 'delayed', visibleAt: now + 1 }], 0],
  ['one whose delay is over', [{ ...plain, state: 'delayed', visibleAt: now }], 1],
  ['one behind a failed one that has no lane', [failed, plain], 1],
  [
    'one behind a failed one of its lane',
    [
      { ...failed, group: 'a' },
      { ...plain, group: 'a' },
    ],
    0,
  ],
  [
    'one of another lane',
    [
      { ...failed, group: 'a' },
      { ...plain, group: 'b' },
    ],
    1,
  ],
];
for (const [what, messages, count] of works) {
  test(`${what}: ${count} in work`, () => {
    assert.equal(inWork(messages, { letGo: new Set(['failed']), now }), count);
  });
}

const old = { ...plain, sentAt: now - 9 * minuteMs };
const ages: readonly [messages: readonly QueuedMessage[], isFifo: boolean, minutes: number][] = [
  [[], false, 0],
  [[plain, old], false, 9],
  [[plain, { ...old, receipts: 3 }], false, 9],
  [[plain, { ...old, receipts: 4 }], false, 1],
  [[plain, { ...old, receipts: 4 }], true, 9],
];
for (const [messages, isFifo, minutes] of ages) {
  test(`the oldest of ${messages.length} (FIFO: ${isFifo}) is ${minutes} minutes old`, () => {
    assert.equal(oldestAge(messages, { isFifo, now }), minutes * minuteMs);
  });
}

test('of a jump the metrics see one period, and of a step everything', () => {
  let clock = now;
  const time = openMetricTime({ now: () => clock });
  const move = (minutes: number) => {
    time.jump(minutes * minuteMs);
    clock += minutes * minuteMs;
    return (time.now() - now) / minuteMs;
  };
  assert.deepEqual([move(5), move(1), move(0), move(360), move(7)], [5, 6, 6, 11, 13]);
});
