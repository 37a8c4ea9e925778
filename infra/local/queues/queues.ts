/** The queues that the template declares, at the engine. */
import {
  CreateQueueCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import type { QueueDeclaration } from '../template/declaration.ts';
import { account } from '../template/template.ts';
import type { QueueEngine } from './engine.ts';
import { lookInto, type QueuedMessage } from './messages.ts';

interface QueueCounts {
  readonly name: string;
  readonly waiting: number;
  readonly inFlight: number;
  readonly dead: number;
}

interface Message {
  readonly body: string;
  /** Of a FIFO queue. */
  readonly group?: string | undefined;
}

/** The queues of the template, opened. */
export interface Queues {
  readonly endpoint: string;
  readonly client: SQSClient;
  readonly all: readonly QueueDeclaration[];
  /** Where the stage itself asks the engine for a queue. */
  readonly urlOf: (queue: QueueDeclaration) => string;
  /** Throws when the template declares no such queue. */
  readonly byArn: (arn: string) => QueueDeclaration;
  readonly read: (queue: QueueDeclaration) => Promise<Counts>;
  /** Every message of a queue, which may be many. */
  readonly look: (queue: QueueDeclaration) => Promise<QueuedMessage[]>;
  /** Each work queue, with its dead letters. */
  readonly counts: () => Promise<QueueCounts[]>;
  readonly put: (queue: QueueDeclaration, message: Message) => Promise<void>;
  readonly close: () => void;
}

/** Makes all queues of the declaration at the engine. */
export async function openQueues(
  engine: Pick<QueueEngine, 'endpoint' | 'glance'>,
  region: string,
  all: readonly QueueDeclaration[],
): Promise<Queues> {
  const { endpoint } = engine;
  const client = new SQSClient({
    endpoint,
    region,
    credentials: { accessKeyId: 'stage', secretAccessKey: 'stage' },
  });
  const urlOf = ({ name }: QueueDeclaration) => `${endpoint}/${account}/${name}`;
  // A queue can only name dead letters that are there.
  const inOrder = all.toSorted(
    (a, b) => Number(a.deadLetterArn !== undefined) - Number(b.deadLetterArn !== undefined),
  );
  for (const queue of inOrder) await make(queue, urlOf(queue), client);
  const byArn = (arn: string) => {
    const found = all.find((queue) => queue.arn === arn);
    if (found === undefined) throw new Error(`The template declares no queue ${arn}.`);
    return found;
  };
  const work = all.filter(({ deadLetterArn }) => deadLetterArn !== undefined);
  const read = openCounts(engine);
  return {
    endpoint,
    client,
    all,
    urlOf,
    byArn,
    read,
    look: (queue) => lookInto(engine, queue.name),
    counts: () =>
      Promise.all(
        work.map(async (queue) => {
          const [own, dead] = await Promise.all([
            read(queue),
            read(byArn(queue.deadLetterArn ?? '')),
          ]);
          const { waiting, delayed, inFlight } = own;
          return { name: queue.title, waiting: waiting + delayed, inFlight, dead: dead.waiting };
        }),
      ),
    put: async (queue, { body, group }) => {
      const order = queue.isFifo ? { MessageGroupId: group ?? 'all' } : {};
      await client.send(
        new SendMessageCommand({ QueueUrl: urlOf(queue), MessageBody: body, ...order }),
      );
    },
    close: () => client.destroy(),
  };
}

/** Makes a queue; one that a former start has left on disk gets what is declared now. */
async function make(
  { name, attributes }: QueueDeclaration,
  url: string,
  client: SQSClient,
): Promise<void> {
  try {
    await client.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
  } catch (error) {
    // The engine says it in the words of the older protocol: AWS.SimpleQueueService.QueueNameExists.
    if (!(error instanceof Error && error.name.endsWith('QueueNameExists'))) throw error;
    const { FifoQueue: _kind, ...settable } = attributes;
    await client.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: settable }));
  }
}

/** Messages of a queue, about. */
interface Counts {
  readonly waiting: number;
  readonly delayed: number;
  readonly inFlight: number;
}

const countsSchema = v.array(
  v.object({
    name: v.string(),
    approximateMessageCount: v.number(),
    approximateInflightCount: v.number(),
    approximateDelayedCount: v.number(),
  }),
);

/** Whoever asks in the same turn shares one look: most ask for several queues at once. */
function openCounts({ glance }: Pick<QueueEngine, 'glance'>): Queues['read'] {
  let looking: Promise<ReadonlyMap<string, Counts>> | undefined;
  const look = async () => {
    // Whatever has been done before somebody asked has to be seen.
    await Promise.resolve();
    looking = undefined;
    return countsIn(await glance(''));
  };
  return async ({ name }) => {
    looking ??= look();
    const counts = (await looking).get(name);
    if (counts === undefined) throw new Error(`The engine has no queue ${name}.`);
    return counts;
  };
}

function countsIn(told: unknown): ReadonlyMap<string, Counts> {
  return new Map(
    v.parse(countsSchema, told).map((queue) => [
      queue.name,
      {
        waiting: queue.approximateMessageCount,
        delayed: queue.approximateDelayedCount,
        inFlight: queue.approximateInflightCount,
      },
    ]),
  );
}
