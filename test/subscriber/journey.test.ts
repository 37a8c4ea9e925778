/** A reader's way through the states, by the use cases. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Schedule } from '../../functions/config/schedule.ts';
import { changePreferences } from '../../functions/subscriber/change-preferences.ts';
import { confirm, previewConfirmation } from '../../functions/subscriber/confirm.ts';
import { signLink } from '../../functions/subscriber/links.ts';
import { resubscribe } from '../../functions/subscriber/resubscribe.ts';
import { signUp } from '../../functions/subscriber/sign-up.ts';
import { noSegment, type Subscriber } from '../../functions/subscriber/subscriber.ts';
import { unsubscribe } from '../../functions/subscriber/unsubscribe.ts';
import { type Readers, readersOnAMap } from './readers.ts';

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;
const daily: Schedule = { cadence: 'daily', hour: 8, zone: 'Europe/Berlin' };
const weekly: Schedule = { cadence: 'weekly', weekday: 5, hour: 18, zone: 'Asia/Tokyo' };

const form = {
  newsletterId: 'morning',
  typedAddress: 'Ann@example.com',
  schedule: daily,
  sections: 'all',
  from: '192.0.2.7',
  wordsVersion: 'en-1',
} as const;

/** In the mail that was last asked for, or in the one whose link was used. */
function confirmToken(readers: Readers): string {
  const { id, confirmation, consent } = readers.only();
  const confirmationId = confirmation?.id ?? consent.confirmationId;
  assert.ok(confirmationId !== undefined);
  const issuedAt = confirmation?.at ?? consent.requestedAt;
  return signLink({ purpose: 'confirm', subscriberId: id, confirmationId, issuedAt }, readers.keys);
}

function token(purpose: 'unsubscribe' | 'preferences', readers: Readers): string {
  return signLink({ purpose, subscriberId: readers.only().id }, readers.keys);
}

async function confirmedReader(): Promise<Readers> {
  const readers = readersOnAMap();
  await signUp(form, readers);
  readers.passTime(hourMs);
  await confirm({ token: confirmToken(readers), from: '192.0.2.8' }, readers);
  return readers;
}

function set(readers: Readers, fields: Partial<Subscriber>): void {
  const row = readers.only();
  readers.rows.set(row.id, { ...row, ...fields });
}

