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
import {
  LambdaInvoke,
  type ScheduleTargetBaseProps,
  SqsSendMessage,
} from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { laneOf } from '../../../functions/store/queue.ts';
import { type ScheduleName, scheduleNames } from '../door-names.ts';
import type { Doors } from './doors.ts';

/**
 * Never at work together, so that both take one execution of the account. Scheduler calls within the
 * minute that is named (https://docs.aws.amazon.com/scheduler/latest/UserGuide/what-is-scheduler.html):
 * poll, which has a minute, is done when the second one ends, and sweep, which has two, when the
 * fifth does.
 */
const minutesOf: Readonly<Record<Exclude<ScheduleName, 'digest'>, string>> = {
  poll: '0/5',
  sweep: '2/5',
};
const called = scheduleNames.filter((name) => name !== 'digest');

/** Lambda gives up an event that waits for room no sooner. */
const eventAgeMax = Duration.minutes(1);

interface Scheduled {
  readonly doors: Doors;
  readonly digestQueue: Queue;
  readonly deadLetterQueue: IQueue;
}

/**
 * Adds the schedules. The input carries the scheduled time, from which a door takes all its times
 * and ids: a tick that comes twice or late does the same work, and one that is lost is made up for
 * by the next. The ticks of digest go through its queue, whose one lane they share with those that
 * wake instant readers.
 */
export function addSchedules(scope: Construct, scheduled: Scheduled): void {
  const own = new Construct(scope, 'Schedules');
  // CDK's own ScheduleGroup has a fixed name, which one that is still being deleted would hold.
  const { ref: groupName } = new CfnScheduleGroup(own, 'Group');
  const scheduleGroup = ScheduleGroup.fromScheduleGroupName(own, 'GroupByName', groupName);
  const { doors, digestQueue, deadLetterQueue } = scheduled;
  const target: ScheduleTargetBaseProps = {
    role: addInvoker(own, scheduled).withoutPolicyUpdates(),
    deadLetterQueue,
    maxEventAge: eventAgeMax,
    input: ScheduleTargetInput.fromObject({ scheduledTime: ContextAttribute.scheduledTime }),
  };
  for (const door of called) {
    doors[door].configureAsyncInvoke({ retryAttempts: 0, maxEventAge: eventAgeMax });
    new Schedule(own, door, {
      scheduleGroup,
      schedule: ScheduleExpression.cron({ minute: minutesOf[door] }),
      // A second call could run into the other door's time.
      target: new LambdaInvoke(doors[door], { ...target, retryAttempts: 0 }),
    });
  }
  new Schedule(own, 'digest', {
    scheduleGroup,
    schedule: ScheduleExpression.rate(Duration.minutes(1)),
    target: new SqsSendMessage(digestQueue, {
      ...target,
      retryAttempts: 2,
      messageGroupId: laneOf('', 1),
    }),
  });
}

/** The role that CDK would make may invoke any version of the functions. */
function addInvoker(scope: Construct, { doors, digestQueue, deadLetterQueue }: Scheduled): Role {
  const invoker = new Role(scope, 'Invoker', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  });
  invoker.addToPolicy(
    new PolicyStatement({
      actions: ['lambda:InvokeFunction'],
      resources: called.map((door) => doors[door].functionArn),
    }),
  );
  invoker.addToPolicy(
    new PolicyStatement({
      actions: ['sqs:SendMessage'],
      resources: [digestQueue.queueArn, deadLetterQueue.queueArn],
    }),
  );
  return invoker;
}
