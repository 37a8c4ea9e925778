/**
 * The trigger from a queue to a door, as Lambda's event source mapping for SQS works: batches,
 * several at once, partial failures; what failed comes back after the visibility time-out.
 */
import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type Door, invoke } from './invoke.ts';

type QueueDoor = Door<SQSEvent, SQSBatchResponse>;

export interface QueueTrigger {
  readonly client: SQSClient;
  readonly url: string;
  readonly name: string;
  readonly door: QueueDoor;
  readonly batchSize: number;
  readonly concurrency: number;
  readonly timeoutMs: number;
  readonly onError: (error: unknown) => void;
}

const waitSeconds = 20;

/** Starts polling. Returns how to stop it, which waits for the batches in hand. */
export function startQueueTrigger(trigger: QueueTrigger): () => Promise<void> {
  const stopping = new AbortController();
  const loops = Array.from({ length: trigger.concurrency }, () => poll(trigger, stopping.signal));
  return async () => {
    stopping.abort();
    await Promise.allSettled(loops);
  };
}

async function poll(trigger: QueueTrigger, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const messages = await receive(trigger, signal);
      if (messages.length > 0) await deliver(trigger, messages);
    } catch (error) {
      if (!signal.aborted) trigger.onError(error);
    }
  }
}

async function receive(trigger: QueueTrigger, signal: AbortSignal): Promise<Message[]> {
  const answer = await trigger.client.send(
    new ReceiveMessageCommand({
      QueueUrl: trigger.url,
      MaxNumberOfMessages: trigger.batchSize,
      WaitTimeSeconds: waitSeconds,
      MessageSystemAttributeNames: ['All'],
    }),
    { abortSignal: signal },
  );
  return answer.Messages ?? [];
}

async function deliver(trigger: QueueTrigger, messages: readonly Message[]): Promise<void> {
  const event: SQSEvent = { Records: messages.map((message) => recordOf(message, trigger.name)) };
  const failed = await failedOf(trigger, event);
  const done = messages.filter((message) => !failed.has(message.MessageId ?? ''));
  if (done.length === 0) return;
  await trigger.client.send(
    new DeleteMessageBatchCommand({
      QueueUrl: trigger.url,
      Entries: done.map((message, n) => ({ Id: String(n), ReceiptHandle: message.ReceiptHandle })),
    }),
  );
}

/** The ids that come back. An answer that names an unknown id fails the whole batch, as at AWS. */
async function failedOf(trigger: QueueTrigger, event: SQSEvent): Promise<Set<string>> {
  const all = new Set(event.Records.map((record) => record.messageId));
  try {
    const answer = await invoke(trigger.name, trigger.door, event, trigger.timeoutMs);
    const failed = answer.batchItemFailures.map((failure) => failure.itemIdentifier);
    return failed.every((id) => all.has(id)) ? new Set(failed) : all;
  } catch (error) {
    trigger.onError(error);
    return all;
  }
}

function recordOf(message: Message, queue: string): SQSRecord {
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: (message.Attributes ?? {}) as unknown as SQSRecord['attributes'],
    messageAttributes: {},
    md5OfBody: message.MD5OfBody ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${queue}`,
    awsRegion: 'us-east-1',
  };
}