describe('signing up', () => {
  test('notes the confirmation on the pending row before it is queued', async () => {
    const readers = readersOnAMap();
    const seen: (string | undefined)[] = [];
    await signUp(form, {
      ...readers,
      queueConfirmation: async ({ subscriberId }) => {
        seen.push(readers.rows.get(subscriberId)?.confirmation?.state);
      },
    });
    assert.deepEqual(seen, ['queued']);
    const row = readers.only();
    assert.equal(row.state, 'pending');
    assert.equal(row.address, 'Ann@example.com');
    assert.equal(row.addressKey, 'ann@example.com');
    assert.equal(row.segmentId, noSegment);
    assert.equal(row.expiresAt, undefined, 'what waits to be mailed is not forgotten');
    assert.deepEqual(row.consent, {
      requestedAt: readers.now(),
      requestedFrom: '192.0.2.7',
      wordsVersion: 'en-1',
    });
  });

  test('answers the same for a new, pending, confirmed, unsubscribed and suppressed address', async () => {
    const pending = readersOnAMap();
    await signUp(form, pending);
    const confirmed = await confirmedReader();
    const left = await confirmedReader();
    await unsubscribe({ token: token('unsubscribe', left), by: 'page' }, left);
    const closed = readersOnAMap();
    closed.suppressed.add('ann@example.com');
    for (const readers of [readersOnAMap(), pending, confirmed, left, closed]) {
      assert.deepEqual(await signUp(form, readers), { kind: 'asked' });
    }
  });

  test('mails nothing to a confirmed or a suppressed address, and changes nothing', async () => {
    const confirmed = await confirmedReader();
    const pendingSuppressed = readersOnAMap();
    await signUp(form, pendingSuppressed);
    set(pendingSuppressed, { suppressed: true });
    pendingSuppressed.suppressed.add('ann@example.com');
    for (const readers of [confirmed, pendingSuppressed]) {
      readers.passTime(30 * dayMs);
      const before = readers.only();
      await signUp({ ...form, schedule: weekly }, readers);
      assert.deepEqual(readers.only(), before);
      assert.equal(readers.queued.length, 1);
    }
    const unseen = readersOnAMap();
    unseen.suppressed.add('ann@example.com');
    await signUp(form, unseen);
    assert.equal(unseen.rows.size, 0);
    assert.equal(unseen.queued.length, 0);
  });

  test('mails at most once a day and three times while nobody confirms', async () => {
    const readers = readersOnAMap();
    const mailed: number[] = [];
    for (let hour = 0; hour < 7 * 24; hour++) {
      await signUp(form, readers);
      if (readers.queued.length > mailed.length) mailed.push(hour);
      readers.passTime(hourMs);
    }
    assert.deepEqual(mailed, [0, 24, 48]);
  });

  test('asks anew when the last try is a week old', async () => {
    const readers = readersOnAMap();
    for (let day = 0; day < 3; day++) {
      await signUp(form, readers);
      readers.passTime(dayMs);
    }
    readers.passTime(6 * dayMs);
    await signUp(form, readers);
    assert.equal(readers.queued.length, 4);
    assert.equal(readers.only().confirmationsAsked, 1);
  });

  test('a thousand at the same time are one row and one mail', async () => {
    const readers = readersOnAMap();
    await Promise.all(Array.from({ length: 1_000 }, () => signUp(form, readers)));
    readers.passTime(dayMs);
    await Promise.all(Array.from({ length: 1_000 }, () => signUp(form, readers)));
    assert.equal(readers.rows.size, 1);
    assert.equal(readers.queued.length, 2);
  });

  test('again with other wishes while pending takes the new ones, without a further mail', async () => {
    const readers = readersOnAMap();
    await signUp(form, readers);
    await signUp({ ...form, schedule: weekly, sections: ['news'] }, readers);
    assert.deepEqual(readers.only().schedule, weekly);
    assert.deepEqual(readers.only().sections, ['news']);
    assert.equal(readers.queued.length, 1);
  });

  test('the same address may read another newsletter', async () => {
    const readers = readersOnAMap();
    await signUp(form, readers);
    await signUp({ ...form, newsletterId: 'evening' }, readers);
    assert.equal(readers.rows.size, 2);
  });

  test('an address that will not do is told so', async () => {
    const readers = readersOnAMap();
    const answer = await signUp({ ...form, typedAddress: 'ann' }, readers);
    assert.deepEqual(answer, { kind: 'refused', reason: 'shape' });
    assert.equal(readers.rows.size, 0);
  });
});

