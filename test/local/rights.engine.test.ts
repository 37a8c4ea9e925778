/** Rights on the stage: what statements allow, what a call asks for, and how a refusal reads. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetSendQuotaCommand, SESClient } from '@aws-sdk/client-ses';
import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startGateway } from '../../infra/local/rights/gateway.ts';
import { rightsOfCall, type Service } from '../../infra/local/rights/requests.ts';
import { type AskedRight, judge, statementsOf } from '../../infra/local/rights/statements.ts';
import { openAccount } from '../../infra/local/ses/account.ts';
import { serve } from '../support/server.ts';

const owner = { region: 'eu-central-1', account: '000000000000' };
const table = 'arn:aws:dynamodb:eu-central-1:000000000000:table/Papers';
const queue = 'arn:aws:sqs:eu-central-1:000000000000:send';
const read: AskedRight = { action: 'dynamodb:GetItem', resource: table, context: {} };

const allow = (changes: object = {}) => ({
  Effect: 'Allow',
  Action: 'dynamodb:GetItem',
  Resource: table,
  ...changes,
});
const deny = (changes: object = {}) => ({ ...allow(changes), Effect: 'Deny' });
const when = (operator: string, key: string, value: string | string[]) =>
  allow({ Condition: { [operator]: { [key]: value } } });
const asking = (context: AskedRight['context']) => ({ ...read, context });

const verdicts: readonly [what: string, statements: object[], asked: AskedRight, is: string][] = [
  ['nothing is said', [], read, 'unspoken'],
  ['just this is allowed', [allow()], read, 'allowed'],
  ['it is denied besides', [allow(), deny()], read, 'denied'],
  ['it is denied first', [deny(), allow()], read, 'denied'],
  ['only denied', [deny()], read, 'denied'],
  ['another action is denied', [allow(), deny({ Action: 'dynamodb:PutItem' })], read, 'allowed'],
  ['another action', [allow({ Action: 'dynamodb:PutItem' })], read, 'unspoken'],
  ['another table', [allow({ Resource: `${table}2` })], read, 'unspoken'],
  ['its index', [allow({ Resource: `${table}/index/*` })], read, 'unspoken'],
  ['a list', [allow({ Action: ['x:Y', 'dynamodb:GetItem'] })], read, 'allowed'],
  ['every action', [allow({ Action: 'dynamodb:*' })], read, 'allowed'],
  ['an action in small letters', [allow({ Action: 'dynamodb:getitem' })], read, 'allowed'],
  ['a resource in small letters', [allow({ Resource: table.toLowerCase() })], read, 'unspoken'],
  ['? for one character', [allow({ Resource: table.replace('s', '?') })], read, 'allowed'],
  ['a dot is a dot', [allow({ Action: 'dynamodb.GetItem' })], read, 'unspoken'],
  ['equal', [when('StringEquals', 'k', ['a', 'b'])], asking({ k: 'b' }), 'allowed'],
  ['not equal', [when('StringEquals', 'k', 'a*')], asking({ k: 'ab' }), 'unspoken'],
  ['like', [when('StringLike', 'k', 'a*')], asking({ k: 'ab' }), 'allowed'],
  ['not like', [when('StringLike', 'k', 'a*')], asking({ k: 'ba' }), 'unspoken'],
  [
    'an ARN',
    [when('ArnEquals', 'aws:SourceArn', 'a:*')],
    asking({ 'aws:sourcearn': 'a:b' }),
    'allowed',
  ],
  ['true', [when('Bool', 'k', 'true')], asking({ k: 'true' }), 'allowed'],
  ['false', [when('Bool', 'k', 'true')], asking({ k: 'false' }), 'unspoken'],
  ['a key that is not there', [when('StringEquals', 'k', 'a')], read, 'unspoken'],
  [
    'for all values',
    [when('ForAllValues:StringLike', 'k', ['a*', 'b'])],
    asking({ k: ['ab', 'b'] }),
    'allowed',
  ],
  [
    'but one value',
    [when('ForAllValues:StringLike', 'k', 'a*')],
    asking({ k: ['ab', 'b'] }),
    'unspoken',
  ],
  ['for all of none', [when('ForAllValues:StringLike', 'k', 'a*')], read, 'allowed'],
];
for (const [what, Statement, asked, is] of verdicts) {
  test(`${what}: ${is}`, () => {
    assert.equal(judge(statementsOf({ Statement }), asked), is);
  });
}

test('a resource policy is for the service that it names, and a denial of * for all', () => {
  const Principal = { Service: 'sns.amazonaws.com' };
  const statements = statementsOf({ Statement: [allow({ Principal })] });
  assert.equal(judge(statements, read, 'sns.amazonaws.com'), 'allowed');
  assert.equal(judge(statements, read, 'ses.amazonaws.com'), 'unspoken');
  assert.equal(judge(statements, read), 'unspoken');
  const insecure = { Bool: { 'aws:SecureTransport': 'false' } };
  const guarded = statementsOf({
    Statement: [allow({ Principal }), deny({ Principal: { AWS: '*' }, Condition: insecure })],
  });
  const over = (secure: string) =>
    judge(guarded, asking({ 'aws:securetransport': secure }), 'sns.amazonaws.com');
  assert.deepEqual([over('true'), over('false')], ['allowed', 'denied']);
});

for (const [what, statement] of Object.entries({
  'a negated condition': when('StringNotEquals', 'k', 'a'),
  'a condition that may be absent': when('StringEqualsIfExists', 'k', 'a'),
  'any of several values': when('ForAnyValue:StringEquals', 'k', 'a'),
  'all actions but one': { Effect: 'Allow', NotAction: 'a:B', Resource: '*' },
  'all resources but one': allow({ NotResource: '*' }),
})) {
  test(`a statement with ${what} is refused when it is read`, () => {
    assert.throws(() => statementsOf({ Statement: statement }));
  });
}

const url = 'http://localhost/000000000000/send';
const asks: readonly [service: Service, target: string, body: object, pairs: string[]][] = [
  ['dynamodb', 'GetItem', { TableName: 'Papers' }, [`dynamodb:GetItem ${table}`]],
  [
    'dynamodb',
    'Query',
    { TableName: 'Papers', IndexName: 'due' },
    [`dynamodb:Query ${table}/index/due`],
  ],
  [
    'dynamodb',
    'TransactWriteItems',
    {
      TransactItems: [
        { Put: { TableName: 'Papers' } },
        { Update: { TableName: 'Papers' } },
        { Delete: { TableName: 'Papers' } },
        { ConditionCheck: { TableName: 'Papers' } },
      ],
    },
    ['PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'].map(
      (action) => `dynamodb:${action} ${table}`,
    ),
  ],
  [
    'dynamodb',
    'BatchWriteItem',
    { RequestItems: { Papers: [] } },
    [`dynamodb:BatchWriteItem ${table}`],
  ],
  [
    'dynamodb',
    'BatchExecuteStatement',
    { Statements: [{ Statement: 'UPDATE "Papers" SET a = ? WHERE pk = ?' }] },
    [`dynamodb:PartiQLUpdate ${table}`],
  ],
  ['sqs', 'SendMessageBatch', { QueueUrl: url }, [`sqs:SendMessage ${queue}`]],
  ['sqs', 'DeleteMessageBatch', { QueueUrl: url }, [`sqs:DeleteMessage ${queue}`]],
  ['sqs', 'ReceiveMessage', { QueueUrl: url }, [`sqs:ReceiveMessage ${queue}`]],
  [
    'secretsmanager',
    'GetSecretValue',
    { SecretId: 'arn:s' },
    ['secretsmanager:GetSecretValue arn:s'],
  ],
];
for (const [service, operation, fields, pairs] of asks) {
  test(`${operation} asks for ${pairs.join(', ')}`, () => {
    const call = { service, target: `X.${operation}`, body: Buffer.from(JSON.stringify(fields)) };
    const asked = rightsOfCall(call, owner);
    assert.deepEqual(
      asked.map(({ action, resource }) => `${action} ${resource}`),
      pairs,
    );
    assert.ok(asked.every(({ context }) => context['aws:securetransport'] === 'true'));
  });
}

interface Bench {
  readonly origin: string;
  readonly config: object;
  readonly errors: unknown[];
  /** Operations that came through. */
  readonly passed: string[];
}

