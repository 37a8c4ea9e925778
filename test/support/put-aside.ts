/** The queues of dead letters of the template on the engine of the stage, and work in them. */
import { randomUUID } from 'node:crypto';
import type { TestContext } from 'node:test';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { DeadLetter, Home } from '../../functions/mail/dead-letter.ts';
import { openLetterBox } from '../../functions/store/dead-letters.ts';
import { openQueue } from '../../functions/store/queue.ts';
import type { QueueName } from '../../infra/cloud/door-names.ts';
import { type TestQueues, testQueues } from './queues.ts';

export const reports = 'DeadLetters';
export const orderly = 'OrderlyDeadLetters';
export const clocks = 'ScheduleDeadLetters';
const names = [reports, orderly, clocks] as const;
type Name = (typeof names)[number];

/** The engine hands over one message of a lane at a time; SQS would hand over ten. */
const manyLanes = 10_000;
const anySecret = 'ann@readers.example';

/** As SNS hands SES's report to the queue; it names the address that was mailed. */
export function reportOf(
  mail: string,
  address = anySecret,
  tags: Readonly<Record<string, readonly string[]>> = {},
) {
  const bounced = { emailAddress: address, status: '5.1.1' };
  const event = {
    eventType: 'Bounce',
    mail: { messageId: mail, destination: [address], tags },
    bounce: { bounceType: 'Permanent', bounceSubType: 'General', bouncedRecipients: [bounced] },
  };
  return { Type: 'Notification', TopicArn: 'arn:topic', Message: JSON.stringify(event) };
}

/** Mail to a reader's own address to leave, as SES hands it on. */
export function leavingAt(address: string) {
  const message = { notificationType: 'Received', receipt: { recipients: [address] }, content: '' };
  return { Type: 'Notification', TopicArn: 'arn:topic', Message: JSON.stringify(message) };
}

/** A message as it is, also one that is no JSON; of a FIFO queue in this lane. */
export async function putRaw(
  { client, urlOfTitle }: TestQueues,
  name: Name,
  body: string,
  lane: string = randomUUID(),
): Promise<void> {
  const order =
    name === orderly ? { MessageGroupId: lane, MessageDeduplicationId: randomUUID() } : {};
  const QueueUrl = urlOfTitle(name.toLowerCase());
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: body, ...order }));
}

/** Queues with nobody who works them off. */
export async function testPutAside(t: TestContext) {
  const queues = await testQueues(t);
  const { client, urls, urlOfTitle } = queues;
  const boxes = names.map((name) => openLetterBox(client, name, urlOfTitle(name.toLowerCase())));
  const homes: Readonly<Record<Home, string>> = {
    fetch: urls.fetch,
    send: urls.send,
    confirmations: urls.confirmation,
    events: urls.event,
  };
  const spread = { lanes: manyLanes, randomId: randomUUID };
  const send = (home: Home, bodies: readonly unknown[]) =>
    openQueue(client, homes[home], spread).send(bodies);
  return {
    ...{ queues, boxes, send },
    put: async (name: Name, ...bodies: readonly unknown[]) => {
      for (const body of bodies) await putRaw(queues, name, JSON.stringify(body));
    },
    /** The bodies in a queue, as they lie there. */
    bodiesIn: async (name: QueueName) => {
      const box = openLetterBox(client, name, urls[name]);
      const all: DeadLetter[] = [];
      for (let taken = await box.take(); taken.length > 0; taken = await box.take()) {
        all.push(...taken);
      }
      await box.giveBack(all);
      return all.map(({ body }) => JSON.parse(body));
    },
  };
}

/** What `testPutAside` gives. */
export type PutAsideQueues = Awaited<ReturnType<typeof testPutAside>>;
