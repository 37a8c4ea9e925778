/** Which reader comes back by a restore, and where they go on. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  asAtRestore,
  consentAt,
  fateOfMissing,
  fateOfPresent,
  whereLeftOff,
} from '../../functions/store/restore-reader.ts';
import type { Subscriber } from '../../functions/subscriber/subscriber.ts';

const at = Date.parse('2026-05-01T12:00:00Z');
const terms = { at, takesBackRemoved: false };
const claim = { editionId: 'e', batchId: 'b', owner: 'o', at, cutoff: at - 10, attempt: 1 };

function reader(changes: Partial<Subscriber> = {}): Subscriber {
  return {
    id: 'r1',
    newsletterId: 'paper',
    address: 'ann@readers.example',
    addressKey: 'ann@readers.example',
    state: 'confirmed',
    suppressed: false,
    schedule: { cadence: 'daily', hour: 7, zone: 'UTC' },
    sections: 'all',
    receivedThrough: at - 1_000,
    segmentId: 's',
    consent: { requestedAt: 1, requestedFrom: '', wordsVersion: '1', confirmedAt: 2 },
    createdAt: 1,
    ...changes,
  };
}

const left = (withdrawnBy: 'page' | 'one-click' | 'mail' | 'import' | 'owner') =>
  reader({ state: 'unsubscribed', consent: { ...reader().consent, withdrawnAt: at, withdrawnBy } });
const none = { hasLeft: false, isSuppressed: false, isTaken: false };

test('who reads now stays as they are, whatever they were then', () => {
  const now = reader({ receivedThrough: at, claim });
  assert.deepEqual(fateOfPresent(reader(), now, terms), { kind: 'unchanged' });
  assert.deepEqual(fateOfPresent(left('page'), now, terms), { kind: 'unchanged' });
});

for (const by of ['page', 'one-click', 'mail', 'import'] as const) {
  test(`who left since (${by}) stays away, also where the owner takes back whom they took off`, () => {
    const fate = fateOfPresent(reader(), left(by), { at, takesBackRemoved: true });
    assert.deepEqual(fate, { kind: 'away', why: 'left' });
  });
}

test('whom the owner took off comes back only when the owner says so, with the cursor of now', () => {
  const now = { ...left('owner'), receivedThrough: at - 5 };
  assert.deepEqual(fateOfPresent(reader(), now, terms), { kind: 'away', why: 'removed' });
  const fate = fateOfPresent(reader(), now, { at, takesBackRemoved: true });
  assert.deepEqual(fate, { kind: 'taken back', subscriber: now });
  const bounced = { ...now, suppressed: true };
  const stays = fateOfPresent(reader(), bounced, { at, takesBackRemoved: true });
  assert.deepEqual(stays, { kind: 'away', why: 'suppressed' });
});

test('whose row is gone comes back unless something is known against it', () => {
  const why = (known: Partial<typeof none>) =>
    fateOfMissing(reader(), { ...none, ...known }, terms);
  assert.deepEqual(why({ hasLeft: true }), { kind: 'away', why: 'erased' });
  assert.deepEqual(why({ isSuppressed: true }), { kind: 'away', why: 'suppressed' });
  assert.deepEqual(why({ isTaken: true }), { kind: 'away', why: 'anew' });
  assert.equal(why({}).kind, 'comes back');
  for (const then of [left('page'), reader({ state: 'pending' }), reader({ suppressed: true })]) {
    assert.deepEqual(fateOfMissing(then, none, terms), { kind: 'unchanged' });
  }
});

test('who comes back gets what is new from the restore on: the cursor is never behind', () => {
  const back = asAtRestore(reader({ claim, passedOver: { batchId: 'b', reason: 'paused' } }), at);
  assert.deepEqual(back, reader({ receivedThrough: at }));
  assert.equal(asAtRestore(reader({ receivedThrough: at + 5 }), at).receivedThrough, at + 5);
});

test('who goes on where they were: a mail that was under way is taken for sent', () => {
  assert.equal(whereLeftOff(reader({ claim })).receivedThrough, claim.cutoff);
  assert.equal(whereLeftOff(reader({ claim })).claim, undefined);
  assert.equal(whereLeftOff(reader()).receivedThrough, at - 1_000);
});

test('a consent is as old as its last confirmation', () => {
  assert.equal(consentAt(reader()), 2);
  assert.equal(consentAt(reader({ consent: { ...reader().consent, restoredAt: 7 } })), 7);
  assert.equal(consentAt(reader({ receivesSince: 9 })), 9);
});
