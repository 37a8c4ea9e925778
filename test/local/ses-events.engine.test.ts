import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SendRawEmailCommand } from '@aws-sdk/client-ses';
import {
  type Bench,
  detailOf,
  openBench,
  type Published,
  rawMail,
  topicArn,
} from './ses-server.ts';

const send = (bench: Bench, address: string, input: object = {}) =>
  bench.client.send(
    new SendRawEmailCommand({
      RawMessage: { Data: rawMail({ Subject: '=?utf-8?B?5pyd44Gu5L6/44KK?=' }) },
      Destinations: [address],
      ConfigurationSetName: 'main',
      Tags: [{ Name: 'sid', Value: 'reader-1_a' }],
      ...input,
    }),
  );

const types = (published: readonly Published[]): string[] =>
  published.map(({ event }) => event.eventType);

describe('events in the form of SES', () => {
  test('Send, wrapped as SNS wraps it, with the tags of the call', async (t) => {
    const bench = await openBench(t);
    const { MessageId } = await send(bench, 'reader@example.com');
    const [first] = await bench.events(2);
    assert.deepEqual(
      { ...first?.envelope, Message: '', Signature: '', MessageId: '', UnsubscribeURL: '' },
      {
        Type: 'Notification',
        MessageId: '',
        TopicArn: topicArn,
        Subject: 'Amazon SES Email Event Notification',
        Message: '',
        Timestamp: '2026-11-22T19:00:00.000Z',
        SignatureVersion: '2',
        Signature: '',
        SigningCertURL: 'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-local.pem',
        UnsubscribeURL: '',
      },
    );
    assert.deepEqual(first?.event, {
      eventType: 'Send',
      mail: {
        timestamp: '2026-11-22T19:00:00.000Z',
        source: 'The Paper <paper@example.org>',
        sourceArn: 'arn:aws:ses:us-east-1:000000000000:identity/example.org',
        sendingAccountId: '000000000000',
        messageId: MessageId,
        destination: ['reader@example.com'],
        headersTruncated: false,
        headers: [
          { name: 'From', value: 'The Paper <paper@example.org>' },
          { name: 'To', value: 'reader@example.com' },
          { name: 'Subject', value: '=?utf-8?B?5pyd44Gu5L6/44KK?=' },
        ],
        commonHeaders: {
          from: ['The Paper <paper@example.org>'],
          to: ['reader@example.com'],
          messageId: MessageId,
          subject: '朝の便り',
        },
        tags: {
          'ses:source-tls-version': ['TLSv1.3'],
          'ses:operation': ['SendRawEmail'],
          'ses:configuration-set': ['main'],
          'ses:source-ip': ['192.0.2.0'],
          'ses:from-domain': ['example.org'],
          'ses:caller-identity': ['paperboy-local'],
          sid: ['reader-1_a'],
        },
      },
      send: {},
    });
  });

  test('Delivery says when, to whom and from which address', async (t) => {
    const bench = await openBench(t);
    await send(bench, 'reader@example.com');
    const [, delivered] = await bench.events(2);
    assert.deepEqual(delivered?.event.delivery, {
      timestamp: '2026-11-22T19:00:00.480Z',
      processingTimeMillis: 480,
      recipients: ['reader@example.com'],
      smtpResponse: '250 2.6.0 Message received',
      reportingMTA: 'a8-70.smtp-out.amazonses.com',
    });
    assert.deepEqual(delivered?.event.mail.tags['ses:outgoing-ip'], ['192.0.2.25']);
  });

  test('no configuration set, no events', async (t) => {
    const bench = await openBench(t);
    await send(bench, 'reader@example.com', { ConfigurationSetName: undefined });
    await send(bench, 'other@example.com');
    const published = await bench.events(2);
    const people = published.map(({ event }) => event.mail.destination);
    assert.deepEqual(people, [['other@example.com'], ['other@example.com']]);
  });

  test('set and tags may be named in the header; those of the call win', async (t) => {
    const bench = await openBench(t);
    const fields = { 'X-SES-CONFIGURATION-SET': 'main', 'X-SES-MESSAGE-TAGS': 'a=1, b=2' };
    const input = { RawMessage: { Data: rawMail(fields) }, ConfigurationSetName: undefined };
    await send(bench, 'reader@example.com', { ...input, Tags: undefined });
    await send(bench, 'reader@example.com', input);
    const published = await bench.events(4);
    const own = published.map(({ event }) =>
      Object.keys(event.mail.tags).filter((name) => !name.startsWith('ses:')),
    );
    assert.deepEqual([own[0], own[2]], [['a', 'b'], ['sid']]);
  });

  test('malformed tags in the header: taken, and never heard of again', async (t) => {
    const bench = await openBench(t);
    const fields = { 'X-SES-CONFIGURATION-SET': 'main', 'X-SES-MESSAGE-TAGS': 'town=Zürich' };
    const data = { RawMessage: { Data: rawMail(fields) }, Tags: undefined };
    await send(bench, 'silent@example.com', data);
    await send(bench, 'reader@example.com');
    const published = await bench.events(2);
    const people = published.map(({ event }) => event.mail.destination);
    assert.deepEqual(people, [['reader@example.com'], ['reader@example.com']]);
    assert.equal(bench.ses.mailbox.all()[0]?.publishes, false);
  });

  test('headers beyond 10 KB are cut, and the event says so', async (t) => {
    const bench = await openBench(t);
    const data = rawMail({ 'X-Long': 'x'.repeat(11_000), 'X-After': 'gone' });
    await send(bench, 'reader@example.com', { RawMessage: { Data: data } });
    const [first] = await bench.events(1);
    assert.equal(first?.event.mail.headersTruncated, true);
    assert.ok(!JSON.stringify(first?.event.mail.headers).includes('X-After'));
  });
});

