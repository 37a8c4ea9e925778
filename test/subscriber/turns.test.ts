/** What pages say of mails that may come: how often at most, and that no refusal uses that up. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askLink } from '../../functions/subscriber/ask-link.ts';
import { askAddress, moveAddress } from '../../functions/subscriber/change-address.ts';
import { changePreferences } from '../../functions/subscriber/change-preferences.ts';
import { confirm } from '../../functions/subscriber/confirm.ts';
import { type Link, preferencesLink, signLink } from '../../functions/subscriber/links.ts';
import { restore } from '../../functions/subscriber/restore.ts';
import { signUp } from '../../functions/subscriber/sign-up.ts';
import { unsubscribe } from '../../functions/subscriber/unsubscribe.ts';
import type { Taking } from '../../functions/subscriber/windows.ts';
import { monday, type Readers, readersOnAMap } from './readers.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const newsletterId = 'morning';
const schedule = { cadence: 'daily', hour: 8, zone: 'Europe/Berlin' } as const;
const form = {
  ...{ newsletterId, typedAddress: 'ann@example.com', schedule, sections: 'all' as const },
  ...{ from: '192.0.2.7', wordsVersion: 'en-2' },
} as const;

async function readerFrom(start = monday): Promise<Readers> {
  const readers = readersOnAMap(start);
  await signUp(form, readers);
  const { id, confirmation } = readers.only();
  assert.ok(confirmation !== undefined);
  const { id: confirmationId, at: issuedAt } = confirmation;
  await confirm(
    { token: sign(readers, { purpose: 'confirm', confirmationId, issuedAt }, id), from: '' },
    readers,
  );
  return readers;
}

function sign(readers: Readers, link: object, subscriberId = readers.only().id): string {
  return signLink({ ...link, subscriberId } as Link, readers.keys);
}

const linkAsked = (readers: Readers) =>
  askLink({ newsletterId, typedAddress: 'ann@example.com' }, readers);

test('the link goes out once in 24 hours, whatever day the clock of the world says', async () => {
  const readers = await readerFrom(Date.UTC(2026, 2, 2, 23, 55));
  await linkAsked(readers);
  readers.passTime(6 * minuteMs);
  assert.deepEqual(await linkAsked(readers), { kind: 'asked' });
  assert.equal(readers.letters.length, 1, 'Midnight makes no new turn.');
  readers.passTime(dayMs - 6 * minuteMs);
  await linkAsked(readers);
  assert.equal(readers.letters.length, 2);
});

test('a refusal uses no turn up: an hour later the link goes out', async () => {
  const readers = await readerFrom();
  const full = async (window: Parameters<Readers['windows']['take']>[0], amount: 0 | 1) =>
    window.kind === 'all' ? ({ kind: 'full' } as Taking) : readers.windows.take(window, amount);
  const pressed = { ...readers, windows: { take: full } };
  assert.deepEqual(await linkAsked(pressed), { kind: 'later' });
  assert.equal(readers.letters.length, 0);
  readers.passTime(hourMs);
  assert.deepEqual(await linkAsked(readers), { kind: 'asked' });
  assert.equal(readers.letters.length, 1);
});

/** Nobody is asked for one here. */
const proof = { token: '', nonce: '' };

test('an address, another and the first again: the mail that the first has works', async () => {
  const readers = await readerFrom();
  const ask = async (typedAddress: string) => {
    readers.passTime(minuteMs);
    const token = signLink(preferencesLink(readers.only(), readers.now()), readers.keys);
    assert.equal(
      (await askAddress({ token, typedAddress, from: '', proof }, readers)).kind,
      'asked',
    );
    return readers.only().addressChange;
  };
  const first = await ask('ann@one.example');
  await ask('ann@two.example');
  await ask('ann@one.example');
  const kinds = readers.letters.map(({ kind }) => kind);
  assert.deepEqual(kinds, ['address', 'address'], 'One in 24 hours to each of them.');
  const { id: confirmationId, at: issuedAt } = first ?? { id: '', at: 0 };
  const mailed = sign(readers, { purpose: 'address', confirmationId, issuedAt });
  assert.equal((await moveAddress({ token: mailed, from: '' }, readers)).kind, 'moved');
  assert.equal(readers.only().address, 'ann@one.example');
});

test('who takes back having left finds everything as it was, a pause too', async () => {
  const readers = await readerFrom();
  const pausedUntil = readers.now() + 30 * dayMs;
  const token = sign(readers, { purpose: 'preferences' });
  const preferences = { schedule, sections: ['ships'], language: 'fr', pausedUntil } as const;
  await changePreferences({ token, preferences }, readers);
  const before = readers.only();
  await unsubscribe({ token: sign(readers, { purpose: 'unsubscribe' }), by: 'page' }, readers);
  const issuedAt = readers.only().consent.withdrawnAt;
  await restore({ token: sign(readers, { purpose: 'restore', issuedAt }), from: '' }, readers);
  const { consent, pastConsents, ...after } = readers.only();
  const { consent: _, ...then } = before;
  assert.deepEqual(after, then);
});

test('a confirmation goes out once in 24 hours and three times in a week', async () => {
  const readers = readersOnAMap();
  const ask = async (hours: number) => {
    readers.passTime(hours * hourMs);
    await signUp(form, readers);
    return readers.queued.length;
  };
  assert.deepEqual([await ask(0), await ask(23), await ask(1)], [1, 1, 2]);
  assert.deepEqual([await ask(24), await ask(24), await ask(24)], [3, 3, 3]);
});