describe('confirming', () => {
  test('starts the cursor at this instant, joins the segment and keeps the proof', async () => {
    const readers = await confirmedReader();
    const row = readers.only();
    assert.equal(row.state, 'confirmed');
    assert.equal(row.receivedThrough, readers.now());
    assert.match(row.segmentId, /^daily-/);
    assert.equal(row.consent.confirmedAt, readers.now());
    assert.equal(row.consent.confirmedFrom, '192.0.2.8');
    assert.equal(row.consent.confirmationId, readers.queued[0]?.confirmationId);
    assert.equal(row.confirmation, undefined);
    assert.equal(row.expiresAt, undefined);
    assert.equal(row.confirmationsAsked, undefined);
  });

  test('again, even after the link has expired, changes nothing and says the same', async () => {
    const readers = await confirmedReader();
    const writes = readers.writes();
    const old = confirmToken(readers);
    readers.passTime(90 * dayMs);
    const again = await confirm({ token: old, from: '192.0.2.9' }, readers);
    assert.deepEqual(again, { kind: 'confirmed', subscriber: readers.only() });
    assert.equal(readers.writes(), writes);
  });

  test('looking at the link changes nothing', async () => {
    const readers = readersOnAMap();
    await signUp(form, readers);
    const writes = readers.writes();
    const preview = await previewConfirmation({ token: confirmToken(readers) }, readers);
    assert.equal(preview.kind, 'ready');
    assert.equal(readers.writes(), writes);
  });

  test('the link of the first mail works after a second one was asked for', async () => {
    const readers = readersOnAMap();
    await signUp(form, readers);
    const first = confirmToken(readers);
    readers.passTime(dayMs);
    await signUp(form, readers);
    assert.notEqual(first, confirmToken(readers));
    assert.equal((await confirm({ token: first, from: '' }, readers)).kind, 'confirmed');
  });

  test('is refused after 48 hours', async () => {
    const readers = readersOnAMap();
    await signUp(form, readers);
    readers.passTime(2 * dayMs);
    const answer = await confirm({ token: confirmToken(readers), from: '' }, readers);
    assert.ok(answer.kind === 'refused' && answer.reason === 'expired');
    assert.equal(readers.only().state, 'pending');
  });

  test('is refused to a suppressed address', async () => {
    const readers = readersOnAMap();
    await signUp(form, readers);
    set(readers, { suppressed: true });
    const answer = await confirm({ token: confirmToken(readers), from: '' }, readers);
    assert.ok(answer.kind === 'refused' && answer.reason === 'suppressed');
    assert.equal(readers.only().state, 'pending');
  });

  test('a link from before the reader left never brings them back', async () => {
    const readers = await confirmedReader();
    const old = confirmToken(readers);
    await unsubscribe({ token: token('unsubscribe', readers), by: 'page' }, readers);
    const whileOut = await confirm({ token: old, from: '' }, readers);
    assert.ok(whileOut.kind === 'refused' && whileOut.reason === 'unsubscribed');
    readers.passTime(hourMs);
    await signUp(form, readers);
    const whileAsked = await confirm({ token: old, from: '' }, readers);
    assert.ok(whileAsked.kind === 'refused' && whileAsked.reason === 'superseded');
    assert.equal(
      (await confirm({ token: confirmToken(readers), from: '' }, readers)).kind,
      'confirmed',
    );
  });

  test('when the wishes change in the same moment, segment and schedule still agree', async () => {
    const readers = readersOnAMap();
    await signUp(form, readers);
    await confirm(
      { token: confirmToken(readers), from: '' },
      {
        ...readers,
        openSegment: async (choice) => {
          await signUp({ ...form, schedule: weekly }, readers);
          return await readers.openSegment(choice);
        },
      },
    );
    const row = readers.only();
    assert.equal(row.segmentId, await readers.openSegment(row));
  });
});

describe('changing preferences', () => {
  const preferences = { schedule: weekly, sections: ['news'] } as const;

  test('moves to another segment with the cursor as it was', async () => {
    const readers = await confirmedReader();
    const before = readers.only();
    readers.passTime(dayMs);
    await changePreferences({ token: token('preferences', readers), preferences }, readers);
    const after = readers.only();
    assert.deepEqual(after.schedule, weekly);
    assert.notEqual(after.segmentId, before.segmentId);
    assert.equal(after.receivedThrough, before.receivedThrough);
  });

  test('a pause is set and taken away', async () => {
    const readers = await confirmedReader();
    const input = { token: token('preferences', readers), preferences };
    const pausedUntil = readers.now() + dayMs;
    await changePreferences({ ...input, preferences: { ...preferences, pausedUntil } }, readers);
    assert.equal(readers.only().pausedUntil, pausedUntil);
    await changePreferences(input, readers);
    assert.equal('pausedUntil' in readers.only(), false);
  });

  test('leaves a claim that was made meanwhile alone', async () => {
    const readers = await confirmedReader();
    const claim = { editionId: 'e', batchId: 'b', owner: 'o', at: 1, cutoff: 2, attempt: 1 };
    await changePreferences(
      { token: token('preferences', readers), preferences },
      {
        ...readers,
        openSegment: async (choice) => {
          set(readers, { claim });
          return await readers.openSegment(choice);
        },
      },
    );
    assert.deepEqual(readers.only().claim, claim);
    assert.deepEqual(readers.only().schedule, weekly);
  });

  test('does not bring back a reader who leaves in the same moment', async () => {
    const readers = await confirmedReader();
    const answer = await changePreferences(
      { token: token('preferences', readers), preferences },
      {
        ...readers,
        openSegment: async (choice) => {
          await unsubscribe({ token: token('unsubscribe', readers), by: 'one-click' }, readers);
          return await readers.openSegment(choice);
        },
      },
    );
    assert.equal(answer.kind, 'not-confirmed');
    assert.equal(readers.only().state, 'unsubscribed');
    assert.equal(readers.only().segmentId, noSegment);
  });

  test('an unsubscribe link opens no preferences', async () => {
    const readers = await confirmedReader();
    const answer = await changePreferences(
      { token: token('unsubscribe', readers), preferences },
      readers,
    );
    assert.equal(answer.kind, 'unknown');
  });
});

