/** An address that mail came back from, or that complained, asks to be mailed again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allowAgain, type ComeBackDeps } from '../../functions/subscriber/come-back.ts';
import { confirm } from '../../functions/subscriber/confirm.ts';
import { signLink } from '../../functions/subscriber/links.ts';
import { signUp } from '../../functions/subscriber/sign-up.ts';
import type { Subscriber } from '../../functions/subscriber/subscriber.ts';
import { monday, type Readers, readersOnAMap } from './readers.ts';

const dayMs = 86_400_000;
const schedule = { cadence: 'daily', hour: 8, zone: 'Europe/Berlin' } as const;
const key = 'ann@example.com';
const form = {
  ...{ newsletterId: 'morning', typedAddress: key, schedule, sections: 'all' as const },
  ...{ from: '192.0.2.7', wordsVersion: 'en-2' },
} as const;

function tokenOf(readers: Readers): string {
  const { id: subscriberId, confirmation } = readers.only();
  assert.ok(confirmation);
  const { id: confirmationId, at: issuedAt } = confirmation;
  return signLink({ purpose: 'confirm', subscriberId, confirmationId, issuedAt }, readers.keys);
}

const press = (readers: Readers, token = tokenOf(readers)) =>
  confirm({ token, from: '192.0.2.8' }, readers);

/** A reader whose mail came back, or who complained. */
async function suppressedReader(reason: 'bounce' | 'complaint' | 'owner'): Promise<Readers> {
  const readers = readersOnAMap();
  await signUp(form, readers);
  await press(readers);
  suppress(readers, reason);
  readers.passTime(dayMs);
  return readers;
}

function suppress(readers: Readers, reason: 'bounce' | 'complaint' | 'owner'): void {
  readers.suppressed.add(key);
  readers.reasons.set(key, reason);
  const { comebackId: _, ...row } = readers.only();
  readers.rows.set(row.id, { ...row, suppressed: true });
}

test('who bounced is asked once, loses nothing by it, and goes on where they were', async () => {
  const readers = await suppressedReader('bounce');
  const before = readers.only();
  assert.deepEqual(await signUp({ ...form, sections: ['away'] }, readers), { kind: 'asked' });
  assert.equal(readers.queued.length, 2);
  const asked = readers.only();
  assert.deepEqual([asked.state, asked.suppressed], ['confirmed', true]);
  assert.deepEqual([asked.consent, asked.sections], [before.consent, before.sections]);

  const answer = await press(readers);
  assert.equal(answer.kind, 'confirmed');
  const { state, suppressed, consent } = readers.only();
  assert.deepEqual([state, suppressed], ['confirmed', false]);
  assert.equal(consent.restoredFrom, '192.0.2.8', 'The address has proved itself from there.');
});

test('who dies between the consent and the lifting finds the link still good', async () => {
  const readers = await suppressedReader('complaint');
  await signUp(form, readers);
  const token = tokenOf(readers);
  const dying = { ...readers, allowAgain: () => Promise.reject(new Error('The process died.')) };
  await assert.rejects(confirm({ token, from: '' }, dying), /died/);
  const { state, suppressed } = readers.only();
  assert.deepEqual([state, suppressed], ['confirmed', true], 'No edition goes there yet.');
  assert.equal((await press(readers, token)).kind, 'confirmed');
  assert.equal(readers.only().suppressed, false);
});

test('who complained has withdrawn: they agree anew, and both consents are kept', async () => {
  const readers = await suppressedReader('complaint');
  await signUp(form, readers);
  const { state, pastConsents } = readers.only();
  assert.equal(state, 'pending');
  assert.deepEqual(
    pastConsents?.map(({ withdrawnBy, withdrawnAt }) => [withdrawnBy, withdrawnAt]),
    [['complaint', monday]],
  );
  assert.equal((await press(readers)).kind, 'confirmed');
  assert.equal(readers.only().suppressed, false);
});

