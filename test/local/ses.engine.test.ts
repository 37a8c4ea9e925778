import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  GetAccountSendingEnabledCommand,
  GetSendQuotaCommand,
  GetSendStatisticsCommand,
  ListIdentitiesCommand,
  SendEmailCommand,
  SendRawEmailCommand,
  UpdateAccountSendingEnabledCommand,
} from '@aws-sdk/client-ses';
import { readMessage } from '../../infra/local/ses/message.ts';
import { openBench, rawMail, startAt } from './ses-server.ts';

const to = (...addresses: string[]) => ({ Destinations: addresses });
const mail = (data = rawMail()) => ({ RawMessage: { Data: data } });

describe('what SES does with a message that it takes', () => {
  test('it answers with an id in its own form and keeps the message', async (t) => {
    const { client, ses } = await openBench(t);
    const { MessageId = '' } = await client.send(
      new SendRawEmailCommand({ ...mail(), ...to('reader@example.com') }),
    );
    assert.match(MessageId, /^0100[0-9a-f]{12}-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-000000$/);
    const kept = ses.mailbox.find(MessageId);
    assert.equal(kept?.at, startAt);
    assert.deepEqual(kept?.destinations, ['reader@example.com']);
    assert.equal(kept?.source, 'The Paper <paper@example.org>');
  });

  test('Message-ID and Date are its own, X-SES fields and Bcc go, the rest stays', async (t) => {
    const { client, ses } = await openBench(t);
    const body = 'Zwölf Boxkämpfer\r\n.\r\n=C3=A4 \t\r\nlast line without a break';
    const data = rawMail(
      {
        Date: 'Thu, 01 Jan 1970 00:00:00 +0000',
        'X-SES-CONFIGURATION-SET': 'main',
        'X-Folded': 'one\r\n two',
        Constructor: 'kept',
        Bcc: 'secret@example.com',
        'Message-ID': '<mine@example.org>',
      },
      body,
    );
    const sent = await client.send(
      new SendRawEmailCommand({ ...mail(data), ...to('reader@example.com') }),
    );
    const stored = (await ses.mailbox.raw(sent.MessageId ?? ''))?.toString();
    const expected = [
      'From: The Paper <paper@example.org>',
      'To: reader@example.com',
      'Subject: Your morning edition',
      'Date: Sun, 22 Nov 2026 19:00:00 +0000',
      'X-Folded: one\r\n two',
      'Constructor: kept',
      `Message-ID: <${sent.MessageId}@email.amazonses.com>`,
      '',
      body,
    ];
    assert.equal(stored, expected.join('\r\n'));
  });

  test('without Destinations the recipients are those of To, Cc and Bcc', async (t) => {
    const { client, ses } = await openBench(t);
    const data = rawMail({
      To: '"Doe, Jane" <jane@example.com>, bob@example.com',
      Cc: 'Eve <eve@example.com>',
      Bcc: 'mallory@example.com',
    });
    await client.send(new SendRawEmailCommand(mail(data)));
    assert.deepEqual(ses.mailbox.all()[0]?.destinations, [
      'jane@example.com',
      'bob@example.com',
      'eve@example.com',
      'mallory@example.com',
    ]);
  });

  test('SendEmail is composed into a message with both parts', async (t) => {
    const { client, ses } = await openBench(t);
    const sent = await client.send(
      new SendEmailCommand({
        Source: 'paper@example.org',
        Destination: { ToAddresses: ['reader@example.com'] },
        Message: {
          Subject: { Data: '朝の便り – good morning' },
          Body: { Text: { Data: 'Plain' }, Html: { Data: '<p>Rich</p>' } },
        },
      }),
    );
    const read = await readMessage(sent.MessageId ?? '', ses.mailbox);
    assert.equal(read?.subject, '朝の便り – good morning');
    assert.equal(ses.mailbox.all()[0]?.subject, '朝の便り – good morning');
    assert.equal(read?.text.trim(), 'Plain');
    assert.match(read?.html ?? '', /<p>Rich<\/p>/);
  });

  test('statistics count what came of messages', async (t) => {
    const { client } = await openBench(t);
    for (const name of ['success', 'bounce', 'complaint']) {
      const address = `${name}@simulator.amazonses.com`;
      await client.send(new SendRawEmailCommand({ ...mail(), ...to(address) }));
    }
    const { SendDataPoints = [] } = await client.send(new GetSendStatisticsCommand({}));
    const [{ DeliveryAttempts, Bounces, Complaints } = {}] = SendDataPoints;
    assert.deepEqual([DeliveryAttempts, Bounces, Complaints], [3, 1, 1]);
  });
});

