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
  ['delivered', about('Delivery', { delivery: { recipients: [] } }), { kind: 'delivered' }],
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
      permanent: true,
      automatic: false,
      recipients: ['ann@readers.example'],
      reason: 'Permanent/NoEmail',
    },
  ],
  [
    'out of office comes as Transient/General',
    bounce('Transient', 'General'),
    {
      kind: 'bounced',
      permanent: false,
      automatic: true,
      recipients: ['ann@readers.example'],
      reason: 'Transient/General',
    },
  ],
  [
    'a complaint that was taken back',
    about('Complaint', {
      complaint: { complainedRecipients: [], complaintFeedbackType: 'not-spam' },
    }),
    { kind: 'complained', recipients: [], notSpam: true },
  ],
];

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
  ['a bounce without its bounce', notification(about('Bounce'))],
];

for (const [name, body] of ignored) {
  test(`SES reports: ${name} changes nothing`, () => {
    assert.equal(readEvent(body, topic).kind, 'ignored');
  });
}

test('a message of another system has no key', () => {
  const foreign = { eventType: 'Send', mail: { messageId: 'm', tags: { other: ['1'] } } };
  const reading = readEvent(notification(foreign), topic);
  assert.ok(reading.kind === 'event');
  assert.equal(reading.event.key, undefined);
});