test('who is new at a suppressed address is asked and confirms like anybody', async () => {
  const readers = readersOnAMap();
  readers.suppressed.add(key);
  readers.reasons.set(key, 'repeated-bounce');
  await signUp(form, readers);
  assert.equal(readers.queued.length, 1);
  assert.equal(readers.only().suppressed, true, 'Nothing else may be mailed there meanwhile.');
  assert.equal((await press(readers)).kind, 'confirmed');
  assert.equal(readers.only().suppressed, false);
});

test('a suppressed address is asked once in 30 days, by whichever newsletter', async () => {
  const readers = await suppressedReader('bounce');
  await signUp(form, readers);
  readers.passTime(8 * dayMs);
  for (const newsletterId of ['morning', 'evening']) {
    assert.deepEqual(await signUp({ ...form, newsletterId }, readers), { kind: 'asked' });
  }
  readers.passTime(21 * dayMs);
  await signUp(form, readers);
  assert.equal(readers.queued.length, 2);
  readers.passTime(dayMs);
  await signUp(form, readers);
  assert.equal(readers.queued.length, 3);
});

test('of two requests at once for a suppressed address, one is mailed', async () => {
  const readers = await suppressedReader('bounce');
  await Promise.all([signUp(form, readers), signUp(form, readers)]);
  assert.equal(readers.queued.length, 2);
});

test('what the owner suppressed is asked by nobody, also when that came after the request', async () => {
  const readers = await suppressedReader('owner');
  assert.deepEqual(await signUp(form, readers), { kind: 'asked' });
  assert.equal(readers.queued.length, 1);

  const late = await suppressedReader('bounce');
  await signUp(form, late);
  const token = tokenOf(late);
  late.reasons.set(key, 'owner');
  const answer = await press(late, token);
  assert.ok(answer.kind === 'refused' && answer.reason === 'suppressed');
  assert.equal(late.only().suppressed, true);
});

test('a bounce or complaint of the asking mail makes its link void', async () => {
  const readers = await suppressedReader('bounce');
  await signUp(form, readers);
  const token = tokenOf(readers);
  suppress(readers, 'bounce');
  const answer = await press(readers, token);
  assert.ok(answer.kind === 'refused' && answer.reason === 'suppressed');
  assert.equal(readers.only().suppressed, true);
});

test('an older link of the reader does not lift what came since', async () => {
  const readers = readersOnAMap();
  await signUp(form, readers);
  const old = tokenOf(readers);
  await press(readers, old);
  suppress(readers, 'bounce');
  readers.passTime(dayMs);
  await signUp(form, readers);
  const answer = await press(readers, old);
  assert.ok(answer.kind === 'refused' && answer.reason === 'suppressed');
  assert.equal(readers.only().suppressed, true);
});

test('the link of the asking mail is good for 48 hours', async () => {
  const readers = await suppressedReader('bounce');
  await signUp(form, readers);
  readers.passTime(2 * dayMs);
  const answer = await press(readers);
  assert.ok(answer.kind === 'refused' && answer.reason === 'expired');
  assert.equal(readers.only().suppressed, true);
});

test('of several newsletters, who bounced goes on in all; who complained only where agreed since', async () => {
  const readers = await suppressedReader('bounce');
  const here = readers.only();
  const since = { ...here.consent, confirmedAt: monday + dayMs };
  const others: Subscriber[] = [
    { ...here, id: 'again', newsletterId: 'evening', consent: since },
    { ...here, id: 'left', newsletterId: 'noon', state: 'unsubscribed' },
  ];
  for (const one of others) readers.rows.set(one.id, one);
  const goesOn = async (reason: 'bounce' | 'complaint') => {
    const lifted: string[] = [];
    const deps: ComeBackDeps = {
      ...readers,
      suppression: async () => ({ reason, at: monday }),
      lift: async (address, places) => {
        lifted.push(address, ...places.filter((one) => one.segmentId).map(({ id }) => id));
      },
    };
    await allowAgain(key, deps);
    return lifted;
  };
  assert.deepEqual(await goesOn('bounce'), [key, here.id, 'again']);
  assert.deepEqual(await goesOn('complaint'), [key, 'again']);
  const { state, consent } = readers.rows.get(here.id) ?? here;
  assert.deepEqual([state, consent.withdrawnBy], ['unsubscribed', 'complaint']);
});
