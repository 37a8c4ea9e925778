/** Closing, reopening and setting up a newsletter at the desk, and how everything stands. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { haltForTrouble } from '../../../functions/mail/halt.ts';
import { newsletterStore } from '../../../functions/store/newsletters.ts';
import { paceStore } from '../../../functions/store/pace.ts';
import { returnsStore } from '../../../functions/store/returns.ts';
import { newsletter } from '../../support/newsletter.ts';
import { deskOn } from './stage.ts';

test('a newsletter is closed and opened again', async (t) => {
  const { table, signedIn } = await deskOn(t);
  const owner = await signedIn('owner');
  const closedAt = async () => (await newsletterStore(table).load('paper'))?.closedAt;
  await owner.post('/desk/n/paper/settings/end/close');
  assert.notEqual(await closedAt(), undefined);
  assert.match(await (await owner.get('/desk/n/paper/settings/end')).text(), /Open it again/);
  await owner.post('/desk/n/paper/settings/end/reopen');
  assert.equal(await closedAt(), undefined);
});

test('the end of a newsletter takes its name, and the command that finishes it is shown', async (t) => {
  const { table, signedIn } = await deskOn(t);
  const owner = await signedIn('owner');
  const path = '/desk/n/paper/settings/end/delete';
  const wrong = await owner.post(path, { name: 'Another' });
  assert.match(wrong.headers.get('location') ?? '', /wrongName/);
  assert.equal((await newsletterStore(table).load('paper'))?.closedAt, undefined);
  const right = await owner.post(path, { name: 'The Test Paper', 'keep-archive': 'yes' });
  const page = await (await owner.get(right.headers.get('location') ?? '')).text();
  assert.match(page, /newsletter delete paper --keep-archive --yes/);
  assert.notEqual((await newsletterStore(table).load('paper'))?.closedAt, undefined);
});

test('another newsletter is set up, once', async (t) => {
  const { table, signedIn } = await deskOn(t);
  const owner = await signedIn('owner');
  const fields = { name: 'Harbour Weekly', 'sender.address': 'news@harbour.example' };
  const rest = { postalAddress: '1 Quay, Port', language: 'pt', zone: 'Europe/Lisbon' };
  const lacking = await owner.post('/desk/new', { ...fields, ...rest, postalAddress: '' });
  assert.equal(lacking.status, 422);
  assert.match(await lacking.text(), /postal address/i);
  const made = await owner.post('/desk/new', { ...fields, ...rest });
  assert.equal(made.headers.get('location'), '/desk/n/harbour-weekly/settings?said=made');
  const found = await newsletterStore(table).load('harbour-weekly');
  assert.equal(found?.sender.name, 'Harbour Weekly');
  assert.equal(found?.defaultSchedule.zone, 'Europe/Lisbon');
  assert.equal((await owner.post('/desk/new', { ...fields, ...rest })).status, 422);
});

test('health says what is to do, and sending is paused and resumed there', async (t) => {
  const { table, signedIn, errors } = await deskOn(t);
  const owner = await signedIn('owner');
  const before = await (await owner.get('/desk/health')).text();
  assert.deepEqual(errors, []);
  assert.match(before, /has never done its work/);
  assert.match(before, /paperboy doctor/);
  await owner.post('/desk/health/pause');
  assert.equal((await paceStore(table).load())?.paused?.by, 'owner');
  assert.match(await (await owner.get('/desk/health')).text(), /Sending is paused/);
  await owner.post('/desk/health/resume');
  assert.equal((await paceStore(table).load())?.paused, undefined);
  const writer = await signedIn('writer');
  assert.doesNotMatch(await (await writer.get('/desk/health')).text(), /Pause all sending/);
});

test('health names who takes our mail, and where that is a relay nothing of AWS', async (t) => {
  for (const relay of [undefined, 'relay.example']) {
    const { table, clock, signedIn } = await deskOn(t, [newsletter()], {
      feedOrigins: [],
      ...(relay === undefined ? {} : { relay }),
    });
    await haltForTrouble('It is full.', { ...paceStore(table), now: () => clock.at });
    const owner = await signedIn('owner');
    await returnsStore(table).noteMailbox({
      host: 'imap.example',
      failing: { since: clock.at - 7 * 60_000, reason: 'It does not answer.' },
    });
    for (const language of ['en', 'de', 'ar', 'zh-Hans']) {
      const page = await (await owner.get('/desk/health', { 'accept-language': language })).text();
      const main = page.slice(page.indexOf('<main'));
      assert.ok(main.includes(relay ?? 'SES'), language);
      const told = /imap\.example.*\b7\b.*It does not answer\..*PAPERBOY_IMAP_/s.test(main);
      assert.equal(told, relay !== undefined, language);
      assert.equal(/\bSES\b|AWS|EventBridge|Lambda/.test(main), relay === undefined, language);
    }
  }
});
