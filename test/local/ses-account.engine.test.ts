/** Our SES as a new account meets it: sandbox, identities, configuration sets, suppression list. */
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { GetSendQuotaCommand, SendRawEmailCommand } from '@aws-sdk/client-ses';
import type { AccountSettings } from '../../infra/local/ses/account.ts';
import { inboxApi } from '../../infra/local/ses/api.ts';
import { type Bench, detailOf, openBench, rawMail } from './ses-server.ts';

interface Sending {
  readonly to?: readonly string[];
  readonly source?: string;
  readonly set?: string;
  readonly fields?: Record<string, string>;
}

function send({ client }: Bench, { to = ['a@example.com'], source, set, fields }: Sending = {}) {
  return client.send(
    new SendRawEmailCommand({
      Destinations: [...to],
      RawMessage: { Data: rawMail(fields) },
      Source: source,
      ConfigurationSetName: set,
    }),
  );
}

const open = (t: TestContext, settings: Partial<AccountSettings>) => openBench(t, { settings });

const unverified = (...names: string[]) => ({
  name: 'MessageRejected',
  message:
    'Email address is not verified. The following identities failed the check in region ' +
    `US-EAST-1: ${names.join(', ')}`,
});

describe('the sandbox', () => {
  const settings = { sandbox: true, identities: ['example.org', 'ann@reader.example'] };

  test('mails verified recipients and the simulator, and names all others', async (t) => {
    const bench = await open(t, settings);
    await send(bench, { to: ['Ann@Reader.example', 'success@simulator.amazonses.com'] });
    bench.clock.now += 2_000;
    const to = ['ann@reader.example', 'bo@reader.example', 'cy@other.example'];
    await assert.rejects(send(bench, { to }), unverified('bo@reader.example', 'cy@other.example'));
    assert.equal(bench.ses.mailbox.all().length, 1, 'not even to the one who is verified');
    bench.ses.account.change({ sandbox: false });
    await send(bench, { to });
  });

  test('names senders that are not verified before recipients', async (t) => {
    const bench = await open(t, settings);
    const sending = { source: 'x@example.net', to: ['bo@reader.example'] };
    await assert.rejects(send(bench, sending), unverified('x@example.net', 'bo@reader.example'));
  });

  test('allows 1 a second and 200 a day, or what is less', async (t) => {
    const bench = await open(t, { ...settings, maxSendRate: 14, max24HourSend: -1 });
    const quota = await bench.client.send(new GetSendQuotaCommand({}));
    assert.deepEqual([quota.MaxSendRate, quota.Max24HourSend], [1, 200]);
    await send(bench, { to: ['ann@reader.example'] });
    const tooFast = { name: 'Throttling', message: 'Maximum sending rate exceeded.' };
    await assert.rejects(send(bench, { to: ['ann@reader.example'] }), tooFast);
    for (let n = 1; n < 200; n++) {
      bench.clock.now += 1_000;
      await send(bench, { to: ['ann@reader.example'] });
    }
    bench.clock.now += 1_000;
    const used = { name: 'Throttling', message: 'Daily message quota exceeded.' };
    await assert.rejects(send(bench, { to: ['ann@reader.example'] }), used);
    bench.ses.account.change({ max24HourSend: 50 });
    assert.equal(bench.ses.account.quota().max24HourSend, 50);
  });
});

describe('identities', () => {
  const cases: [what: string, sending: Sending, failed: string[]][] = [
    ['a domain verifies its addresses', {}, []],
    ['and those of its subdomains', { source: 'x@a.b.example.org' }, []],
    ['but no domain that ends alike', { source: 'x@bexample.org' }, ['x@bexample.org']],
    ['an address verifies itself', { source: 'Me@mail.example' }, []],
    ['and no other of its domain', { source: 'you@mail.example' }, ['you@mail.example']],
    [
      'From is asked for beside Source',
      { fields: { From: 'P <p@x.example>' } },
      ['P <p@x.example>'],
    ],
    ['so is Return-Path', { fields: { 'Return-Path': '<b@x.example>' } }, ['<b@x.example>']],
    ['so is Sender', { fields: { Sender: 's@x.example' } }, ['s@x.example']],
  ];
  for (const [what, sending, failed] of cases) {
    test(what, async (t) => {
      const bench = await open(t, { identities: ['example.org', 'me@mail.example'] });
      const sent = send(bench, { source: 'paper@example.org', ...sending });
      await (failed.length === 0 ? sent : assert.rejects(sent, unverified(...failed)));
    });
  }
});

