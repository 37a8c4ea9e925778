import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dueIndex, pollIndex, segmentIndex } from '../../functions/store/indexes.ts';
import pointsOfTrials from '../faults/points.json' with { type: 'json' };
import { pointsTo, type Resource, resources } from './resources.ts';
import { synthesize } from './synthesized.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

const { template } = synthesize();
const roles = resources(template, 'AWS::IAM::Role');
const functions = resources(template, 'AWS::Lambda::Function');
const policies = Object.values(resources(template, 'AWS::IAM::Policy'));

const writesItsLog = 'logs:CreateLogStream logs:PutLogEvents';
const worksOff =
  'sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:GetQueueUrl ' +
  'sqs:ReceiveMessage';
const settlesDeadLetters =
  'sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:ReceiveMessage';

const indexNames: readonly string[] = [dueIndex, pollIndex, segmentIndex];

/** Every right of every door: what is not here, it must not have. */
const expected: Record<string, Record<string, string>> = {
  poll: {
    DoorspollLog: writesItsLog,
    Table: 'dynamodb:GetItem dynamodb:Query dynamodb:UpdateItem',
    'Table/index/poll': 'dynamodb:Query dynamodb:Scan',
    'Table/index/segment': 'dynamodb:Query',
    'Table/index/due': 'dynamodb:Query',
    FetchQueue: 'sqs:SendMessage',
  },
  fetch: {
    DoorsfetchLog: writesItsLog,
    Table:
      'dynamodb:BatchGetItem dynamodb:BatchWriteItem dynamodb:DeleteItem dynamodb:GetItem ' +
      'dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem',
    FetchQueue: `${worksOff} sqs:SendMessage`,
    DigestQueue: 'sqs:SendMessage',
    HashSecret: 'secretsmanager:GetSecretValue',
  },
  digest: {
    DoorsdigestLog: writesItsLog,
    Table:
      'dynamodb:BatchGetItem dynamodb:ConditionCheckItem dynamodb:DeleteItem dynamodb:GetItem ' +
      'dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem',
    'Table/index/due': 'dynamodb:Query',
    'Table/index/segment': 'dynamodb:Query',
    DigestQueue: worksOff,
    SendQueue: 'sqs:SendMessage',
  },
  send: {
    DoorssendLog: writesItsLog,
    Table:
      'dynamodb:ConditionCheckItem dynamodb:GetItem dynamodb:PartiQLUpdate dynamodb:UpdateItem',
    SendQueue: `${worksOff} sqs:SendMessage`,
    ConfirmationQueue: worksOff,
    SigningSecret: 'secretsmanager:GetSecretValue',
    'arn:aws:ses:eu-central-1:AWS::AccountId:identity/MailIdentity': 'ses:SendRawEmail',
    'arn:aws:ses:eu-central-1:AWS::AccountId:identity/*@news.example.com': 'ses:SendRawEmail',
    'arn:aws:ses:eu-central-1:AWS::AccountId:configuration-set/MailConfigurationSet':
      'ses:SendRawEmail',
    '*': 'ses:DeleteSuppressedDestination ses:GetSendQuota',
  },
  events: {
    DoorseventsLog: writesItsLog,
    Table: 'dynamodb:BatchGetItem dynamodb:GetItem dynamodb:Query dynamodb:UpdateItem',
    EventQueue: worksOff,
    HashSecret: 'secretsmanager:GetSecretValue',
  },
  sweep: {
    DoorssweepLog: writesItsLog,
    Table:
      'dynamodb:BatchGetItem dynamodb:BatchWriteItem dynamodb:ConditionCheckItem ' +
      'dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem',
    'Table/index/due': 'dynamodb:Query',
    'Table/index/segment': 'dynamodb:Query',
    'Table/index/find': 'dynamodb:Query',
    SendQueue: 'sqs:GetQueueAttributes sqs:SendMessage',
    ConfirmationQueue: 'sqs:SendMessage',
    EventQueue: 'sqs:SendMessage',
    SigningSecret: 'secretsmanager:GetSecretValue',
    HashSecret: 'secretsmanager:GetSecretValue',
  },
  web: {
    DoorswebLog: writesItsLog,
    Table:
      'dynamodb:ConditionCheckItem dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem ' +
      'dynamodb:Query dynamodb:UpdateItem',
    ConfirmationQueue: 'sqs:SendMessage',
    FetchQueue: 'sqs:SendMessage',
    SigningSecret: 'secretsmanager:GetSecretValue',
    HashSecret: 'secretsmanager:GetSecretValue',
  },
  desk: {
    DoorsdeskLog: writesItsLog,
    Table:
      'dynamodb:BatchGetItem dynamodb:ConditionCheckItem dynamodb:DeleteItem dynamodb:GetItem ' +
      'dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem',
    'Table/index/due': 'dynamodb:Query',
    'Table/index/find': 'dynamodb:Query',
    'Table/index/segment': 'dynamodb:Query',
    ConfirmationQueue: 'sqs:SendMessage',
    FetchQueue: 'sqs:SendMessage',
    SendQueue: 'sqs:SendMessage',
    EventQueue: 'sqs:SendMessage',
    DeadLetters: settlesDeadLetters,
    OrderlyDeadLetters: settlesDeadLetters,
    ScheduleDeadLetters: settlesDeadLetters,
    SigningSecret: 'secretsmanager:GetSecretValue',
    HashSecret: 'secretsmanager:GetSecretValue',
    '*': 'ses:GetAccount',
    'arn:aws:ses:eu-central-1:AWS::AccountId:identity/*': 'ses:GetEmailIdentity',
  },
};

