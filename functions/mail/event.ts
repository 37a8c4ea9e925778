/**
 * What SES reports about a message, read from the event that arrives by SNS and SQS. Fields that
 * nobody needs are left alone: SES adds new ones without notice.
 */
import * as v from 'valibot';
import { type AddressVerdict, judgeBounce } from './bounce.ts';

/** The ledger key that the message carried in its tags. */
export type MessageKey =
  | {
      readonly kind: 'edition';
      readonly editionId: string;
      readonly batchId: string;
      readonly subscriberId: string;
    }
  | {
      readonly kind: 'confirmation';
      readonly subscriberId: string;
      readonly confirmationId: string;
    }
  | { readonly kind: 'letter'; readonly subscriberId: string; readonly noticeId: string }
  | { readonly kind: 'notice'; readonly noticeId: string };

/** What SES says about a message. */
export type Report =
  | { readonly kind: 'sent' | 'delayed' }
  | { readonly kind: 'rejected'; readonly reason: string }
  | {
      readonly kind: 'bounced';
      /** What it says of the address. */
      readonly says: AddressVerdict;
      readonly recipients: readonly string[];
      readonly reason: string;
    }
  | {
      readonly kind: 'complained';
      readonly recipients: readonly string[];
      /** A reader complains. False when one took it back, or when only a signature failed. */
      readonly isComplaint: boolean;
    };

/** An event of SES, and the message it is about; without `key` it is none of ours. */
export interface SesEvent {
  readonly messageId: string;
  /** Absent on messages that are not of this system. */
  readonly key: MessageKey | undefined;
  /** The addresses that it was mailed to, where SES names them. */
  readonly destination?: readonly string[];
  /** When it was mailed (ms), where SES says so. */
  readonly mailedAt?: number;
  readonly report: Report;
}

/** The tags of a message, and back: SES allows `[A-Za-z0-9_-]` in names and values. */
export function tagsOf(key: MessageKey): Record<string, string> {
  switch (key.kind) {
    case 'edition':
      return { edition: key.editionId, batch: key.batchId, subscriber: key.subscriberId };
    case 'confirmation':
      return { confirmation: key.confirmationId, subscriber: key.subscriberId };
    case 'letter':
      return { letter: key.noticeId, subscriber: key.subscriberId };
    case 'notice':
      return { notice: key.noticeId };
  }
}

/** As SNS hands a message to a queue. */
export const envelopeSchema = v.object({
  Type: v.literal('Notification'),
  TopicArn: v.string(),
  Message: v.string(),
});

/** SES leaves fields out, or null: whatever is missing, the rest counts. */
const text = v.fallback(v.string(), '');
const list = <Schema extends v.GenericSchema>(schema: Schema) => v.fallback(v.array(schema), []);
const recipient = v.fallback(v.object({ emailAddress: text, status: text, diagnosticCode: text }), {
  emailAddress: '',
  status: '',
  diagnosticCode: '',
});

const eventSchema = v.object({
  eventType: v.string(),
  mail: v.fallback(
    v.object({
      messageId: text,
      destination: list(text),
      timestamp: text,
      tags: v.fallback(v.record(v.string(), list(text)), {}),
    }),
    { messageId: '', destination: [], timestamp: '', tags: {} },
  ),
  bounce: v.fallback(
    v.object({ bounceType: text, bounceSubType: text, bouncedRecipients: list(recipient) }),
    { bounceType: '', bounceSubType: '', bouncedRecipients: [] },
  ),
  complaint: v.fallback(
    v.object({ complainedRecipients: list(recipient), complaintFeedbackType: text }),
    { complainedRecipients: [], complaintFeedbackType: '' },
  ),
  reject: v.fallback(v.object({ reason: text }), { reason: '' }),
});

/** Mail that was received: SES Developer Guide, "Contents of notifications for Amazon SES email receiving". */
export const receivedSchema = v.object({
  notificationType: v.literal('Received'),
  receipt: v.object({ recipients: list(text) }),
});

type RawEvent = v.InferOutput<typeof eventSchema>;

/**
 * `mark`: ours, not SES's: whoever comes to it has come to everything that was reported until then.
 * `ignored` says why: not ours, unreadable, or a kind that changes nothing.
 */