describe('configuration sets', () => {
  test('a set that is paused refuses, others go on', async (t) => {
    const bench = await open(t, { configurationSets: ['a', 'b'], pausedSets: ['a'] });
    const name = 'ConfigurationSetSendingPausedException';
    await assert.rejects(send(bench, { set: 'a' }), { name });
    await send(bench, { set: 'b' });
    await send(bench);
  });

  test('mail that names none goes by the default one of the most exact identity', async (t) => {
    const bench = await open(t, {
      identities: ['example.org', 'paper@example.org', 'example.net'],
      defaultSets: { 'example.org': 'of-domain', 'paper@example.org': 'of-address' },
    });
    const setOf = async (from: string, set?: string) => {
      await send(bench, { fields: { From: from }, ...(set === undefined ? {} : { set }) });
      return bench.ses.mailbox.all().at(-1)?.configurationSet;
    };
    assert.equal(await setOf('The Paper <paper@example.org>'), 'of-address');
    assert.equal(await setOf('else@example.org'), 'of-domain');
    assert.equal(await setOf('else@example.org', 'named'), 'named');
    assert.equal(await setOf('else@example.net'), undefined);
    bench.ses.account.change({ pausedSets: ['of-domain'] });
    const name = 'ConfigurationSetSendingPausedException';
    await assert.rejects(setOf('else@example.org'), { name });
  });
});

describe('the suppression list of the account', () => {
  const list = ({ ses }: Bench) => ses.suppressionList.list().map(({ address }) => address);
  const report = async (bench: Bench, events: number) =>
    detailOf((await bench.events(events)).at(-1));

  test('mail to who is on it is accepted and counted, and reported as a bounce', async (t) => {
    const bench = await open(t, {});
    bench.ses.suppressionList.add({ address: 'Gone@example.com', reason: 'BOUNCE' });
    await send(bench, { to: ['gone@example.com'], set: 'main' });
    assert.equal(bench.ses.account.sentLast24Hours(), 1);
    assert.partialDeepStrictEqual(await report(bench, 2), {
      bounceType: 'Permanent',
      bounceSubType: 'OnAccountSuppressionList',
      bouncedRecipients: [{ emailAddress: 'gone@example.com', status: '5.1.1' }],
    });
  });

  test('who complained is reported as having complained', async (t) => {
    const bench = await open(t, {});
    bench.ses.suppressionList.add({ address: 'no@example.com', reason: 'COMPLAINT' });
    await send(bench, { to: ['no@example.com'], set: 'main' });
    const complaint = await report(bench, 2);
    assert.equal(complaint.complaintSubType, 'OnAccountSuppressionList');
  });

  test('bounces and complaints put an address on it, the simulator’s aside', async (t) => {
    const bench = await open(t, {});
    bench.ses.faults.add({ kind: 'fate', fate: 'bounced', recipient: 'b@example.com' });
    bench.ses.faults.add({ kind: 'fate', fate: 'complained', recipient: 'c@example.com' });
    await send(bench, { to: ['b@example.com', 'ok@example.com', 'c@example.com'] });
    await send(bench, { to: ['bounce@simulator.amazonses.com'] });
    assert.deepEqual(list(bench), ['b@example.com', 'c@example.com']);
  });

  test('a configuration set has reasons of its own, for adding and for holding back', async (t) => {
    const bench = await open(t, { suppressedReasonsOfSets: { only: ['COMPLAINT'], none: [] } });
    bench.ses.faults.add({ kind: 'fate', fate: 'bounced', recipient: 'b@example.com', times: 3 });
    for (const set of ['only', 'none']) await send(bench, { to: ['b@example.com'], set });
    assert.deepEqual(list(bench), []);
    await send(bench, { to: ['b@example.com'] });
    assert.deepEqual(list(bench), ['b@example.com']);
    const fateBy = async (set: string) => {
      await send(bench, { to: ['b@example.com'], set });
      return bench.ses.mailbox.all().at(-1)?.fates;
    };
    assert.deepEqual(await fateBy('only'), ['delivered']);
    assert.deepEqual(await fateBy('another'), ['suppressed-after-bounce']);
  });

  test('is read and changed through the API', async (t) => {
    const { ses } = await open(t, {});
    const api = inboxApi(ses);
    const headers = { 'content-type': 'application/json' };
    const post = (body: object) =>
      api.request('/suppressed', { method: 'POST', headers, body: JSON.stringify(body) });
    assert.equal((await post({ address: 'a@example.com', reason: 'TASTE' })).status, 400);
    assert.equal((await post({ address: 'a@example.com', reason: 'BOUNCE' })).status, 201);
    const addresses = [{ address: 'a@example.com', reason: 'BOUNCE' }];
    assert.partialDeepStrictEqual(await (await api.request('/suppressed')).json(), { addresses });
    const remove = () => api.request('/suppressed/A@example.com', { method: 'DELETE' });
    assert.deepEqual([(await remove()).status, (await remove()).status], [204, 404]);
    const limits = JSON.stringify({ sandbox: true, pausedSets: ['main'] });
    await api.request('/limits', { method: 'PUT', headers, body: limits });
    assert.partialDeepStrictEqual(ses.account.settings(), { sandbox: true, pausedSets: ['main'] });
  });
});
