import { createHash } from 'node:crypto';
import type { Origin, SesEvent } from './events.ts';
import { regionOf, uuidOf } from './ids.ts';

/** Wraps an event as an SNS topic hands it to a queue. */
export function wrapEvent(event: SesEvent, at: number, origin: Origin): string {
  const id = uuidOf(origin.randomId());
  const region = regionOf(origin.topicArn);
  const subscription = `${origin.topicArn}:${uuidOf(id)}`;
  return JSON.stringify({
    Type: 'Notification',
    MessageId: id,
    TopicArn: origin.topicArn,
    Subject: 'Amazon SES Email Event Notification',
    Message: JSON.stringify(event),
    Timestamp: new Date(at).toISOString(),
    SignatureVersion: '2',
    Signature: createHash('sha512').update(id).digest('base64'),
    SigningCertURL: `https://sns.${region}.amazonaws.com/SimpleNotificationService-local.pem`,
    UnsubscribeURL: `https://sns.${region}.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${subscription}`,
  });
}
