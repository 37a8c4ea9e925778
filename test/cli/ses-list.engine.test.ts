/** SES's list of the account, walked by the real SDK in pages. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openSesList } from '../../functions/mail/ses-list.ts';
import { testCloud } from '../support/cloud.ts';

test('the whole list is walked, or what came onto it since an instant', async (t) => {
  const { ses, clock, env } = await testCloud(t, {});
  const count = 1_203;
  for (let n = 0; n < count; n++) {
    ses.suppressionList.add({ address: `old${n}@readers.example`, reason: 'BOUNCE' });
  }
  const since = Math.ceil(clock.now() / 1000) * 1000 + 60_000;
  clock.moveTo(since);
  ses.suppressionList.add({ address: 'new@readers.example', reason: 'COMPLAINT' });
  const list = openSesList(env.AWS_ENDPOINT_URL_SES);
  const walked = async (from?: number) => {
    const found = [];
    for await (const one of list.walk(from)) found.push(one);
    return found;
  };
  assert.equal(new Set((await walked()).map(({ address }) => address)).size, count + 1);
  const [only, ...others] = await walked(since);
  assert.deepEqual(others, []);
  assert.deepEqual([only?.address, only?.reason], ['new@readers.example', 'complaint']);
  assert.ok((only?.at ?? 0) >= since);
});
