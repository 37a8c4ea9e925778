/** A create that failed can be repeated, and a stack that was destroyed deployed again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { fixedNames } from './names.ts';
import { allResources, propertiesOf } from './resources.ts';
import { emptyApp, ownDomain, synthesize } from './synthesized.ts';

const { template, stack } = synthesize({ ...ownDomain, monthlyBudgetUsd: 20 });

/** All that has a name of ours, and why that stands in no deploy's way. */
const named: Record<string, string> = {
  'AWS::SES::EmailIdentity EmailIdentity': 'SES knows a domain by itself; adopt.identity is for it',
  'AWS::ApiGatewayV2::DomainName DomainName': 'a host name is what readers type',
  'AWS::ApiGatewayV2::Api Name': 'a label: any number of APIs may have the same',
  'AWS::ApiGatewayV2::Stage StageName': 'within its API',
  'AWS::IAM::Policy PolicyName': 'within its role',
  'AWS::Logs::MetricFilter MetricTransformations.MetricName': 'in a namespace of the stack',
  'AWS::DynamoDB::GlobalTable AttributeDefinitions.AttributeName': 'within its table',
  'AWS::DynamoDB::GlobalTable KeySchema.AttributeName': 'within its table',
  'AWS::DynamoDB::GlobalTable GlobalSecondaryIndexes.IndexName': 'within its table',
  'AWS::DynamoDB::GlobalTable GlobalSecondaryIndexes.KeySchema.AttributeName': 'within its table',
  'AWS::DynamoDB::GlobalTable Replicas.GlobalSecondaryIndexes.IndexName': 'within its table',
  'AWS::DynamoDB::GlobalTable TimeToLiveSpecification.AttributeName': 'within its table',
  'AWS::CloudWatch::Alarm MetricName': 'what is watched',
  'AWS::CloudWatch::Alarm Dimensions.Name': 'what is watched',
};

test('no resource has a fixed name but those that have to', () => {
  const found = new Set(fixedNames(template).map(([property]) => property));
  assert.deepEqual([...found].sort(), Object.keys(named).sort());
});

test('names are found at any depth, also where CDK makes them up', () => {
  const careless = new Stack(emptyApp());
  new Queue(careless, 'Queue', { queueName: 'fixed' });
  new ScheduleGroup(careless, 'Group');
  new CfnBudget(careless, 'Budget', {
    budget: { budgetName: 'fixed', budgetType: 'COST', timeUnit: 'MONTHLY' },
  });
  const found = fixedNames(Template.fromStack(careless)).map(([property]) => property);
  assert.deepEqual(found, [
    'AWS::SQS::Queue QueueName',
    'AWS::Scheduler::ScheduleGroup Name',
    'AWS::Budgets::Budget Budget.BudgetName',
  ]);
});

test('only the table and the secrets outlive the stack, and not a create that failed', () => {
  const kept = Object.values(allResources(template)).flatMap(
    ({ Type, DeletionPolicy = 'Delete', UpdateReplacePolicy = 'Delete' }) =>
      DeletionPolicy === 'Delete' && UpdateReplacePolicy === 'Delete'
        ? []
        : [[Type, DeletionPolicy, UpdateReplacePolicy]],
  );
  assert.deepEqual(kept, [
    ['AWS::DynamoDB::GlobalTable', 'RetainExceptOnCreate', 'Retain'],
    ['AWS::SecretsManager::Secret', 'RetainExceptOnCreate', 'Retain'],
    ['AWS::SecretsManager::Secret', 'RetainExceptOnCreate', 'Retain'],
  ]);
});

test('nothing is exported, which another stack could hold on to', () => {
  for (const output of Object.values(template.findOutputs('*'))) assert.ok(!('Export' in output));
});

test('a first deploy is unprotected, as its undoing has to delete, and says so', () => {
  assert.equal(stack.terminationProtection, false);
  assert.equal(isTableProtected(template), false);
  const said = Match.stringLikeRegexp('set protect in cdk\\.json to true');
  assert.equal(Annotations.fromStack(stack).findWarning('*', said).length, 1);
});

test('once it stands, stack and table are protected', () => {
  for (const protect of [true, 'true', undefined]) {
    const { stack, template } = synthesize({ protect });
    assert.equal(stack.terminationProtection, true);
    assert.equal(isTableProtected(template), true);
  }
});

function isTableProtected(from: Template): unknown {
  const { Replicas } = propertiesOf(from, 'AWS::DynamoDB::GlobalTable', 'Table');
  const [replica] = Replicas as Record<string, unknown>[];
  return replica?.DeletionProtectionEnabled;
}
