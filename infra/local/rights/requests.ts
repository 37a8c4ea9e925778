/** What a call to an AWS service asks for in IAM's terms. */
import * as v from 'valibot';
import type { AskedRight } from './statements.ts';

/** The services that the doors call. */
export type Service = 'dynamodb' | 'sqs' | 'secretsmanager' | 'ses';

/** A call as it arrives: to which service, of which operation, with which body. */
export interface ServiceCall {
  readonly service: Service;
  /** The operation of a JSON service: `DynamoDB_20120810.GetItem`. */
  readonly target: string;
  readonly body: Buffer;
}

/** Region and account of the stage. */
export interface Owner {
  readonly region: string;
  readonly account: string;
}

/** All calls come over TLS at AWS; here they come from this machine. */
const secure = { 'aws:securetransport': 'true' } as const;

/** The rights that a call to DynamoDB, SQS or Secrets Manager needs, each on its resource. */
export function rightsOfCall({ service, target, body }: ServiceCall, owner: Owner): AskedRight[] {
  const operation = target.split('.').at(-1) ?? '';
  const fields: unknown = body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
  const asked =
    service === 'dynamodb'
      ? tableRights(operation, fields, owner)
      : [service === 'sqs' ? queueRight(operation, fields, owner) : secretRight(operation, fields)];
  return asked.map(([action, resource]) => ({ action, resource, context: secure }));
}

type Pair = readonly [action: string, resource: string];

const oneTable = v.object({ TableName: v.string(), IndexName: v.optional(v.string()) });
const partSchema = v.record(v.string(), oneTable);
const transactionSchema = v.object({ TransactItems: v.array(partSchema) });
const statementsSchema = v.object({ Statements: v.array(v.object({ Statement: v.string() })) });
const batchSchema = v.object({ RequestItems: v.record(v.string(), v.unknown()) });

/** A transaction needs the right to each of its parts (DynamoDB Developer Guide, "IAM and transactions"). */
const partActions: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
  Get: 'GetItem',
};

function tableRights(operation: string, fields: unknown, owner: Owner): Pair[] {
  const arn = (name: string, index?: string) =>
    `arn:aws:dynamodb:${owner.region}:${owner.account}:table/${name}` +
    (index === undefined ? '' : `/index/${index}`);
  if (operation.startsWith('Transact')) {
    const { TransactItems: items } = v.parse(transactionSchema, fields);
    return items.flatMap((item) =>
      Object.entries(item).map(([part, { TableName }]): Pair => {
        const action = partActions[part];
        if (action === undefined) throw new Error(`A transaction with an unknown part ${part}.`);
        return [`dynamodb:${action}`, arn(TableName)];
      }),
    );
  }
  if (operation === 'BatchExecuteStatement') {
    const { Statements } = v.parse(statementsSchema, fields);
    return Statements.map(({ Statement }): Pair => {
      const [action, name] = statementRight(Statement);
      return [action, arn(name)];
    });
  }
  if (operation.startsWith('Batch')) {
    const { RequestItems } = v.parse(batchSchema, fields);
    return Object.keys(RequestItems).map((name) => [`dynamodb:${operation}`, arn(name)]);
  }
  const { TableName, IndexName } = v.parse(oneTable, fields);
  return [[`dynamodb:${operation}`, arn(TableName, IndexName)]];
}

/**
 * A statement needs the right to what it does, not to the call that brings it (Developer Guide, "IAM
 * security policies with PartiQL for DynamoDB").
 */
function statementRight(statement: string): Pair {
  const name = /^UPDATE "([^"]+)"/.exec(statement)?.[1];
  if (name === undefined) throw new Error(`A statement that is no update: ${statement}.`);
  return ['dynamodb:PartiQLUpdate', name];
}

const queueSchema = v.object({ QueueUrl: v.string() });

/** The right to send several messages at once is the right to send one, and so for the others. */
function queueRight(operation: string, fields: unknown, { region, account }: Owner): Pair {
  const { QueueUrl } = v.parse(queueSchema, fields);
  const name = QueueUrl.split('/').at(-1) ?? '';
  return [`sqs:${operation.replace(/Batch$/, '')}`, `arn:aws:sqs:${region}:${account}:${name}`];
}

function secretRight(operation: string, fields: unknown): Pair {
  const { SecretId } = v.parse(v.object({ SecretId: v.string() }), fields);
  return [`secretsmanager:${operation}`, SecretId];
}
