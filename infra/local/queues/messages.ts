/** What lies in a queue, message by message: looked at in the engine, without receiving anything. */
import * as v from 'valibot';
import type { QueueEngine } from './engine.ts';

/** A message as the engine has it. Instants are in milliseconds. */
export interface QueuedMessage {
  readonly state: 'waiting' | 'delayed' | 'inFlight';
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  /** How often it was received. */
  readonly receipts: number;
  /** Its lane, in a FIFO queue. */
  readonly group: string | undefined;
  /** From when it can be received. */
  readonly visibleAt: number;
  /** Of one in flight: what its receiver holds it by. */
  readonly receiptHandle: string | undefined;
}

const messageSchema = v.object({
  sentTimestamp: v.number(),
  approximateReceiveCount: v.number(),
  messageGroupId: v.optional(v.string()),
  delayUntil: v.optional(v.number()),
});

const lookSchema = v.object({
  messages: v.object({
    ready: v.array(messageSchema),
    delayed: v.array(messageSchema),
    inflight: v.array(
      v.object({
        message: messageSchema,
        receiptHandle: v.string(),
        visibilityDeadline: v.number(),
      }),
    ),
  }),
});

/** Looks into the queue of this name. Throws when there is none. */
export async function lookInto(
  { glance }: Pick<QueueEngine, 'glance'>,
  queueName: string,
): Promise<QueuedMessage[]> {
  const { messages } = v.parse(lookSchema, await glance(`/${queueName}`));
  return [
    ...messages.ready.map((message) => messageOf('waiting', message)),
    ...messages.delayed.map((message) => messageOf('delayed', message)),
    ...messages.inflight.map(({ message, receiptHandle, visibilityDeadline: visibleAt }) => ({
      ...messageOf('inFlight', message),
      visibleAt,
      receiptHandle,
    })),
  ];
}

function messageOf(
  state: QueuedMessage['state'],
  message: v.InferOutput<typeof messageSchema>,
): QueuedMessage {
  const { sentTimestamp: sentAt, approximateReceiveCount: receipts } = message;
  const { messageGroupId: group, delayUntil: visibleAt = sentAt } = message;
  return { state, sentAt, receipts, group, visibleAt, receiptHandle: undefined };
}

/** Received more often than this, a message does not count as the oldest of a standard queue. */
const receiptsMax = 3;

/**
 * Pure: the age of the oldest message in milliseconds, as ApproximateAgeOfOldestMessage has it (SQS
 * Developer Guide, "Available CloudWatch metrics for Amazon SQS"); 0 when there is none.
 */
export function oldestAge(
  messages: readonly QueuedMessage[],
  { isFifo, now }: { readonly isFifo: boolean; readonly now: number },
): number {
  const counted = messages.filter(({ receipts }) => isFifo || receipts <= receiptsMax);
  return Math.max(0, ...counted.map(({ sentAt }) => now - sentAt));
}

/**
 * Pure: the messages that somebody works on or can begin now. One whose receiver has let it go comes
 * when its time-out ends, and so does all behind it in its lane.
 */
export function inWork(
  messages: readonly QueuedMessage[],
  { letGo, now }: { readonly letGo: ReadonlySet<string>; readonly now: number },
): number {
  const isAway = ({ receiptHandle, visibleAt }: QueuedMessage) =>
    receiptHandle !== undefined && letGo.has(receiptHandle) && visibleAt > now;
  const stopped = new Set(messages.filter(isAway).map(({ group }) => group));
  const isStopped = ({ group }: QueuedMessage) => group !== undefined && stopped.has(group);
  const isDelayed = ({ state, visibleAt }: QueuedMessage) => state === 'delayed' && visibleAt > now;
  return messages.filter((one) => !isAway(one) && !isStopped(one) && !isDelayed(one)).length;
}
