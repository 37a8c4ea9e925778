/** A notice that was tried as often as may be is at its end: no sweep queues it for ever. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noticeStore } from '../../functions/store/notices.ts';
import { testTable } from '../support/table.ts';

test('after five tries without an answer a notice is given up', async (t) => {
  const table = await testTable(t);
  const notices = noticeStore(table);
  const kind = 'feedRecovered';
  await notices.note({ id: 'n1', newsletterId: 'paper', kind, values: { feed: 'One' }, at: 1 });
  for (let tries = 0; tries < 5; tries++) {
    assert.equal(await notices.markQueued('n1', 2), true);
    assert.ok(await notices.claim('n1', 2));
  }
  assert.equal(await notices.markQueued('n1', 3), false);
  assert.deepEqual(await notices.due(10), []);
});
