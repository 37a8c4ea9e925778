/**
 * Who may do what: every right of every door on one page. A door can do nothing that is not in this
 * table, except write its own log and take messages from the queue that it works off.
 */
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { dueIndex, findIndex, pollIndex, segmentIndex } from '../../../functions/store/indexes.ts';
import type { Door, QueueName } from '../door-names.ts';
import { grantLooking, grantSending, type Mail } from './mail.ts';
import type { SigningSecret } from './signing-secret.ts';
import type { OneTable } from './table.ts';

type TableAction =
  | 'GetItem'
  | 'BatchGetItem'
  | 'Query'
  | 'PutItem'
  | 'BatchWriteItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'ConditionCheckItem'
  | 'PartiQLUpdate';

interface Rights {
  /** A transaction needs the right to each of its parts. */
  readonly table: readonly TableAction[];
  /** The indexes that it may query. */
  readonly indexes: readonly string[];
  /** Those of them that it may walk as well. */
  readonly walks: readonly string[];
  readonly sendsTo: readonly QueueName[];
  /** The queues whose length it may ask for. */
  readonly measures: readonly QueueName[];
  /** May look at dead letters, and take them away. */
  readonly settlesDeadLetters: boolean;
  /** May read the key of the signed links. */
  readonly signs: boolean;
  /** May read the key of hashes. */
  readonly hashes: boolean;
  /** May mail, and ask how much mail the account may send. */
  readonly mails: boolean;
  /** May look how the account and the domain stand at SES. */
  readonly looksAtMail: boolean;
}

const none = {
  indexes: [],
  walks: [],
  sendsTo: [],
  measures: [],
  settlesDeadLetters: false,
  signs: false,
  hashes: false,
  mails: false,
  looksAtMail: false,
} as const;

const rights: Readonly<Record<Door, Rights>> = {
  poll: {
    ...none,
    table: ['GetItem', 'Query', 'UpdateItem'],
    indexes: [pollIndex, dueIndex, segmentIndex],
    // After a long silence most feeds are due.
    walks: [pollIndex],
    sendsTo: ['fetch'],
  },
  fetch: {
    ...none,
    table: [
      'GetItem',
      'BatchGetItem',
      'Query',
      'PutItem',
      'BatchWriteItem',
      'UpdateItem',
      'DeleteItem',
    ],
    sendsTo: ['fetch', 'digest'],
    // The secret of a hook is made of it.
    hashes: true,
  },
  digest: {
    ...none,
    // ConditionCheckItem: what is held is not published.
    table: [
      'GetItem',
      'BatchGetItem',
      'Query',
      'PutItem',
      'UpdateItem',
      'DeleteItem',
      'ConditionCheckItem',
    ],
    indexes: [dueIndex, segmentIndex],
    sendsTo: ['send'],
  },
  send: {
    ...none,
    // ConditionCheckItem: a batch is laid aside while its edition is held.
    // PartiQLUpdate: claims and settlements that meet go together.
    table: ['GetItem', 'UpdateItem', 'ConditionCheckItem', 'PartiQLUpdate'],
    sendsTo: ['send'],
    signs: true,
    mails: true,
  },
  events: {
    ...none,
    table: ['GetItem', 'BatchGetItem', 'Query', 'UpdateItem'],
    hashes: true,
  },
  sweep: {
    ...none,
    // PutItem, DeleteItem: what is kept no longer goes, and leaves a hash.
    // BatchGetItem, ConditionCheckItem: an import that nobody watches goes on; and, by the index of
    // segments, moving readers to the default.
    // BatchWriteItem, and the index of addresses: a newsletter that its owner deletes goes row by row.
    table: [
      'GetItem',
      'BatchGetItem',
      'Query',
      'UpdateItem',
      'PutItem',
      'BatchWriteItem',
      'DeleteItem',
      'ConditionCheckItem',
    ],
    indexes: [dueIndex, segmentIndex, findIndex],
    // A mark behind what SES has reported.
    sendsTo: ['send', 'confirmation', 'event'],
    measures: ['send'],
    signs: true,
    hashes: true,
  },
  web: {
    ...none,
    // DeleteItem: a reader may have themselves erased.
    table: ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'],
    sendsTo: ['confirmation', 'fetch'],
    signs: true,
    hashes: true,
  },
  desk: {
    ...none,
    // ConditionCheckItem: what is held is not published.
    table: [
      'GetItem',
      'BatchGetItem',
      'Query',
      'PutItem',
      'UpdateItem',
      'DeleteItem',
      'ConditionCheckItem',
    ],
    // What is due, waits or is held; how many readers a change reaches; readers by their address.
    indexes: [dueIndex, segmentIndex, findIndex],
    // What was put aside goes back to where it came from.
    sendsTo: ['confirmation', 'fetch', 'send', 'event'],
    settlesDeadLetters: true,
    signs: true,
    hashes: true,
    looksAtMail: true,
  },
};

/** What was taken and is not meant is given back by its visibility. */
const settling = [
  'ReceiveMessage',
  'DeleteMessage',
  'ChangeMessageVisibility',
  'GetQueueAttributes',
];

/** What the rights are rights to. */
export interface Holdings {
  readonly table: OneTable;
  readonly queues: Readonly<Record<QueueName, { readonly queue: IQueue }>>;
  readonly deadLetters: Readonly<Record<'plain' | 'orderly' | 'ofSchedules', IQueue>>;
  readonly signingSecret: SigningSecret;
  readonly hashSecret: SigningSecret;
  readonly mail: Mail;
}

/** Gives a door its row of the table, each action on exactly the resource that it is for. */
export function grantRights(door: Door, grantee: LambdaFunction, to: Holdings): void {
  const { table, indexes, walks, sendsTo, measures, settlesDeadLetters } = rights[door];
  const { signs, hashes, mails, looksAtMail } = rights[door];
  const allow = (actions: string[], resourceArns: string[]) => {
    if (resourceArns.length > 0) Grant.addToPrincipal({ grantee, actions, resourceArns });
  };
  allow(
    table.map((action) => `dynamodb:${action}`),
    [to.table.tableArn],
  );
  const arnOf = (index: string) => `${to.table.tableArn}/index/${index}`;
  allow(['dynamodb:Query'], indexes.map(arnOf));
  allow(['dynamodb:Scan'], walks.map(arnOf));
  allow(
    ['sqs:SendMessage'],
    sendsTo.map((name) => to.queues[name].queue.queueArn),
  );
  allow(
    ['sqs:GetQueueAttributes'],
    measures.map((name) => to.queues[name].queue.queueArn),
  );
  allow(
    settling.map((action) => `sqs:${action}`),
    settlesDeadLetters ? Object.values(to.deadLetters).map(({ queueArn }) => queueArn) : [],
  );
  // Whoever leaves by mail has a token in the address.
  const isReceiving = door === 'events' && to.mail.inboundDomain !== undefined;
  if (signs || isReceiving) allow(['secretsmanager:GetSecretValue'], [to.signingSecret.secretArn]);
  if (hashes) allow(['secretsmanager:GetSecretValue'], [to.hashSecret.secretArn]);
  if (mails) grantSending(grantee, to.mail);
  if (looksAtMail) grantLooking(grantee, to.mail);
}
