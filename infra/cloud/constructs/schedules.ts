/** The clocks: which doors are called how often, each told for when. */
import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  CfnScheduleGroup,
  ContextAttribute,
  Schedule,
  ScheduleExpression,
  ScheduleGroup,
  ScheduleTargetInput,
} from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Doors } from './doors.ts';

const scheduled = ['poll', 'digest', 'sweep'] as const;
const minutesBetween = { poll: 5, digest: 1, sweep: 5 } as const;

/**
 * Adds the schedules. The input carries the scheduled time, from which a door takes all its times
 * and ids: a tick that comes twice or late does the same work.
 */
export function addSchedules(scope: Construct, doors: Doors, deadLetterQueue: IQueue): void {
  const own = new Construct(scope, 'Schedules');
  // CDK's own ScheduleGroup has a fixed name, which one that is still being deleted would hold.
  const { ref: groupName } = new CfnScheduleGroup(own, 'Group');
  const scheduleGroup = ScheduleGroup.fromScheduleGroupName(own, 'GroupByName', groupName);
  // The role that CDK would make may invoke any version of the functions.
  const invoker = new Role(own, 'Invoker', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  });
  invoker.addToPolicy(
    new PolicyStatement({
      actions: ['lambda:InvokeFunction'],
      resources: scheduled.map((door) => doors[door].functionArn),
    }),
  );
  invoker.addToPolicy(
    new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetterQueue.queueArn] }),
  );
  for (const door of scheduled) {
    const everySoOften = Duration.minutes(minutesBetween[door]);
    // A tick that failed or came too late is let go: the next one does the same work.
    doors[door].configureAsyncInvoke({ retryAttempts: 0, maxEventAge: everySoOften });
    new Schedule(own, door, {
      scheduleGroup,
      schedule: ScheduleExpression.rate(everySoOften),
      target: new LambdaInvoke(doors[door], {
        role: invoker.withoutPolicyUpdates(),
        deadLetterQueue,
        retryAttempts: 2,
        maxEventAge: everySoOften,
        input: ScheduleTargetInput.fromObject({ scheduledTime: ContextAttribute.scheduledTime }),
      }),
    });
  }
}
