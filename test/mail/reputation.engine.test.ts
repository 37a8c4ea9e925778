import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pauseSending, resumeSending } from '../../functions/mail/pace.ts';
import {
  type DayOfSending,
  judgeReputation,
  type WatchDeps,
  watched,
} from '../../functions/mail/reputation.ts';
import { noticeStore } from '../../functions/store/notices.ts';
import { paceStore } from '../../functions/store/pace.ts';
import { countTrouble, dayOfSending } from '../../functions/store/reputation.ts';
import { suppressAddress } from '../../functions/store/suppressions.ts';
import { inboxOf, testCloud } from '../support/cloud.ts';
import { addItems, addReader, item, setUpNewsletter } from '../support/newsletter.ts';
import { testTable } from '../support/table.ts';

const cases: [name: string, day: DayOfSending, verdict: string | undefined][] = [
  ['a quiet day', { sent: 10_000, bounces: 20, complaints: 2 }, undefined],
  ['a few bounces on a small list say nothing', { sent: 20, bounces: 9, complaints: 0 }, undefined],
  ['many bounces', { sent: 1_000, bounces: 60, complaints: 0 }, 'bounces'],
  [
    'two complaints on a small list say nothing',
    { sent: 50, bounces: 0, complaints: 2 },
    undefined,
  ],
  ['complaints below the line', { sent: 100_000, bounces: 0, complaints: 80 }, undefined],
  ['complaints above the line', { sent: 10_000, bounces: 0, complaints: 12 }, 'complaints'],
];
for (const [name, day, verdict] of cases) {
  test(`reputation: ${name}`, () => assert.equal(judgeReputation(day), verdict));
}

test('each time that sending pauses by itself the owner is told, once', async (t) => {
  const table = await testTable(t);
  let now = Date.UTC(2026, 2, 2, 7);
  const pace = paceStore(table);
  let told = 0;
  let dies = false;
  const watching: WatchDeps = {
    count: (trouble, at) => countTrouble(table, trouble, at),
    day: async (at) => ({ ...(await dayOfSending(table, at)), sent: 100 }),
    pause: (pause) => pauseSending(pause, pace),
    paused: async () => (await pace.load())?.paused,
    note: async (notice) => {
      if (dies) throw new Error('The worker died.');
      if ((await noticeStore(table).note(notice)) === 'noted') told++;
    },
  };
  const suppress = watched((key, why, at) => suppressAddress(table, key, why, at), watching);
  const bounce = async (n: number) => {
    now += 60_000;
    await suppress(`r${n}@x.example`, 'bounce', now);
  };
  for (let n = 0; n < 13; n++) await addReader(table, now, { address: `r${n}@x.example` });
  for (let n = 0; n < 10; n++) await bounce(n);
  await bounce(9);
  assert.equal(told, 1, 'however often its events come');
  await resumeSending(pace);
  await bounce(9);
  assert.equal((await pace.load())?.paused, undefined, 'an old event pauses nothing');
  await bounce(10);
  assert.equal(told, 2, 'the same day, of another pause');
  await resumeSending(pace);
  dies = true;
  await assert.rejects(bounce(11));
  dies = false;
  await bounce(11);
  assert.equal(told, 3, 'the event comes again when its worker has died');
});

test('too many bounces pause sending by themselves and tell the owner, once', async (t) => {
  const cloud = await testCloud(t, { settings: { maxSendRate: 500 } });
  await setUpNewsletter(cloud.table, { ownerAddress: 'owner@paper.example' });
  const now = cloud.clock.now();
  for (let n = 0; n < 12; n++) {
    await addReader(cloud.table, now, { address: `bounce+${n}@simulator.amazonses.com` });
  }
  for (let n = 0; n < 20; n++) await addReader(cloud.table, now, { address: `r${n}@x.example` });
  const day = 24 * 3_600_000;
  const due = now - (now % day) + 7 * 3_600_000 + day;
  await cloud.advance(due - 300_000);
  await addItems(cloud.table, item(due - 200_000, { key: 'one' }));
  await cloud.advance(due);
  const sent = cloud.ses.mailbox.all().length;
  await addItems(cloud.table, item(due + 3_600_000, { key: 'two' }));
  await cloud.advance(due + day + 3_600_000);
  const notices = await inboxOf(cloud, 'owner@paper.example');
  assert.equal(notices.length, 1);
  assert.match(notices[0]?.text ?? '', /Sending is paused: \d+ of \d+ mails/);
  assert.equal(cloud.ses.mailbox.all().length, sent + 1, 'nothing but the notice');
});
