/** Events of SES by the batch: what is known costs a look, readers run side by side, each in order. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { createLog } from '../../functions/config/log.ts';
import { tagsOf } from '../../functions/mail/event.ts';
import { type HeedEventsDeps, heedEvents } from '../../functions/mail/heed-events.ts';
import type { Submission, Subscriber } from '../../functions/subscriber/subscriber.ts';

const topicArn = 'arn:aws:sns:eu-central-1:111122223333:events';
const log = createLog('events', { write: () => {}, now: () => 0, requestId: () => undefined });

function record(messageId: string, subscriberId: string, eventType = 'Send') {
  const key = { kind: 'edition', editionId: 'e', batchId: 'b', subscriberId } as const;
  const tags = Object.entries(tagsOf(key)).map(([name, value]) => [name, [value]]);
  const mail = { messageId, tags: Object.fromEntries(tags) };
  const Message = JSON.stringify({ eventType, mail });
  return {
    messageId,
    body: JSON.stringify({ Type: 'Notification', TopicArn: topicArn, Message }),
  };
}

const submission = (changes: Partial<Submission> = {}): Submission => ({
  editionId: 'e',
  batchId: 'b',
  messageId: 'm',
  at: 0,
  ...changes,
});

/** Whose rows are read one by one, and how many at once. */
function watching(changes: Partial<Pick<HeedEventsDeps, 'glance'>> & { failing?: string } = {}) {
  const read: string[] = [];
  let underWay = 0;
  const most = { atOnce: 0 };
  const subscriber = async (id: string): Promise<Subscriber | undefined> => {
    read.push(id);
    most.atOnce = Math.max(most.atOnce, ++underWay);
    for (let n = 0; n < 3; n++) await turn();
    underWay--;
    if (id === changes.failing) throw new Error('The table is busy.');
    return undefined;
  };
  const settle = { subscriber } as unknown as HeedEventsDeps['settle'];
  const ticks: number[] = [];
  const deps: HeedEventsDeps = {
    topicArn,
    settle,
    glance: changes.glance ?? (async () => new Map()),
    hearMark: async (tick) => {
      ticks.push(tick);
      assert.equal(underWay, 0, 'nothing is under way any more');
    },
  };
  return { deps, read, most, ticks };
}

test('what the sender has written down costs one look for all of them', async () => {
  const asked: (readonly string[])[] = [];
  const glance: HeedEventsDeps['glance'] = async (ids) => {
    asked.push(ids);
    return new Map([
      ['r1', submission()],
      ['r2', submission({ batchId: 'another' })],
      ['r3', submission({ late: true })],
    ]);
  };
  const { deps, read } = watching({ glance });
  const ids = ['r1', 'r2', 'r3', 'r4', 'r1'];
  const Records = ids.map((id, n) => record(`m${n}`, id));
  assert.deepEqual(await heedEvents({ Records }, log, deps), { batchItemFailures: [] });
  assert.deepEqual(asked, [['r1', 'r2', 'r3', 'r4']]);
  assert.deepEqual(read, ['r2', 'r3', 'r4']);
});

test('only what SES took is passed over: a bounce of the same mail is heeded', async () => {
  const { deps, read } = watching({ glance: async () => new Map([['r1', submission()]]) });
  const Records = [record('m1', 'r1'), record('m2', 'r1', 'Reject'), record('m3', 'r1', 'Bounce')];
  await heedEvents({ Records }, log, deps);
  assert.deepEqual(read, ['r1', 'r1']);
});

test('where the look fails each event looks for itself', async () => {
  const glance = () => Promise.reject(new Error('busy'));
  const { deps, read } = watching({ glance });
  const answer = await heedEvents({ Records: [record('m1', 'r1')] }, log, deps);
  assert.deepEqual([answer, read], [{ batchItemFailures: [] }, ['r1']]);
});

test('different readers are served at once, within a bound, and each in order', async () => {
  const { deps, read, most } = watching();
  const many = Array.from({ length: 40 }, (_, n) => record(`m${n}`, `r${n}`));
  await heedEvents({ Records: many }, log, deps);
  assert.equal(read.length, 40);
  assert.equal(most.atOnce, 16);
  const one = watching();
  const Records = Array.from({ length: 5 }, (_, n) => record(`m${n}`, 'r1'));
  await heedEvents({ Records }, log, one.deps);
  assert.deepEqual([one.read.length, one.most.atOnce], [5, 1]);
});

test('only what failed comes back from the queue', async () => {
  const { deps } = watching({ failing: 'r2' });
  const Records = [record('m1', 'r1'), record('m2', 'r2'), record('m3', 'r3'), record('m4', 'r2')];
  const { batchItemFailures } = await heedEvents({ Records }, log, deps);
  const failed = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  assert.deepEqual(failed, ['m2', 'm4']);
});

const mark = (tick: number) => ({
  messageId: `mark-${tick}`,
  body: JSON.stringify({ kind: 'mark', tick }),
});

test('a mark is noted when everything before it is heeded, and not when some of that failed', async () => {
  const well = watching();
  await heedEvents({ Records: [mark(7), record('m1', 'r1'), mark(9)] }, log, well.deps);
  assert.deepEqual(well.ticks, [9]);
  const badly = watching({ failing: 'r1' });
  const answer = await heedEvents({ Records: [mark(7), record('m1', 'r1')] }, log, badly.deps);
  assert.deepEqual([badly.ticks, answer.batchItemFailures.length], [[], 1]);
});
