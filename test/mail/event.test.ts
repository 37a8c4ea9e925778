import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEvent, tagsOf } from '../../functions/mail/event.ts';

const topic = 'arn:aws:sns:eu-central-1:111122223333:events';
const key = { kind: 'edition', editionId: 'e', batchId: 'b', subscriberId: 's' } as const;

function notification(event: unknown, changes: Record<string, unknown> = {}): string {
  const Message = typeof event === 'string' ? event : JSON.stringify(event);
  return JSON.stringify({ Type: 'Notification', TopicArn: topic, Message, ...changes });
}

function about(eventType: string, more: Record<string, unknown> = {}) {
  const tags = Object.entries(tagsOf(key)).map(([name, value]) => [name, [value]]);
  const mail = { messageId: 'm-1', tags: Object.fromEntries(tags), timestamp: 'new field' };
  return { eventType, mail, ...more };
}

const recipients = [{ emailAddress: 'ann@readers.example' }];
const bounce = (bounceType: string, bounceSubType: string) =>
  about('Bounce', { bounce: { bounceType, bounceSubType, bouncedRecipients: recipients } });

const reports: [name: string, event: unknown, report: unknown][] = [
  ['sent', about('Send', { send: {} }), { kind: 'sent' }],
  [
    'rejected',
    about('Reject', { reject: { reason: 'Bad content' } }),
    { kind: 'rejected', reason: 'Bad content' },
  ],
  [
    'bounced for good',
    bounce('Permanent', 'NoEmail'),
    {
      kind: 'bounced',
      says: 'address',
      recipients: ['ann@readers.example'],
      reason: 'Permanent/NoEmail',
    },
  ],
  [
    'out of office comes as Transient/General',
    bounce('Transient', 'General'),
    {
      kind: 'bounced',
      says: 'nothing',
      recipients: ['ann@readers.example'],
      reason: 'Transient/General',
    },
  ],
  [
    'a complaint that was taken back',
    about('Complaint', {
      complaint: { complainedRecipients: [], complaintFeedbackType: 'not-spam' },
    }),
    { kind: 'complained', recipients: [], isComplaint: false },
  ],
  [
    'a failed signature, which is no complaint',
    about('Complaint', {
      complaint: { complainedRecipients: recipients, complaintFeedbackType: 'auth-failure' },
    }),
    { kind: 'complained', recipients: ['ann@readers.example'], isComplaint: false },
  ],
  [
    'a complaint without recipients, without a type',
    about('Complaint', { complaint: { complainedRecipients: null, complaintSubType: null } }),
    { kind: 'complained', recipients: [], isComplaint: true },
  ],
  [
    'a bounce without a subtype',
    about('Bounce', { bounce: { bounceType: 'Permanent', bounceSubType: null } }),
    { kind: 'bounced', says: 'address', recipients: [], reason: 'Permanent/' },
  ],
  [
    'a bounce without its bounce',
    about('Bounce', { bounce: null }),
    { kind: 'bounced', says: 'passing', recipients: [], reason: '/' },
  ],
  ['rejected without a reason', about('Reject'), { kind: 'rejected', reason: 'No reason given.' }],
];

test('when a message was mailed is told where SES tells it', () => {
  const { mail } = about('Send');
  const timestamp = '2026-03-02T07:00:00.123Z';
  const reading = readEvent(
    notification({ ...about('Send'), mail: { ...mail, timestamp } }),
    topic,
  );
  assert.ok(reading.kind === 'event');
  assert.equal(reading.event.mailedAt, Date.parse(timestamp));
});

for (const [name, event, report] of reports) {
  test(`SES reports: ${name}`, () => {
    const reading = readEvent(notification(event), topic);
    assert.ok(reading.kind === 'event');
    assert.deepEqual(reading.event, { messageId: 'm-1', key, report });
  });
}

const ignored: [name: string, body: string][] = [
  ['a topic of somebody else', notification(about('Bounce'), { TopicArn: `${topic}-evil` })],
  [
    'no notification',
    JSON.stringify({ Type: 'SubscriptionConfirmation', SubscribeURL: 'https://x' }),
  ],
  ['no JSON', 'hello'],
  ['no event inside', notification('{"a":1}')],
  ['a kind that nobody knows yet', notification(about('Teleport'))],
  ['a delivery, which a set of the owner’s own may report', notification(about('Delivery'))],
];

