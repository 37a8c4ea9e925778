/** Dead letters: messages that were put aside, as their owner looks at them, one queue at a time. */
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { depthOf } from './queue.ts';

/** A message that nobody works off any more. */
export interface DeadLetter {
  /** SQS's own id of the message. */
  readonly id: string;
  readonly body: string;
  /** When it was sent (ms); a FIFO queue counts from the day on which it was put aside. */
  readonly sentAt: number;
  /** Names this receipt of it to SQS. */
  readonly receipt: string;
}

/** A queue of dead letters. */
export interface DeadLetters {
  /**
   * Up to ten that wait, hidden from others for half a minute; none when all are taken. A FIFO queue
   * gives no more of a lane before what was taken of it is removed or given back.
   */
  readonly take: () => Promise<DeadLetter[]>;
  /** Puts letters back where they were, to be seen again at once. */
  readonly giveBack: (letters: readonly DeadLetter[]) => Promise<void>;
  /** Removes letters for good. Throws when SQS refuses one of them. */
  readonly remove: (letters: readonly DeadLetter[]) => Promise<void>;
  /** Letters that are there, taken or not, about. */
  readonly depth: () => Promise<number>;
}

const entriesMax = 10;
const hiddenSeconds = 30;

/** The dead letters in the queue at this URL. */
export function openDeadLetters(client: SQSClient, url: string): DeadLetters {
  return {
    take: () => take(client, url),
    giveBack: (letters) => inTens(letters, (ten) => giveBack(client, url, ten)),
    remove: (letters) => inTens(letters, (ten) => remove(client, url, ten)),
    depth: () => depthOf(client, url),
  };
}

async function take(client: SQSClient, QueueUrl: string): Promise<DeadLetter[]> {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: entriesMax,
      VisibilityTimeout: hiddenSeconds,
      MessageSystemAttributeNames: ['SentTimestamp'],
    }),
  );
  return Messages.map(({ MessageId = '', Body = '', ReceiptHandle = '', Attributes }) => ({
    id: MessageId,
    body: Body,
    sentAt: Number(Attributes?.SentTimestamp ?? 0),
    receipt: ReceiptHandle,
  }));
}

async function giveBack(
  client: SQSClient,
  QueueUrl: string,
  letters: readonly DeadLetter[],
): Promise<void> {
  const Entries = entriesOf(letters).map((entry) => ({ ...entry, VisibilityTimeout: 0 }));
  // What is refused comes back by itself, half a minute after it was taken.
  await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
}

async function remove(
  client: SQSClient,
  QueueUrl: string,
  letters: readonly DeadLetter[],
): Promise<void> {
  const Entries = entriesOf(letters);
  const { Failed = [] } = await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  if (Failed.length === 0) return;
  const codes = [...new Set(Failed.map(({ Code }) => Code))].join(', ');
  throw new Error(`The queue did not remove ${Failed.length} dead letters: ${codes}.`);
}

function entriesOf(letters: readonly DeadLetter[]) {
  return letters.map(({ receipt }, n) => ({ Id: String(n), ReceiptHandle: receipt }));
}

async function inTens(
  letters: readonly DeadLetter[],
  each: (ten: readonly DeadLetter[]) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < letters.length; start += entriesMax) {
    await each(letters.slice(start, start + entriesMax));
  }
}
