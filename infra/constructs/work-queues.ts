/** The queues between the doors, each with a queue of dead letters of its own. */
import { Duration } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { type Doors, timeoutOf } from './doors.ts';
import type { Door, QueueName } from './rights.ts';

interface Work {
  readonly id: string;
  readonly worker: Door;
  readonly maxReceiveCount: number;
  readonly batchSize: number;
  readonly batchWindowSeconds: number;
  /**
   * Workers at once, 2 at least. All of them together stay below 10, which is all that a new AWS
   * account may run, so that the site and the schedules always find room.
   */
  readonly workersMax: number;
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

/** Adds every work queue with its dead letters. */
export function addWorkQueues(scope: Construct): WorkQueues {
  return {
    fetch: addWorkQueue(scope, works.fetch),
    send: addWorkQueue(scope, works.send),
    confirmation: addWorkQueue(scope, works.confirmation),
    event: addWorkQueue(scope, works.event),
  };
}

/** Lets each door work off its queue, a failed message coming back alone. */
export function connectWorkers(queues: WorkQueues, doors: Doors): void {
  for (const [name, { queue }] of Object.entries(queues) as [QueueName, WorkQueue][]) {
    const { worker, batchSize, batchWindowSeconds, workersMax } = works[name];
    doors[worker].addEventSource(
      new SqsEventSource(queue, {
        batchSize,
        maxBatchingWindow: Duration.seconds(batchWindowSeconds),
        maxConcurrency: workersMax,
        reportBatchItemFailures: true,
      }),
    );
  }
}

/** Adds a queue for what could not be done, where it waits for the owner. */
export function addDeadLetters(scope: Construct, id: string): Queue {
  return new Queue(scope, id, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(deadLetterDays),
  });
}

function addWorkQueue(scope: Construct, { id, worker, maxReceiveCount }: Work): WorkQueue {
  const deadLetters = addDeadLetters(scope, `${id}DeadLetters`);
  const queue = new Queue(scope, `${id}Queue`, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(workDays),
    visibilityTimeout: Duration.seconds(timeoutOf(worker).toSeconds() * visibilityTimeouts),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount },
  });
  return { queue, deadLetters };
}
