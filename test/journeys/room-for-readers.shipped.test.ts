/**
 * People are answered while an edition goes out, at each scale and as shipped. An edition of 5,000
 * takes minutes on this machine, so here fewer readers get it: `npm run bench -- room` sends all of
 * them. What is shown does not hang on their number, but on workers and visitors at the same time.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { scaleNames } from '../../infra/cloud/scale.ts';
import { busyHour, executionsMax, manySendsAllowed, throttled } from '../support/busy-hour.ts';
import { testCloudAsShipped } from '../support/shipped.ts';

/** More than are mailed while people are answered, on a machine that is slow today, too. */
const readers = 300;

describe('signup and one click are answered while an edition goes out', () => {
  for (const scale of scaleNames) {
    test(`at the scale ${scale}`, { timeout: 600_000 }, async (t) => {
      const settings = manySendsAllowed;
      const cloud = await testCloudAsShipped(t, { context: { scale }, settings });
      const hour = await busyHour(cloud, readers);
      assert.ok(hour.leftToMail > 0, 'The edition was out before all people had been answered.');
      assert.deepEqual([...new Set([...hour.signups, ...hour.leavers])], [200]);
      assert.deepEqual(
        hour.browsers.filter((status) => status !== 200 && status !== 429),
        [],
      );
      // The other scales take more than one machine can ask for.
      if (scale === 'new') assert.ok(hour.browsers.includes(429), 'Nobody was turned away.');
      assert.equal(hour.mails.size, readers + hour.newcomers);
      assert.deepEqual([...new Set(hour.mails.values())], [1]);
      assert.ok(executionsMax(cloud) <= Number(cloud.template.outputs.AccountConcurrency));
      assert.equal(throttled(cloud), 0, 'The account had no room for a call.');
      assert.ok((await cloud.queues.counts()).every(({ dead }) => dead === 0));
    });
  }
});