describe('the mailbox simulator', () => {
  const simulated: [string, string[], object][] = [
    ['success+label@simulator.amazonses.com', ['Send', 'Delivery'], {}],
    [
      'bounce@simulator.amazonses.com',
      ['Send', 'Bounce'],
      { bounceType: 'Permanent', bounceSubType: 'General' },
    ],
    ['constructor@simulator.amazonses.com', ['Send', 'Bounce'], {}],
    [
      'suppressionlist@simulator.amazonses.com',
      ['Send', 'Bounce'],
      { bounceType: 'Permanent', bounceSubType: 'Suppressed' },
    ],
    [
      'ooto@simulator.amazonses.com',
      ['Send', 'Delivery', 'Bounce'],
      { bounceType: 'Transient', bounceSubType: 'General' },
    ],
    [
      'Complaint+a.b@simulator.amazonses.com',
      ['Send', 'Delivery', 'Complaint'],
      { complaintFeedbackType: 'abuse', complaintSubType: null },
    ],
  ];
  for (const [address, expected, part] of simulated) {
    test(address, async (t) => {
      const bench = await openBench(t);
      await send(bench, address);
      const published = await bench.events(expected.length);
      assert.deepEqual(types(published), expected);
      assert.partialDeepStrictEqual(detailOf(published.at(-1)), part);
    });
  }

  test('the recipients of a bounce and of a complaint are named', async (t) => {
    const bench = await openBench(t);
    await send(bench, 'bounce+7@simulator.amazonses.com');
    await send(bench, 'complaint+7@simulator.amazonses.com');
    const published = await bench.events(5);
    assert.deepEqual(detailOf(published[1]).bouncedRecipients, [
      {
        emailAddress: 'bounce+7@simulator.amazonses.com',
        action: 'failed',
        status: '5.1.1',
        diagnosticCode: 'smtp; 550 5.1.1 user unknown',
      },
    ]);
    assert.deepEqual(detailOf(published[4]).complainedRecipients, [
      { emailAddress: 'complaint+7@simulator.amazonses.com' },
    ]);
  });

  const virus = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-', 'STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'];
  for (const [form, body] of [
    ['as it is', virus.join('')],
    ['in base64', Buffer.from(virus.join('')).toString('base64')],
  ] as const) {
    test(`the EICAR file ${form} is accepted, then rejected`, async (t) => {
      const bench = await openBench(t);
      await send(bench, 'a@example.com', { RawMessage: { Data: rawMail({}, body) } });
      const published = await bench.events(2);
      assert.deepEqual(types(published), ['Send', 'Reject']);
      assert.deepEqual(published[1]?.event.reject, { reason: 'Bad content' });
    });
  }

  test('any recipient can be given a fate, such as a delay', async (t) => {
    const bench = await openBench(t);
    bench.ses.faults.add({ kind: 'fate', fate: 'delayed', recipient: 'slow@example.com' });
    await send(bench, 'slow@example.com');
    const published = await bench.events(3);
    assert.deepEqual(types(published), ['Send', 'DeliveryDelay', 'Delivery']);
    assert.partialDeepStrictEqual(detailOf(published[1]), {
      delayType: 'MailboxFull',
      delayedRecipients: [{ emailAddress: 'slow@example.com', status: '4.2.2' }],
    });
  });
});
