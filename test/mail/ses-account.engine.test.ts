/** What the desk says of the account and the domain, as SES itself says it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { judged } from '../../functions/mail/doctor/diagnosis.ts';
import { openHealth } from '../../functions/mail/doctor/glance.ts';
import { openSesLook } from '../../functions/mail/doctor/ses-account.ts';
import { lineText } from '../../functions/site/desk/health-page.ts';
import { deskLanguageFor } from '../../functions/site/desk/words.ts';
import { healthBook } from '../../functions/store/health-book.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import type { AccountSettings } from '../../infra/local/ses/account.ts';
import { testCloud } from '../support/cloud.ts';
import { newsletter, setUpNewsletter } from '../support/newsletter.ts';
import { serve } from '../support/server.ts';

type Test = Parameters<typeof testCloud>[0];

/** A stage whose SES is as told, and what the desk says of it. */
async function lookingOn(t: Test, settings: Partial<AccountSettings>) {
  const cloud = await testCloud(t, { settings });
  const { now } = cloud.clock;
  await setUpNewsletter(cloud.table);
  const ses = openSesLook(cloud.env.AWS_ENDPOINT_URL_SES, { now, sleep: (ms) => sleep(ms) });
  const book = healthBook(cloud.table, now);
  const health = openHealth(book, undefined, { ses: async () => ses });
  const lines = async () => {
    const { diagnoses } = await health.look(now());
    return diagnoses.map(({ kind, values }) => `${kind} ${Object.values(values).join(' ')}`.trim());
  };
  return { cloud, lines };
}

test('an account in order is said to be so, and what a month costs at this pace', async (t) => {
  const { lines } = await lookingOn(t, {});
  const all = await lines();
  for (const one of ['sandboxLeft', 'identityFine paper.example', 'sendingOn']) {
    assert.ok(all.includes(one), `${one} is not in ${all.join('; ')}`);
  }
  const [spend = ''] = all.filter((line) => line.startsWith('spendAhead'));
  assert.match(spend, /^spendAhead \d\.\d\d 0\.00 \d\.\d\d$/);
});

test('a sandbox, an account that was stopped and a domain that SES does not know are told', async (t) => {
  const settings = { sandbox: true, sendingEnabled: false, identities: ['example.net'] };
  const all = await (await lookingOn(t, settings)).lines();
  for (const one of ['sandboxed', 'sendingStopped', 'identityMissing paper.example']) {
    assert.ok(all.includes(one), `${one} is not in ${all.join('; ')}`);
  }
  assert.ok(!all.includes('sendingOn'));
});

test('whoever looks often is told what SES said within the minute, and what it does not say', async (t) => {
  const { cloud, lines } = await lookingOn(t, { callsPerSecond: 0.001 });
  for (const call of ['GetAccount', 'GetEmailIdentity']) while (cloud.ses.account.admitCall(call));
  const all = await lines();
  const silent = all.filter((line) => line.startsWith('notAnswered'));
  assert.equal(silent.length, 2, all.join('; '));
  assert.match(silent[0] ?? '', /TooManyRequestsException/);
  assert.ok(all.includes('sendingOn'), 'What SES keeps to itself is no trouble.');
  cloud.ses.account.change({ callsPerSecond: 1_000 });
  assert.deepEqual(await lines(), all, 'It is asked again after a minute, not at each look.');
});

test('newsletters of several domains are each looked up, as many as a page waits for', async (t) => {
  const { cloud, lines } = await lookingOn(t, {});
  for (const n of [1, 2, 3, 4]) {
    const sender = { name: 'Paper', address: `news@paper${n}.example` };
    await newsletterStore(cloud.table).save(newsletter({ id: `paper${n}`, sender }));
  }
  const all = await lines();
  assert.equal(all.filter((line) => line.startsWith('identityFine')).length, 3);
});

test('a right that is lacking is said, and no name of the account with it', async (t) => {
  const arn = 'arn:aws:sts::123456789012:assumed-role/Desk/door';
  const message = `User: ${arn} is not authorized to perform: ses:GetAccount on resource: *`;
  const { origin, close } = await serve((_, response) => {
    const headers = { 'x-amzn-errortype': 'AccessDeniedException' };
    response.writeHead(403, { ...headers, 'content-type': 'application/json' });
    response.end(JSON.stringify({ message }));
  });
  t.after(close);
  const ses = openSesLook(origin, { now: () => 0, sleep: async () => {} });
  const account = await ses.account();
  assert.deepEqual(account, {
    kind: 'unseen',
    why: { kind: 'noRight', values: { right: 'ses:GetAccount' } },
  });
  const [line] = judged('sandbox', account, () => []);
  assert.ok(line);
  const said = lineText(line, deskLanguageFor('en'), undefined);
  assert.equal(said, 'This desk has no right to ask that.');
});
