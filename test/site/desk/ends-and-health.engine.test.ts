/** Closing, reopening and setting up a newsletter at the desk, and how everything stands. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { haltForTrouble } from '../../../functions/mail/halt.ts';
import { saveMovedAway } from '../../../functions/store/move-marks.ts';
import { newsletterStore } from '../../../functions/store/newsletters.ts';
import { paceStore } from '../../../functions/store/pace.ts';
import { returnsStore } from '../../../functions/store/returns.ts';
import { newsletter } from '../../support/newsletter.ts';
import { deskForPrograms } from './program.ts';
import { deskOn, monday } from './stage.ts';

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
  const taken = await owner.post('/desk/new', { ...fields, ...rest });
  assert.equal(taken.status, 422);
  assert.match(await taken.text(), /a newsletter with this id already/);
  const nameless = await owner.post('/desk/new', { ...fields, ...rest, name: '港口' });
  assert.equal(nameless.status, 422);
  assert.match(await nameless.text(), /please give it an id/);
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

test('a warm-up is begun, shown and ended at the desk and by programs', async (t) => {
  const { table, signedIn, program } = await deskForPrograms(t, [newsletter()]);
  const owner = await signedIn('owner');
  assert.match(await (await owner.get('/desk/health')).text(), /twice as many each day/);
  for (const wrong of ['', '0', '-5', '1.5', '1,000', '1000001', 'many']) {
    const refused = await owner.post('/desk/health/warm-up', { 'first-day': wrong });
    assert.equal(refused.headers.get('location'), '/desk/health?said=number', wrong);
  }
  assert.equal((await paceStore(table).load())?.warmUp, undefined);
  const begun = await owner.post('/desk/health/warm-up', { 'first-day': '1200' });
  const shown = await (await owner.get(begun.headers.get('location') ?? '')).text();
  assert.match(shown, /The warm-up has begun\./);
  assert.match(
    shown,
    /At most 1,200 mails go in 24 hours now; the warm-up ends on Monday, March 16, 2026 at 9:00 AM/,
  );
  assert.doesNotMatch(shown, /name="first-day"/);
  const looker = await (await (await signedIn('writer')).get('/desk/health')).text();
  assert.match(looker, /At most 1,200 mails/);
  assert.doesNotMatch(looker, /End it now/);
  const { get, post, remove } = await program();
  const { body } = await get('/sending');
  assert.deepEqual(body.warmUp, { mails: 1_200, until: '2026-03-16T09:00:00.000Z' });
  await owner.post('/desk/health/warm-up/end');
  assert.equal((await paceStore(table).load())?.warmUp, undefined);
  assert.equal((await post('/sending/warm-up', { firstDay: 0 })).status, 422);
  assert.equal((await post('/sending/warm-up', { firstDay: 40 })).body.warmUp.mails, 40);
  assert.equal((await paceStore(table).load())?.warmUp?.firstDay, 40);
  assert.equal((await remove('/sending/warm-up')).body.warmUp, undefined);
});

test('a place that was left goes on with nothing: its readers are mailed from another one', async (t) => {
  const { table, signedIn, program } = await deskForPrograms(t, [newsletter()]);
  const owner = await signedIn('owner');
  await owner.post('/desk/health/pause');
  const moved = { file: 'f', pausedAt: monday, to: 'https://new.example', toldThrough: monday };
  await saveMovedAway(table, moved);
  const { post } = await program();
  const byHealth = await owner.post('/desk/health/resume');
  assert.equal(byHealth.headers.get('location'), '/desk/health?said=moved');
  const byToday = await owner.post('/desk/sending/resume', { newsletter: 'paper' });
  assert.equal(byToday.headers.get('location'), '/desk/n/paper?said=moved');
  const byProgram = await post('/sending/resume');
  assert.deepEqual([byProgram.status, byProgram.body.kind], [409, 'notNow']);
  assert.match(byProgram.body.detail, /^Nothing was resumed/);
  assert.equal((await paceStore(table).load())?.paused?.by, 'owner');
  for (const path of ['/desk/health', '/desk/n/paper']) {
    const page = await (await owner.get(`${path}?said=moved`)).text();
    assert.match(page, /has moved to another place.*--here-again/);
  }
});

test('what fails is noted and told, and a form that is too large changes nothing', async (t) => {
  const { deps, errors, signedIn } = await deskOn(t);
  const owner = await signedIn('owner');
  const large = await owner.post('/desk/people', {
    ...{ address: 'new@desk.example', role: 'editor', newsletter: '*' },
    more: 'x'.repeat(1_600_000),
  });
  assert.equal(large.status, 413);
  assert.match(await large.text(), /more than the desk takes at once\. Nothing was changed/);
  assert.equal((await deps.people.list()).length, 1);
  assert.deepEqual(errors, []);
  deps.newsletters = () => Promise.reject(new Error('The table is away.'));
  const failed = await owner.get('/desk/n/paper');
  assert.equal(failed.status, 500);
  assert.match(await failed.text(), /It has been noted\. Look whether it was done/);
  assert.deepEqual(errors.map(String), ['Error: The table is away.']);
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
