import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openNet } from '../../functions/config/net.ts';
import { type LongWorkDeps, sweepLongWork } from '../../functions/mail/sweep-long-work.ts';

const around = { now: () => 0, randomId: () => 'id' };

/** Each asks first what is due; none is answered before all have asked. */
function workThatWaits(fails: boolean): LongWorkDeps {
  let asked = 0;
  let answer = () => {};
  const all = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const due = async () => {
    asked += 1;
    if (asked === 3) answer();
    await all;
    if (fails) throw new Error('The table is away.');
    return [];
  };
  const records = { due };
  return {
    imports: { records },
    deletions: records,
    defaultMoves: { records },
  } as unknown as LongWorkDeps;
}

test('what takes long goes on side by side: one after the other would take longer than the door has', async () => {
  const swept = await sweepLongWork(workThatWaits(false), async () => {}, around, openNet());
  assert.deepEqual(swept, { importsWorked: 0, deletionsWorked: 0, readersMoved: 0 });
});

test('what fails of it stops none of the others, and is told in the end', async () => {
  const net = openNet();
  await sweepLongWork(workThatWaits(true), async () => {}, around, net);
  assert.throws(
    () => net.close('Not all was swept.'),
    ({ errors }: AggregateError) => errors.length === 3,
  );
});
