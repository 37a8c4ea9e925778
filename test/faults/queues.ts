/**
 * Queues of a trial, on its clock: visibility time-outs, counts of receipt, dead letters and the
 * lanes of FIFO queues as at SQS. Doors put messages in through the SQS client; who works for a queue is the trial's matter.
 */
import { hash } from 'node:crypto';
import type { Clock } from './clock.ts';

export type QueueName = 'send' | 'confirmations' | 'events' | 'digest';

export interface Message {
  readonly id: string;
  readonly queue: QueueName;
  readonly body: string;
  /** Its message group; none in a queue that is not FIFO. */
  readonly lane: string | undefined;
  visibleAt: number;
  received: number;
}

/** What becomes of a message besides its body. */
interface PutOptions {
  readonly delayMs?: number;
  readonly lane?: string;
  /** Without it the queue of ticks takes the body for its name, and the others take every message. */
  readonly deduplicationId?: string;
}

export interface Queues {
  readonly put: (queue: QueueName, body: string, options?: PutOptions) => void;
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

interface Rules {
  readonly visibilityMs: number;
  readonly receiptsMax: number;
  readonly isFifo: boolean;
}

/** Just above the time limit of the worker in lanes, six times it elsewhere (infra). */
const rules: Readonly<Record<QueueName, Rules>> = {
  send: { visibilityMs: 130_000, receiptsMax: 10, isFifo: true },
  confirmations: { visibilityMs: 130_000, receiptsMax: 10, isFifo: true },
  digest: { visibilityMs: 130_000, receiptsMax: 10, isFifo: true },
  events: { visibilityMs: 360_000, receiptsMax: 10, isFifo: false },
};

/** The queue of ticks drops what it has had (content-based deduplication). */
const byContent: QueueName = 'digest';
const deduplicationMs = 5 * 60_000;

/** Opens empty queues. */
export function openQueues(clock: Clock): Queues {
  const messages = new Set<Message>();
  const dead: Message[] = [];
  const taken = new Map<string, number>();
  let put = 0;
  const isKnown = (id: string | undefined) => {
    if (id === undefined) return false;
    const isRepeat = (taken.get(id) ?? Number.NEGATIVE_INFINITY) + deduplicationMs > clock.now();
    if (!isRepeat) taken.set(id, clock.now());
    return isRepeat;
  };
  return {
    dead: () => dead,
    visible: () => {
      const now = clock.now();
      const ready = headsOf(messages).filter(({ visibleAt }) => visibleAt <= now);
      const first = ready.reduce<Message | undefined>(
        (a, b) => (a === undefined || b.visibleAt < a.visibleAt ? b : a),
        undefined,
      );
      return ready.filter(({ queue }) => queue === first?.queue);
    },
    put: (queue, body, { delayMs = 0, lane = 'lane-0', deduplicationId } = {}) => {
      const name = deduplicationId ?? (queue === byContent ? body : undefined);
      if (isKnown(name && `${queue} ${name}`)) return;
      const own = rules[queue].isFifo ? lane : undefined;
      const visibleAt = clock.now() + delayMs;
      messages.add({ id: `message-${++put}`, queue, body, lane: own, visibleAt, received: 0 });
    },
    nextAt: () => {
      const instants = headsOf(messages).map(({ visibleAt }) => visibleAt);
      return instants.length === 0 ? undefined : Math.min(...instants);
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

/** Of a lane only the message that was put in first: those behind it wait for it to be gone. */
function headsOf(messages: Iterable<Message>): Message[] {
  const lanes = new Set<string>();
  return [...messages].filter(({ queue, lane }) => {
    const name = `${queue} ${lane}`;
    if (lane === undefined || !lanes.has(name)) {
      lanes.add(name);
      return true;
    }
    return false;
  });
}

interface Entry {
  readonly Id: string;
  readonly MessageBody: string;
  readonly DelaySeconds?: number;
  readonly MessageGroupId?: string;
  readonly MessageDeduplicationId?: string;
}

interface SqsCall {
  readonly QueueUrl?: string;
  readonly Entries?: readonly Entry[];
}

/** Answers the calls that doors make of SQS; `refused` tells which messages it does not take. */
export function answerSqs(
  command: string,
  fields: SqsCall,
  queues: Queues,
  faults: { refused: (body: string) => boolean; delayMs: (body: string) => number },
): object {
  const [name = ''] = String(fields.QueueUrl).split('/').at(-1)?.split('.') ?? [];
  const queue = name as QueueName;
  if (command === 'GetQueueAttributes') return attributes(queues.count(queue));
  if (command !== 'SendMessageBatch') throw new Error(`The queues do not know ${command}.`);
  const entries = fields.Entries ?? [];
  const failed = entries.filter(({ MessageBody }) => faults.refused(MessageBody));
  const taken = entries.filter((entry) => !failed.includes(entry));
  for (const entry of taken) {
    const { lane, deduplicationId } = orderOf(queue, entry);
    const delayMs = faults.delayMs(entry.MessageBody);
    queues.put(queue, entry.MessageBody, { delayMs, lane, deduplicationId });
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

/** SQS refuses a message of a FIFO queue that lacks one of the two, or that is to be delayed. */
function orderOf(queue: QueueName, entry: Entry): { lane: string; deduplicationId: string } {
  const { MessageGroupId: lane, MessageDeduplicationId: deduplicationId, DelaySeconds } = entry;
  if (lane === undefined || deduplicationId === undefined || DelaySeconds !== undefined) {
    throw new Error(`The queue ${queue} is FIFO: ${JSON.stringify(entry)}`);
  }
  return { lane, deduplicationId };
}

function attributes({ waiting, inFlight }: { waiting: number; inFlight: number }): object {
  return {
    Attributes: {
      ApproximateNumberOfMessages: String(waiting),
      ApproximateNumberOfMessagesNotVisible: String(inFlight),
    },
  };
}
