import type { Fate } from './fates.ts';
import type { Head } from './headers.ts';
import { sesId } from './ids.ts';
import { type MailObject, mailObject } from './mail-object.ts';
import type { Accepted } from './mailbox.ts';

/** An event as SES publishes it through a configuration set. */
export interface SesEvent {
  readonly eventType: string;
  readonly mail: MailObject;
  readonly [detail: string]: unknown;
}

/** Where events come from: the topic names region and account. */
export interface Origin {
  readonly topicArn: string;
  readonly randomId: () => string;
}

/** What a delivery takes, as events tell it. */
const deliveryMs = 480;

/** Everything that SES reports of one accepted message, in the order in which it happens. */
export function eventsOf(message: Accepted, head: Head, origin: Origin): SesEvent[] {
  const mail = mailObject(message, head, origin.topicArn);
  const events: SesEvent[] = [{ eventType: 'Send', mail, send: {} }];
  if (message.fates.includes('rejected')) {
    return [...events, { eventType: 'Reject', mail, reject: { reason: 'Bad content' } }];
  }
  message.fates.forEach((fate, index) => {
    const recipient = message.destinations[index] ?? '';
    const report = {
      mail,
      recipient,
      at: message.at + deliveryMs,
      id: feedbackId(message, origin),
    };
    events.push(...reportsOf[fate](report));
  });
  return events;
}

interface Report {
  readonly mail: MailObject;
  readonly recipient: string;
  readonly at: number;
  readonly id: string;
}

const reportsOf: Readonly<Record<Fate, (report: Report) => SesEvent[]>> = {
  delivered: (report) => [delivery(report)],
  bounced: (report) => [bounce(report, 'Permanent', 'General', unknownUser)],
  'mailbox-full': (report) => [bounce(report, 'Transient', 'MailboxFull', mailboxFull)],
  suppressed: (report) => [bounce(report, 'Permanent', 'Suppressed', onSuppressionList)],
  'suppressed-after-bounce': (report) => [
    bounce(report, 'Permanent', onAccountList, onAccountSuppressionList),
  ],
  'suppressed-after-complaint': (report) => [complaint(report, onAccountList)],
  'out-of-office': (report) => [delivery(report), bounce(report, 'Transient', 'General')],
  complained: (report) => [delivery(report), complaint(report)],
  delayed: (report) => [deliveryDelay(report), delivery(report)],
  rejected: () => [],
  silent: () => [],
};

interface Diagnosis {
  readonly status: string;
  readonly diagnosticCode: string;
}

const unknownUser = { status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' };
const mailboxFull = { status: '4.2.2', diagnosticCode: 'smtp; 452 4.2.2 mailbox full' };
const onSuppressionList = {
  status: '5.1.1',
  diagnosticCode:
    'Amazon SES has suppressed sending to this address because it has a recent history of ' +
    'bouncing as an invalid address.',
};

/** SES Developer Guide, "Contents of event publishing": of bounces and of complaints alike. */
const onAccountList = 'OnAccountSuppressionList';
const onAccountSuppressionList = {
  status: '5.1.1',
  diagnosticCode:
    'Amazon SES did not send the message to this address because it is on the suppression list ' +
    'for your account.',
};

function bounce(report: Report, type: string, subType: string, why?: Diagnosis): SesEvent {
  const recipient = { emailAddress: report.recipient };
  return {
    eventType: 'Bounce',
    mail: report.mail,
    bounce: {
      feedbackId: report.id,
      bounceType: type,
      bounceSubType: subType,
      bouncedRecipients: [
        why === undefined ? recipient : { ...recipient, action: 'failed', ...why },
      ],
      timestamp: new Date(report.at).toISOString(),
      reportingMTA: 'dns; a8-70.smtp-out.amazonses.com',
    },
  };
}

function complaint(report: Report, subType: string | null = null): SesEvent {
  const timestamp = new Date(report.at).toISOString();
  return {
    eventType: 'Complaint',
    mail: report.mail,
    complaint: {
      feedbackId: report.id,
      complaintSubType: subType,
      complainedRecipients: [{ emailAddress: report.recipient }],
      timestamp,
      userAgent: 'Amazon SES Mailbox Simulator',
      complaintFeedbackType: 'abuse',
      arrivalDate: timestamp,
    },
  };
}

function delivery(report: Report): SesEvent {
  const tags = { ...report.mail.tags, 'ses:outgoing-ip': ['192.0.2.25'] };
  return {
    eventType: 'Delivery',
    mail: { ...report.mail, tags },
    delivery: {
      timestamp: new Date(report.at).toISOString(),
      processingTimeMillis: deliveryMs,
      recipients: [report.recipient],
      smtpResponse: '250 2.6.0 Message received',
      reportingMTA: 'a8-70.smtp-out.amazonses.com',
    },
  };
}

function deliveryDelay(report: Report): SesEvent {
  const recipient = { emailAddress: report.recipient, ...mailboxFull };
  return {
    eventType: 'DeliveryDelay',
    mail: report.mail,
    deliveryDelay: {
      timestamp: new Date(report.at).toISOString(),
      delayType: 'MailboxFull',
      expirationTime: new Date(report.at + 50_400_000).toISOString(),
      delayedRecipients: [recipient],
      reportingMTA: 'a8-70.smtp-out.amazonses.com',
    },
  };
}

function feedbackId(message: Accepted, origin: Origin): string {
  return sesId(message.at + deliveryMs, origin.randomId());
}
