import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pointsTo, propertiesOf, resources } from './resources.ts';
import { synthesize } from './synthesized.ts';

const { template } = synthesize();
const all = (type: string) => resources(template, type);
const properties = (type: string, id: string) => propertiesOf(template, type, id);

test('mail is signed by the domain and what bounced or complained is suppressed', () => {
  assert.deepEqual(properties('AWS::SES::EmailIdentity', 'MailIdentity'), {
    EmailIdentity: 'news.example.com',
    ConfigurationSetAttributes: {
      ConfigurationSetName: { Ref: logicalId('AWS::SES::ConfigurationSet') },
    },
    DkimSigningAttributes: { NextSigningKeyLength: 'RSA_2048_BIT' },
    FeedbackAttributes: { EmailForwardingEnabled: false },
    MailFromAttributes: {
      BehaviorOnMxFailure: 'USE_DEFAULT_VALUE',
      MailFromDomain: 'bounce.news.example.com',
    },
  });
  const { SuppressionOptions } = properties('AWS::SES::ConfigurationSet', 'MailConfigurationSet');
  assert.deepEqual(SuppressionOptions, { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] });
});

test('what SES reports goes by the topic, in its envelope, to the event queue, deliveries not', () => {
  const { EventDestination } = properties(
    'AWS::SES::ConfigurationSetEventDestination',
    'MailConfigurationSetEvents',
  );
  const { MatchingEventTypes, SnsDestination } = EventDestination as Record<string, unknown>;
  assert.deepEqual((MatchingEventTypes as string[]).toSorted(), [
    'bounce',
    'complaint',
    'deliveryDelay',
    'reject',
    'send',
  ]);
  assert.equal(pointsTo((SnsDestination as Record<string, unknown>).TopicARN), 'MailEventTopic');
  const toQueue = Object.values(all('AWS::SNS::Subscription')).find(
    ({ Properties }) => Properties.Protocol === 'sqs',
  );
  assert.equal(pointsTo(toQueue?.Properties.TopicArn), 'MailEventTopic');
  assert.equal(pointsTo(toQueue?.Properties.Endpoint), 'EventQueue');
  assert.equal(toQueue?.Properties.RawMessageDelivery, false);
});

test('each topic lets in only the service that writes to it, for this account', () => {
  const writers = Object.values(all('AWS::SNS::TopicPolicy')).flatMap(({ Properties }) => {
    const { Statement } = Properties.PolicyDocument as { Statement: Record<string, unknown>[] };
    return Statement.filter(({ Effect }) => Effect === 'Allow').map((statement) => [
      pointsTo(statement.Resource),
      statement.Principal,
      JSON.stringify(statement.Condition).includes('AWS::AccountId'),
    ]);
  });
  assert.deepEqual(writers, [
    ['MailEventTopic', { Service: 'ses.amazonaws.com' }, true],
    ['AlarmsTopic', { Service: 'cloudwatch.amazonaws.com' }, true],
  ]);
});

test('every alarm is mailed to the owner', () => {
  for (const { Properties } of Object.values(all('AWS::CloudWatch::Alarm'))) {
    assert.deepEqual((Properties.AlarmActions as unknown[]).map(pointsTo), ['AlarmsTopic']);
  }
});

test('a budget is there when the owner sets one', () => {
  template.resourceCountIs('AWS::Budgets::Budget', 0);
  const withBudget = synthesize({ monthlyBudgetUsd: '25' }).template;
  withBudget.hasResourceProperties('AWS::Budgets::Budget', {
    Budget: { BudgetLimit: { Amount: 25, Unit: 'USD' } },
  });
});

function logicalId(type: string): string | undefined {
  return Object.keys(template.findResources(type))[0];
}
