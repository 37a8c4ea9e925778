import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noticeStore } from '../../functions/store/notices.ts';
import { inboxOf, testCloud } from '../support/cloud.ts';
import { setUpNewsletter } from '../support/newsletter.ts';

const minuteMs = 60_000;

test('the owner is told once, however often it is noted, in the newsletter’s language', async (t) => {
  const cloud = await testCloud(t);
  await setUpNewsletter(cloud.table, { ownerAddress: 'owner@paper.example', language: 'de' });
  const notices = noticeStore(cloud.table);
  const notice = {
    id: 'feed-failing-feed1',
    newsletterId: 'paper',
    kind: 'feedFailing',
    values: { feed: 'Feed One', reason: 'The server answered 500.' },
    at: cloud.clock.now(),
  } as const;
  assert.equal(await notices.note(notice), 'noted');
  assert.equal(await notices.note(notice), 'known');
  await cloud.advance(cloud.clock.now() + 6 * minuteMs);
  await cloud.advance(cloud.clock.now() + 120 * minuteMs);
  const mails = await inboxOf(cloud, 'owner@paper.example');
  assert.equal(mails.length, 1);
  assert.match(mails[0]?.text ?? '', /Der Feed „Feed One“/);
});

test('a notice that SES did not take is tried again, and then goes out once', async (t) => {
  const cloud = await testCloud(t);
  await setUpNewsletter(cloud.table, { ownerAddress: 'owner@paper.example' });
  cloud.ses.faults.add({ kind: 'error-500-before', times: 1 });
  await noticeStore(cloud.table).note({
    id: 'n1',
    newsletterId: 'paper',
    kind: 'feedRecovered',
    values: { feed: 'Feed One' },
    at: cloud.clock.now(),
  });
  await cloud.advance(cloud.clock.now() + 6 * minuteMs);
  assert.equal(cloud.ses.mailbox.all().length, 0);
  for (let n = 0; n < 4; n++) await cloud.advance(cloud.clock.now() + 20 * minuteMs);
  assert.equal(cloud.ses.mailbox.all().length, 1);
});

test('an owner whom SES does not mail yet is told a day later, when it does', async (t) => {
  const settings = { sandbox: true, identities: ['paper.example'] };
  const cloud = await testCloud(t, { settings });
  await setUpNewsletter(cloud.table, { ownerAddress: 'owner@mailbox.example' });
  await noticeStore(cloud.table).note({
    id: 'n1',
    newsletterId: 'paper',
    kind: 'feedRecovered',
    values: { feed: 'Feed One' },
    at: cloud.clock.now(),
  });
  await cloud.advance(cloud.clock.now() + 6 * minuteMs);
  assert.equal(cloud.ses.mailbox.all().length, 0);
  cloud.ses.account.change({ identities: ['paper.example', 'owner@mailbox.example'] });
  await cloud.advance(cloud.clock.now() + 25 * 60 * minuteMs);
  await cloud.advance(cloud.clock.now() + 25 * 60 * minuteMs);
  assert.equal(cloud.ses.mailbox.all().length, 1);
});
