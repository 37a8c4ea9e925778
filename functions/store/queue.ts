/** The queue client: puts messages in, in batches of ten as SQS takes them. */
import { createHash } from 'node:crypto';
import {
  ChangeMessageVisibilityCommand,
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { atOnce, type Backoff, openBackoff, type Waiting } from '../config/backoff.ts';

/** A queue, as those see it who put messages in. */
export interface Queue {
  /** Puts each body in as one message. Throws when SQS keeps refusing some of them. */
  readonly send: (bodies: readonly unknown[]) => Promise<void>;
  /**
   * Hides a message that was received from now on for so long, instead of what the queue says
   * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html).
   * False when it is seen again already, or the queue takes no calls: then it stays as it was.
   */
  readonly hide: (receiptHandle: string, seconds: number) => Promise<boolean>;
  /** Messages waiting and in flight, about. */
  readonly depth: () => Promise<number>;
}

/** How the messages of a FIFO queue are told apart. */
export interface Spread {
  /**
   * Message groups that they are spread over. Lambda runs one worker for each group at most
   * (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html), so this is how many
   * workers the queue has: its lanes.
   */
  readonly lanes: number;
  /**
   * Names each message anew, so that the same body is taken again. Without it the queue itself
   * drops a body that it has had within five minutes.
   */
  readonly randomId?: () => string;
}

const entriesMax = 10;
/** With the waits between them, a second. */
const sendTriesMax = 6;

/** Opens the client that all queues of a door share. `endpoint` serves the stage. */
export function openSqs(endpoint?: string): SQSClient {
  return new SQSClient({ ...(endpoint === undefined ? {} : { endpoint }), maxAttempts: 3 });
}

/**
 * The queues of a door, by their URLs. Their messages are spread over so many lanes, each with a name
 * of its own, unless a queue is opened with a way of its own.
 */
export function openQueues(
  endpoint: string | undefined,
  lanes: number,
  around: Waiting,
): (url: string, own?: Spread) => Queue {
  const client = openSqs(endpoint);
  const backoff = openBackoff(around);
  const spread = { lanes, randomId: around.randomId };
  return (url, own = spread) => openQueue(client, url, own, backoff);
}

/** The queue at this URL. Without `backoff` what it refused is put in again at once. */
export function openQueue(
  client: SQSClient,
  url: string,
  spread: Spread = { lanes: 1 },
  backoff: Backoff = atOnce,
): Queue {
  return {
    send: async (bodies) => {
      const messages = bodies.map((body, n) => messageOf(url, spread, JSON.stringify(body), n));
      for (let start = 0; start < messages.length; start += entriesMax) {
        await sendTen({ client, url, backoff }, messages.slice(start, start + entriesMax));
      }
    },
    hide: async (ReceiptHandle, VisibilityTimeout) => {
      const message = { QueueUrl: url, ReceiptHandle, VisibilityTimeout };
      return client.send(new ChangeMessageVisibilityCommand(message)).then(
        () => true,
        () => false,
      );
    },
    depth: () => depthOf(client, url),
  };
}

/** Messages in a queue, waiting and in flight, about. */
export async function depthOf(client: SQSClient, QueueUrl: string): Promise<number> {
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0);
}

/** Pure: the message group of a body, the same one each time. */
export function laneOf(body: string, lanes: number): string {
  return `lane-${createHash('sha256').update(body).digest().readUInt32BE(0) % lanes}`;
}

function messageOf(
  url: string,
  { lanes, randomId }: Spread,
  MessageBody: string,
  n: number,
): SendMessageBatchRequestEntry {
  const entry = { Id: String(n % entriesMax), MessageBody };
  if (!url.endsWith('.fifo')) return entry;
  const MessageGroupId = laneOf(MessageBody, lanes);
  if (randomId === undefined) return { ...entry, MessageGroupId };
  return { ...entry, MessageGroupId, MessageDeduplicationId: randomId() };
}

interface Outlet {
  readonly client: SQSClient;
  readonly url: string;
  readonly backoff: Backoff;
}

/** SQS may take some messages of a call and refuse the others: these are put in again. */
async function sendTen(
  { client, url, backoff }: Outlet,
  messages: readonly SendMessageBatchRequestEntry[],
): Promise<void> {
  let entries = [...messages];
  for (let tries = 1; ; tries++) {
    const answer = await client.send(
      new SendMessageBatchCommand({ QueueUrl: url, Entries: entries }),
    );
    const failed = answer.Failed ?? [];
    if (failed.length === 0) return;
    // What is the message's own fault is refused each time.
    if (tries === sendTriesMax || failed.some(({ SenderFault }) => SenderFault)) {
      const codes = [...new Set(failed.map(({ Code }) => Code))].join(', ');
      throw new Error(`The queue refused ${failed.length} messages, ${tries} times: ${codes}.`);
    }
    await backoff(tries);
    const ids = new Set(failed.map(({ Id }) => Id));
    entries = entries.filter(({ Id }) => ids.has(Id));
  }
}
