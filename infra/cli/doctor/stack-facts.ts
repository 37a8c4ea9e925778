/** What AWS counts and knows of a stack: its doors, its queues, its account. */

import { counted } from '../../../functions/mail/doctor/cost-counts.ts';
import { prices } from '../../../functions/mail/doctor/cost-prices.ts';
import { costOf } from '../../../functions/mail/doctor/cost-sum.ts';
import type { Facts } from '../../../functions/mail/doctor/examine.ts';
import type { DoorErrors } from '../../../functions/mail/doctor/work.ts';
import { type Door, doors, type QueueName } from '../../cloud/door-names.ts';
import { outputOf } from './asked.ts';
import type { DoorLogs } from './door-logs.ts';
import type { MetricData, MetricPoint, MetricQuery } from './metrics.ts';
import type { Room } from './room.ts';
import { monthOf, type Spent } from './spent.ts';
import type { StackResources } from './stack-resources.ts';

/** The services that are asked. */
export interface StackFactsDeps {
  readonly resources: StackResources;
  readonly metrics: MetricData;
  readonly logs: DoorLogs;
  readonly room: Room;
  readonly spent: Spent;
  readonly usage: () => Promise<{ readonly readers: number; readonly feeds: number }>;
}

/** Facts of a stack; each throws when it cannot be seen. */
export interface StackFacts {
  readonly rates: () => Promise<Pick<Facts['reputation'], 'bounceRate' | 'complaintRate'>>;
  /** When digest was called last (ms). */
  readonly digestedAt: () => Promise<number | undefined>;
  readonly queues: () => Promise<Facts['queues']>;
  readonly errors: () => Promise<Facts['errors']>;
  readonly concurrency: () => Promise<Facts['concurrency']>;
  readonly timeouts: () => Promise<Facts['timeouts']>;
  readonly spend: () => Promise<Facts['spend']>;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const daysAMonth = 30;

type Outputs = Readonly<Record<string, string>>;

/** Looks them up for the stack with these outputs. */
export function stackFacts(outputs: Outputs, now: () => number, deps: StackFactsDeps): StackFacts {
  return {
    rates: () => rates(now(), deps),
    digestedAt: () => digestedAt(now(), deps),
    queues: () => queueAges(outputs, now(), deps),
    errors: () => doorErrors(now(), deps),
    concurrency: () => concurrency(outputs, now(), deps),
    timeouts: () => timeouts(now(), deps),
    spend: () => spend(now(), deps),
  };
}

/** The last whole periods: CloudWatch aligns them to the clock. */
function spanOf(now: number, lengthMs: number, periodMs: number) {
  const to = now - (now % periodMs) + periodMs;
  return { from: to - lengthMs, to, periodMs };
}

async function rates(now: number, { metrics }: StackFactsDeps) {
  const rate = (name: string): MetricQuery => ({
    namespace: 'AWS/SES',
    name: `Reputation.${name}`,
    statistic: 'Maximum',
  });
  const [bounces, complaints] = await metrics.read(
    [rate('BounceRate'), rate('ComplaintRate')],
    spanOf(now, dayMs, hourMs),
  );
  return { bounceRate: bounces?.[0]?.value, complaintRate: complaints?.[0]?.value };
}

async function digestedAt(now: number, { metrics, resources }: StackFactsDeps) {
  const FunctionName = (await resources.nameOf('digest', 'Function')) ?? '';
  const query: MetricQuery = {
    namespace: 'AWS/Lambda',
    name: 'Invocations',
    dimensions: { FunctionName },
    statistic: 'Sum',
  };
  const [points = []] = await metrics.read([query], spanOf(now, 3 * hourMs, minuteMs));
  return points.find(({ value }) => value > 0)?.at;
}

const queueOutputs: Readonly<Record<Exclude<QueueName, 'send'>, string>> = {
  fetch: 'FetchQueueUrl',
  digest: 'DigestQueueUrl',
  confirmation: 'ConfirmationQueueUrl',
  event: 'EventQueueUrl',
};

async function queueAges(
  outputs: Outputs,
  now: number,
  { metrics }: StackFactsDeps,
): Promise<Facts['queues']> {
  const names = Object.entries(queueOutputs).map(([queue, output]) => {
    const url = outputOf(outputs, output);
    return [queue, url.slice(url.lastIndexOf('/') + 1)] as const;
  });
  const found = await metrics.read(
    names.map(([, QueueName]) => ({
      namespace: 'AWS/SQS',
      name: 'ApproximateAgeOfOldestMessage',
      dimensions: { QueueName },
      statistic: 'Maximum',
    })),
    spanOf(now, 15 * minuteMs, 5 * minuteMs),
  );
  return Object.fromEntries(
    names.map(([queue], n) => [queue, (found[n]?.[0]?.value ?? 0) * 1000] as const),
  );
}

/** One by one: CloudWatch Logs takes five such calls a second of an account. */
async function doorErrors(now: number, { logs, resources }: StackFactsDeps) {
  const found: DoorErrors[] = [];
  for (const door of doors) {
    const logGroup = await resources.nameOf(door, 'Log');
    const errors = logGroup && (await logs.errors(door, logGroup, now - dayMs));
    if (errors) found.push(errors);
  }
  return found;
}

async function concurrency(
  outputs: Outputs,
  now: number,
  deps: StackFactsDeps,
): Promise<Facts['concurrency']> {
  const needed = Number(outputOf(outputs, 'AccountConcurrency'));
  const [{ limit, unreserved }, names] = await Promise.all([deps.room.limits(), namesOf(deps)]);
  const running: MetricQuery = {
    namespace: 'AWS/Lambda',
    name: 'ConcurrentExecutions',
    statistic: 'Maximum',
  };
  const [peaks = [], ...throttles] = await deps.metrics.read(
    [running, ...names.map(({ name }) => ofFunction('Throttles', name, 'Sum'))],
    spanOf(now, dayMs, hourMs),
  );
  const throttled = names.map(({ door }, n) => [door, sumOf(throttles[n])] as const);
  return {
    limit,
    unreserved,
    needed,
    peak: mostOf(peaks),
    throttled: Object.fromEntries(throttled),
  };
}

async function timeouts(now: number, deps: StackFactsDeps): Promise<Facts['timeouts']> {
  const names = await namesOf(deps);
  const [longest, times] = await Promise.all([
    deps.metrics.read(
      names.map(({ name }) => ofFunction('Duration', name, 'Maximum')),
      spanOf(now, dayMs, hourMs),
    ),
    Promise.all(names.map(({ name }) => deps.room.timeoutMs(name))),
  ]);
  return names.flatMap(({ door }, n) => {
    const [timeoutMs, points = []] = [times[n], longest[n]];
    return timeoutMs === undefined || points.length === 0
      ? []
      : [{ door, longestMs: mostOf(points), timeoutMs }];
  });
}

async function namesOf({ resources }: StackFactsDeps) {
  const named = await Promise.all(
    doors.map(async (door) => ({ door, name: await resources.nameOf(door, 'Function') })),
  );
  return named.filter((one): one is { door: Door; name: string } => one.name !== undefined);
}

function ofFunction(
  name: string,
  FunctionName: string,
  statistic: MetricQuery['statistic'],
): MetricQuery {
  return { namespace: 'AWS/Lambda', name, dimensions: { FunctionName }, statistic };
}

function sumOf(points: readonly MetricPoint[] = []): number {
  return points.reduce((sum, { value }) => sum + value, 0);
}

function mostOf(points: readonly MetricPoint[]): number {
  return Math.max(0, ...points.map(({ value }) => value));
}

/** What the mails that SES has sent this month, and the rest of Paperboy, should have cost so far. */
async function spend(now: number, deps: StackFactsDeps): Promise<Facts['spend']> {
  const { start, end } = monthOf(now);
  const sends: MetricQuery = { namespace: 'AWS/SES', name: 'Send', statistic: 'Sum' };
  const [usd, [sent], { readers, feeds }] = await Promise.all([
    deps.spent.thisMonth(now),
    deps.metrics.read([sends], { from: start, to: end, periodMs: dayMs }),
    deps.usage(),
  ]);
  const days = (end - start) / dayMs;
  // Who mailed and has no reader any more has mailed all the same.
  const some = Math.max(1, readers);
  const usage = { readers: some, feeds, perDay: sumOf(sent) / some / days };
  const month = costOf(usage, counted, prices);
  return { spent: usd, expected: ((month.ses.usd + month.besidesUsd) * days) / daysAMonth };
}
