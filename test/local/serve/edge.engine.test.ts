/**
 * The edge as the doors meet it, by their own client of SES, with a real dialogue behind it: every
 * answer is the outcome that SES would have caused, and nothing the relay took is handed to it twice.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { readEvent } from '../../../functions/mail/event.ts';
import { openSes } from '../../../functions/mail/ses.ts';
import { openEdge } from '../../../infra/local/serve/edge.ts';
import { openRelay } from '../../../infra/local/serve/relay.ts';
import { openSentLog } from '../../../infra/local/serve/sent-log.ts';
import { openAccount } from '../../../infra/local/ses/account.ts';
import { sesListener } from '../../../infra/local/ses/http.ts';
import { type Place, startSmtpServer, type Trick } from '../../support/smtp-server.ts';
import { useAnyCredentials } from '../../support/table.ts';

const topicArn = 'arn:aws:sns:eu-central-1:000000000000:events';
const raw = [
  Buffer.from('From: news@paper.example\r\nTo: ada@readers.example\r\nSubject: x\r\n\r\nHello\r\n'),
];
const tags = { edition: 'e1', batch: 'b1', subscriber: 's1' };
const submission = { source: 'news@paper.example', destination: 'ada@readers.example', raw, tags };

async function edge(t: TestContext, { maxPerSecond = 1_000, maxPerDay = -1 } = {}) {
  useAnyCredentials();
  const relay = await startSmtpServer(t);
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-edge-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const events: string[] = [];
  const errors: unknown[] = [];
  let ids = 0;
  const now = Date.now;
  const settings = {
    host: '127.0.0.1',
    port: relay.port,
    security: 'none',
    user: undefined,
    password: undefined,
    maxPerSecond,
    maxPerDay,
  } as const;
  const out = openRelay(settings);
  const sleep = async () => {};
  const log = openSentLog(join(folder, 'sent'));
  const account = openAccount(
    { maxSendRate: maxPerSecond, max24HourSend: maxPerDay, identities: ['paper.example'] },
    { now, history: [] },
  );
  const listener = sesListener(
    openEdge({
      relay: out,
      log,
      account,
      secret: 's'.repeat(32),
      bounceAddress: 'bounces@paper.example',
      topicArn,
      randomId: () => String(ids++),
      now,
      publish: (envelope) => void events.push(envelope),
      sleep,
      onError: (error) => errors.push(error),
    }).answer,
    { sleep, onError: (error) => errors.push(error) },
  );
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    out.close();
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const ses = openSes('set', { ses: `http://127.0.0.1:${port}` });
  const reports = () =>
    events.map((body) => {
      const reading = readEvent(body, topicArn);
      assert.ok(reading.kind === 'event');
      return reading.event;
    });
  return { relay, ses, reports, log, errors };
}

test('what the relay took is submitted, and reported with its ledger key', async (t) => {
  const { ses, relay, reports, log } = await edge(t);
  const answer = await ses.submit(submission);
  assert.ok(answer.kind === 'submitted');
  const [event] = reports();
  assert.deepEqual(event?.key, {
    kind: 'edition',
    editionId: 'e1',
    batchId: 'b1',
    subscriberId: 's1',
  });
  assert.equal(event?.report.kind, 'sent');
  assert.equal(event?.messageId, answer.messageId);
  assert.equal(log.standing(answer.messageId), 'accepted', 'it is on disk before it is answered');
  assert.equal(relay.taken[0]?.from, `bounces+${answer.messageId}@paper.example`);
  assert.match(relay.taken[0]?.raw ?? '', /^Message-ID: <[0-9a-f]{32}@paper\.example>\r$/m);
});

test('the same mail again is answered, and not handed over again', async (t) => {
  const { ses, relay } = await edge(t);
  const [first, second] = await Promise.all([ses.submit(submission), ses.submit(submission)]);
  assert.deepEqual(second, first);
  const third = await ses.submit({ ...submission, tags: { ...tags, batch: 'b2' } });
  assert.deepEqual(third, first, 'an edition comes to a reader once, by whatever batch');
  assert.equal(relay.taken.length, 1);
  await ses.submit({ ...submission, tags: { ...tags, edition: 'e2' } });
  await ses.submit({ ...submission, tags: { letter: 'l1', subscriber: 's1' } });
  await ses.submit({ ...submission, tags: { confirmation: 'l1', subscriber: 's1' } });
  await ses.submit({ ...submission, tags: { notice: 'l1' } });
  assert.equal(relay.taken.length, 5, 'another mail is another mail');
});

const outcomes: readonly (readonly [string, Place, Trick, Readonly<Record<string, unknown>>])[] = [
  [
    'refused',
    'rcpt',
    { kind: 'say', reply: '550 5.1.1 No <ada@readers.example>' },
    { kind: 'refused' },
  ],
  ['throttled', 'mail', { kind: 'say', reply: '450 4.7.1 Slower' }, { kind: 'throttled' }],
  ['throttled', 'end', { kind: 'say', reply: '451 4.3.0 Full' }, { kind: 'throttled' }],
  ['halted', 'mail', { kind: 'say', reply: '550 5.7.1 Not you' }, { kind: 'halted' }],
  ['halted', 'greeting', { kind: 'hang-up' }, { kind: 'halted' }],
  ['unclear', 'end', { kind: 'say', reply: '554 5.7.1 Spam' }, { kind: 'unclear' }],
  ['unknown', 'end', { kind: 'hang-up' }, { kind: 'unknown' }],
  ['unknown', 'end', { kind: 'take-and-hang-up' }, { kind: 'unknown' }],
];

describe('to the doors a mail is', () => {
  for (const [name, place, trick, expected] of outcomes) {
    const how = trick.kind === 'say' ? trick.reply.slice(0, 9) : trick.kind;
    test(`${name} (${place}: ${how})`, async (t) => {
      const { ses, relay } = await edge(t);
      relay.play = (at) => (at === place ? trick : undefined);
      const answer = await ses.submit(submission);
      assert.equal(answer.kind, expected.kind);
      assert.equal(JSON.stringify(answer).includes('ada@'), false);
    });
  }

  test('deferred a few times, then refused for this edition and kept for the next', async (t) => {
    const { ses, relay } = await edge(t);
    relay.play = (at) =>
      at === 'rcpt' ? { kind: 'say', reply: '451 4.7.1 Greylisted' } : undefined;
    const kinds: unknown[] = [];
    for (let n = 0; n < 5; n++) kinds.push((await ses.submit(submission)).kind);
    assert.deepEqual(kinds, ['throttled', 'throttled', 'throttled', 'throttled', 'refused']);
    const answer = await ses.submit(submission);
    assert.ok(answer.kind === 'refused' && answer.kept === true);
    assert.match(answer.reason, /451 4\.7\.1 Greylisted/);
  });

  test('accepted at last when the relay lets it in', async (t) => {
    const { ses, relay } = await edge(t);
    let left = 2;
    relay.play = (at) =>
      at === 'rcpt' && left-- > 0 ? { kind: 'say', reply: '450 4.2.0 Later' } : undefined;
    for (let n = 0; n < 2; n++) await ses.submit(submission);
    assert.equal((await ses.submit(submission)).kind, 'submitted');
    assert.equal(relay.taken.length, 1);
  });
});

test('a dead address is reported, though its mail was refused', async (t) => {
  const { ses, relay, reports } = await edge(t);
  relay.play = (at) => (at === 'rcpt' ? { kind: 'say', reply: '550 No such user' } : undefined);
  await ses.submit(submission);
  const [event] = reports();
  assert.equal(event?.key, undefined, 'it settles nothing: the door has its answer');
  assert.deepEqual(event?.destination, ['ada@readers.example']);
  assert.ok(event?.report.kind === 'bounced' && event.report.says === 'address');
});

test('a mail whose end is unknown goes once more with the same marks', async (t) => {
  const { ses, relay, reports } = await edge(t);
  relay.play = (at) => (at === 'end' ? { kind: 'take-and-hang-up' } : undefined);
  assert.equal((await ses.submit(submission)).kind, 'unknown');
  assert.deepEqual(reports(), [], 'nobody says that it was sent');
  relay.play = () => undefined;
  assert.equal((await ses.submit(submission)).kind, 'submitted');
  const [first, second] = relay.taken;
  assert.equal(first?.from, second?.from);
  const idOf = (text = '') => /^Message-ID: .+$/m.exec(text)?.[0];
  assert.equal(idOf(first?.raw), idOf(second?.raw));
});

test('the pace and the day of the relay are kept as those of SES', async (t) => {
  const slow = await edge(t, { maxPerSecond: 1 });
  assert.deepEqual(await slow.ses.quota(), { maxPerSecond: 1, max24Hour: -1, sentLast24Hours: 0 });
  await slow.ses.submit(submission);
  const second = await slow.ses.submit({ ...submission, tags: { ...tags, edition: 'e2' } });
  assert.equal(second.kind, 'throttled');
  assert.equal(slow.relay.taken.length, 1);
  const little = await edge(t, { maxPerDay: 1 });
  await little.ses.submit(submission);
  const over = await little.ses.submit({ ...submission, tags: { ...tags, edition: 'e2' } });
  assert.equal(over.kind, 'exhausted');
});

test('another sender than the owner set is not let out', async (t) => {
  const { ses, relay } = await edge(t);
  const answer = await ses.submit({ ...submission, source: 'news@elsewhere.example' });
  assert.equal(answer.kind, 'halted');
  assert.equal(relay.taken.length, 0);
});
