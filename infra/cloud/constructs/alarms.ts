/** What the owner is told by mail when something goes wrong. warnings.ts says of what, and the words. */
import { Stack } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { listWarnings, type Watched } from './warnings.ts';

const budgetPercent = 80;

/** Adds the alarms, the topic that mails them, and the budget if the owner set one. */
export function addAlarms(scope: Construct, settings: Settings, watched: Watched): Alarm[] {
  const own = new Construct(scope, 'Alarms');
  const action = new SnsAction(addAlarmTopic(own, settings.alarmAddress));
  const alarms = listWarnings(own, watched).map(({ id, text, ...test }) => {
    const alarmDescription = `${text} In full: paperboy help ${id}.`;
    return new Alarm(own, id, { ...test, alarmDescription });
  });
  for (const alarm of alarms) alarm.addAlarmAction(action);
  addBudget(own, settings);
  return alarms;
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
