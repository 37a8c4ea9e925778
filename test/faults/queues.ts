/**
 * Queues of a trial, on its clock: visibility time-outs, counts of receipt and dead letters as at
 * SQS. Doors put messages in through the SQS client; who works for a queue is the trial's matter.
 */
import { hash } from 'node:crypto';
import type { Clock } from './clock.ts';

export type QueueName = 'send' | 'confirmations' | 'events' | 'digest';

export interface Message {
  readonly id: string;
  readonly queue: QueueName;
  readonly body: string;
  visibleAt: number;
  received: number;
}

export interface Queues {
  readonly put: (queue: QueueName, body: string, delayMs?: number) => void;
  /** When the next message can be received, or undefined when there is none. */
  readonly nextAt: () => number | undefined;
  /** Messages that can be received now, oldest first, of the queue that waits longest. */
  readonly visible: () => readonly Message[];
  /** Takes them into a worker's hands; what was received too often goes to the dead letters. */
  readonly receive: (messages: readonly Message[]) => readonly Message[];
  readonly remove: (message: Message) => void;
  readonly count: (queue: QueueName) => { waiting: number; inFlight: number };
  readonly dead: () => readonly Message[];
}

/** Six times the time limit of the worker, and receipts until a message is given up (infra). */
const rules: Readonly<Record<QueueName, { visibilityMs: number; receiptsMax: number }>> = {
  send: { visibilityMs: 720_000, receiptsMax: 50 },
  confirmations: { visibilityMs: 720_000, receiptsMax: 50 },
  events: { visibilityMs: 360_000, receiptsMax: 10 },
  digest: { visibilityMs: 1_800_000, receiptsMax: 10 },
};

/** Opens empty queues. */
export function openQueues(clock: Clock): Queues {
  const messages = new Set<Message>();
  const dead: Message[] = [];
  let put = 0;
  const visible = () => {
    const now = clock.now();
    const ready = [...messages].filter(({ visibleAt }) => visibleAt <= now);
    const first = ready.reduce<Message | undefined>(
      (a, b) => (a === undefined || b.visibleAt < a.visibleAt ? b : a),
      undefined,
    );
    return ready.filter(({ queue }) => queue === first?.queue);
  };
  return {
    visible,
    dead: () => dead,
    put: (queue, body, delayMs = 0) => {
      put++;
      const visibleAt = clock.now() + delayMs;
      messages.add({ id: `message-${put}`, queue, body, visibleAt, received: 0 });
    },
    nextAt: () => {
      let next: number | undefined;
      for (const { visibleAt } of messages) {
        if (next === undefined || visibleAt < next) next = visibleAt;
      }
      return next;
    },
    receive: (wanted) =>
      wanted.filter((message) => {
        const { visibilityMs, receiptsMax } = rules[message.queue];
        message.received++;
        message.visibleAt = clock.now() + visibilityMs;
        if (message.received <= receiptsMax) return true;
        if (messages.delete(message)) dead.push(message);
        return false;
      }),
    remove: (message) => {
      messages.delete(message);
    },
    count: (queue) => {
      const all = [...messages].filter((message) => message.queue === queue);
      const waiting = all.filter(({ visibleAt }) => visibleAt <= clock.now()).length;
      return { waiting, inFlight: all.length - waiting };
    },
  };
}

interface SqsCall {
  readonly QueueUrl?: string;
  readonly Entries?: readonly {
    readonly Id: string;
    readonly MessageBody: string;
    readonly DelaySeconds?: number;
  }[];
}

/** Answers the calls that doors make of SQS; `refused` tells which messages it does not take. */
export function answerSqs(
  command: string,
  fields: SqsCall,
  queues: Queues,
  faults: { refused: (body: string) => boolean; delayMs: (body: string) => number },
): object {
  const queue = String(fields.QueueUrl).split('/').at(-1) as QueueName;
  if (command === 'GetQueueAttributes') return attributes(queues.count(queue));
  if (command !== 'SendMessageBatch') throw new Error(`The queues do not know ${command}.`);
  const entries = fields.Entries ?? [];
  const failed = entries.filter(({ MessageBody }) => faults.refused(MessageBody));
  const taken = entries.filter((entry) => !failed.includes(entry));
  for (const { MessageBody, DelaySeconds = 0 } of taken) {
    queues.put(queue, MessageBody, DelaySeconds * 1_000 + faults.delayMs(MessageBody));
  }
  return {
    Successful: taken.map(({ Id, MessageBody }) => ({
      Id,
      MessageId: Id,
      MD5OfMessageBody: hash('md5', MessageBody, 'hex'),
    })),
    Failed: failed.map(({ Id }) => ({ Id, Code: 'InternalError', SenderFault: false })),
  };
}

function attributes({ waiting, inFlight }: { waiting: number; inFlight: number }): object {
  return {
    Attributes: {
      ApproximateNumberOfMessages: String(waiting),
      ApproximateNumberOfMessagesNotVisible: String(inFlight),
    },
  };
}
