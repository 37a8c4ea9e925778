/** Plays a fault minute by minute on the alarms of a template, with the metrics AWS would count. */
import { doors, type QueueName, queueNames } from '../../infra/cloud/door-names.ts';
import { type AlarmResource, alarmStates } from '../../infra/local/alarms/alarm-state.ts';
import { readMetricFilter, takeLogLine } from '../../infra/local/alarms/metric-filter.ts';
import { type Metrics, openMetrics } from '../../infra/local/alarms/metrics.ts';
import type { AlarmFault, Observed, QueueFacts } from '../support/alarm-fault.ts';
import { type Found, pointsTo, type Resource, resources } from './resources.ts';

const minuteMs = 60_000;
/** All alarms look at whole periods of five minutes: nothing changes in between. */
const stepMinutes = 5;
const quietMinutes = 120;
/** Alarms are looked at from so long before the fault: what they were then, they are at its begin. */
const settledMinutes = 15;
/** Metrics come a little late, and an alarm is evaluated once a minute. */
const lagMinutes = 3;

/** The alarms with every reference replaced by the logical id that it points to. */
export function alarmsOf(template: Found): AlarmResource[] {
  return Object.entries(resources(template, 'AWS::CloudWatch::Alarm')).map(([id, resource]) => ({
    name: id.replace(/^Alarms/, ''),
    properties: resolved(resource),
  }));
}

function resolved({ Properties }: Resource): Record<string, unknown> {
  const { Dimensions: dimensions = [] } = Properties as { Dimensions?: readonly Dimension[] };
  const plain = dimensions.map(({ Name, Value }) => ({ Name, Value: pointsTo(Value) }));
  return { ...Properties, ...(plain.length === 0 ? {} : { Dimensions: plain }) };
}

interface Dimension {
  readonly Name: string;
  readonly Value: unknown;
}

/** What a template declares, read once: a search through it is slower than a day that is played. */
function declaredIn(template: Found): Declared {
  const declared = known.get(template) ?? {
    filters: filtersOf(template),
    queues: queueFacts(template),
  };
  known.set(template, declared);
  return declared;
}

interface Declared {
  readonly filters: ReturnType<typeof filtersOf>;
  readonly queues: Record<QueueName, QueueFacts>;
}

const known = new WeakMap<Found, Declared>();

function filtersOf(template: Found) {
  return Object.values(resources(template, 'AWS::Logs::MetricFilter')).map(({ Properties }) =>
    readMetricFilter({ ...Properties, LogGroupName: pointsTo(Properties.LogGroupName) }),
  );
}

/** What the template says of each work queue. */
export function queueFacts(template: Found): Record<QueueName, QueueFacts> {
  const queues = resources(template, 'AWS::SQS::Queue');
  const mappings = Object.values(resources(template, 'AWS::Lambda::EventSourceMapping'));
  const facts = queueNames.map((name) => {
    const id = queueId(name);
    const { RedrivePolicy, VisibilityTimeout, FifoQueue } = queues[id]?.Properties ?? {};
    const { deadLetterTargetArn, maxReceiveCount } = RedrivePolicy as Record<string, unknown>;
    const mapping = mappings.find(({ Properties }) => pointsTo(Properties.EventSourceArn) === id);
    const worker = doors.find(
      (door) => functionId(door) === pointsTo(mapping?.Properties.FunctionName),
    );
    if (worker === undefined) throw new Error(`Nobody works off ${name}.`);
    return [
      name,
      {
        worker,
        receiptsMax: Number(maxReceiveCount),
        visibilitySeconds: Number(VisibilityTimeout),
        isFifo: FifoQueue === true,
        deadLetterAlarm: `${pointsTo(deadLetterTargetArn)}wait`,
      },
    ] as const;
  });
  return Object.fromEntries(facts) as Record<QueueName, QueueFacts>;
}

