import assert from 'node:assert/strict';
import { test } from 'node:test';
import { handleInLanes, handleRecords } from '../../functions/config/door.ts';
import { readLanes } from '../../functions/config/environment.ts';
import { createLog } from '../../functions/config/log.ts';

test('each record is handled by itself, and knows how often it has been tried', async () => {
  const handled: [body: string, attempt: number][] = [];
  const Records = [
    { messageId: 'a', body: 'one' },
    { messageId: 'b', body: 'bad', attributes: { ApproximateReceiveCount: '2' } },
    { messageId: 'c', body: 'two', attributes: { ApproximateReceiveCount: '3' } },
  ];
  const log = createLog(
    'test',
    () => {},
    () => 0,
  );
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

test('in lanes nothing comes back: what fails, or came too often, is in the log', async () => {
  const handled: string[] = [];
  const lines: string[] = [];
  const log = createLog(
    'test',
    (line) => lines.push(line),
    () => 0,
  );
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
