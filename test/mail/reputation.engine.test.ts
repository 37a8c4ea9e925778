import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DayOfSending, judgeReputation } from '../../functions/mail/reputation.ts';
import { inboxOf, testCloud } from '../support/cloud.ts';
import { addItems, addReader, item, setUpNewsletter } from '../support/newsletter.ts';

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
