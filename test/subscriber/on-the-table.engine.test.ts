/** The same use cases on the real table: what a move sets is written, and nothing beside it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openSegment } from '../../functions/edition/segment.ts';
import { comeBackBook } from '../../functions/store/come-back-book.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { windowStore } from '../../functions/store/windows.ts';
import { changePreferences } from '../../functions/subscriber/change-preferences.ts';
import { allowAgain } from '../../functions/subscriber/come-back.ts';
import { confirm } from '../../functions/subscriber/confirm.ts';
import { signLink } from '../../functions/subscriber/links.ts';
import { resubscribe } from '../../functions/subscriber/resubscribe.ts';
import { type ConfirmationKey, signUp } from '../../functions/subscriber/sign-up.ts';
import { noSegment } from '../../functions/subscriber/subscriber.ts';
import { unsubscribe } from '../../functions/subscriber/unsubscribe.ts';
import { testTable } from '../support/table.ts';
import { keys, monday } from './readers.ts';

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;

const form = {
  newsletterId: 'morning',
  typedAddress: 'Ann@example.com',
  schedule: { cadence: 'daily', hour: 8, zone: 'Europe/Berlin' },
  sections: 'all',
  from: '192.0.2.7',
  wordsVersion: 'en-1',
} as const;

test('from signup to goodbye and back, on the table', async (t) => {
  const table = await testTable(t);
  let at = monday;
  let ids = 0;
  const queued: ConfirmationKey[] = [];
  const now = () => at;
  const { join } = segmentStore(table);
  const store = subscriberStore(table, now);
  const comeBack = comeBackBook(table, now);
  const openIt = (choice: Parameters<typeof openSegment>[0]) => openSegment(choice, { join, now });
  const readers = {
    ...store,
    ...comeBack,
    keys,
    randomId: () => `id-${++ids}`,
    windows: windowStore(table, now),
    queueConfirmation: async (key: ConfirmationKey) => {
      const noted = (await store.load(key.subscriberId))?.confirmation;
      if (noted?.id === key.confirmationId) queued.push(key);
    },
    openSegment: openIt,
    allowAgain: (key: string) => allowAgain(key, { ...comeBack, openSegment: openIt }),
  };
  const reader = async () => {
    const found = await readers.findByAddress('morning', 'ann@example.com');
    assert.ok(found.subscriber !== undefined);
    return found.subscriber;
  };
  const link = async (purpose: 'unsubscribe' | 'preferences') =>
    signLink({ purpose, subscriberId: (await reader()).id }, keys);
  const confirmLast = async () => {
    const { subscriberId, confirmationId } = queued.at(-1) ?? assert.fail('Nothing is queued.');
    const claims = { purpose: 'confirm', subscriberId, confirmationId, issuedAt: at } as const;
    return await confirm({ token: signLink(claims, keys), from: '192.0.2.8' }, readers);
  };

  await Promise.all(Array.from({ length: 8 }, () => signUp(form, readers)));
  assert.equal(queued.length, 1, 'eight requests at once are one mail');
  at += dayMs;
  await Promise.all(Array.from({ length: 8 }, () => signUp(form, readers)));
  assert.equal(queued.length, 2, 'and one more the next day');
  assert.equal((await reader()).expiresAt, undefined, 'nobody is forgotten before they are asked');

  assert.equal((await confirmLast()).kind, 'confirmed');
  const confirmed = await reader();
  assert.equal(confirmed.receivedThrough, at);
  assert.match(confirmed.segmentId, /^daily-/);
  assert.equal('expiresAt' in confirmed || 'confirmationsAsked' in confirmed, false);

  const schedule = { cadence: 'instant', zone: 'UTC' } as const;
  const preferences = { schedule, sections: ['news'], pausedUntil: at + dayMs };
  await changePreferences({ token: await link('preferences'), preferences }, readers);
  const paused = await reader();
  assert.deepEqual(paused.schedule, schedule);
  assert.deepEqual(paused.sections, ['news']);
  assert.equal(paused.pausedUntil, at + dayMs);
  assert.equal(paused.receivedThrough, confirmed.receivedThrough);
  assert.match(paused.segmentId, /^instant-/);

  await unsubscribe({ token: await link('unsubscribe'), by: 'one-click' }, readers);
  const left = await reader();
  assert.equal(left.state, 'unsubscribed');
  assert.equal(left.segmentId, noSegment);
  assert.equal(left.consent.withdrawnBy, 'one-click');
  assert.equal(left.pausedUntil, paused.pausedUntil, 'For who takes it back.');

  at += hourMs;
  const input = { token: await link('preferences'), from: '192.0.2.9', wordsVersion: 'en-1' };
  await resubscribe(input, readers);
  const back = await reader();
  assert.equal(back.state, 'pending');
  assert.deepEqual(back.pastConsents, [left.consent]);
  at += hourMs;
  assert.equal((await confirmLast()).kind, 'confirmed');
  assert.equal((await reader()).receivedThrough, at);
});
