/** The queues: an SQS of this machine's own, in memory. What was queued is found again by `sweep`. */
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  type QueueAttributeName,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { buildApp } from 'fauxqs';
import { eligibleLagMs } from '../../functions/feed/item.ts';

const queueNames = ['fetch', 'digest', 'send', 'confirmations', 'events'] as const;
export type QueueName = (typeof queueNames)[number];

interface QueueCounts {
  readonly name: QueueName;
  readonly waiting: number;
  readonly inFlight: number;
  readonly dead: number;
}

export interface Queues {
  readonly endpoint: string;
  readonly client: SQSClient;
  readonly urls: Readonly<Record<QueueName, string>>;
  readonly counts: () => Promise<QueueCounts[]>;
  /** Messages waiting or in flight in all queues together, without those that are to wait. */
  readonly backlog: () => Promise<number>;
  readonly put: (url: string, body: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

const account = '000000000000';

/** Longer than the consumer's time limit; at AWS that of events is six times as long. */
const visibilitySeconds: Readonly<Record<QueueName, number>> = {
  fetch: 250,
  digest: 130,
  send: 130,
  confirmations: 130,
  events: 70,
};
const receiveCountMax: Readonly<Record<QueueName, number>> = {
  fetch: 10,
  digest: 10,
  send: 10,
  confirmations: 10,
  events: 10,
};

/** FIFO, with lanes. */
const orderly: readonly QueueName[] = ['fetch', 'digest', 'send', 'confirmations'];
/** What was put in twice is one message, seen after the lag within which nothing may be chosen. */
const ofTicks = {
  ContentBasedDeduplication: 'true',
  DelaySeconds: String(eligibleLagMs / 1000),
};

/** Starts the queues, each with its dead-letter queue. */
export async function startQueues(): Promise<Queues> {
  const app = buildApp({ logger: false });
  const endpoint = await app.listen({ host: '127.0.0.1', port: 0 });
  const client = new SQSClient({ endpoint });
  const url = (id: string) => `${endpoint}/${account}/${id}`;
  for (const name of queueNames) await createQueue(client, name);
  const urls = Object.fromEntries(queueNames.map((name) => [name, url(idOf(name))]));
  return {
    endpoint,
    client,
    urls: urls as Record<QueueName, string>,
    counts: () => Promise.all(queueNames.map((name) => countsOf(client, name, url))),
    backlog: async () => {
      const counts = await Promise.all(
        queueNames.map((name) => readCounts(client, url(idOf(name)))),
      );
      return counts.reduce((sum, { waiting, inFlight }) => sum + waiting + inFlight, 0);
    },
    put: async (QueueUrl, MessageBody) => {
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    },
    stop: async () => {
      client.destroy();
      await app.close();
    },
  };
}

/** At AWS, too, the name of a FIFO queue ends in this way. */
function idOf(name: QueueName, part = ''): string {
  return `${name}${part}${orderly.includes(name) ? '.fifo' : ''}`;
}

async function createQueue(client: SQSClient, name: QueueName): Promise<void> {
  const Attributes = orderly.includes(name) ? { FifoQueue: 'true' } : {};
  await client.send(new CreateQueueCommand({ QueueName: idOf(name, '-dead'), Attributes }));
  await client.send(
    new CreateQueueCommand({
      QueueName: idOf(name),
      Attributes: {
        ...Attributes,
        ...(name === 'digest' ? ofTicks : {}),
        VisibilityTimeout: String(visibilitySeconds[name]),
        RedrivePolicy: JSON.stringify({
          deadLetterTargetArn: `arn:aws:sqs:us-east-1:${account}:${idOf(name, '-dead')}`,
          maxReceiveCount: receiveCountMax[name],
        }),
      },
    }),
  );
}

async function countsOf(
  client: SQSClient,
  name: QueueName,
  url: (name: string) => string,
): Promise<QueueCounts> {
  const [main, dead] = await Promise.all([
    readCounts(client, url(idOf(name))),
    readCounts(client, url(idOf(name, '-dead'))),
  ]);
  const { waiting, delayed, inFlight } = main;
  return { name, waiting: waiting + delayed, inFlight, dead: dead.waiting };
}

async function readCounts(
  client: SQSClient,
  QueueUrl: string,
): Promise<{ waiting: number; delayed: number; inFlight: number }> {
  const AttributeNames: QueueAttributeName[] = [
    'ApproximateNumberOfMessages',
    'ApproximateNumberOfMessagesNotVisible',
    'ApproximateNumberOfMessagesDelayed',
  ];
  const answer = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
  const count = (name: QueueAttributeName) => Number(answer.Attributes?.[name] ?? 0);
  return {
    waiting: count('ApproximateNumberOfMessages'),
    delayed: count('ApproximateNumberOfMessagesDelayed'),
    inFlight: count('ApproximateNumberOfMessagesNotVisible'),
  };
}
