import { addressFault, bareAddress, splitAddresses } from './address.ts';
import { invalid, type Refusal, refusal } from './answer.ts';
import { composeSimple } from './compose.ts';
import { members } from './form.ts';
import { type Head, headerValue, readHead } from './headers.ts';
import { readTags, type Tags } from './tags.ts';

/** The two calls that send. */
export type SendAction = 'SendRawEmail' | 'SendEmail';

/** A message as it was handed in: who sends it to whom, and its bytes. */
export interface Submission {
  readonly action: SendAction;
  /** The sender as written, a display name included. */
  readonly source: string;
  /** The From header as written. */
  readonly from: string;
  /** Everybody who sends it, as written: From, Source, Sender and Return-Path. */
  readonly senders: readonly string[];
  readonly destinations: readonly string[];
  readonly configurationSet?: string;
  readonly tags: Tags;
  /** False when tags in the header are malformed: SES then accepts, and publishes no events. */
  readonly publishable: boolean;
  readonly raw: Buffer;
  readonly head: Head;
}

/** A message as it was submitted, or SES's refusal of its form. */
export type ReadSubmission =
  | { readonly kind: 'submission'; readonly submission: Submission }
  | { readonly kind: 'refused'; readonly why: Refusal };

/** SES v1: the message with its attachments, encoded, is at most 10 MB. */
const messageBytesMax = 10_485_760;
const recipientsMax = 50;

/** Reads the form of SendRawEmail or SendEmail and checks it as SES does. */
export async function readSubmission(
  action: SendAction,
  form: URLSearchParams,
): Promise<ReadSubmission> {
  const message = await (action === 'SendRawEmail' ? rawMessage(form) : composeSimple(form));
  if (!Buffer.isBuffer(message)) return { kind: 'refused', why: message };
  const head = readHead(message);
  const source = form.get('Source') ?? headerValue(head, 'From') ?? '';
  const destinations = destinationsOf(action, form, head);
  const tags = readTags(form, head);
  const why =
    sizeFault(message) ?? headFault(head) ?? peopleFault(source, destinations) ?? tags.fault;
  if (why !== undefined) return { kind: 'refused', why };
  const set = form.get('ConfigurationSetName') ?? headerValue(head, 'X-SES-CONFIGURATION-SET');
  const { publishable } = tags;
  const bare = destinations.map(bareAddress);
  const from = headerValue(head, 'From') ?? source;
  const people = { source, from, senders: sendersOf(source, head), destinations: bare };
  const known = { action, ...people, publishable, raw: message, head, tags: tags.tags };
  return { kind: 'submission', submission: set ? { ...known, configurationSet: set } : known };
}

function rawMessage(form: URLSearchParams): Buffer | Refusal {
  const data = form.get('RawMessage.Data');
  if (data !== null) return Buffer.from(data, 'base64');
  const problem = "Value null at 'rawMessage' failed to satisfy constraint";
  return refusal(
    'ValidationError',
    `1 validation error detected: ${problem}: Member must not be null`,
  );
}

function sendersOf(source: string, head: Head): string[] {
  const inHeader = ['From', 'Sender', 'Return-Path'].map((name) => headerValue(head, name));
  const written = [source, ...inHeader].filter((text) => text !== undefined && text !== '');
  return [...new Set(written as string[])];
}

function destinationsOf(action: SendAction, form: URLSearchParams, head: Head): string[] {
  if (action === 'SendEmail') {
    return ['To', 'Cc', 'Bcc'].flatMap((kind) => members(form, `Destination.${kind}Addresses`));
  }
  const named = members(form, 'Destinations');
  if (named.length > 0) return named;
  return ['To', 'Cc', 'Bcc'].flatMap((name) => splitAddresses(headerValue(head, name) ?? ''));
}

function sizeFault(message: Buffer): Refusal | undefined {
  if (message.length <= messageBytesMax) return undefined;
  const limit = `Message length is more than ${messageBytesMax} bytes long`;
  return invalid(`${limit}: '${message.length}'.`);
}

/** Fields that RFC 5322 §3.6 allows once; SES refuses a second one. */
const once = new Set(
  'from sender reply-to to cc bcc subject date message-id mime-version content-type'.split(' '),
);

function headFault(head: Head): Refusal | undefined {
  const seen = new Set<string>();
  for (const { name } of head.fields) {
    if (name === '') return invalid('Empty header names are illegal.');
    const key = name.toLowerCase();
    if (once.has(key) && seen.has(key)) return invalid(`Duplicate header '${name}'.`);
    seen.add(key);
  }
  return seen.has('from') ? undefined : invalid("Missing required header 'From'.");
}

function peopleFault(source: string, destinations: readonly string[]): Refusal | undefined {
  if (destinations.length === 0) return invalid("Missing required header 'To'.");
  if (destinations.length > recipientsMax) {
    return invalid(`Recipient count exceeds ${recipientsMax}.`);
  }
  for (const address of [source, ...destinations]) {
    const fault = addressFault(address);
    if (fault !== undefined) return invalid(fault);
  }
  return undefined;
}
