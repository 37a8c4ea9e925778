/**
 * Of what the owner is warned, when, and in which words. Ten alarms on ten metrics are free in an
 * account (CloudWatch pricing: each metric of an alarm counts, and a composite alarm costs extra), so
 * each watches one metric, and the doors share two that are counted from their logs. A text promises
 * a time; test/support/alarm-faults.ts holds it to that.
 */
import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  type AlarmProps,
  ComparisonOperator,
  type IMetric,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { queueNames } from '../door-names.ts';
import type { Doors } from './doors.ts';
import { countFailures, countLate } from './log-counts.ts';
import type { WorkQueues } from './work-queues.ts';

const period = Duration.minutes(5);

/** SES puts an account under review at 0.05 and 0.001 (its sending FAQ): be told before. */
const bounceRateMin = 0.04;
const complaintRateMin = 0.0008;

/**
 * A message that fails again and again is in its queue, too, and makes it look old until it was
 * received three times (SQS Developer Guide, "ApproximateAgeOfOldestMessage"): longer than that.
 */
const oldestEventMinutes = 10;
const oldestFetchMinutes = 75;

/** What alarms look at. */
export interface Watched {
  readonly doors: Doors;
  readonly queues: WorkQueues;
  readonly api: HttpApi;
}

type Test = Pick<
  AlarmProps,
  | 'threshold'
  | 'comparisonOperator'
  | 'evaluationPeriods'
  | 'datapointsToAlarm'
  | 'treatMissingData'
>;

interface Warning extends Test {
  readonly id: string;
  readonly metric: IMetric;
  readonly text: string;
}

/** Rings when `count` of the last `of` periods reach the threshold. */
function atLeast(threshold: number, count: number, of: number): Test {
  return {
    threshold,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: of,
    datapointsToAlarm: count,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  };
}

/** Every warning of a stack; `scope` takes the filters of the logs. */
export function listWarnings(scope: Construct, { doors, queues, api }: Watched): Warning[] {
  return [
    failures(countFailures(scope, doors).with({ period, statistic: Stats.SUM })),
    late(countLate(scope, doors).with({ period, statistic: Stats.SUM })),
    noSweep(doors.sweep.metricInvocations({ period, statistic: Stats.SUM })),
    siteFailures(api.metricServerError({ period, statistic: Stats.SUM })),
    ...deadLetters(queues),
    ...backlogs(queues),
    ...reputation(),
  ];
}

function failures(metric: IMetric): Warning {
  return {
    id: 'work-fails',
    metric,
    // What fails once an hour, as a feed does that is asked so often, rings once and not each hour.
    ...atLeast(1, 2, 26),
    text:
      'A door fails again and again: for the second time within two hours a call threw or ran ' +
      'out of time or memory, a message failed, or a row of the table could not be read. It rings ' +
      'within 20 minutes for poll, sweep, digest, and a door that does not start at all, within ' +
      '40 minutes for mail and for what SES reports, within 80 minutes for a feed that is asked ' +
      'every hour. To do: paperboy logs --problems shows what failed, and why. Nothing is ' +
      'lost: poll, sweep and the next tick bring the same work again. What SES reports comes ' +
      'again by itself; after twenty times it is put aside and rings as dead letters. A line "row ' +
      'passed over" names a row that is damaged: the others go on without it until it is mended.',
  };
}

function late(metric: IMetric): Warning {
  return {
    id: 'late',
    metric,
    // A sweep may slip into the next period: that is no end, and should not ring anew.
    ...atLeast(1, 1, 3),
    text:
      'An edition was held, or something is late. A held edition rings once, within 10 minutes, ' +
      'and then waits for you as long as you like. Late is an edition not begun 20 minutes after ' +
      'its time, or SES that has taken no mail for 20 minutes (both ring within 40 minutes), feeds ' +
      'not polled for 45 minutes (within 60 minutes), a confirmation not mailed for an hour (within ' +
      '80 minutes), an edition not done in three hours (within 200 minutes). While you have paused ' +
      'sending, what waits for that is not late. It rings again when all was well in between. To ' +
      'do: paperboy editions held shows what waits for your word. Otherwise the log of sweep has a ' +
      'line "late" that says what; paperboy sending status shows a quota that is used up or what ' +
      'SES says, paperboy editions list how far they are.',
  };
}

/** The sweep looks after all else. So this one rings when there is nothing to see. */
function noSweep(metric: IMetric): Warning {
  return {
    id: 'no-sweep',
    metric,
    threshold: 1,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    evaluationPeriods: 2,
    datapointsToAlarm: 2,
    treatMissingData: TreatMissingData.BREACHING,
    text:
      'The clocks stand still: sweep, which is called every five minutes and looks at all other ' +
      'work, was not called. It rings within 30 minutes, and once right after the first deploy. To ' +
      'do: look in EventBridge Scheduler whether the schedules are there and enabled, read the ' +
      'messages of the queue ScheduleDeadLetters, and see in Lambda whether the concurrency of the ' +
      'account is used up. When they run again, they catch up by themselves.',
  };
}

