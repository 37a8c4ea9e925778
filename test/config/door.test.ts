import assert from 'node:assert/strict';
import { test } from 'node:test';
import { handleInLanes, handleRecords, keepFresh } from '../../functions/config/door.ts';
import { readLanes } from '../../functions/config/environment.ts';
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

test('in lanes nothing comes back: what fails, or came too often, is in the log', async () => {
  const handled: string[] = [];
  const lines: string[] = [];
  const log = createLog('test', {
    write: (line) => lines.push(line),
    now: () => 0,
    requestId: () => undefined,
  });
  const Records = [
    { messageId: 'a', body: 'bad' },
    { messageId: 'b', body: 'again', attributes: { ApproximateReceiveCount: '2' } },
    { messageId: 'c', body: 'deadly', attributes: { ApproximateReceiveCount: '3' } },
  ];
  const handle = async (body: string) => {
    handled.push(body);
    if (body === 'bad') throw new Error('poison');
  };
  const answer = await handleInLanes({ Records }, log, { triesMax: 2, handle });
  assert.deepEqual(answer, { batchItemFailures: [] });
  assert.deepEqual(handled, ['bad', 'again']);
  const errors = lines.map((line) => JSON.parse(line));
  assert.deepEqual(
    errors.map(({ level, messageId }) => [level, messageId]),
    [
      ['ERROR', 'a'],
      ['ERROR', 'c'],
    ],
  );
});

for (const LANES of ['', '0', '-1', '1.5', 'many', '1000']) {
  test(`no lanes are refused: "${LANES}"`, () => {
    assert.throws(() => readLanes({ LANES }), /Set LANES/);
  });
}

test('lanes are a number', () => {
  assert.equal(readLanes({ LANES: '16' }), 16);
});
