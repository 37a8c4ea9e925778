import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { GetSendQuotaCommand, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { openFaults } from '../../infra/local/ses/faults.ts';
import { troubleKinds, troubles } from '../../infra/local/ses/troubles.ts';
import { type Bench, clientOf, openBench, rawMail } from './ses-server.ts';

const command = (address = 'reader@example.com') =>
  new SendRawEmailCommand({
    RawMessage: { Data: rawMail() },
    Destinations: [address],
    ConfigurationSetName: 'main',
  });

const kept = ({ ses }: Bench): number => ses.mailbox.all().length;

describe('faults that refuse', () => {
  const words = [
    ['throttle', 'Throttling', 'Maximum sending rate exceeded.'],
    ['quota', 'Throttling', 'Daily message quota exceeded.'],
    [
      'reject',
      'MessageRejected',
      'Email address is not verified. The following identities failed the check in region ' +
        'US-EAST-1: reader@example.com',
    ],
    ['pause', 'AccountSendingPausedException', /^Sending paused for this account/],
    ['mail-from', 'MailFromDomainNotVerifiedException', /MAIL FROM/],
    ['error-500-before', 'InternalFailure', 'The request processing has failed.'],
  ] as const;
  for (const [kind, name, message] of words) {
    test(`${kind} answers ${name}, keeps nothing, and is over after its times`, async (t) => {
      const bench = await openBench(t);
      bench.ses.faults.add({ kind, times: 2 });
      await assert.rejects(bench.client.send(command()), { name, message });
      await assert.rejects(bench.client.send(command()), { name, message });
      assert.equal(kept(bench), 0);
      await bench.client.send(command());
      assert.equal(kept(bench), 1);
    });
  }

  for (const kind of troubleKinds) {
    test(`${kind} answers as AWS does, and keeps nothing`, async (t) => {
      const { code: name, message, status } = troubles[kind];
      const bench = await openBench(t);
      bench.ses.faults.add({ kind, times: 1 });
      const $metadata = { httpStatusCode: status, attempts: 1, totalRetryDelay: 0 };
      const refused = bench.client.send(command());
      await assert.rejects(refused, (error: Error & { $metadata: object }) => {
        assert.deepEqual([error.name, error.message], [name, message]);
        assert.partialDeepStrictEqual(error.$metadata, $metadata);
        return true;
      });
      assert.equal(kept(bench), 0);
    });
  }

  test('who may not call SES at all may not ask for the quota either', async (t) => {
    const bench = await openBench(t);
    const quota = () => bench.client.send(new GetSendQuotaCommand({}));
    bench.ses.faults.add({ kind: 'suspended' });
    await quota();
    bench.ses.faults.add({ kind: 'bad-signature' });
    await assert.rejects(quota(), { name: 'SignatureDoesNotMatch' });
  });

  test('a fault for one recipient leaves the others alone', async (t) => {
    const bench = await openBench(t);
    bench.ses.faults.add({ kind: 'reject', recipient: '*@Example.net' });
    await bench.client.send(command('a@example.com'));
    await assert.rejects(bench.client.send(command('b@example.net')), { name: 'MessageRejected' });
    await bench.client.send(command('c@example.net.org'));
  });
});

describe('faults after which nobody knows', () => {
  test('accept-then-reset: the mail is kept, the client sees a broken connection', async (t) => {
    const bench = await openBench(t);
    bench.ses.faults.add({ kind: 'accept-then-reset', times: 1 });
    await assert.rejects(bench.client.send(command()), { code: 'ECONNRESET' });
    assert.equal(kept(bench), 1);
    const [send] = await bench.events(1);
    assert.equal(send?.event.eventType, 'Send');
  });

  test('accept-then-stall: the mail is kept, the client runs into its time-out', async (t) => {
    const bench = await openBench(t);
    bench.ses.faults.add({ kind: 'accept-then-stall', times: 1, ms: 5_000 });
    // Long enough for a busy machine to take the message in, and shorter than the stall.
    const impatient = clientOf(bench.url, 2_000);
    t.after(() => impatient.destroy());
    await assert.rejects(impatient.send(command()), { name: 'TimeoutError' });
    assert.equal(kept(bench), 1);
  });

  test('accept-then-stall: who waits gets the answer', async (t) => {
    const bench = await openBench(t);
    bench.ses.faults.add({ kind: 'accept-then-stall', ms: 30 });
    assert.ok((await bench.client.send(command())).MessageId);
  });

  test('error-500-after: the mail is kept, the client is told of an error', async (t) => {
    const bench = await openBench(t);
    bench.ses.faults.add({ kind: 'error-500-after', status: 503, times: 1 });
    await assert.rejects(bench.client.send(command()), { name: 'ServiceUnavailable' });
    assert.equal(kept(bench), 1);
  });

  test('reset-before: the same broken connection, and no mail', async (t) => {
    const bench = await openBench(t);
    bench.ses.faults.add({ kind: 'reset-before', times: 1 });
    await assert.rejects(bench.client.send(command()), { code: 'ECONNRESET' });
    assert.equal(kept(bench), 0);
  });

  test('slow: the answer comes, later', async (t) => {
    const bench = await openBench(t);
    bench.ses.faults.add({ kind: 'slow', ms: 60, times: 1 });
    const before = performance.now();
    await bench.client.send(command());
    assert.ok(performance.now() - before >= 55);
    assert.equal(kept(bench), 1);
  });
});

describe('faults by chance', () => {
  const strikes = (seed: number): string => {
    const faults = openFaults();
    faults.add({ kind: 'throttle', probability: 0.3, seed });
    const struck = Array.from({ length: 400 }, () =>
      faults.strike(['throttle'], { recipients: ['a@example.com'] }) === undefined ? '.' : 'x',
    );
    return struck.join('');
  };

  test('the same seed strikes the same calls, another one others', () => {
    assert.equal(strikes(7), strikes(7));
    assert.notEqual(strikes(7), strikes(8));
  });

  test('it strikes about as often as was asked for', () => {
    const share = strikes(7).replaceAll('.', '').length / 400;
    assert.ok(share > 0.23 && share < 0.37, `struck ${share}`);
  });
});

describe('faults of events', () => {
  const types = (bench: Bench): string[] => bench.published.map(({ event }) => event.eventType);

  test('dropped: the others come', async (t) => {
    const bench = await openBench(t);
    bench.ses.faults.add({ kind: 'drop-event', eventType: 'Send', times: 1 });
    await bench.client.send(command());
    await bench.events(1);
    assert.deepEqual(types(bench), ['Delivery']);
  });

  test('duplicated: twice the event, each in an envelope of its own', async (t) => {
    const bench = await openBench(t);
    bench.ses.faults.add({ kind: 'duplicate-event', eventType: 'Send' });
    await bench.client.send(command());
    const [first, second] = await bench.events(3);
    assert.deepEqual(types(bench), ['Send', 'Send', 'Delivery']);
    assert.deepEqual(first?.event, second?.event);
    assert.notEqual(first?.envelope.MessageId, second?.envelope.MessageId);
  });

  test('reordered: the next event overtakes', async (t) => {
    const bench = await openBench(t);
    bench.ses.faults.add({ kind: 'reorder-event', eventType: 'Send', times: 1 });
    await bench.client.send(command());
    await bench.events(2);
    assert.deepEqual(types(bench), ['Delivery', 'Send']);
  });

  test('delayed by an hour: it comes when the local clock is moved', async (t) => {
    const bench = await openBench(t);
    bench.ses.faults.add({ kind: 'delay-event', eventType: 'Send', ms: 3_600_000 });
    await bench.client.send(command());
    await bench.events(1);
    assert.deepEqual(types(bench), ['Delivery']);
    bench.clock.now += 3_600_000;
    await bench.ses.release();
    assert.deepEqual(types(bench), ['Delivery', 'Send']);
  });

  test('a queue that is away for a moment loses nothing', async (t) => {
    let refusals = 1;
    const taken: string[] = [];
    const bench = await openBench(t, {
      publish: async (envelope) => {
        refusals -= 1;
        if (refusals >= 0) throw new Error('the queue is away');
        taken.push(envelope);
      },
      sleep: async () => undefined,
    });
    await bench.client.send(command());
    for (let turn = 0; turn < 50 && taken.length < 2; turn += 1) await new Promise(setImmediate);
    assert.equal(taken.length, 2);
  });
});
