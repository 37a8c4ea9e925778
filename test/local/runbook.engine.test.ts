/**
 * The runbook is walked: the stage is broken, the alarm rings, the two commands of the entry are
 * typed as they are written there, and the alarm falls silent. Two causes are not brought about: that
 * Lambda has no room, and that many feeds are slow, as the stage's clock stands while a door works.
 */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { getRow } from '../../functions/store/client.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { keys } from '../../functions/store/table.ts';
import type { Cloud } from '../../infra/local/cloud.ts';
import type { Fate } from '../../infra/local/ses/fates.ts';
import { type Alter, functionOf, variablesOf } from '../support/altered-cloud.ts';
import { addItems, addReader, item } from '../support/newsletter.ts';
import { addFeed, bounceOf, flood, putInQueue, withoutMapping } from './stage-faults.ts';
import { dayMs, openWalk, ringing, settle, wait } from './walk.ts';

const minuteMs = 60_000;
const stepMinutes = 5;
/** A sweep, a period and an evaluation. */
const silentWithinMinutes = 40;
/** The alarm on failures looks back over so much. */
const failuresSilentWithin = 150;

suite('the runbook', { concurrency: 2 }, () => {
  test('late, an edition is held: shown, released, mailed', async (t) => {
    const walk = await openWalk(t, 'source');
    const { cloud, due } = walk;
    await addReader(cloud.table, due - dayMs);
    await flood(cloud, due);
    await cloud.advance(due + minuteMs);
    await wait(walk, 'late', true, 10);
    await settle(walk, 'late', { shows: /\b([0-9a-f]{24})\b/ });
    await wait(walk, 'late', false, silentWithinMinutes);
    assert.equal(editionsIn(cloud), 1);
  });

  test('late, SES takes no mail: the reason shown, sending resumed, mailed', async (t) => {
    const walk = await openWalk(t, 'source');
    const { cloud, due } = walk;
    await addReader(cloud.table, due - dayMs);
    await addItems(cloud.table, item(due - 10 * minuteMs));
    cloud.ses.account.change({ sendingEnabled: false });
    await cloud.advance(due + minuteMs);
    await wait(walk, 'late', true, 40);
    assert.equal(cloud.ses.mailbox.all().length, 0);
    await settle(walk, 'late', {
      cause: 1,
      shows: /(paused|disabled|SES)/i,
      mend: async () => cloud.ses.account.change({ sendingEnabled: true }),
    });
    await cloud.atRest();
    assert.equal(editionsIn(cloud), 1);
    await wait(walk, 'late', false, silentWithinMinutes);
  });

  test('DeadLetters-wait: a report that failed at a damaged row is shown, redriven, heeded', async (t) => {
    const walk = await openWalk(t, 'source');
    const { cloud, due } = walk;
    const reader = await addReader(cloud.table, due - dayMs);
    const row = (await getRow(cloud.table, keys.subscriber(reader.id))) ?? assert.fail();
    const put = (Item: object) =>
      cloud.table.client.send(new PutCommand({ TableName: cloud.table.name, Item }));
    await put({ ...row, schedule: 'damaged' });
    await putInQueue(cloud, 'event', bounceOf(cloud, reader));
    await wait(walk, 'DeadLetters-wait', true, 100);
    const failed = await walk.paperboy('paperboy logs --problems --since 2h');
    assert.match(failed.out.join('\n'), /events +record failed:/);
    await settle(walk, 'DeadLetters-wait', {
      shows: /The report \(Bounce\)/,
      mend: () => put(row),
    });
    await wait(walk, 'DeadLetters-wait', false, silentWithinMinutes);
    const { load } = subscriberStore(cloud.table, cloud.clock.now);
    assert.equal((await load(reader.id))?.suppressed, true);
  });

  test('what was changed by hand is shown and set back, and what it cost is made up for', async (t) => {
    const walk = await openWalk(t, 'source', byHand);
    const { cloud, due, paperboy } = walk;
    const [bounced] = await Promise.all([
      addReader(cloud.table, due - dayMs),
      addReader(cloud.table, due - dayMs, { address: 'other@readers.example' }),
    ]);
    await addItems(cloud.table, item(due - 10 * minuteMs));
    await addFeed(cloud, 60);
    await putInQueue(cloud, 'event', bounceOf(cloud, bounced));
    const rung = new Set<string>();
    for (let minutes = 0; minutes <= 95; minutes += stepMinutes) {
      await fetch(`${cloud.origin}/n/paper`);
      await cloud.advance(cloud.clock.now() + stepMinutes * minuteMs);
      for (const alarm of ringing(walk)) rung.add(alarm);
    }
    assert.deepEqual(
      [...rung].sort(),
      ['eventbacklog', 'fetchbacklog', 'nosweep', 'sitefails', 'workfails'].sort(),
    );
    // One deploy, which the last of them asks for, sets all of it back.
    const looking = { ...walk, deploy: async () => {} };
    const shows = /^In queues +fetch [1-9], .*\bevents 1\b/m;
    await settle(looking, 'event-backlog', { shows });
    await settle(looking, 'event-backlog', { cause: 1, shows });
    await settle(looking, 'fetch-backlog', { shows });
    await settle(looking, 'work-fails', { shows: /digest +/ });
    await settle(looking, 'no-sweep', { shows: /^TO DO +Schedules +sweep /m });
    await settle(walk, 'site-fails', { shows: /web +/ });
    await wait(walk, 'work-fails', false, failuresSilentWithin);
    assert.deepEqual(ringing(walk), []);
    assert.equal((await fetch(`${cloud.origin}/n/paper`)).status, 200);
    const { load } = subscriberStore(cloud.table, cloud.clock.now);
    assert.equal((await load(bounced.id))?.suppressed, true, 'the report was heeded');
    assert.equal(editionsIn(cloud), 0, 'sending is paused, as the entry of event-backlog has it');
    await paperboy('paperboy sending resume');
    await cloud.advance(cloud.clock.now() + minuteMs);
    assert.equal(editionsIn(cloud), 1);
  });

  test('bounce-rate and complaint-rate: the day shown, sending paused, and later editions are good', async (t) => {
    const walk = await openWalk(t, 'source');
    const { cloud, due, paperboy } = walk;
    for (let n = 0; n < readersCount; n++) {
      await addReader(cloud.table, due - dayMs, { address: `r${n}@readers.example` });
    }
    const fates = [...Array<Fate>(badAddresses).fill('bounced'), 'complained'] as const;
    for (const [n, fate] of fates.entries()) {
      cloud.ses.faults.add({ kind: 'fate', fate, recipient: `r${n}@readers.example` });
    }
    await editionAt(cloud, due);
    await wait(walk, 'bounce-rate', true, 15);
    await wait(walk, 'complaint-rate', true, 0);
    await settle(walk, 'bounce-rate', { shows: /^Bounces +3 new$/m });
    await settle(walk, 'complaint-rate', { shows: /^Complaints +1 new$/m });
    const before = editionsIn(cloud);
    await editionAt(cloud, due + dayMs);
    assert.equal(editionsIn(cloud), before, 'nobody is mailed while the owner looks');
    await paperboy('paperboy sending resume');
    // Until the bad day is no part any more of what SES looks at.
    for (let day = 2; ringing(walk).length > 0; day++) {
      assert.ok(day < daysMax, ringing(walk).join());
      await editionAt(cloud, due + day * dayMs);
      await cloud.advance(cloud.clock.now() + 2 * stepMinutes * minuteMs);
    }
    const troubled = cloud.ses.mailbox.all().flatMap((mail) => mail.fates);
    assert.equal(troubled.filter((fate) => fate !== 'delivered').length, fates.length);
  });
});

const readersCount = 60;
/** More than 4 %, and too few for sending to pause by itself. */
const badAddresses = 3;
const daysMax = 14;

/** Brings something new and lets it go out. */
async function editionAt(cloud: Cloud, at: number): Promise<void> {
  await addItems(cloud.table, item(at - 10 * minuteMs, { key: String(at) }));
  await cloud.advance(at + stepMinutes * minuteMs);
}

/** What somebody did in the console: settings, a schedule, and the ways from two queues. */
const byHand: Alter = (resources) => {
  for (const door of ['digest', 'web']) {
    variablesOf(functionOf(resources, door)).TABLE_NAME = 'none';
  }
  withoutMapping('events', 'EventQueue')(resources);
  withoutMapping('fetch', 'FetchQueue')(resources);
  const [sweep = ''] = Object.keys(resources).filter(
    (id) => resources[id]?.Type === 'AWS::Scheduler::Schedule' && /sweep/i.test(id),
  );
  assert.ok(delete resources[sweep]);
};

function editionsIn({ ses }: Cloud): number {
  return ses.mailbox.all().filter(({ tags }) => JSON.stringify(tags).includes('edition')).length;
}
