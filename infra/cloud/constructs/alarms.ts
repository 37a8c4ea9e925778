/** What the owner is told by mail when something goes wrong, and what to do about it. */
import { Duration, Stack } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import type { Doors } from './doors.ts';
import { type Door, doors as doorNames, type QueueName, queueNames } from './rights.ts';
import type { WorkQueues } from './work-queues.ts';

const period = Duration.minutes(5);
const errorsMin = 3;
/** Doors that send nothing back to their queue: what fails comes again after a quarter of an hour. */
const givingUp: readonly Door[] = ['fetch', 'digest', 'send'];
const givingUpPeriod = Duration.hours(1);
const budgetPercent = 80;

/** SES puts an account under review at 0.05 and 0.001 (its sending FAQ): be told before. */
const bounceRateMin = 0.04;
const complaintRateMin = 0.0008;

/** A queue whose oldest message is older than this is not keeping up. */
const oldestMinutes: Readonly<Record<QueueName, number>> = {
  fetch: 30,
  digest: 30,
  send: 60,
  confirmation: 10,
  // While events wait, a message whose fate is open may be sent once more.
  event: 10,
};

interface Watched {
  readonly doors: Doors;
  readonly queues: WorkQueues;
  readonly scheduleDeadLetters: IQueue;
}

interface Warning {
  readonly id: string;
  readonly metric: IMetric;
  readonly threshold: number;
  readonly text: string;
}

/** Adds the alarms, the topic that mails them, and the budget if the owner set one. */
export function addAlarms(scope: Construct, settings: Settings, watched: Watched): void {
  const own = new Construct(scope, 'Alarms');
  const action = new SnsAction(addAlarmTopic(own, settings.alarmAddress));
  const warnings = [
    ...deadLetterWarnings(watched),
    ...errorWarnings(own, watched.doors),
    ...backlogWarnings(watched.queues),
    ...reputationWarnings(),
  ];
  for (const { id, text, ...test } of warnings) {
    const alarm = new Alarm(own, id, {
      ...test,
      alarmDescription: text,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(action);
  }
  addBudget(own, settings);
}

function deadLetterWarnings({ queues, scheduleDeadLetters }: Watched): Warning[] {
  const all: [string, IQueue][] = queueNames.map((name) => [name, queues[name].deadLetters]);
  return [...all, ['schedule', scheduleDeadLetters] as const].map(([name, queue]) => ({
    id: `${name}-dead-letters`,
    metric: queue.metricApproximateNumberOfMessagesVisible({ period, statistic: Stats.MAXIMUM }),
    threshold: 1,
    text:
      `Work of the ${name} queue failed again and again and was put aside. ` +
      'Find the reason in the log of its door, then start a redrive of the dead letters in SQS.',
  }));
}

function errorWarnings(scope: Construct, doors: Doors): Warning[] {
  return doorNames.map((door) => {
    const isPatient = givingUp.includes(door);
    return {
      id: `${door}-errors`,
      metric: isPatient
        ? givenUp(scope, door, doors[door])
        : doors[door].metricErrors({ period, statistic: Stats.SUM }),
      threshold: errorsMin,
      text:
        `The door ${door} failed ${errorsMin} times in ${isPatient ? 'an hour' : 'five minutes'}: ` +
        'its log tells why.',
    };
  });
}

/** Failed calls, and what the door gave up, which stands in its log and in no metric of AWS. */
function givenUp(scope: Construct, door: Door, of: Doors[Door]): IMetric {
  const filter = new MetricFilter(scope, `${door}-given-up`, {
    logGroup: of.logGroup,
    filterPattern: FilterPattern.stringValue('$.level', '=', 'ERROR'),
    metricNamespace: Stack.of(scope).stackName,
    metricName: `${door}-given-up`,
  });
  const sums = { period: givingUpPeriod, statistic: Stats.SUM };
  return new MathExpression({
    expression: 'FILL(failed, 0) + FILL(givenUp, 0)',
    usingMetrics: { failed: of.metricErrors(sums), givenUp: filter.metric(sums) },
    period: givingUpPeriod,
  });
}

function backlogWarnings(queues: WorkQueues): Warning[] {
  return queueNames.map((name) => ({
    id: `${name}-backlog`,
    metric: queues[name].queue.metricApproximateAgeOfOldestMessage({
      period,
      statistic: Stats.MAXIMUM,
    }),
    threshold: oldestMinutes[name] * 60,
    text: `Work has waited in the ${name} queue for ${oldestMinutes[name]} minutes.`,
  }));
}

function reputationWarnings(): Warning[] {
  const rate = (metricName: string) =>
    new Metric({ namespace: 'AWS/SES', metricName, period, statistic: Stats.MAXIMUM });
  return [
    {
      id: 'bounce-rate',
      metric: rate('Reputation.BounceRate'),
      threshold: bounceRateMin,
      text: 'Too many addresses do not exist. At 5 % SES reviews the account, at 10 % it stops it.',
    },
    {
      id: 'complaint-rate',
      metric: rate('Reputation.ComplaintRate'),
      threshold: complaintRateMin,
      text: 'Too many readers call this spam. At 0.1 % SES reviews the account, at 0.5 % it stops it.',
    },
  ];
}

function addAlarmTopic(scope: Construct, address: string): Topic {
  const topic = new Topic(scope, 'Topic', { enforceSSL: true });
  topic.addSubscription(new EmailSubscription(address));
  // A topic with a policy of its own has lost the one that lets the account's alarms in.
  topic.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  );
  return topic;
}

function addBudget(scope: Construct, { monthlyBudgetUsd, alarmAddress }: Settings): void {
  if (monthlyBudgetUsd === undefined) return;
  new CfnBudget(scope, 'Budget', {
    budget: {
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      budgetLimit: { amount: monthlyBudgetUsd, unit: 'USD' },
    },
    notificationsWithSubscribers: [
      {
        notification: {
          notificationType: 'ACTUAL',
          comparisonOperator: 'GREATER_THAN',
          threshold: budgetPercent,
          thresholdType: 'PERCENTAGE',
        },
        subscribers: [{ subscriptionType: 'EMAIL', address: alarmAddress }],
      },
    ],
  });
}
