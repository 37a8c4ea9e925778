/**
 * One fault for each way in which the stage counts what the alarms look at, and how it is made. All
 * faults of the table are played in `test/cloud/alarms.test.ts`.
 */
import { randomUUID } from 'node:crypto';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { tagsOf } from '../../functions/mail/event.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { pollTickStore } from '../../functions/store/poll-tick.ts';
import { keys } from '../../functions/store/table.ts';
import type { QueueName } from '../../infra/cloud/door-names.ts';
import type { Cloud } from '../../infra/local/cloud.ts';
import type { Code } from '../../infra/local/template/synthesis.ts';
import { type Alter, functionOf, resourceOf, variablesOf } from '../support/altered-cloud.ts';
import { addItems, feed, item } from '../support/newsletter.ts';

export interface StageFault {
  /** As the table of alarms has it. */
  readonly what: string;
  readonly code?: Code;
  readonly alter?: Alter;
  /** It begins later, when an edition is due; else it is there from the start. */
  readonly isLater?: true;
  /** Before the fault begins, at this instant. */
  readonly prepare?: (cloud: Cloud, at: number) => Promise<void>;
  /** Every five minutes; n counts from 0. */
  readonly step?: (cloud: Cloud, n: number) => Promise<unknown>;
  /** The clock moves, and no schedule fires. */
  readonly isWithoutTicks?: true;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** A heap in which not even the bundle fits. */
const tinyMb = 4;

/** `hold` is the origin of a server that takes every request and answers none. */
export function stageFaults(hold: string): StageFault[] {
  return [
    {
      what: 'poll throws at every tick',
      code: 'shipped',
      alter: withoutTable('poll'),
      prepare: (cloud, at) => pollTickStore(cloud.table).remember(at),
    },
    {
      what: 'sweep runs out of time at every tick',
      alter: (resources) => {
        const sweep = functionOf(resources, 'sweep');
        Object.assign(sweep.Properties, { Timeout: 1 });
        variablesOf(sweep).AWS_ENDPOINT_URL_DYNAMODB = hold;
      },
    },
    {
      what: 'fetch does not start, and messages of fetch wait',
      code: 'shipped',
      alter: (resources) => {
        functionOf(resources, 'fetch').Properties.MemorySize = tinyMb;
      },
      prepare: (cloud) => addFeed(cloud, 5),
    },
    {
      what: 'a message of event fails every time',
      prepare: async (cloud) => {
        const { EVENT_TOPIC_ARN: topicArn = '' } = cloud.env;
        const { client, name: TableName } = cloud.table;
        const damaged = { ...keys.subscriber('damaged'), subscriberId: 'damaged' };
        await client.send(new PutCommand({ TableName, Item: damaged }));
        await putInQueue(cloud, 'event', eventOf(topicArn, 'damaged'));
      },
    },
    {
      what: 'a message of send fails every time',
      isLater: true,
      alter: (resources) => {
        variablesOf(functionOf(resources, 'send')).SIGNING_SECRET_ARN = 'none';
      },
    },
    {
      what: 'web answers 500 to a visitor every four minutes',
      code: 'shipped',
      alter: withoutTable('web'),
      step: (cloud) => fetch(`${cloud.origin}/n/paper`),
    },
    { what: 'no tick comes at all', isLater: true, isWithoutTicks: true },
    {
      what: 'events pile up',
      alter: withoutMapping('events', 'EventQueue'),
      prepare: (cloud) => putInQueue(cloud, 'event', 'anything'),
    },
    {
      what: 'SES takes no mail of ours',
      isLater: true,
      prepare: async ({ ses }) => {
        ses.faults.add({ kind: 'bad-signature' });
      },
    },
    { what: 'an edition is held', isLater: true, prepare: (cloud, at) => flood(cloud, at) },
  ];
}

function withoutTable(door: string): Alter {
  return (resources) => {
    const policy = resourceOf(resources, 'AWS::IAM::Policy', `Doors${door}RoleDefaultPolicy`);
    const document = policy.Properties.PolicyDocument as { Statement: unknown[] };
    document.Statement = document.Statement.filter(
      (statement) => !JSON.stringify(statement).includes('dynamodb:'),
    );
  };
}

/** Nobody calls the door for what is in the queue. */
export function withoutMapping(door: string, queue: string): Alter {
  return (resources) => {
    const ids = Object.keys(resources).filter(
      (id) => id.startsWith(`Doors${door}FunctionSqsEventSource`) && id.includes(queue),
    );
    if (ids.length !== 1) throw new Error(`${ids.length} mappings from ${queue}`);
    for (const id of ids) delete resources[id];
  };
}

/** A feed that is polled so often; nobody is where it should be. */
export async function addFeed({ table }: Cloud, intervalMinutes: number): Promise<void> {
  const url = 'http://nobody.invalid/feed.xml';
  const polled = feed({ id: 'polled', url, intervalMinutes, chosenMinutes: intervalMinutes });
  await feedStore(table).create(polled, `${intervalMinutes}#0`);
}

/** Puts a message into a queue, as AWS would. */
export async function putInQueue({ queues }: Cloud, name: QueueName, body: string): Promise<void> {
  const queue = queues.all.find(({ title }) => title === name);
  if (queue === undefined) throw new Error(`No queue ${name}`);
  const order = queue.isFifo
    ? { MessageGroupId: 'lane-0', MessageDeduplicationId: randomUUID() }
    : {};
  const message = { QueueUrl: queues.urlOf(queue), MessageBody: body, ...order };
  await queues.client.send(new SendMessageCommand(message));
}

/** A report about a mail to this reader. */
function eventOf(TopicArn: string, subscriberId: string): string {
  const tags = Object.entries(
    tagsOf({ kind: 'confirmation', subscriberId, confirmationId: 'c' }),
  ).map(([name, value]) => [name, [value]]);
  const mail = { messageId: 'm-1', tags: Object.fromEntries(tags) };
  const Message = JSON.stringify({ eventType: 'Send', mail });
  return JSON.stringify({ Type: 'Notification', TopicArn, Message });
}

/** SES's report that the address of this reader does not exist. */
export function bounceOf(
  { env }: Pick<Cloud, 'env'>,
  { id, address }: { readonly id: string; readonly address: string },
): string {
  const tags = Object.entries(
    tagsOf({ kind: 'edition', editionId: 'e1', batchId: 'b1', subscriberId: id }),
  ).map(([name, value]) => [name, [value]]);
  const mail = { messageId: 'm-1', destination: [address], tags: Object.fromEntries(tags) };
  const bouncedRecipients = [{ emailAddress: address, status: '5.1.1' }];
  const bounce = { bounceType: 'Permanent', bounceSubType: 'General', bouncedRecipients };
  const Message = JSON.stringify({ eventType: 'Bounce', mail, bounce });
  return JSON.stringify({ Type: 'Notification', TopicArn: env.EVENT_TOPIC_ARN, Message });
}

/** So many stories more than in the week before that the edition is held. */
export async function flood({ table }: Cloud, at: number): Promise<void> {
  const few = Array.from({ length: 12 }, (_, n) => item(at - 3 * dayMs + n, { key: `b${n}` }));
  const many = Array.from({ length: 120 }, (_, n) =>
    item(at - 10 * minuteMs + n, { key: `f${n}` }),
  );
  await addItems(table, ...few, ...many);
}