for (const [door, rights] of Object.entries(expected)) {
  test(`the door ${door} may do this and nothing else`, () => {
    assert.deepEqual(rightsOf(`Doors${door}Role`), rights);
  });
}

for (const [door, points] of Object.entries(pointsOfTrials)) {
  test(`the door ${door} has the rights to all calls that the trials of faults have met`, () => {
    const rights = rightsOf(`Doors${door}Role`);
    const lacking = points.filter((point) =>
      tableRightsFor(point).some(
        ([resource, action]) => !rights[resource]?.split(' ').includes(`dynamodb:${action}`),
      ),
    );
    assert.deepEqual(lacking, []);
  });
}

test('every Lambda has a role of its own, and there is no other role but the invoker of schedules', () => {
  const used = Object.values(functions).map(({ Properties }) => pointsTo(Properties.Role));
  const doorRoles = Object.keys(expected).map((door) => `Doors${door}Role`);
  assert.deepEqual(used.toSorted(), doorRoles.toSorted());
  assert.deepEqual(Object.keys(roles).toSorted(), [...doorRoles, 'SchedulesInvoker'].toSorted());
});

test('no role has rights by any other way than its policies', () => {
  for (const { Properties } of Object.values(roles)) {
    assert.deepEqual(Object.keys(Properties), ['AssumeRolePolicyDocument']);
  }
});

test('no door that is asked by HTTP mails, changes anything at SES, or takes a message that a door is to work off', () => {
  const looks = /ses:Get(?:Account|EmailIdentity)\b/g;
  for (const role of ['DoorswebRole', 'DoorsdeskRole']) {
    const rights = Object.entries(rightsOf(role));
    const actions = rights.map(([, of]) => of).join(' ');
    const all = role === 'DoorsdeskRole' ? actions.replaceAll(looks, '') : actions;
    assert.doesNotMatch(all, /ses:|dynamodb:Scan|\*/, role);
    const takesFrom = rights.filter(([, of]) => /ReceiveMessage|DeleteMessage/.test(of));
    assert.deepEqual(
      takesFrom.map(([queue]) => queue).sort(),
      role === 'DoorsdeskRole' ? ['DeadLetters', 'OrderlyDeadLetters', 'ScheduleDeadLetters'] : [],
    );
  }
});

test('mail goes out from the owner’s domain only', () => {
  assert.deepEqual(
    sendingIn(template).map(({ Condition }) => Condition),
    [{ StringLike: { 'ses:FromAddress': '*@news.example.com' } }],
  );
});

