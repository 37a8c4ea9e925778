/** Mail that is sent to this machine: received by the rules of the template, as SES would. */
import { uuidOf } from './ses/ids.ts';
import { type TopicDeps, toQueues } from './ses-topics.ts';

/** A mail to us, as far as anybody looks at it. */
interface IncomingMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
}

/** What receiving needs besides the topics. */
interface ReceivingDeps extends TopicDeps {
  readonly randomId: () => string;
  readonly now: () => number;
}

/** Receives a mail; says to whom of its recipients no rule leads. */
export type Receive = (mail: IncomingMail) => Promise<readonly string[]>;

/** Opens the way of mail from outside: by the first rule that takes its recipients, to a topic. */
export function openReceiving(deps: ReceivingDeps): Receive {
  return async (incoming) => {
    const open = new Set(incoming.to);
    for (const { domains, topicArn } of deps.mail.receiving) {
      const recipients = [...open].filter((address) => isAt(address, domains));
      if (recipients.length === 0) continue;
      for (const address of recipients) open.delete(address);
      await toQueues(topicArn, notificationOf(incoming, recipients, topicArn, deps), deps);
    }
    return [...open];
  };
}

/** SES Developer Guide, "Contents of notifications for Amazon SES email receiving". */
function notificationOf(
  { from, to, subject }: IncomingMail,
  recipients: readonly string[],
  topicArn: string,
  { now, randomId }: ReceivingDeps,
): string {
  const timestamp = new Date(now()).toISOString();
  const messageId = uuidOf(randomId());
  const mail = { timestamp, source: from, messageId, destination: to, commonHeaders: { subject } };
  const receipt = { timestamp, recipients, action: { type: 'SNS', topicArn } };
  return JSON.stringify({
    Type: 'Notification',
    MessageId: messageId,
    TopicArn: topicArn,
    Subject: 'Amazon SES Email Receipt Notification',
    Message: JSON.stringify({ notificationType: 'Received', mail, receipt }),
    Timestamp: timestamp,
  });
}

function isAt(address: string, domains: readonly string[]): boolean {
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  return domains.some((one) => one.toLowerCase() === domain);
}