for (const [name, body] of ignored) {
  test(`SES reports: ${name} changes nothing`, () => {
    assert.equal(readEvent(body, topic).kind, 'ignored');
  });
}

const bouncedBy = (status?: string, diagnosticCode?: string | null) => [
  { emailAddress: 'ann@readers.example', action: 'failed', status, diagnosticCode },
];

/** SES Developer Guide, "Bounce types"; RFC 3463; the registry of RFC 5248. */
const bounces: [type: string, subType: string, status: string, says: string][] = [
  ['Permanent', 'General', '5.1.1', 'address'],
  ['Permanent', 'General', '', 'address'],
  ['Permanent', 'General', '5.3.0', 'address'],
  ['Permanent', 'NoEmail', '5.7.1', 'address'],
  ['Permanent', 'Suppressed', '5.1.1', 'address'],
  ['Permanent', 'OnAccountSuppressionList', '', 'address'],
  ['Permanent', 'General', '5.7.515', 'passing'],
  ['Permanent', 'General', '5.6.1', 'passing'],
  ['Undetermined', 'Undetermined', '', 'passing'],
  ['Undetermined', 'Undetermined', '5.1.10', 'address'],
  ['Transient', 'General', '', 'nothing'],
  ['Transient', 'General', '4.2.2', 'nothing'],
  ['Transient', 'General', '5.3.0', 'passing'],
  ['Transient', 'General', '5.4.1', 'passing'],
  ['Transient', 'General', '5.5.0', 'passing'],
  ['Transient', 'General', '5.2.2', 'passing'],
  ['Transient', 'General', '5.1.1', 'address'],
  ['Transient', 'General', '5.2.1', 'address'],
  ['Transient', 'General', '5.7.13', 'address'],
  ['Transient', 'General', '5.1.8', 'nothing'],
  ['Transient', 'General', '5.7.1', 'nothing'],
  ['Transient', 'General', '5.3.4', 'nothing'],
  ['Transient', 'MailboxFull', '4.2.2', 'passing'],
  ['Transient', 'MailboxFull', '', 'passing'],
  ['Transient', 'ContentRejected', '5.3.0', 'nothing'],
  ['Transient', 'AttachmentRejected', '', 'nothing'],
  ['Transient', 'MessageTooLarge', '5.3.4', 'nothing'],
];

function saysOf(bounceType: string, bounceSubType: string, bouncedRecipients: unknown) {
  const bounce = { bounceType, bounceSubType, bouncedRecipients };
  const reading = readEvent(notification(about('Bounce', { bounce })), topic);
  assert.ok(reading.kind === 'event' && reading.event.report.kind === 'bounced');
  return reading.event.report.says;
}

for (const [type, subType, status, says] of bounces) {
  test(`a bounce ${type}/${subType} ${status} -> ${says}`, () => {
    assert.equal(saysOf(type, subType, bouncedBy(status || undefined)), says);
  });
}

test('the code is also found in what the server said', () => {
  const said = bouncedBy(undefined, 'smtp; 550 5.1.1 user unknown at 10.5.1.8');
  assert.equal(saysOf('Transient', 'General', said), 'address');
  assert.equal(saysOf('Transient', 'General', bouncedBy(undefined, null)), 'nothing');
});

test('tags that are null cost the key, not the event', () => {
  const event = {
    ...bounce('Permanent', 'General'),
    mail: { messageId: 'm', tags: null },
  };
  const reading = readEvent(notification(event), topic);
  assert.ok(reading.kind === 'event' && reading.event.report.kind === 'bounced');
  assert.equal(reading.event.key, undefined);
  assert.deepEqual(reading.event.report.recipients, ['ann@readers.example']);
});

test('an event without its mail still says who bounced', () => {
  const { mail: _, ...event } = bounce('Permanent', 'General');
  const reading = readEvent(notification(event), topic);
  assert.ok(reading.kind === 'event' && reading.event.report.kind === 'bounced');
  assert.deepEqual(reading.event.report.recipients, ['ann@readers.example']);
});

test('a message of another system has no key', () => {
  const foreign = { eventType: 'Send', mail: { messageId: 'm', tags: { other: ['1'] } } };
  const reading = readEvent(notification(foreign), topic);
  assert.ok(reading.kind === 'event');
  assert.equal(reading.event.key, undefined);
});
