/** The way of SES's reports is tried as deployed: through the doors, with their rights, and no trace. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { judgeEventPath, tryEventPath } from '../../functions/mail/doctor/event-path.ts';
import { trialMailboxes } from '../../functions/mail/trial.ts';
import { getRow } from '../../functions/store/client.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { noticeStore } from '../../functions/store/notices.ts';
import { openQueue } from '../../functions/store/queue.ts';
import { dayOfSending } from '../../functions/store/reputation.ts';
import { keys } from '../../functions/store/table.ts';
import { loadTrial } from '../../functions/store/trials.ts';
import { newsletter as testNewsletter } from '../support/newsletter.ts';
import { testCloudAsShipped } from '../support/shipped.ts';

test('reports come round as shipped, in the sandbox too, and suppress and count nothing', async (t) => {
  const cloud = await testCloudAsShipped(t);
  const { table, clock, queues, env, ses } = cloud;
  const newsletter = testNewsletter();
  await newsletterStore(table).save(newsletter);
  ses.account.change({
    sandbox: true,
    identities: [newsletter.sender.address.split('@')[1] ?? ''],
  });
  const letters = openQueue(queues.client, env.CONFIRMATION_QUEUE_URL ?? '', {
    lanes: Number(env.LANES),
    randomId: randomUUID,
  });
  const found = await tryEventPath(
    { newsletterId: newsletter.id, id: randomUUID(), waitMs: 600_000 },
    {
      note: noticeStore(table).note,
      enqueue: (ids) => letters.send(ids.map((noticeId) => ({ noticeId }))),
      heard: (id) => loadTrial(table, id),
      now: clock.now,
      sleep: (ms) => sleep(ms),
    },
  );
  assert.deepEqual(
    judgeEventPath(found).map(({ kind }) => kind),
    ['eventPathFine'],
    JSON.stringify(found),
  );
  const mails = ses.mailbox.all();
  assert.deepEqual(
    mails.map(({ destinations }) => destinations[0]?.replace(/\+.*@/, '@')).sort(),
    [...trialMailboxes].sort().map((mailbox) => `${mailbox}@simulator.amazonses.com`),
  );
  for (const address of mails.flatMap(({ destinations }) => destinations)) {
    assert.equal(await getRow(table, keys.suppression(address)), undefined, 'nobody is suppressed');
  }
  const { bounces, complaints } = await dayOfSending(table, clock.now());
  assert.deepEqual({ bounces, complaints }, { bounces: 0, complaints: 0 });
  assert.equal(ses.account.sentLast24Hours(), 0, 'the simulator counts for no quota');
});