describe('what SES refuses, in its own words', () => {
  const big = Buffer.concat([rawMail(), Buffer.alloc(10_485_760, 'x')]);
  const many = Array.from({ length: 51 }, (_, index) => `r${index}@example.com`);
  const refused: [string, ConstructorParameters<typeof SendRawEmailCommand>[0], string][] = [
    ['51 recipients', { ...mail(), ...to(...many) }, 'Recipient count exceeds 50.'],
    [
      'more than 10 MB',
      { ...mail(big), ...to('a@example.com') },
      `Message length is more than 10485760 bytes long: '${big.length}'.`,
    ],
    ['no domain', { ...mail(), ...to('reader') }, "Missing final '@domain'"],
    ['nothing after the @', { ...mail(), ...to('reader@') }, 'Missing domain'],
    ['nothing before the @', { ...mail(), ...to('@example.com') }, 'Missing local name'],
    [
      'a space in the address',
      { ...mail(), ...to('rea der@example.com') },
      'Local address contains control or whitespace',
    ],
    [
      'an address beyond ASCII',
      { ...mail(), ...to('jürgen@example.com') },
      'Local address contains control or whitespace',
    ],
    [
      'a domain beyond ASCII',
      { ...mail(), ...to('reader@exämple.com') },
      'Domain contains control or whitespace',
    ],
    ['a dot at the end', { ...mail(), ...to('reader@example.com.') }, 'Domain ends with dot'],
    ['a second @', { ...mail(), ...to('a@b@example.com') }, 'Domain contains illegal character'],
    [
      'an unquoted comma in a name',
      { ...mail(), ...to('a@example.com'), Source: 'Doe, Jane <jane@example.org>' },
      'Illegal address',
    ],
    [
      'two Subjects',
      { ...mail(rawMail({ 'subject ': 'again' })), ...to('a@example.com') },
      "Duplicate header 'subject'.",
    ],
    [
      'no From',
      { ...mail(Buffer.from('To: a@example.com\r\n\r\nHello')), ...to('a@example.com') },
      "Missing required header 'From'.",
    ],
    [
      'something that is no header',
      { ...mail(Buffer.from('just words\r\n\r\nHello')), ...to('a@example.com') },
      'Empty header names are illegal.',
    ],
    [
      'a colon in a tag value',
      { ...mail(), ...to('a@example.com'), Tags: [{ Name: 'key', Value: 'a:b' }] },
      "Invalid tag value <a:b>: only alphanumeric ASCII characters, '_', and '-' are allowed.",
    ],
    ['nobody', mail(rawMail({ To: '' })), "Missing required header 'To'."],
  ];
  for (const [oddity, input, message] of refused) {
    test(oddity, async (t) => {
      const { client, ses } = await openBench(t);
      await assert.rejects(client.send(new SendRawEmailCommand(input)), {
        name: 'InvalidParameterValue',
        message,
      });
      assert.equal(ses.mailbox.all().length, 0);
    });
  }

  test('exactly 50 recipients and exactly 10 MB are taken', async (t) => {
    const { client } = await openBench(t, { settings: { maxSendRate: 100 } });
    const empty = rawMail();
    const full = Buffer.concat([empty, Buffer.alloc(10_485_760 - empty.length, 'x')]);
    await client.send(new SendRawEmailCommand({ ...mail(full), ...to(...many.slice(1)) }));
  });

  test('an action that does not exist here', async (t) => {
    const { client } = await openBench(t);
    await assert.rejects(client.send(new ListIdentitiesCommand({})), {
      name: 'InvalidAction',
      message: 'Could not find operation ListIdentities for version 2010-12-01',
    });
  });

  test('an action by the name of something that every object has', async (t) => {
    const { url } = await openBench(t);
    const headers = { authorization: 'signed' };
    const response = await fetch(url, { method: 'POST', headers, body: 'Action=constructor' });
    assert.match(await response.text(), /<Code>InvalidAction<\/Code>/);
  });

  test('a call that nobody signed', async (t) => {
    const { url } = await openBench(t);
    const response = await fetch(url, { method: 'POST', body: 'Action=GetSendQuota' });
    assert.equal(response.status, 403);
    assert.match(await response.text(), /<Code>MissingAuthenticationToken<\/Code>/);
  });

  test('a sender that is not verified and a configuration set that is not there', async (t) => {
    const settings = { identities: ['example.org'], configurationSets: ['main'] };
    const { client } = await openBench(t, { settings });
    const send = (input: object) =>
      client.send(new SendRawEmailCommand({ ...mail(), ...to('a@example.com'), ...input }));
    await assert.rejects(send({ Source: 'paper@example.net' }), {
      name: 'MessageRejected',
      message:
        'Email address is not verified. The following identities failed the check in region ' +
        'US-EAST-1: paper@example.net',
    });
    await assert.rejects(send({ ConfigurationSetName: 'other' }), {
      name: 'ConfigurationSetDoesNotExistException',
      message: 'Configuration set <other> does not exist.',
    });
    await send({ ConfigurationSetName: 'main', Source: 'paper@news.example.org' });
  });
});

