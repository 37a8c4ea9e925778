/** What is kept of a reader's row, by the numbers of functions/config/retention.ts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  leftKeptMs,
  networksKeptMs,
  otherAddressKeptMs,
  unconfirmedKeptMs,
} from '../../functions/config/retention.ts';
import {
  newPending,
  queued,
  toConfirmed,
  toUnsubscribed,
  withChanges,
} from '../../functions/subscriber/moves.ts';
import { networkForgotten, retentionOf } from '../../functions/subscriber/retention.ts';
import type { Subscriber } from '../../functions/subscriber/subscriber.ts';

const at = Date.UTC(2026, 0, 5);
const pending = newPending(
  { id: 'r1', newsletterId: 'paper', address: 'ann@x.example', addressKey: 'ann@x.example' },
  {
    schedule: { cadence: 'daily', hour: 7, zone: 'UTC' },
    sections: 'all',
    from: '192.0.2.1',
    wordsVersion: 'en-1',
    at,
  },
  'c1',
);
const proof = { at, from: '192.0.2.2', confirmationId: 'c1' };
const confirmed = withChanges(pending, toConfirmed(pending, 'daily', proof).changes);
const moved = toUnsubscribed(confirmed, 'page', at);
assert.ok(moved);
const left = withChanges(confirmed, moved.changes);

const kept = (reader: Subscriber, now: number) => {
  const retention = retentionOf(reader, now);
  assert.equal(retention.kind, 'keep');
  assert.ok(retention.kind === 'keep');
  return retention;
};

test('a reader is kept as long as they read', () => {
  assert.deepEqual(kept(confirmed, at + 100 * leftKeptMs), {
    kind: 'keep',
    reduced: {},
    next: undefined,
  });
});

test('who has left is kept for its time, and then forgotten', () => {
  assert.equal(kept(left, at + leftKeptMs - 1).next, at + leftKeptMs);
  assert.deepEqual(retentionOf(left, at + leftKeptMs), { kind: 'forget' });
});

test('who has left elsewhere, however long ago, is kept from the import on', () => {
  const importedAt = at + 2 * leftKeptMs;
  const imported = { ...left, consent: { ...left.consent, importedAt } };
  assert.equal(kept(imported, importedAt).next, importedAt + leftKeptMs);
  assert.deepEqual(retentionOf(imported, importedAt + leftKeptMs), { kind: 'forget' });
});

test('who has left, and asked again in vain, is forgotten as who has left', () => {
  const asked: Subscriber = {
    ...pending,
    pastConsents: [left.consent],
    confirmation: { ...queued('c2', at + leftKeptMs), state: 'submitted' },
  };
  const over = at + leftKeptMs + unconfirmedKeptMs;
  assert.equal(kept(asked, over - 1).next, over);
  assert.deepEqual(retentionOf(asked, over), { kind: 'forget' });
  const waiting = { ...asked, confirmation: queued('c2', at) };
  assert.equal(kept(waiting, over).next, undefined, 'What waits for us does not expire.');
});

test('addresses that a reader has left, or not come to, go after a week', () => {
  const other = { id: 'm1', address: 'old@x.example', addressKey: 'old@x.example', at };
  const next = { ...other, id: 'm2', at: at + 1 };
  const both = { ...confirmed, formerAddress: other, addressChange: next };
  const week = at + otherAddressKeptMs;
  assert.deepEqual(kept(both, week - 1).reduced, { formerAddress: other, addressChange: next });
  assert.deepEqual(kept(both, week).reduced, { addressChange: next });
  assert.equal(kept(both, week).next, week + 1);
  assert.deepEqual(kept(both, week + 1), { kind: 'keep', reduced: {}, next: undefined });
});

test('networks of a consent that was withdrawn go when no proof can be asked for; the rest stays', () => {
  const back: Subscriber = { ...confirmed, pastConsents: [left.consent] };
  const end = at + networksKeptMs;
  assert.deepEqual(kept(back, end - 1).reduced.pastConsents, [left.consent]);
  assert.equal(kept(back, end - 1).next, end);
  const { confirmedFrom, ...rest } = left.consent;
  assert.ok(confirmedFrom);
  assert.deepEqual(kept(back, end), {
    kind: 'keep',
    reduced: { pastConsents: [{ ...rest, requestedFrom: networkForgotten }] },
    next: undefined,
  });
});
