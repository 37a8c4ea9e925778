/** The queue client: puts messages in, in batches of ten as SQS takes them. */
import {
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  SQSClient,
} from '@aws-sdk/client-sqs';

export interface Queue {
  /**
   * Puts each body in as one message, to be seen after the delay if there is one. Throws when SQS
   * keeps refusing some of them.
   */
  readonly send: (bodies: readonly unknown[], delaySeconds?: number) => Promise<void>;
  /** Messages waiting and in flight, about. */
  readonly depth: () => Promise<number>;
}

const entriesMax = 10;
const sendTriesMax = 3;
/** Messages of one group of a FIFO queue are worked off one at a time. */
const oneGroup = 'all';

/** Opens the client that all queues of a door share. `endpoint` serves the stand-in cloud. */
export function openSqs(endpoint?: string): SQSClient {
  return new SQSClient({ ...(endpoint === undefined ? {} : { endpoint }), maxAttempts: 3 });
}

/** The queue at this URL. */
export function openQueue(client: SQSClient, url: string): Queue {
  return {
    send: async (bodies, delaySeconds) => {
      const order = url.endsWith('.fifo') ? { MessageGroupId: oneGroup } : {};
      const delay = delaySeconds === undefined ? {} : { DelaySeconds: delaySeconds };
      const messages = bodies.map((body, n) => ({
        Id: String(n % entriesMax),
        MessageBody: JSON.stringify(body),
        ...order,
        ...delay,
      }));
      for (let start = 0; start < messages.length; start += entriesMax) {
        await sendTen(client, url, messages.slice(start, start + entriesMax));
      }
    },
    depth: async () => {
      const answer = await client.send(
        new GetQueueAttributesCommand({
          QueueUrl: url,
          AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
        }),
      );
      const counts = Object.values(answer.Attributes ?? {});
      return counts.reduce((sum, count) => sum + Number(count), 0);
    },
  };
}

async function sendTen(
  client: SQSClient,
  url: string,
  messages: readonly SendMessageBatchRequestEntry[],
): Promise<void> {
  let entries = [...messages];
  for (let tries = 0; tries < sendTriesMax && entries.length > 0; tries++) {
    const answer = await client.send(
      new SendMessageBatchCommand({ QueueUrl: url, Entries: entries }),
    );
    const failed = new Set((answer.Failed ?? []).map((failure) => failure.Id));
    entries = entries.filter((entry) => failed.has(entry.Id));
  }
  if (entries.length > 0) throw new Error(`The queue refused ${entries.length} messages.`);
}
