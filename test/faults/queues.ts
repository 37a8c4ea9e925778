/**
 * Queues of a trial, on its clock, as the template declares them: delays, visibility time-outs,
 * counts of receipt, dead letters, the lanes of FIFO queues, and the batches that their mappings
 * hand over. Doors put messages in through the SQS client; who works for a queue is the trial's matter.
 */
import { hash } from 'node:crypto';
import type {
  MappingDeclaration,
  QueueDeclaration,
} from '../../infra/local/template/declaration.ts';
import type { Clock } from './clock.ts';
import type { Declared } from './declared.ts';

export interface Message {
  readonly id: string;
  /** The title of its queue in the template. */
  readonly queue: string;
  readonly body: string;
  /** Its message group; none in a queue that is not FIFO. */
  readonly lane: string | undefined;
  visibleAt: number;
  received: number;
}

/** What becomes of a message besides its body. */
interface PutOptions {
  /** Besides the delay of the queue. */
  readonly delayMs?: number;
  readonly lane?: string | undefined;
  /** Without it a queue that goes by content takes the body for its name, others take every message. */
  readonly deduplicationId?: string;
}

/** What one worker is handed at once. */
export type Batch = readonly [Message, ...Message[]];

export interface Queues {
  /** The titles of those that wake a door. */
  readonly titles: readonly string[];
  readonly put: (queue: string, body: string, options?: PutOptions) => void;
  /** When the next batch can be received, or undefined when there is none. */
  readonly nextAt: () => number | undefined;
  /** What workers can be handed now, a batch each, of the queue that waits longest. */
  readonly visible: () => readonly Batch[];
  /** Takes them into a worker's hands; what was received too often goes to the dead letters. */
  readonly receive: (messages: readonly Message[]) => readonly Message[];
  readonly remove: (message: Message) => void;
  readonly count: (queue: string) => { waiting: number; inFlight: number };
  readonly dead: () => readonly Message[];
}

/** AWS: "Message deduplication interval". */
const deduplicationMs = 5 * 60_000;

interface Line {
  readonly batch: Batch;
  readonly readyAt: number;
}

/** Until when (ms) nobody works off a queue, or zero. */
export type Standstill = (queue: string, now: number) => number;