function siteFailures(metric: IMetric): Warning {
  return {
    id: 'site-fails',
    metric,
    ...atLeast(1, 2, 12),
    text:
      'The site answers visitors with errors (500 and above). It rings within 15 minutes while ' +
      'somebody meets one every few minutes, and else at the second within an hour. To do: ' +
      'paperboy logs --problems shows why; where it shows nothing of web, the log of the site ' +
      '(SiteAccessLog) has the reason in "error". Until then readers cannot leave with one click.',
  };
}

function deadLetters(queues: WorkQueues): Warning[] {
  const distinct = new Set(queueNames.map((name) => queues[name].deadLetters));
  return [...distinct].map((queue) => ({
    id: `${queue.node.id}-wait`,
    metric: queue.metricApproximateNumberOfMessagesVisible({ period, statistic: Stats.MAXIMUM }),
    ...atLeast(1, 1, 1),
    text: queue.fifo ? notBegun(queue) : failedToTheEnd(queue),
  }));
}

function failedToTheEnd(queue: Queue): string {
  return (
    `What SES reported of a mail failed twenty times and was put aside in the queue ${queue.node.id}. ` +
    'It rings within 15 minutes and stays until the queue is empty. To do: "paperboy dead-letters ' +
    'list" says which mail it is about, the log of events says why. When that is mended, "paperboy ' +
    'dead-letters redrive --all": what was done meanwhile is not done twice. They are kept for 14 days.'
  );
}

/** Doors give back nothing that they have begun, so only work that never reached one dies. */
function notBegun(queue: Queue): string {
  return (
    'Work was handed to a door ten times, which takes up to 45 minutes, and never begun; it was ' +
    `put aside in the queue ${queue.node.id}. Lambda had no room for the door, or the door does ` +
    'not start (then work-fails rings, too). It rings within 15 minutes and stays until the queue ' +
    'is empty. To do: look at the throttles of the doors in Lambda and at the concurrency of the ' +
    'account, which scale in cdk.json must fit; "paperboy dead-letters list" says what work it is. ' +
    'Nothing is lost: poll, sweep and the next tick bring the same work again, so when that is ' +
    'mended, "paperboy dead-letters drop --all".'
  );
}

function backlogs(queues: WorkQueues): Warning[] {
  const age = (name: 'event' | 'fetch') =>
    queues[name].queue.metricApproximateAgeOfOldestMessage({ period, statistic: Stats.MAXIMUM });
  return [
    {
      id: 'event-backlog',
      metric: age('event'),
      ...atLeast(oldestEventMinutes * 60, 1, 1),
      text:
        `What SES reports has waited for ${oldestEventMinutes} minutes. It rings within 20 ` +
        'minutes. While it waits, bounces are not heeded, and a mail whose fate is open waits too. ' +
        'To do: paperboy logs --problems shows why, and the throttles of the door in Lambda; stop ' +
        'new mail with paperboy sending pause until the queue has emptied.',
    },
    {
      id: 'fetch-backlog',
      metric: age('fetch'),
      ...atLeast(oldestFetchMinutes * 60, 1, 1),
      text:
        `Feeds have waited for ${oldestFetchMinutes} minutes to be fetched. It rings within 90 ` +
        'minutes. Nothing is lost, but news goes out late. To do: look into the log of fetch and ' +
        'at its throttles in Lambda; paperboy feeds list shows which feeds are slow or failing.',
    },
  ];
}

function reputation(): Warning[] {
  const rate = (metricName: string) =>
    new Metric({ namespace: 'AWS/SES', metricName, period, statistic: Stats.MAXIMUM });
  return [
    {
      id: 'bounce-rate',
      metric: rate('Reputation.BounceRate'),
      ...atLeast(bounceRateMin, 1, 1),
      text:
        'Too many addresses do not exist: 4 % of the mails of this account bounced. It rings ' +
        'within 15 minutes of SES counting so. At 5 % SES reviews the account, at 10 % it stops ' +
        'it. To do: paperboy sending status shows the last day; paperboy sending pause stops the ' +
        'mail while you look where the new addresses came from.',
    },
    {
      id: 'complaint-rate',
      metric: rate('Reputation.ComplaintRate'),
      ...atLeast(complaintRateMin, 1, 1),
      text:
        'Too many readers call this spam: 0.08 % of the mails of this account. It rings within 15 ' +
        'minutes of SES counting so. At 0.1 % SES reviews the account, at 0.5 % it stops it. To ' +
        'do: paperboy sending status shows the last day; paperboy sending pause stops the mail ' +
        'while you look which readers were imported, and whether they had asked.',
    },
  ];
}