/** A gateway before a server that takes everything, or that hangs up. */
async function bench(t: TestContext, statements: object[], hangsUp = false): Promise<Bench> {
  const passed: string[] = [];
  const errors: unknown[] = [];
  const { origin: behind, close } = await serve((request, response) => {
    if (hangsUp) {
      request.socket.resetAndDestroy();
      return;
    }
    passed.push(String(request.headers['x-amz-target'] ?? 'form'));
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{}');
  });
  const gateway = await startGateway();
  t.after(async () => {
    await gateway.stop();
    await close();
  });
  const role = {
    arn: 'arn:aws:iam::000000000000:role/Role',
    name: 'Role',
    path: 'Doors/send/Role',
    statements: statementsOf({ Statement: statements }),
  };
  gateway.open({
    owner,
    rights: { ofRole: ({ statements: all }, asked) => judge(all, asked) },
    callers: new Map([['ASIASEND', { name: 'send-door', role }]]),
    endpoints: { dynamodb: behind, sqs: behind, ses: behind, secretsmanager: behind },
    account: openAccount({}, { now: () => 0, history: [] }).settings,
    onError: (error) => errors.push(error),
  });
  const config = {
    endpoint: gateway.origin,
    region: owner.region,
    maxAttempts: 1,
    credentials: { accessKeyId: 'ASIASEND', secretAccessKey: 'x' },
  };
  return { origin: gateway.origin, config, errors, passed };
}

