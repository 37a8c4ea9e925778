/**
 * The dashboard: what an owner reads in a minute. It shows metrics that AWS counts by itself or that
 * alarms have already, because a metric of one's own costs as much a month as three thousand mails;
 * where there is none, it asks the logs (CloudWatch pricing: three dashboards are free, a query costs
 * by what it reads).
 */
import { Duration, Stack } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  LogQueryVisualizationType,
  LogQueryWidget,
  Metric,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { type Door, queueNames } from '../door-names.ts';
import type { Doors } from './doors.ts';
import type { WorkQueues } from './work-queues.ts';

/** Of 24. */
const third = 8;
const rowHeight = 6;
const hour = Duration.hours(1);
const fiveMinutes = Duration.minutes(5);

/** What the dashboard shows. */
interface Shown {
  readonly doors: Doors;
  readonly queues: WorkQueues;
  readonly alarms: readonly Alarm[];
}

/** Adds the dashboard, and returns its address in the console. */
export function addDashboard(scope: Construct, shown: Shown): string {
  const { doors, queues, alarms } = shown;
  const dashboard = new Dashboard(scope, 'Dashboard', { defaultInterval: Duration.days(1) });
  dashboard.addWidgets(
    new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 24, height: 3 }),
  );
  dashboard.addWidgets(editions(doors), mails(), readers(doors));
  dashboard.addWidgets(failingFeeds(doors), heldFeeds(doors), oldestWork(queues));
  dashboard.addWidgets(failuresAndLate(alarms), concurrency(), spend());
  const { dashboardName: name } = dashboard;
  const { region } = Stack.of(scope);
  return `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards:name=${name}`;
}

/** Planned is what was due; of what was sent, batches are done. */
function editions(doors: Doors): LogQueryWidget {
  return query(
    'Editions: planned, held, sent (batch), late',
    [doors.digest, doors.send, doors.sweep],
    [
      'filter event in ["edition planned", "edition held", "batch", "late"]',
      'stats count_distinct(editionId) as editions, count(*) as times by event',
    ],
  );
}

function readers(doors: Doors): LogQueryWidget {
  return query(
    'Readers, as counted once a day',
    [doors.poll],
    ['filter event = "readers counted"', 'stats latest(readers) as confirmed by newsletterId'],
  );
}

function failingFeeds(doors: Doors): LogQueryWidget {
  return query(
    'Feeds that fail',
    [doors.fetch],
    [
      'filter event = "feed refreshed" and kind = "failed"',
      'stats count(*) as times, latest(reason) as why by newsletterId, feedId',
      'sort times desc',
      'limit 10',
    ],
  );
}

function heldFeeds(doors: Doors): LogQueryWidget {
  return query(
    'Feeds of which items wait',
    [doors.fetch],
    [
      'filter event = "feed refreshed" and held > 0',
      'stats sum(held) as items by newsletterId, feedId',
      'sort items desc',
      'limit 10',
    ],
  );
}

function query(title: string, asked: readonly Doors[Door][], queryLines: string[]): LogQueryWidget {
  const logGroupNames = asked.map(({ logGroup }) => logGroup.logGroupName);
  const view = LogQueryVisualizationType.TABLE;
  return new LogQueryWidget({
    title,
    logGroupNames,
    queryLines,
    view,
    width: third,
    height: rowHeight,
  });
}

/**
 * SES counts these by itself for the whole account (SES Developer Guide, "Retrieving Amazon SES event
 * data from CloudWatch").
 */
function mails(): GraphWidget {
  const count = (metricName: string, label: string) =>
    new Metric({ namespace: 'AWS/SES', metricName, label, period: hour, statistic: Stats.SUM });
  return graph('Mails an hour', [
    count('Send', 'submitted'),
    count('Delivery', 'delivered'),
    count('Bounce', 'bounced'),
    count('Complaint', 'complained'),
  ]);
}

function oldestWork(queues: WorkQueues): GraphWidget {
  const look = { period: fiveMinutes, statistic: Stats.MAXIMUM };
  return graph(
    'Oldest work, in seconds',
    queueNames.map((name) =>
      queues[name].queue.metricApproximateAgeOfOldestMessage({ ...look, label: name }),
    ),
  );
}

/** The two metrics of which alarms are made that watch the logs. */
function failuresAndLate(alarms: readonly Alarm[]): GraphWidget {
  const metrics = alarms
    .filter(({ node }) => node.id === 'work-fails' || node.id === 'late')
    .map(({ metric }) => metric);
  return graph('Failures, and what is late', metrics);
}

function concurrency(): GraphWidget {
  const metric = new Metric({
    namespace: 'AWS/Lambda',
    metricName: 'ConcurrentExecutions',
    label: 'calls at once, of the account',
    period: fiveMinutes,
    statistic: Stats.MAXIMUM,
  });
  return graph('Lambda', [metric]);
}

/**
 * What the account has spent this month; AWS counts it in us-east-1 only, once the owner has switched
 * billing alerts on (CloudWatch User Guide, "Create a billing alarm to monitor your estimated AWS
 * charges").
 */
function spend(): GraphWidget {
  const metric = new Metric({
    namespace: 'AWS/Billing',
    metricName: 'EstimatedCharges',
    dimensionsMap: { Currency: 'USD' },
    label: 'USD this month',
    region: 'us-east-1',
    period: Duration.hours(6),
    statistic: Stats.MAXIMUM,
  });
  return graph('Spend of the account', [metric], 'us-east-1');
}

function graph(title: string, left: IMetric[], region?: string): GraphWidget {
  const where = region === undefined ? {} : { region };
  return new GraphWidget({ title, left, width: third, height: rowHeight, ...where });
}
