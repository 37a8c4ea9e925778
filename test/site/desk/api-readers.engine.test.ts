/** Readers for programs: found, added once, taken off, suppressed, erased; and how they came and left. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { schemaVersion } from '../../../functions/config/upgrade.ts';
import { auditLog } from '../../../functions/store/audit.ts';
import { readerCountStore } from '../../../functions/store/readers.ts';
import { schemaStore } from '../../../functions/store/schema.ts';
import { subscriberStore } from '../../../functions/store/subscribers.ts';
import { addReader, newsletter } from '../../support/newsletter.ts';
import { deskForPrograms } from './program.ts';
import { monday } from './stage.ts';

const papers = [
  newsletter(),
  newsletter({ id: 'other' }),
  newsletter({ id: 'closed', closedAt: monday }),
];
const at = '/newsletters/paper';
const address = 'anna@reader.example';

test('a reader is added once: asked without a proof, reading with one', async (t) => {
  const { program, table, errors } = await deskForPrograms(t, papers);
  const { post } = await program();
  const asked = await post(`${at}/readers`, { address });
  assert.deepEqual([asked.status, asked.body.state], [201, 'pending']);
  const again = await post(`${at}/readers`, { address: ` ${address.toUpperCase()} ` });
  assert.deepEqual([again.status, again.body.id], [200, asked.body.id]);
  const store = subscriberStore(table, () => monday);
  const { subscriber } = await store.findByAddress('paper', address);
  assert.equal(subscriber?.confirmation?.state, 'queued');
  const other = { address: 'ben@reader.example', proof: 'Form of 1 March', reason: 'By phone.' };
  const reads = await post(`${at}/readers`, other);
  assert.deepEqual([reads.status, reads.body.state], [201, 'confirmed']);
  assert.equal((await post(`${at}/readers`, other)).status, 200);
  for (const [body, place] of [
    [{ address: 'no address' }, '/address'],
    [{ address, proof: 'two\nlines' }, '/proof'],
    [{ address, reason: 'x'.repeat(301) }, '/reason'],
    [{}, '/address'],
  ] as const) {
    const refused = await post(`${at}/readers`, body);
    assert.deepEqual([refused.status, refused.body.errors[0].at], [422, place]);
  }
  const late = await post('/newsletters/closed/readers', { address });
  assert.deepEqual([late.status, late.body.kind], [409, 'closed']);
  const audit = await auditLog(table).list('paper', { limit: 20 });
  assert.ok(audit.length >= 8);
  assert.doesNotMatch(JSON.stringify(audit), /reader\.example/);
  assert.deepEqual(errors, []);
});

test('readers are found by the beginning of their address, in pages, of one newsletter only', async (t) => {
  const { program, table } = await deskForPrograms(t, papers);
  await schemaStore(table).begin(schemaVersion);
  for (let n = 100; n < 160; n += 1) {
    await addReader(table, monday, { address: `anna${n}@reader.example` });
  }
  await addReader(table, monday, { address, newsletterId: 'other' });
  const { post } = await program();
  const found: string[] = [];
  let after: string | undefined;
  do {
    const body = { address: 'anna', ...(after === undefined ? {} : { after }) };
    const page = (await post(`${at}/readers/find`, body)).body;
    found.push(...page.readers.map((one: { address: string }) => one.address));
    after = page.next;
  } while (after !== undefined);
  assert.equal(new Set(found).size, 60);
  assert.equal(found.length, 60);
  assert.equal((await post(`${at}/readers/find`, { address: 'a' })).body.errors[0].at, '/address');
  const paused = await post(`${at}/readers/find`, { address: 'anna', state: 'paused' });
  assert.deepEqual(paused.body.readers, []);
  const late = { from: '2026-03-03T00:00:00Z' };
  assert.deepEqual((await post(`${at}/readers/find`, late)).body.readers, []);
});

test('a reader is told whole, taken off with a reason, and does not come back by being added', async (t) => {
  const { program } = await deskForPrograms(t, papers);
  const { get, post } = await program();
  const { id } = (await post(`${at}/readers`, { address, proof: 'Form' })).body;
  const whole = (await get(`${at}/readers/${id}`)).body;
  assert.equal(whole.consent.proof, 'Form');
  assert.deepEqual(
    whole.trace.map(({ kind }: { kind: string }) => kind),
    ['added'],
  );
  const off = await post(`${at}/readers/${id}/take-off`, { reason: 'Wrote to us.' });
  assert.equal(off.body.state, 'unsubscribed');
  assert.equal((await post(`${at}/readers/${id}/take-off`)).status, 200);
  const told = (await get(`${at}/readers/${id}`)).body;
  assert.equal(told.consent.withdrawnBy, 'owner');
  assert.equal(told.trace.at(-1).reason, 'Wrote to us.');
  const back = await post(`${at}/readers`, { address, proof: 'Form' });
  assert.deepEqual([back.status, back.body.reason], [422, 'left-here']);
  assert.equal(back.body.detail, 'They have left; only they can come back.');
  assert.equal((await get(`/newsletters/other/readers/${id}`)).status, 404);
  assert.equal((await post(`/newsletters/other/readers/${id}/take-off`)).status, 404);
});

test('suppressing takes a token for all newsletters', async (t) => {
  const { program, table } = await deskForPrograms(t, papers);
  const local = await program({ for: 'paper' });
  const { id } = (await local.post(`${at}/readers`, { address, proof: 'Form' })).body;
  const refused = await local.post(`${at}/readers/${id}/suppress`);
  assert.deepEqual([refused.status, refused.body.kind], [403, 'everywhere']);
  const store = subscriberStore(table, () => monday);
  assert.equal((await store.findByAddress('paper', address)).suppressed, false);
  const all = await program();
  const done = await all.post(`${at}/readers/${id}/suppress`, { reason: 'Bounced by phone.' });
  assert.equal(done.body.state, 'suppressed');
  assert.equal((await all.post(`${at}/readers/${id}/suppress`)).status, 200);
  assert.equal((await store.findByAddress('paper', address)).suppressed, true);
});

test('erasing takes a token made for it, and the address once more', async (t) => {
  const { program } = await deskForPrograms(t, papers);
  const [usual, grave] = [await program(), await program({ isGrave: true })];
  const { id } = (await usual.post(`${at}/readers`, { address, proof: 'Form' })).body;
  const path = `${at}/readers/${id}/erase`;
  assert.equal((await usual.post(path, { address })).body.kind, 'grave');
  const wrong = await grave.post(path, { address: 'ben@reader.example' });
  assert.deepEqual([wrong.status, wrong.body.reason], [422, 'notTyped']);
  assert.equal((await grave.post(path)).status, 422);
  assert.equal((await grave.post(path, { address })).status, 204);
  assert.equal((await usual.get(`${at}/readers/${id}`)).status, 404);
  const back = await usual.post(`${at}/readers`, { address, proof: 'Form' });
  assert.deepEqual([back.status, back.body.reason], [422, 'erased']);
});

test('growth tells who came and left from counts', async (t) => {
  const { program, table } = await deskForPrograms(t, papers);
  const { get, post } = await program();
  const { id } = (await post(`${at}/readers`, { address, proof: 'Form' })).body;
  await post(`${at}/readers`, { address: 'ben@reader.example', proof: 'Form' });
  await post(`${at}/readers/${id}/take-off`);
  await readerCountStore(table).countDue(monday);
  const { knownFrom, days, joined, left } = (await get(`${at}/growth?days=2`)).body;
  assert.equal(days.length, 2);
  assert.equal(knownFrom, '2026-03-02');
  const [, today] = days;
  assert.deepEqual([today.day, today.joined, today.left], ['2026-03-02', 2, 1]);
  const { bounced, complained, byThemselves, reasons } = today;
  assert.deepEqual([bounced, complained, byThemselves, reasons], [0, 0, 0, {}]);
  assert.deepEqual([joined, left], [{ imported: 2 }, { 'taken-off': 1 }]);
  assert.equal((await get(`${at}/growth`)).body.days.length, 30);
  for (const days of ['0', '401', '1.5', 'x']) {
    assert.equal((await get(`${at}/growth?days=${days}`)).status, 422);
  }
});