const who = 'arn:aws:sts::000000000000:assumed-role/Role/send-door';
const key = { TableName: 'Papers', Key: { pk: { S: 'a' } } };

test('what no statement allows is refused in the words of each service', async (t) => {
  const { config, passed } = await bench(t, []);
  const refused = (asked: string, resource: string) => ({
    name: 'AccessDeniedException',
    message:
      `User: ${who} is not authorized to perform: ${asked} on resource: ${resource} ` +
      `because no identity-based policy allows the ${asked} action`,
  });
  await assert.rejects(
    new DynamoDBClient(config).send(new GetItemCommand(key)),
    refused('dynamodb:GetItem', table),
  );
  await assert.rejects(
    new SQSClient(config).send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'x' })),
    refused('sqs:sendmessage', queue),
  );
  await assert.rejects(
    new SecretsManagerClient(config).send(new GetSecretValueCommand({ SecretId: 'arn:s' })),
    refused('secretsmanager:GetSecretValue', 'arn:s'),
  );
  await assert.rejects(
    new SESClient(config).send(new GetSendQuotaCommand({})),
    (error: Error & { $metadata?: { httpStatusCode?: number } }) => {
      assert.equal(error.name, 'AccessDenied');
      assert.equal(error.$metadata?.httpStatusCode, 403);
      assert.match(error.message, /is not authorized to perform .?ses:GetSendQuota/);
      return true;
    },
  );
  assert.deepEqual(passed, []);
});

test('what is denied says so', async (t) => {
  const { config } = await bench(t, [allow(), deny()]);
  await assert.rejects(new DynamoDBClient(config).send(new GetItemCommand(key)), {
    name: 'AccessDeniedException',
    message: /with an explicit deny in an identity-based policy$/,
  });
});

test('what is allowed goes through, and what the owner asks for', async (t) => {
  const Action = ['dynamodb:GetItem', 'sqs:SendMessage'];
  const { config, passed } = await bench(t, [allow({ Action, Resource: [table, queue] })]);
  await new DynamoDBClient(config).send(new GetItemCommand(key));
  const Entries = [{ Id: '1', MessageBody: 'x' }];
  await new SQSClient(config).send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
  const credentials = { accessKeyId: 'owner', secretAccessKey: 'x' };
  const secrets = new SecretsManagerClient({ ...config, credentials });
  await secrets.send(new GetSecretValueCommand({ SecretId: 'arn:s' }));
  assert.deepEqual(passed, [
    'DynamoDB_20120810.GetItem',
    'AmazonSQS.SendMessageBatch',
    'secretsmanager.GetSecretValue',
  ]);
});

test('a connection that is reset behind the gateway is reset before it', async (t) => {
  const { config } = await bench(t, [allow()], true);
  await assert.rejects(new DynamoDBClient(config).send(new GetItemCommand(key)), {
    code: 'ECONNRESET',
  });
});

test('a call that the stage cannot read is told, and fails', async (t) => {
  const { origin, errors } = await bench(t, [allow()]);
  const authorization = 'AWS4-HMAC-SHA256 Credential=ASIASEND/20260101/x/kinesis/aws4_request, x';
  const answer = await fetch(origin, { method: 'POST', headers: { authorization }, body: '{}' });
  assert.equal(answer.status, 500);
  assert.match(String(errors[0]), /the service kinesis, which is not here/);
});
