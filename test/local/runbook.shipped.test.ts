/** The one way of the runbook that needs a bundle: a door that does not start. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addFeed, stageFaults } from './stage-faults.ts';
import { openWalk, settle, wait } from './walk.ts';

test('OrderlyDeadLetters-wait: work that no door began is shown and dropped', async (t) => {
  const what = 'fetch does not start, and messages of fetch wait';
  const fault = stageFaults('').find((one) => one.what === what) ?? assert.fail(what);
  const walk = await openWalk(t, 'shipped', fault.alter);
  await addFeed(walk.cloud, 60);
  await wait(walk, 'OrderlyDeadLetters-wait', true, 180);
  const failed = await walk.paperboy('paperboy logs --problems --since 2h');
  assert.match(
    failed.out.join('\n'),
    /fetch +platform\.report: record requestId \S+, status error/,
  );
  await settle(walk, 'OrderlyDeadLetters-wait', { shows: /1 feed to fetch/ });
  await wait(walk, 'OrderlyDeadLetters-wait', false, 40);
});
