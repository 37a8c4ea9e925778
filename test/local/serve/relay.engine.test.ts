/** What a real dialogue with a relay ends in: taken, refused with its words, out of reach, or lost. */
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { openRelay } from '../../../infra/local/serve/relay.ts';
import type { RelayAnswer } from '../../../infra/local/serve/reply.ts';
import type { RelaySettings } from '../../../infra/local/serve/settings.ts';
import {
  type Place,
  type SmtpOptions,
  startSmtpServer,
  type Trick,
} from '../../support/smtp-server.ts';

const mail = {
  from: 'bounces+1@paper.example',
  to: 'ada@readers.example',
  raw: Buffer.from('Subject: x\r\n\r\n.dot\r\n'),
};

async function relayTo(
  t: TestContext,
  options: SmtpOptions = {},
  changes: Partial<RelaySettings> = {},
) {
  const server = await startSmtpServer(t, options);
  const relay = openRelay({
    host: '127.0.0.1',
    port: server.port,
    security: 'none',
    user: undefined,
    password: undefined,
    maxPerSecond: 10,
    maxPerDay: -1,
    ...changes,
  });
  t.after(relay.close);
  return { server, relay };
}

test('a mail arrives as it was, and the next one goes by the same connection', async (t) => {
  const { server, relay } = await relayTo(t);
  assert.deepEqual(await relay.submit(mail), { kind: 'accepted' });
  assert.deepEqual(await relay.submit(mail), { kind: 'accepted' });
  assert.deepEqual(
    server.taken.map(({ from, to, raw }) => ({ from, to, raw })),
    [1, 2].map(() => ({ from: mail.from, to: mail.to, raw: mail.raw.toString() })),
  );
  assert.equal(server.said.filter((line) => line.startsWith('EHLO')).length, 1);
});

const cases: readonly (readonly [string, Place, Trick, RelayAnswer])[] = [
  ['hangs up at once', 'greeting', { kind: 'hang-up' }, { kind: 'unreachable', reason: '' }],
  ['is full', 'greeting', say('421 4.7.0 Too many'), told('connecting', 421, '4.7.0 Too many')],
  ['is closed', 'greeting', say('554 5.7.1 Go away'), told('connecting', 554, '5.7.1 Go away')],
  ['asks to slow down', 'mail', say('450 4.7.1 Slower'), told('sender', 450, '4.7.1 Slower')],
  ['refuses the sender', 'mail', say('550 5.7.1 Not you'), told('sender', 550, '5.7.1 Not you')],
  ['refuses the reader', 'rcpt', say('550 5.1.1 Who'), told('recipient', 550, '5.1.1 Who')],
  ['defers the reader', 'rcpt', say('450 4.2.0 Later'), told('recipient', 450, '4.2.0 Later')],
  ['refuses the message', 'end', say('554 5.6.0 Odd'), told('message', 554, '5.6.0 Odd')],
  ['defers the message', 'end', say('451 4.3.0 Disk'), told('message', 451, '4.3.0 Disk')],
  ['hangs up at DATA', 'data', { kind: 'hang-up' }, { kind: 'unreachable', reason: '' }],
  ['hangs up after the message', 'end', { kind: 'hang-up' }, { kind: 'lost', reason: '' }],
  ['takes it and hangs up', 'end', { kind: 'take-and-hang-up' }, { kind: 'lost', reason: '' }],
];

function say(reply: string): Trick {
  return { kind: 'say', reply };
}

function told(step: 'connecting' | 'sender' | 'recipient' | 'message', code: number, text: string) {
  return { kind: 'said', step, code, text } as const;
}

describe('a relay that', () => {
  for (const [name, place, trick, expected] of cases) {
    test(name, async (t) => {
      const { server, relay } = await relayTo(t);
      server.play = (at) => (at === place ? trick : undefined);
      const answer = await relay.submit(mail);
      const { reason: _reason, ...rest } = { reason: '', ...answer };
      const { reason: _expected, ...wanted } = { reason: '', ...expected };
      assert.deepEqual(rest, wanted);
    });
  }

  test('closes a connection that waited gets the mail by a new one, once', async (t) => {
    const { server, relay } = await relayTo(t);
    await relay.submit(mail);
    let isFirst = true;
    server.play = (place) => {
      if (place !== 'mail' || !isFirst) return undefined;
      isFirst = false;
      return { kind: 'hang-up' };
    };
    assert.deepEqual(await relay.submit(mail), { kind: 'accepted' });
    assert.equal(server.taken.length, 2);
  });

  test('is not there', async (t) => {
    const { server, relay } = await relayTo(t);
    server.stop();
    const answer = await relay.submit(mail);
    assert.deepEqual(answer, { kind: 'unreachable', reason: 'ECONNREFUSED' });
  });

  test('does not greet is out of reach before its caller gives up', async (t) => {
    const { server } = await relayTo(t);
    server.play = (place) => (place === 'greeting' ? { kind: 'slow', ms: 5_000 } : undefined);
    const relay = openRelay(
      {
        host: '127.0.0.1',
        port: server.port,
        security: 'none',
        user: undefined,
        password: undefined,
        maxPerSecond: 10,
        maxPerDay: -1,
      },
      { openMs: 200, answerMs: 1_000, idleMs: 1_000 },
    );
    assert.equal((await relay.submit(mail)).kind, 'unreachable');
  });
});

describe('secrets:', () => {
  const auth = { user: 'paper', password: 'only-for-the-relay' };
  test('a relay that offers no TLS gets neither password nor mail', async (t) => {
    const { server, relay } = await relayTo(t, { auth }, { security: 'starttls', ...auth });
    assert.equal((await relay.submit(mail)).kind === 'accepted', false);
    assert.equal(server.taken.length, 0);
    assert.equal(server.said.includes('AUTH'), false);
  });

  test('a relay whose certificate nobody vouches for gets neither password nor mail', async (t) => {
    const { server, relay } = await relayTo(
      t,
      { auth, starttls: true },
      { security: 'starttls', ...auth },
    );
    const answer = await relay.submit(mail);
    assert.equal(answer.kind, 'unreachable');
    assert.equal(server.said.includes('AUTH'), false);
    assert.equal(JSON.stringify(answer).includes(auth.password), false);
  });

  test('a wrong password is said in the words of the relay, without the password', async (t) => {
    const { relay } = await relayTo(t, { auth }, { user: 'paper', password: 'wrong-one' });
    const answer = await relay.submit(mail);
    assert.deepEqual(answer, told('connecting', 535, '5.7.8 Wrong user or password'));
  });
});