describe('leaving', () => {
  test('is noted with when and how, and doing it again changes nothing', async () => {
    const readers = await confirmedReader();
    readers.passTime(dayMs);
    const at = readers.now();
    const input = { token: token('unsubscribe', readers), by: 'one-click' } as const;
    await unsubscribe(input, readers);
    readers.passTime(dayMs);
    const writes = readers.writes();
    assert.equal((await unsubscribe({ ...input, by: 'page' }, readers)).kind, 'unsubscribed');
    assert.equal(readers.writes(), writes);
    const row = readers.only();
    assert.equal(row.state, 'unsubscribed');
    assert.equal(row.segmentId, noSegment);
    assert.equal(row.consent.withdrawnAt, at);
    assert.equal(row.consent.withdrawnBy, 'one-click');
    assert.notEqual(row.consent.confirmedAt, undefined);
  });

  test('works from every state, years later and while others write', async () => {
    const readers = readersOnAMap();
    await signUp(form, readers);
    const input = { token: token('unsubscribe', readers), by: 'page' } as const;
    readers.passTime(3_650 * dayMs);
    let isFirst = true;
    await unsubscribe(input, {
      ...readers,
      save: async (id, expected, changes) => {
        if (isFirst) set(readers, { state: 'confirmed' });
        isFirst = false;
        return await readers.save(id, expected, changes);
      },
    });
    assert.equal(readers.only().state, 'unsubscribed');
    assert.equal(readers.only().expiresAt, undefined);
  });

  test('answers the same for a reader who has been erased', async () => {
    const readers = await confirmedReader();
    const input = { token: token('unsubscribe', readers), by: 'page' } as const;
    readers.rows.clear();
    assert.deepEqual(await unsubscribe(input, readers), { kind: 'unsubscribed' });
  });
});

describe('coming back', () => {
  test('waits like a sign-up when too much mail goes there, and changes nothing', async () => {
    const readers = await confirmedReader();
    await unsubscribe({ token: token('unsubscribe', readers), by: 'page' }, readers);
    readers.passTime(dayMs);
    const before = readers.only();
    const full = { ...readers, windows: { take: async () => ({ kind: 'full' }) as const } };
    const input = { token: token('preferences', readers), from: '192.0.2.9', wordsVersion: 'en-2' };
    assert.equal((await resubscribe(input, full)).kind, 'later');
    assert.deepEqual([readers.only(), readers.queued.length], [before, 1]);
  });

  test('goes through a confirmation, and the old consent is kept as proof', async () => {
    const readers = await confirmedReader();
    await unsubscribe({ token: token('unsubscribe', readers), by: 'page' }, readers);
    const past = readers.only().consent;
    readers.passTime(dayMs);
    const input = { token: token('preferences', readers), from: '192.0.2.9', wordsVersion: 'en-2' };
    assert.equal((await resubscribe(input, readers)).kind, 'asked');
    const row = readers.only();
    assert.equal(row.state, 'pending');
    assert.deepEqual(row.pastConsents, [past]);
    assert.deepEqual(row.consent, {
      requestedAt: readers.now(),
      requestedFrom: '192.0.2.9',
      wordsVersion: 'en-2',
    });
    assert.equal(row.expiresAt, undefined, 'who left once is never forgotten');
    readers.passTime(hourMs);
    await confirm({ token: confirmToken(readers), from: '' }, readers);
    assert.equal(readers.only().receivedThrough, readers.now());
  });

  test('on the day of the first confirmation is not held up by it: it was used', async () => {
    const readers = await confirmedReader();
    await unsubscribe({ token: token('unsubscribe', readers), by: 'page' }, readers);
    await signUp(form, readers);
    assert.equal(readers.queued.length, 2);
    await signUp(form, readers);
    assert.equal(readers.queued.length, 2);
  });

  test('is not for a suppressed address', async () => {
    const readers = await confirmedReader();
    await unsubscribe({ token: token('unsubscribe', readers), by: 'page' }, readers);
    set(readers, { suppressed: true });
    await resubscribe(
      { token: token('preferences', readers), from: '', wordsVersion: '' },
      readers,
    );
    assert.equal(readers.only().state, 'unsubscribed');
    assert.equal(readers.queued.length, 1);
  });
});
