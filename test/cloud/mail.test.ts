import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pointsTo, propertiesOf, type Resource, resources, synthesize } from './synthesized.ts';

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

test('what SES reports goes by the topic, in its envelope, to the event queue', () => {
  const { EventDestination } = properties(
    'AWS::SES::ConfigurationSetEventDestination',
    'MailConfigurationSetEvents',
  );
  const { MatchingEventTypes, SnsDestination } = EventDestination as Record<string, unknown>;
  assert.deepEqual((MatchingEventTypes as string[]).toSorted(), [
    'bounce',
    'complaint',
    'delivery',
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

test('the owner is mailed about dead letters, failing doors, backlogs, bounces and complaints', () => {
  const alarms = Object.values(all('AWS::CloudWatch::Alarm'));
  const watched = alarms.flatMap(({ Properties }) => watchedThings(Properties));
  const expected = [
    ...Object.keys(all('AWS::SQS::Queue')).map((id) =>
      id.endsWith('DeadLetters')
        ? `ApproximateNumberOfMessagesVisible ${id}`
        : `ApproximateAgeOfOldestMessage ${id}`,
    ),
    ...Object.keys(all('AWS::Lambda::Function')).map((id) => `Errors ${id}`),
    ...['fetch', 'digest', 'send'].map((door) => `given up ${door}`),
    'Reputation.BounceRate account',
    'Reputation.ComplaintRate account',
  ];
  assert.deepEqual(watched.sort(), expected.sort());
  for (const { Properties } of alarms) {
    assert.deepEqual((Properties.AlarmActions as unknown[]).map(pointsTo), ['AlarmsTopic']);
    assert.match(String(Properties.AlarmDescription), /\.$/);
  }
});

test('a budget is there when the owner sets one', () => {
  template.resourceCountIs('AWS::Budgets::Budget', 0);
  const withBudget = synthesize({ monthlyBudgetUsd: '25' }).template;
  withBudget.hasResourceProperties('AWS::Budgets::Budget', {
    Budget: { BudgetLimit: { Amount: 25, Unit: 'USD' } },
  });
});

test('what a door gives up is counted by the errors in its log, and rings when it goes on', () => {
  const filters = all('AWS::Logs::MetricFilter');
  for (const door of ['fetch', 'digest', 'send']) {
    const { FilterPattern, LogGroupName, MetricTransformations } =
      filters[`Alarms${door}givenup`]?.Properties ?? assert.fail(door);
    assert.equal(FilterPattern, '{ $.level = "ERROR" }');
    assert.equal(pointsTo(LogGroupName), `Doors${door}Log`);
    const [{ MetricName }] = MetricTransformations as [{ MetricName: string }];
    assert.equal(MetricName, `${door}-given-up`);
    const { Threshold, Metrics } = propertiesOf(
      template,
      'AWS::CloudWatch::Alarm',
      `Alarms${door}errors`,
    ) as { Threshold: number; Metrics: { MetricStat?: { Period: number } }[] };
    const seconds = Metrics.flatMap(({ MetricStat }) => MetricStat?.Period ?? []);
    // Sweep brings what failed again after fifteen minutes at the soonest, twenty at the latest.
    assert.ok(
      seconds.every((period) => period >= Threshold * 20 * 60),
      String(seconds),
    );
  }
});

interface Measured {
  readonly MetricName: string;
  readonly Dimensions?: { readonly Value: unknown }[];
}

/** The metric of an alarm, or those that it adds up. */
function watchedThings({ Metrics, ...own }: Resource['Properties']): string[] {
  const stats = (Metrics ?? []) as { MetricStat?: { Metric: Measured } }[];
  const single: Measured = {
    MetricName: String(own.MetricName),
    Dimensions: (own.Dimensions ?? []) as { Value: unknown }[],
  };
  const metrics =
    Metrics === undefined ? [single] : stats.flatMap(({ MetricStat }) => MetricStat?.Metric ?? []);
  return metrics.map(nameOf);
}

function nameOf({ MetricName, Dimensions }: Measured): string {
  if (MetricName.endsWith('-given-up')) return `given up ${MetricName.replace('-given-up', '')}`;
  const [dimension] = Dimensions ?? [];
  return `${MetricName} ${dimension === undefined ? 'account' : pointsTo(dimension.Value)}`;
}

function logicalId(type: string): string | undefined {
  return Object.keys(template.findResources(type))[0];
}
