/**
 * The queues between the doors. Their dead letters go to one queue, or to a second one if they are
 * FIFO: SQS keeps both kinds apart, and each alarm on a queue costs.
 */
import { Duration } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { eligibleLagMs } from '../../../functions/feed/item.ts';
import { type Doors, timeoutOf } from './doors.ts';
import type { Door, QueueName } from './rights.ts';

interface Work {
  readonly id: string;
  readonly worker: Door;
  readonly maxReceiveCount: number;
  readonly batchSize: number;
  readonly batchWindowSeconds: number;
  /**
   * Workers at once: 2 is the least that SQS takes, though an orderly queue never has more than
   * one. All of them together stay below 10, which is all that a new AWS account may run, so that
   * the site and the schedules always find room.
   */
  readonly workersMax: number;
  /** Worked off one message at a time, each this long after it came. */
  readonly orderlyAfterSeconds?: number;
}

const works: Readonly<Record<QueueName, Work>> = {
  fetch: {
    id: 'Fetch',
    worker: 'fetch',
    maxReceiveCount: 5,
    batchSize: 1,
    batchWindowSeconds: 0,
    workersMax: 2,
  },
  // For instant readers. What fails here, the next tick of the schedule does.
  digest: {
    id: 'Digest',
    worker: 'digest',
    maxReceiveCount: 2,
    batchSize: 10,
    batchWindowSeconds: 0,
    workersMax: 2,
    orderlyAfterSeconds: eligibleLagMs / 1000,
  },
  // A batch that waits for the pace or the daily quota comes back many times: that is no failure.
  send: {
    id: 'Send',
    worker: 'send',
    maxReceiveCount: 50,
    batchSize: 1,
    batchWindowSeconds: 0,
    workersMax: 2,
  },
  confirmation: {
    id: 'Confirmation',
    worker: 'send',
    maxReceiveCount: 50,
    batchSize: 5,
    batchWindowSeconds: 0,
    workersMax: 2,
  },
  event: {
    id: 'Event',
    worker: 'events',
    maxReceiveCount: 10,
    batchSize: 50,
    batchWindowSeconds: 5,
    workersMax: 2,
  },
};

/** AWS asks for at least six times the time-out of the worker. */
const visibilityTimeouts = 6;

/** A dead letter keeps the age that it came with, so its queue has to keep letters longer. */
const workDays = 4;
const deadLetterDays = 14;

export interface WorkQueue {
  readonly queue: Queue;
  readonly deadLetters: Queue;
}

export type WorkQueues = Readonly<Record<QueueName, WorkQueue>>;

/** How often a record is tried by the door before it counts as dead; undefined without a queue. */
export function attemptsAt(door: Door): number | undefined {
  const counts = Object.values(works)
    .filter(({ worker }) => worker === door)
    .map(({ maxReceiveCount }) => maxReceiveCount);
  return counts.length === 0 ? undefined : Math.min(...counts);
}

/** Adds every work queue and the dead letters that they share. */
export function addWorkQueues(scope: Construct): WorkQueues {
  const plain = addDeadLetters(scope, 'DeadLetters');
  const orderly = addDeadLetters(scope, 'OrderlyDeadLetters', { fifo: true });
  const addWorkQueue = (work: Work) =>
    addQueue(scope, work, work.orderlyAfterSeconds === undefined ? plain : orderly);
  return {
    fetch: addWorkQueue(works.fetch),
    digest: addWorkQueue(works.digest),
    send: addWorkQueue(works.send),
    confirmation: addWorkQueue(works.confirmation),
    event: addWorkQueue(works.event),
  };
}

/** Lets each door work off its queue, a failed message coming back alone. */
export function connectWorkers(queues: WorkQueues, doors: Doors): void {
  for (const [name, { queue }] of Object.entries(queues) as [QueueName, WorkQueue][]) {
    const { worker, batchSize, batchWindowSeconds, workersMax } = works[name];
    doors[worker].addEventSource(
      new SqsEventSource(queue, {
        batchSize,
        ...(batchWindowSeconds === 0
          ? {}
          : { maxBatchingWindow: Duration.seconds(batchWindowSeconds) }),
        maxConcurrency: workersMax,
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
  const { id, worker, maxReceiveCount, orderlyAfterSeconds: after } = work;
  // One group of messages in a FIFO queue has one worker.
  const order: QueueProps = after === undefined ? {} : { fifo: true };
  const queue = new Queue(scope, `${id}Queue`, {
    ...order,
    ...(after === undefined
      ? {}
      : { contentBasedDeduplication: true, deliveryDelay: Duration.seconds(after) }),
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(workDays),
    visibilityTimeout: Duration.seconds(timeoutOf(worker).toSeconds() * visibilityTimeouts),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount },
  });
  return { queue, deadLetters };
}
