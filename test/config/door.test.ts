import assert from 'node:assert/strict';
import { test } from 'node:test';
import { handleRecords, keepFresh } from '../../functions/config/door.ts';
import { createLog } from '../../functions/config/log.ts';

test('each record is handled by itself, and knows how often it has been tried', async () => {
  const handled: [body: string, attempt: number][] = [];
  const Records = [
    { messageId: 'a', body: 'one' },
    { messageId: 'b', body: 'bad', attributes: { ApproximateReceiveCount: '2' } },
    { messageId: 'c', body: 'two', attributes: { ApproximateReceiveCount: '3' } },
  ];
  const lines: string[] = [];
  const log = createLog('test', {
    write: (line) => lines.push(line),
    now: () => 0,
    requestId: () => undefined,
  });
  const answer = await handleRecords({ Records }, log, async (body, attempt) => {
    handled.push([body, attempt]);
    if (body === 'bad') throw new Error('poison');
  });
  assert.deepEqual(handled, [
    ['one', 1],
    ['bad', 2],
    ['two', 3],
  ]);
  const [{ event, attempt, messageId } = {}, ...others] = lines.map((line) => JSON.parse(line));
  // The alarm on failing work counts by these.
  assert.deepEqual([event, attempt, messageId], ['record failed', 2, 'b']);
  assert.deepEqual(others, []);
  assert.deepEqual(answer, { batchItemFailures: [{ itemIdentifier: 'b' }] });
});

test('what is kept fresh is loaded anew after an hour, and serves on when that fails', async () => {
  let now = 0;
  let loads = 0;
  let isAway = true;
  const get = keepFresh(
    async () => {
      if (isAway) throw new Error('away');
      return ++loads;
    },
    () => now,
  );
  await assert.rejects(get(), /away/);
  isAway = false;
  assert.deepEqual(await Promise.all([get(), get()]), [1, 1]);
  now += 60 * 60_000;
  assert.equal(await get(), 1);
  now += 1;
  isAway = true;
  assert.deepEqual(await Promise.all([get(), get()]), [1, 1]);
  isAway = false;
  now += 60 * 60_000 + 1;
  assert.deepEqual(await Promise.all([get(), get()]), [2, 2]);
});
