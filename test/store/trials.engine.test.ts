/** What SES reports of mails that try its way is noted on their rows, and nowhere else. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newTrial, trialAddress } from '../../functions/mail/trial.ts';
import { noticeStore } from '../../functions/store/notices.ts';
import { loadTrial, noteTrial } from '../../functions/store/trials.ts';
import { testTable } from '../support/table.ts';

const about = { id: '3f0c9a52-5b1d-4c0e-9d3e-1a2b3c4d5e6f', newsletterId: 'paper', at: 1_000 };

test('reports of a trial add up, twice is once, and a trial without a row gets none', async (t) => {
  const table = await testTable(t);
  const trial = newTrial('bounce', about);
  await noticeStore(table).note(trial);
  for (const report of ['sent', 'bounced', 'bounced'] as const) {
    await noteTrial(table, trial.id, report);
  }
  const found = await loadTrial(table, trial.id);
  assert.deepEqual(
    { ...found, reported: [...(found?.reported ?? [])].sort() },
    {
      state: 'queued',
      reason: undefined,
      reported: ['bounced', 'sent'],
    },
  );
  await noteTrial(table, 'trial-bounce-gone', 'bounced');
  assert.equal(await loadTrial(table, 'trial-bounce-gone'), undefined);
});

test('a trial goes to the simulator whatever its row says, and no other notice does', () => {
  const trial = newTrial('complaint', about);
  const address = trialAddress(trial) ?? '';
  assert.equal(address, `complaint+${about.id}@simulator.amazonses.com`);
  assert.ok(address.indexOf('@') <= 64);
  assert.equal(trialAddress({ ...trial, values: { mailbox: 'ann@readers.example' } }), undefined);
  assert.equal(trialAddress({ ...trial, kind: 'feedGone' }), undefined);
});