export type EventReading =
  | { readonly kind: 'event'; readonly event: SesEvent }
  | EventMark
  | ReceivedMail
  | { readonly kind: 'ignored'; readonly reason: string };

/** Mail that SES received for us, and to whom. */
interface ReceivedMail {
  readonly kind: 'received';
  readonly recipients: readonly string[];
}

/** What `sweep` puts into the queue of events with each tick (ms). */
export interface EventMark {
  readonly kind: 'mark';
  readonly tick: number;
}

/** A mark as it stands in the queue. */
export const markSchema = v.object({ kind: v.literal('mark'), tick: v.number() });

/** Reads one queue message: a mark, or an SNS notification of our own topic around an SES event. */
export function readEvent(body: string, topicArn: string): EventReading {
  const json = parseJson(body);
  if (v.is(markSchema, json)) return json;
  const envelope = v.safeParse(envelopeSchema, json);
  if (!envelope.success) return ignored('It is not an SNS notification.');
  if (envelope.output.TopicArn !== topicArn) return ignored('It comes from another topic.');
  const message = parseJson(envelope.output.Message);
  const received = v.safeParse(receivedSchema, message);
  if (received.success) return { kind: 'received', recipients: received.output.receipt.recipients };
  const raw = v.safeParse(eventSchema, message);
  if (!raw.success) return ignored('It is not an SES event.');
  const report = reportOf(raw.output);
  if (report === undefined) return ignored(`Nothing to do for ${raw.output.eventType}.`);
  const { messageId, tags, destination, timestamp } = raw.output.mail;
  const mailedAt = Date.parse(timestamp);
  const mailed = {
    ...(destination.length === 0 ? {} : { destination }),
    ...(Number.isNaN(mailedAt) ? {} : { mailedAt }),
  };
  return { kind: 'event', event: { messageId, key: keyOf(tags), ...mailed, report } };
}

function reportOf({ eventType, bounce, complaint, reject }: RawEvent): Report | undefined {
  switch (eventType) {
    case 'Send':
      return { kind: 'sent' };
    case 'DeliveryDelay':
      return { kind: 'delayed' };
    case 'Reject':
      return { kind: 'rejected', reason: reject.reason || 'No reason given.' };
    case 'Bounce':
      return bounced(bounce);
    case 'Complaint':
      return {
        kind: 'complained',
        recipients: addressesOf(complaint.complainedRecipients),
        isComplaint: !noComplaints.has(complaint.complaintFeedbackType),
      };
    default:
      return undefined;
  }
}

/** Feedback that no reader gives about a mail that is unwanted (RFC 5965 §7.3, RFC 6591). */
const noComplaints = new Set(['not-spam', 'auth-failure']);

function bounced({ bounceType, bounceSubType, bouncedRecipients }: RawEvent['bounce']): Report {
  const recipients = bouncedRecipients.map(({ status, diagnosticCode: diagnosis }) => ({
    status,
    diagnosis,
  }));
  const [first] = bouncedRecipients;
  return {
    kind: 'bounced',
    says: judgeBounce({ type: bounceType, subType: bounceSubType, recipients }),
    recipients: addressesOf(bouncedRecipients),
    reason: [`${bounceType}/${bounceSubType}`, first?.status].filter(Boolean).join(' '),
  };
}

function keyOf(tags: Record<string, string[]>): MessageKey | undefined {
  const { edition, batch, subscriber, confirmation, letter, notice } = Object.fromEntries(
    Object.entries(tags).map(([name, values]) => [name, values[0]]),
  );
  if (notice !== undefined) return { kind: 'notice', noticeId: notice };
  if (subscriber === undefined) return undefined;
  const subscriberId = subscriber;
  if (confirmation !== undefined) {
    return { kind: 'confirmation', subscriberId, confirmationId: confirmation };
  }
  if (letter !== undefined) return { kind: 'letter', subscriberId, noticeId: letter };
  if (edition === undefined || batch === undefined) return undefined;
  return { kind: 'edition', editionId: edition, batchId: batch, subscriberId };
}

function addressesOf(recipients: readonly v.InferOutput<typeof recipient>[]): string[] {
  return recipients.map(({ emailAddress }) => emailAddress).filter((address) => address !== '');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function ignored(reason: string): EventReading {
  return { kind: 'ignored', reason };
}