function queueId(name: QueueName): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}Queue`;
}

const functionId = (door: string) => `Doors${door}Function`;

interface Rung {
  readonly alarm: string;
  /** Minutes after the fault began, until the mail is out. */
  readonly at: number;
}

interface Run {
  readonly fault: AlarmFault;
  readonly minutes: number;
  /** How far into a period of the alarms the fault begins. */
  readonly offset: number;
  /** More periods that CloudWatch looks at than it was asked to. */
  readonly further: number;
}

/** Every change of an alarm to ALARM, in the order in which they came. */
export function play(template: Found, alarms: readonly AlarmResource[], run: Run): Rung[] {
  let now = Date.UTC(2026, 0, 5);
  const { filters, queues } = declaredIn(template);
  const metrics = openMetrics({ now: () => now, filters });
  const aws = observe(metrics, queues);
  const begin = quietMinutes + run.offset;
  const rung: Rung[] = [];
  let before = new Map<string, string>();
  for (let minute = 0; minute < begin + run.minutes; minute++) {
    happen(aws, run.fault, minute, minute - begin);
    now += minuteMs;
    if ((minute + 1) % stepMinutes !== 0 || minute < begin - settledMinutes) continue;
    const states = alarmStates(alarms, metrics, now, run.further);
    const fresh = states.filter(
      ({ name, state }) => state === 'ALARM' && before.get(name) === 'OK',
    );
    rung.push(...fresh.map(({ name }) => ({ alarm: name, at: minute + 1 - begin + lagMinutes })));
    before = new Map(states.map(({ name, state }) => [name, state]));
  }
  return rung;
}

/** A minute of a quiet day, with what the fault makes of it. */
function happen(aws: Observed, fault: AlarmFault, clock: number, n: number): void {
  const { silent = [], ends = {}, minute } = n < 0 ? { ...fault, silent: [], ends: {} } : fault;
  const ticks = { poll: clock % 5 === 0, digest: true, sweep: clock % 5 === 2 } as const;
  for (const door of ['poll', 'digest', 'sweep'] as const) {
    if (ticks[door] && !silent.includes(door)) aws.call(door, ends[door]);
  }
  for (const name of queueNames) {
    aws.oldest(name, 0);
    aws.deadLetters(name, 0);
  }
  aws.siteErrors(0);
  aws.reputation('BounceRate', 0.01);
  aws.reputation('ComplaintRate', 0.0001);
  if (n >= 0) minute?.(aws, n, clock);
}

/** Counts into the metrics of AWS, and hands the lines to the filters. */
function observe(metrics: Metrics, queues: Record<QueueName, QueueFacts>): Observed {
  const log = (door: string, line: object) =>
    takeLogLine(metrics, `Doors${door}Log`, JSON.stringify(line));
  const ofQueue = (name: string, QueueName: string) =>
    ({ namespace: 'AWS/SQS', name, dimensions: { QueueName } }) as const;
  return {
    call: (door, status = 'success') => {
      const dimensions = { FunctionName: functionId(door) };
      metrics.count({ namespace: 'AWS/Lambda', name: 'Invocations', dimensions });
      // At the system log level WARN there is a report only of what did not go well.
      if (status !== 'success') log(door, { type: 'platform.report', record: { status } });
    },
    log: (door, event, facts = {}) => log(door, { level: 'INFO', door, event, ...facts }),
    oldest: (queue, minutes) =>
      metrics.gauge(ofQueue('ApproximateAgeOfOldestMessage', queueId(queue)), minutes * 60),
    deadLetters: (queue, count) => {
      const id = queues[queue].deadLetterAlarm.replace(/wait$/, '');
      metrics.gauge(ofQueue('ApproximateNumberOfMessagesVisible', id), count);
    },
    siteErrors: (count) =>
      metrics.count(
        { namespace: 'AWS/ApiGateway', name: '5xx', dimensions: { ApiId: 'SiteApi' } },
        count,
      ),
    reputation: (rate, value) =>
      metrics.gauge({ namespace: 'AWS/SES', name: `Reputation.${rate}` }, value),
  };
}
