/** Dead letters: messages that were put aside, as their owner looks at them, one queue at a time. */
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Settings } from '../config/environment.ts';
import type { DeadLetter, Home } from '../mail/dead-letter.ts';
import type { DeadLetterDeps, LetterBox } from '../mail/dead-letters.ts';
import { depthOf, openSqs, type Queue } from './queue.ts';

type Of = Settings<
  | 'FETCH_QUEUE_URL'
  | 'SEND_QUEUE_URL'
  | 'CONFIRMATION_QUEUE_URL'
  | 'EVENT_QUEUE_URL'
  | 'DEAD_LETTERS_URL'
  | 'ORDERLY_DEAD_LETTERS_URL'
  | 'SCHEDULE_DEAD_LETTERS_URL'
>;

/** The queues of dead letters by their names in the template, and those that they came from. */
export function deadLetterBook(
  settings: Of,
  queueAt: (url: string) => Queue,
): Pick<DeadLetterDeps, 'boxes' | 'send'> {
  const client = openSqs(settings.endpoints.sqs);
  const urls: Readonly<Record<Home, string>> = {
    fetch: settings.FETCH_QUEUE_URL,
    send: settings.SEND_QUEUE_URL,
    confirmations: settings.CONFIRMATION_QUEUE_URL,
    events: settings.EVENT_QUEUE_URL,
  };
  const boxes = [
    openLetterBox(client, 'DeadLetters', settings.DEAD_LETTERS_URL),
    openLetterBox(client, 'OrderlyDeadLetters', settings.ORDERLY_DEAD_LETTERS_URL),
    openLetterBox(client, 'ScheduleDeadLetters', settings.SCHEDULE_DEAD_LETTERS_URL),
  ];
  return { boxes: () => boxes, send: (home, bodies) => queueAt(urls[home]).send(bodies) };
}

const entriesMax = 10;
const hiddenSeconds = 30;
/**
 * Without a wait SQS asks some of its servers only, and may give nothing of a queue that holds a few
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html).
 */
const waitSeconds = 1;

/** The dead letters in the queue at this URL. */
export function openLetterBox(client: SQSClient, name: string, url: string): LetterBox {
  return {
    name,
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
      WaitTimeSeconds: waitSeconds,
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
