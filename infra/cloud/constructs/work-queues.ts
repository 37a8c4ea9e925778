/**
 * The queues between the doors. All but that of SES's events are FIFO, so that the number of message
 * groups is the number of workers: a new account cannot reserve executions, and the limit of a
 * mapping is 2 at the least. Their dead letters go to one queue, those of FIFO queues to a second
 * one: SQS keeps both kinds apart, and each alarm on a queue costs.
 */
import { Duration } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { eligibleLagMs } from '../../../functions/feed/item.ts';
import { type Door, type QueueName, queueNames } from '../door-names.ts';
import type { Scale } from '../scale.ts';
import { type Doors, timeoutOf } from './doors.ts';

interface Work {
  readonly id: string;
  readonly worker: Door;
  readonly batchSize: number;
  readonly batchWindowSeconds: number;
  /** Receipts until a message counts as dead. */
  readonly maxReceiveCount: number;
  /**
   * `many`: FIFO, its messages spread over the lanes of the scale. `one`: FIFO with one lane, where
   * what was put in twice is one message, seen when the lag of its items is over. `none`: no FIFO.
   */
  readonly lanes: 'many' | 'one' | 'none';
}

/**
 * A door that works in lanes sends nothing back and begins nothing for a third time: only what
 * Lambda could not hand to it for want of room comes more often.
 */
const receiptsInLanesMax = 10;
const inLanes = { batchWindowSeconds: 0, maxReceiveCount: receiptsInLanesMax } as const;

const works: Readonly<Record<QueueName, Work>> = {
  fetch: { ...inLanes, id: 'Fetch', worker: 'fetch', batchSize: 1, lanes: 'many' },
  // A tick has the whole time of its worker.
  digest: { ...inLanes, id: 'Digest', worker: 'digest', batchSize: 1, lanes: 'one' },
  send: { ...inLanes, id: 'Send', worker: 'send', batchSize: 1, lanes: 'many' },
  confirmation: { ...inLanes, id: 'Confirmation', worker: 'send', batchSize: 5, lanes: 'many' },
  event: {
    id: 'Event',
    worker: 'events',
    batchSize: 50,
    batchWindowSeconds: 5,
    // An hour, by its visibility time-out.
    maxReceiveCount: 20,
    lanes: 'none',
  },
};

/** AWS advises six times the time-out of the worker, so that a throttled call can be tried again. */
const visibilityTimeouts = 6;

/**
 * A lane stands still until the message of a worker that died is seen again: as soon as AWS allows,
 * which is when that worker cannot be at work any more. A call that Lambda had no room for costs a
 * receipt instead, and there are many. Fetch hides its messages for less (refresh-all.ts): what a
 * feed holds may take a process down.
 */
const visibilityAfterTimeoutSeconds = 10;

/** A dead letter keeps the age that it came with, so its queue has to keep letters longer. */
const workDays = 4;
const deadLetterDays = 14;

/** A queue with the queue of its dead letters. */
export interface WorkQueue {
  readonly queue: Queue;
  readonly deadLetters: Queue;
}

/** The work queues by name. */
export type WorkQueues = Readonly<Record<QueueName, WorkQueue>>;

/** Whether the door takes its records from lanes, and so gives up what fails instead of returning it. */
export function worksInLanes(door: Door): boolean {
  return Object.values(works).some(({ worker, lanes }) => worker === door && lanes !== 'none');
}

/** Whether the door works off a queue at all. */
export function worksOffQueue(door: Door): boolean {
  return Object.values(works).some(({ worker }) => worker === door);
}

/** Adds every work queue and the dead letters that they share. */
export function addWorkQueues(scope: Construct): WorkQueues {
  const plain = addDeadLetters(scope, 'DeadLetters');
  const orderly = addDeadLetters(scope, 'OrderlyDeadLetters', { fifo: true });
  const addWorkQueue = (work: Work) =>
    addQueue(scope, work, work.lanes === 'none' ? plain : orderly);
  const added = queueNames.map((name) => [name, addWorkQueue(works[name])] as const);
  return Object.fromEntries(added) as WorkQueues;
}

/**
 * Lets each door work off its queue, a failed message coming back alone. Only a queue without lanes
 * is given a limit: those with lanes have one, and where a mapping has none, Lambda asks an empty
 * queue by two pollers instead of five, each of whose questions is paid for
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html).
 */
export function connectWorkers(queues: WorkQueues, doors: Doors, scale: Scale): void {
  for (const [name, { queue }] of Object.entries(queues) as [QueueName, WorkQueue][]) {
    const { worker, batchSize, batchWindowSeconds, lanes } = works[name];
    doors[worker].addEventSource(
      new SqsEventSource(queue, {
        batchSize,
        ...(batchWindowSeconds === 0
          ? {}
          : { maxBatchingWindow: Duration.seconds(batchWindowSeconds) }),
        ...(lanes === 'none' ? { maxConcurrency: scale.eventWorkers } : {}),
        reportBatchItemFailures: true,
      }),
    );
  }
}

/** Adds a queue for what could not be done, where it waits for the owner. */
export function addDeadLetters(scope: Construct, id: string, options: QueueProps = {}): Queue {
  return new Queue(scope, id, {
    ...options,
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(deadLetterDays),
  });
}

function addQueue(scope: Construct, work: Work, deadLetters: Queue): WorkQueue {
  const { id, worker, maxReceiveCount, lanes } = work;
  const order: QueueProps = lanes === 'none' ? {} : { fifo: true };
  const queue = new Queue(scope, `${id}Queue`, {
    ...order,
    ...(lanes === 'one'
      ? {
          contentBasedDeduplication: true,
          deliveryDelay: Duration.seconds(eligibleLagMs / 1000),
        }
      : {}),
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(workDays),
    visibilityTimeout: visibilityOf(worker, lanes),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount },
  });
  return { queue, deadLetters };
}

function visibilityOf(worker: Door, lanes: Work['lanes']): Duration {
  const seconds = timeoutOf(worker).toSeconds();
  return Duration.seconds(
    lanes === 'none' ? seconds * visibilityTimeouts : seconds + visibilityAfterTimeoutSeconds,
  );
}
