/**
 * The trigger from a queue to a door, as Lambda's event source mapping for SQS works: batches, a
 * window to fill them in, several at once, partial failures; what failed comes back after the
 * visibility time-out.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import * as v from 'valibot';
import { type Invoke, ThrottledError } from '../doors/invoke.ts';
import type { MappingDeclaration, QueueDeclaration } from '../template/declaration.ts';

/** A trigger that hands messages of a queue to a door. */
export interface QueueTrigger {
  /** Calls the engine in the role of the door. */
  readonly client: SQSClient;
  readonly url: string;
  readonly queue: QueueDeclaration;
  readonly mapping: MappingDeclaration;
  readonly region: string;
  readonly invoke: Invoke;
  readonly now: () => number;
  /** True while somebody waits for the system to be at rest: then no batch waits to be filled. */
  readonly isHurried: () => boolean;
  /** Is told the receipt handles of what failed, and so is left to its time-out. */
  readonly letGo: (queue: QueueDeclaration, receiptHandles: readonly string[]) => void;
  readonly onError: (error: unknown) => void;
}

const waitSeconds = 20;
/** What SQS gives, and takes back, at once. */
const messagesMax = 10;
/** How often more is asked for while a window is open, and how often it is seen to have closed. */
const askEveryMs = 250;
const lookEveryMs = 25;
const pauseMs = 500;

/** Starts polling. Returns how to stop it, which waits for the batches in hand. */
export function startQueueTrigger(trigger: QueueTrigger): () => Promise<void> {
  const { queue, mapping } = trigger;
  if (mapping.windowMs > 0 && queue.isFifo) {
    throw new Error(`Batching window is not supported for FIFO queues: ${queue.name}`);
  }
  const stopping = new AbortController();
  const inHand = new Set<Promise<void>>();
  const polling = poll(trigger, inHand, stopping.signal);
  return async () => {
    stopping.abort();
    await polling;
    await Promise.all(inHand);
  };
}

/**
 * One poll for all workers: whenever the clock is moved every poll ends, and one for each of fifty
 * workers was most of the work of a stage that has nothing to do.
 */
async function poll(
  trigger: QueueTrigger,
  inHand: Set<Promise<void>>,
  signal: AbortSignal,
): Promise<void> {
  const { mapping, onError } = trigger;
  while (!signal.aborted) {
    try {
      if (inHand.size >= mapping.workersMax) await Promise.race(inHand);
      const messages = await fill(trigger, signal);
      if (messages.length === 0) continue;
      const delivery = deliver(trigger, messages)
        .catch(onError)
        .finally(() => inHand.delete(delivery));
      inHand.add(delivery);
    } catch (error) {
      if (signal.aborted) return;
      onError(error);
      await sleep(pauseMs, undefined, { signal }).catch(() => {});
    }
  }
}

/** A batch: full, or what has come until the window has closed. */
async function fill(trigger: QueueTrigger, signal: AbortSignal): Promise<Message[]> {
  const { mapping, now, isHurried } = trigger;
  const batch = await receive(trigger, mapping.batchSize, waitSeconds, signal);
  if (batch.length === 0) return batch;
  const closesAt = now() + mapping.windowMs;
  while (batch.length < mapping.batchSize) {
    const more = await receive(trigger, mapping.batchSize - batch.length, 0, signal);
    batch.push(...more);
    if (more.length > 0) continue;
    const isClosed = () => now() >= closesAt || isHurried() || signal.aborted;
    if (isClosed()) break;
    for (let waited = 0; waited < askEveryMs && !isClosed(); waited += lookEveryMs) {
      await sleep(lookEveryMs);
    }
  }
  return batch;
}

async function receive(
  { client, url }: QueueTrigger,
  wanted: number,
  seconds: number,
  signal: AbortSignal,
): Promise<Message[]> {
  const answer = await client.send(
    new ReceiveMessageCommand({
      QueueUrl: url,
      MaxNumberOfMessages: Math.min(messagesMax, wanted),
      WaitTimeSeconds: seconds,
      MessageSystemAttributeNames: ['All'],
    }),
    { abortSignal: signal },
  );
  return answer.Messages ?? [];
}

async function deliver(trigger: QueueTrigger, messages: readonly Message[]): Promise<void> {
  const event: SQSEvent = { Records: messages.map((message) => recordOf(message, trigger)) };
  const failed = await failedOf(trigger, event);
  const [back, done] = split(messages, (message) => failed.has(message.MessageId ?? ''));
  trigger.letGo(
    trigger.queue,
    back.map(({ ReceiptHandle = '' }) => ReceiptHandle),
  );
  for (let start = 0; start < done.length; start += messagesMax) {
    const entries = done.slice(start, start + messagesMax);
    await trigger.client.send(
      new DeleteMessageBatchCommand({
        QueueUrl: trigger.url,
        Entries: entries.map(({ ReceiptHandle }, n) => ({ Id: String(n), ReceiptHandle })),
      }),
    );
  }
}

function split<T>(all: readonly T[], isFirst: (one: T) => boolean): readonly [T[], T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}

const answerSchema = v.nullish(
  v.object({
    batchItemFailures: v.optional(v.array(v.object({ itemIdentifier: v.string() })), []),
  }),
);

/** The ids that come back. An answer that names an unknown id fails the whole batch, as at AWS. */
async function failedOf(trigger: QueueTrigger, event: SQSEvent): Promise<Set<string>> {
  const all = new Set(event.Records.map((record) => record.messageId));
  try {
    const answer = await trigger.invoke(event);
    if (!trigger.mapping.isPartial) return new Set();
    const read = v.safeParse(answerSchema, answer);
    if (!read.success) return all;
    const failed = (read.output?.batchItemFailures ?? []).map((failure) => failure.itemIdentifier);
    return failed.every((id) => all.has(id)) ? new Set(failed) : all;
  } catch (error) {
    // What the account had no room for comes back like what failed.
    if (!(error instanceof ThrottledError)) trigger.onError(error);
    return all;
  }
}

function recordOf(message: Message, { queue, region }: QueueTrigger): SQSRecord {
  const { Attributes: attributes = {} } = message;
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: {
      ApproximateReceiveCount: attributes.ApproximateReceiveCount ?? '1',
      SentTimestamp: attributes.SentTimestamp ?? '',
      SenderId: attributes.SenderId ?? '',
      ApproximateFirstReceiveTimestamp: attributes.ApproximateFirstReceiveTimestamp ?? '',
      ...(queue.isFifo
        ? {
            MessageGroupId: attributes.MessageGroupId ?? '',
            MessageDeduplicationId: attributes.MessageDeduplicationId ?? '',
            SequenceNumber: attributes.SequenceNumber ?? '',
          }
        : {}),
    },
    messageAttributes: {},
    md5OfBody: message.MD5OfBody ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN: queue.arn,
    awsRegion: region,
  };
}
