/**
 * What an installation with a relay reports of its mails, in the form of SES's events (SES Developer
 * Guide, "Examples of event data that Amazon SES publishes to Amazon SNS"): so the same door reads them,
 * and the rules of suppression stay in one place.
 */
import { wrapEvent } from '../ses/envelope.ts';
import type { SesEvent } from '../ses/events.ts';
import type { SentMail } from './sent-log.ts';

/** The way to the door that reads events. */
export interface ReportDeps {
  readonly topicArn: string;
  readonly randomId: () => string;
  readonly now: () => number;
  /** Puts one SNS notification into the event queue. */
  readonly publish: (envelope: string) => void | Promise<void>;
  readonly sleep: (ms: number) => Promise<void>;
  /** Is told the type of each event that was handed over. */
  readonly count?: (eventType: string) => void;
  /** Is told of an event that no queue takes. */
  readonly onError: (error: unknown) => void;
}

const retryMs = 500;
const retriesMax = 20;

/**
 * Hands an event to its queue. One that the queue does not take is told, and comes again with the next
 * start, as it is made from the log.
 */
export async function report(event: SesEvent, deps: ReportDeps): Promise<void> {
  await reportSurely(event, deps).catch((error: unknown) => {
    deps.onError(new Error('An event of the relay waits for the next start.', { cause: error }));
  });
}

/** The same for what is made from nothing that is kept here. Rejects when no queue takes it. */
export async function reportSurely(event: SesEvent, deps: ReportDeps): Promise<void> {
  const envelope = wrapEvent(event, deps.now(), deps);
  for (let attempt = 1; ; attempt += 1) {
    try {
      await deps.publish(envelope);
      deps.count?.(event.eventType);
      return;
    } catch (error) {
      if (attempt === retriesMax) throw error;
      await deps.sleep(retryMs);
    }
  }
}

/** The relay took it. */
export function sent(mail: SentMail): SesEvent {
  return { eventType: 'Send', mail: described(mail), send: {} };
}

/**
 * The relay says at once that nobody is behind the address. The mail itself was refused, and whoever
 * submitted it knows; so the event names no ledger key, only whom it is about.
 */
export function undeliverable(mail: SentMail, status: string): SesEvent {
  return bounced({ ...mail, tags: {} }, [
    { address: mail.to, type: 'Permanent', status, words: '' },
  ]);
}

/** One recipient of a mail that was sent back. */
export interface BouncedRecipient {
  readonly address: string;
  /** SES Developer Guide, "Bounce types". */
  readonly type: 'Permanent' | 'Undetermined';
  readonly status: string;
  /** The server's own words. */
  readonly words: string;
}

/** A mail came back. */
export function bounced(mail: SentMail, recipients: readonly BouncedRecipient[]): SesEvent {
  const isPermanent = recipients.some(({ type }) => type === 'Permanent');
  return {
    eventType: 'Bounce',
    mail: described(mail),
    bounce: {
      bounceType: isPermanent ? 'Permanent' : 'Undetermined',
      bounceSubType: isPermanent ? 'General' : 'Undetermined',
      bouncedRecipients: recipients.map(({ address, status, words }) => ({
        emailAddress: address,
        action: 'failed',
        status,
        diagnosticCode: words,
      })),
    },
  };
}

/** A reader said what they think of it, by their provider (RFC 5965 §7.3 has the types). */
export function complained(mail: SentMail, feedbackType: string): SesEvent {
  return {
    eventType: 'Complaint',
    mail: described(mail),
    complaint: {
      complaintSubType: null,
      complainedRecipients: [{ emailAddress: mail.to }],
      complaintFeedbackType: feedbackType,
    },
  };
}

function described({ id, at, to, source, tags, configurationSet }: SentMail): SesEvent['mail'] {
  return {
    timestamp: new Date(at).toISOString(),
    source,
    sourceArn: '',
    sendingAccountId: '',
    messageId: id,
    destination: [to],
    headersTruncated: true,
    headers: [],
    commonHeaders: {},
    tags: {
      'ses:configuration-set': [configurationSet],
      ...Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, [value]])),
    },
  };
}