/** Opens the queues that wake doors, empty. */
export function openQueues(
  clock: Clock,
  { queues, mappings }: Declared,
  standstill: Standstill = () => 0,
): Queues {
  const messages = new Set<Message>();
  const dead: Message[] = [];
  const taken = new Map<string, number>();
  const rules = rulesOf(queues, mappings);
  const ruleOf = (queue: string) => {
    const rule = rules.get(queue);
    if (rule === undefined) throw new Error(`The template declares no queue ${queue} to work off.`);
    return rule;
  };
  let put = 0;
  const isKnown = (id: string | undefined) => {
    if (id === undefined) return false;
    const isRepeat = (taken.get(id) ?? Number.NEGATIVE_INFINITY) + deduplicationMs > clock.now();
    if (!isRepeat) taken.set(id, clock.now());
    return isRepeat;
  };
  return {
    titles: [...rules.keys()],
    dead: () => dead,
    visible: () => {
      const now = clock.now();
      const ready = linesOf(messages, ruleOf, now).filter(({ readyAt }) => readyAt <= now);
      const first = ready.reduce<Line | undefined>(
        (a, b) => (a === undefined || b.readyAt < a.readyAt ? b : a),
        undefined,
      );
      const all = ready.map(({ batch }) => batch);
      return all.filter(([{ queue }]) => queue === first?.batch[0].queue);
    },
    put: (queue, body, { delayMs = 0, lane = 'lane-0', deduplicationId } = {}) => {
      const { isFifo, goesByContent, delayMs: ownDelayMs } = ruleOf(queue);
      const name = deduplicationId ?? (goesByContent ? body : undefined);
      if (isKnown(name && `${queue} ${name}`)) return;
      const own = isFifo ? lane : undefined;
      const arrivesAt = clock.now() + ownDelayMs + delayMs;
      const visibleAt = Math.max(arrivesAt, standstill(queue, arrivesAt));
      messages.add({ id: `message-${++put}`, queue, body, lane: own, visibleAt, received: 0 });
    },
    nextAt: () => {
      const instants = linesOf(messages, ruleOf, clock.now()).map(({ readyAt }) => readyAt);
      return instants.length === 0 ? undefined : Math.min(...instants);
    },
    receive: (wanted) =>
      wanted.filter((message) => {
        const { visibilityMs, receiptsMax } = ruleOf(message.queue);
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

interface Rule {
  readonly isFifo: boolean;
  readonly goesByContent: boolean;
  readonly delayMs: number;
  readonly visibilityMs: number;
  readonly receiptsMax: number;
  readonly batchSize: number;
  readonly windowMs: number;
}

function rulesOf(
  queues: readonly QueueDeclaration[],
  mappings: readonly MappingDeclaration[],
): ReadonlyMap<string, Rule> {
  return new Map(
    mappings.flatMap(({ queueArn, batchSize, windowMs }) =>
      queues
        .filter(({ arn }) => arn === queueArn)
        .map(({ title, isFifo, delayMs, visibilityMs, maxReceiveCount, attributes }) => [
          title,
          {
            isFifo,
            goesByContent: attributes.ContentBasedDeduplication === 'true',
            delayMs,
            visibilityMs,
            receiptsMax: maxReceiveCount ?? Number.POSITIVE_INFINITY,
            batchSize,
            windowMs,
          },
        ]),
    ),
  );
}

/** What waits in each lane, or in each queue that has none: what is handed over next, and when. */
function linesOf(
  messages: Iterable<Message>,
  ruleOf: (queue: string) => Rule,
  now: number,
): Line[] {
  const waiting = Map.groupBy(messages, ({ queue, lane }) => `${queue} ${lane}`);
  return [...waiting.values()].flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const { isFifo, batchSize, windowMs } = ruleOf(first.queue);
    // Of a lane the message that was put in first: those behind it wait for it to be gone.
    const inOrder = isFifo ? all : all.toSorted((a, b) => a.visibleAt - b.visibleAt);
    const head = inOrder[0] ?? first;
    const closesAt = head.visibleAt + windowMs;
    const readyAt = Math.min(closesAt, inOrder[batchSize - 1]?.visibleAt ?? closesAt);
    const end = inOrder.findIndex(({ visibleAt }) => visibleAt > now);
    const seen = inOrder.slice(1, Math.min(batchSize, end < 0 ? inOrder.length : end));
    return [{ batch: [head, ...seen], readyAt: Math.max(head.visibleAt, readyAt) }];
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

export interface SqsDeps {
  readonly declared: Declared;
  readonly queues: Queues;
  /** Which messages SQS does not take. */
  readonly refused: (body: string) => boolean;
  readonly delayMs: (body: string) => number;
}

/** Answers the calls that doors make of SQS. */
export function answerSqs(command: string, fields: SqsCall, deps: SqsDeps): object {
  const { queues, declared } = deps;
  const queue = queueNamed(String(fields.QueueUrl).split('/').at(-1), declared);
  const { title } = queue;
  if (command === 'GetQueueAttributes') return attributes(queues.count(title));
  if (command !== 'SendMessageBatch') throw new Error(`The queues do not know ${command}.`);
  const entries = fields.Entries ?? [];
  const failed = entries.filter(({ MessageBody }) => deps.refused(MessageBody));
  const taken = entries.filter((entry) => !failed.includes(entry));
  for (const entry of taken) {
    const delayMs = deps.delayMs(entry.MessageBody);
    queues.put(title, entry.MessageBody, {
      delayMs,
      ...(queue.isFifo ? orderOf(queue, entry) : {}),
    });
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

function queueNamed(name: string | undefined, { queues }: Declared): QueueDeclaration {
  const found = queues.find((queue) => queue.name === name);
  if (found === undefined) throw new Error(`There is no queue ${name}.`);
  return found;
}

/** SQS refuses a message of a FIFO queue that lacks one of the two, or that is to be delayed. */
function orderOf(
  { title, attributes: { ContentBasedDeduplication: goesByContent } }: QueueDeclaration,
  entry: Entry,
): { lane: string; deduplicationId?: string } {
  const { MessageGroupId: lane, MessageDeduplicationId: deduplicationId, DelaySeconds } = entry;
  const isNamed = deduplicationId !== undefined || goesByContent === 'true';
  if (lane === undefined || !isNamed || DelaySeconds !== undefined) {
    throw new Error(`The queue ${title} is FIFO: ${JSON.stringify(entry)}`);
  }
  return { lane, ...(deduplicationId === undefined ? {} : { deduplicationId }) };
}

function attributes({ waiting, inFlight }: { waiting: number; inFlight: number }): object {
  return {
    Attributes: {
      ApproximateNumberOfMessages: String(waiting),
      ApproximateNumberOfMessagesNotVisible: String(inFlight),
    },
  };
}