describe('rate, quota and pause', () => {
  test('the sending rate is a bucket of one second', async (t) => {
    const { client, clock } = await openBench(t, { settings: { maxSendRate: 2 } });
    const send = () => client.send(new SendRawEmailCommand({ ...mail(), ...to('a@example.com') }));
    await send();
    await send();
    await assert.rejects(send(), {
      name: 'Throttling',
      message: 'Maximum sending rate exceeded.',
    });
    clock.now += 500;
    await send();
    await assert.rejects(send(), { name: 'Throttling' });
  });

  test('one place left takes all recipients of a message and is waited off', async (t) => {
    const { client, clock } = await openBench(t, { settings: { maxSendRate: 1 } });
    const send = (...people: string[]) =>
      client.send(new SendRawEmailCommand({ ...mail(), ...to(...people) }));
    await send('a@example.com', 'b@example.com', 'c@example.com');
    clock.now += 2_900;
    await assert.rejects(send('a@example.com'), { name: 'Throttling' });
    clock.now += 100;
    await send('a@example.com');
  });

  test('the daily quota counts recipients of the last 24 hours, simulators aside', async (t) => {
    const { client, clock } = await openBench(t, { settings: { max24HourSend: 3 } });
    const send = (...people: string[]) =>
      client.send(new SendRawEmailCommand({ ...mail(), ...to(...people) }));
    await send('a@example.com', 'b@example.com');
    clock.now += 3_600_000;
    await send('c@example.com');
    await assert.rejects(send('d@example.com'), {
      name: 'Throttling',
      message: 'Daily message quota exceeded.',
    });
    await send('success@simulator.amazonses.com');
    clock.now += 23 * 3_600_000;
    const quota = await client.send(new GetSendQuotaCommand({}));
    const { Max24HourSend, MaxSendRate, SentLast24Hours } = quota;
    assert.deepEqual([Max24HourSend, MaxSendRate, SentLast24Hours], [3, 14, 1]);
    await send('d@example.com');
  });

  test('limits change while it runs', async (t) => {
    const { client, ses, clock } = await openBench(t);
    ses.account.change({ maxSendRate: 1, max24HourSend: 200 });
    const send = () => client.send(new SendRawEmailCommand({ ...mail(), ...to('a@example.com') }));
    await send();
    await assert.rejects(send(), { message: 'Maximum sending rate exceeded.' });
    clock.now += 1_000;
    await send();
  });

  test('a paused account takes nothing until it is enabled again', async (t) => {
    const { client, clock } = await openBench(t);
    const send = () => client.send(new SendRawEmailCommand({ ...mail(), ...to('a@example.com') }));
    await client.send(new UpdateAccountSendingEnabledCommand({ Enabled: false }));
    const { Enabled } = await client.send(new GetAccountSendingEnabledCommand({}));
    assert.equal(Enabled, false);
    await assert.rejects(send(), { name: 'AccountSendingPausedException' });
    clock.now += 1_000;
    await client.send(new UpdateAccountSendingEnabledCommand({ Enabled: true }));
    await send();
  });

  test('other calls are held to one a second', async (t) => {
    const { client } = await openBench(t);
    await client.send(new GetSendQuotaCommand({}));
    await assert.rejects(client.send(new GetSendQuotaCommand({})), {
      name: 'Throttling',
      message: 'Rate exceeded',
    });
  });
});