test('test recipients add the right to their own identities and their domains’, no more', () => {
  const testRecipients = 'me@mail.example,you@mail.example,editor@news.example.com';
  const statements = sendingIn(synthesize({ testRecipients }).template);
  const identities = statements.flatMap(({ Resource }) => [Resource].flat().map(pointsTo));
  const arn = 'arn:aws:ses:eu-central-1:AWS::AccountId';
  assert.deepEqual(identities.toSorted(), [
    `${arn}:configuration-set/MailConfigurationSet`,
    `${arn}:identity/*@news.example.com`,
    `${arn}:identity/MailIdentity`,
    `${arn}:identity/mail.example`,
    `${arn}:identity/me@mail.example`,
    `${arn}:identity/you@mail.example`,
  ]);
  const conditions = statements.map(({ Condition }) => Condition);
  assert.deepEqual(conditions, [{ StringLike: { 'ses:FromAddress': '*@news.example.com' } }]);
});

test('the schedules may call two doors, put ticks in their queue and leave dead letters', () => {
  assert.deepEqual(rightsOf('SchedulesInvoker'), {
    DoorspollFunction: 'lambda:InvokeFunction',
    DoorssweepFunction: 'lambda:InvokeFunction',
    DigestQueue: 'sqs:SendMessage',
    ScheduleDeadLetters: 'sqs:SendMessage',
  });
});

test('from outside, only the topic of SES’s events may put messages on a queue', () => {
  const allowed = Object.values(resources(template, 'AWS::SQS::QueuePolicy')).flatMap((policy) =>
    statementsIn(policy)
      .filter(({ Effect }) => Effect === 'Allow')
      .map(({ Action, Resource, Condition }) => ({ Action, on: pointsTo(Resource), Condition })),
  );
  const fromTopic = { ArnEquals: { 'aws:SourceArn': { Ref: topicId() } } };
  assert.deepEqual(allowed, [
    { Action: 'sqs:SendMessage', on: 'DeadLetters', Condition: fromTopic },
    { Action: 'sqs:SendMessage', on: 'EventQueue', Condition: fromTopic },
  ]);
});

/**
 * What a call on the table needs to be allowed, of a point as `npm run faults` names it. A
 * transaction needs the right to each of its parts, a statement of PartiQL to what it does.
 */
function tableRightsFor(point: string): [resource: string, action: string][] {
  const [action = '', of = ''] = point.split(' ');
  if (action === 'TransactWriteItems') {
    const parts = point.match(/\b(?:Put|Update|Delete|ConditionCheck)(?= [a-z])/g) ?? [];
    return parts.map((part) => ['Table', `${part}Item`]);
  }
  if (action === 'BatchExecuteStatement') return [['Table', `PartiQL${of}`]];
  if (/^(?:Query|Scan)$/.test(action) && indexNames.includes(of)) {
    return [[`Table/index/${of}`, action]];
  }
  return /^(?:Query|\w+Item)$/.test(action) ? [['Table', action]] : [];
}

function rightsOf(role: string): Record<string, string> {
  const actionsOn: Record<string, string[]> = {};
  for (const { Effect, Action, Resource } of statementsOf(role)) {
    assert.equal(Effect, 'Allow');
    for (const resource of [Resource].flat().map(pointsTo)) {
      actionsOn[resource] = [...(actionsOn[resource] ?? []), ...[Action].flat()];
    }
  }
  return Object.fromEntries(
    Object.entries(actionsOn).map(([resource, actions]) => [resource, actions.sort().join(' ')]),
  );
}

function sendingIn(of: typeof template): Statement[] {
  return Object.values(resources(of, 'AWS::IAM::Policy'))
    .flatMap(statementsIn)
    .filter(({ Action }) => Action === 'ses:SendRawEmail');
}

function statementsOf(role: string): Statement[] {
  return policies
    .filter(({ Properties }) => (Properties.Roles as unknown[]).map(pointsTo).includes(role))
    .flatMap(statementsIn);
}

function statementsIn({ Properties }: Resource): Statement[] {
  return (Properties.PolicyDocument as { Statement: Statement[] }).Statement;
}

function topicId(): string | undefined {
  return Object.keys(template.findResources('AWS::SNS::Topic')).find((id) => id.startsWith('Mail'));
}
