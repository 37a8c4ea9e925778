import assert from 'node:assert/strict';
import { test } from 'node:test';
import { handleRecords } from '../../functions/config/door.ts';
import { createLog } from '../../functions/config/log.ts';

test('each record is handled by itself, and knows how often it has been tried', async () => {
  const handled: [body: string, attempt: number][] = [];
  const Records = [
    { messageId: 'a', body: 'one' },
    { messageId: 'b', body: 'bad', attributes: { ApproximateReceiveCount: '2' } },
    { messageId: 'c', body: 'two', attributes: { ApproximateReceiveCount: '3' } },
  ];
  const log = createLog('test', { write: () => {}, now: () => 0, requestId: () => undefined });
  const answer = await handleRecords({ Records }, log, async (body, attempt) => {
    handled.push([body, attempt]);
    if (body === 'bad') throw new Error('poison');
  });
  assert.deepEqual(handled, [
    ['one', 1],
    ['bad', 2],
    ['two', 3],
  ]);
  assert.deepEqual(answer, { batchItemFailures: [{ itemIdentifier: 'b' }] });
});
