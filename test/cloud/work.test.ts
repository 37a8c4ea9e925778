import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { eligibleLagMs } from '../../functions/feed/item.ts';
import { doors } from '../../infra/cloud/constructs/rights.ts';
import { pointsTo, propertiesOf, resources, synthesize } from './synthesized.ts';

const { template } = synthesize();
const all = (type: string) => resources(template, type);
const properties = (type: string, id: string) => propertiesOf(template, type, id);

test('work queues share dead letters of their kind and wait six times their worker’s time-out', () => {
  const seen = new Set<string>();
  for (const { queue, door } of mappings()) {
    const { VisibilityTimeout, RedrivePolicy, FifoQueue } = properties('AWS::SQS::Queue', queue);
    const { deadLetterTargetArn } = RedrivePolicy as Record<string, unknown>;
    const deadLetters = pointsTo(deadLetterTargetArn);
    // SQS lets a FIFO queue have no other dead letters than FIFO ones.
    assert.equal(properties('AWS::SQS::Queue', deadLetters).FifoQueue, FifoQueue);
    const { Timeout } = properties('AWS::Lambda::Function', door);
    assert.ok(Number(VisibilityTimeout) >= 6 * Number(Timeout), queue);
    seen.add(queue).add(deadLetters);
  }
  assert.deepEqual(
    Object.keys(all('AWS::SQS::Queue')).sort(),
    [...seen, 'ScheduleDeadLetters'].sort(),
  );
});

test('a queue of mail survives many throttles before a message counts as dead', () => {
  for (const id of ['SendQueue', 'ConfirmationQueue']) {
    const { RedrivePolicy } = properties('AWS::SQS::Queue', id);
    assert.ok(Number((RedrivePolicy as Record<string, unknown>).maxReceiveCount) >= 50);
  }
});

test('dead letters are kept longer than the work itself', () => {
  for (const [id, { Properties }] of Object.entries(all('AWS::SQS::Queue'))) {
    const days = Number(Properties.MessageRetentionPeriod) / 86_400;
    assert.equal(days, id.endsWith('DeadLetters') ? 14 : 4, id);
  }
});

test('each queue goes to its door, failed messages come back alone, all fit a new account', () => {
  assert.deepEqual(Object.fromEntries(mappings().map(({ queue, door }) => [queue, door])), {
    FetchQueue: 'DoorsfetchFunction',
    DigestQueue: 'DoorsdigestFunction',
    SendQueue: 'DoorssendFunction',
    ConfirmationQueue: 'DoorssendFunction',
    EventQueue: 'DoorseventsFunction',
  });
  let workers = 0;
  for (const { queue, responses, workersMax } of mappings()) {
    assert.deepEqual(responses, ['ReportBatchItemFailures']);
    assert.ok(workersMax >= 2, 'SQS takes no limit below 2');
    // All messages of the digest queue are of one group, of which one is worked off at a time.
    workers += queue === 'DigestQueue' ? 1 : workersMax;
  }
  assert.ok(workers < 10, `${workers} workers at once`);
});

test('the digest queue wakes one planner at a time, when the lag of its items is over', () => {
  const queue = properties('AWS::SQS::Queue', 'DigestQueue');
  assert.equal(queue.FifoQueue, true);
  assert.equal(queue.ContentBasedDeduplication, true);
  assert.equal(Number(queue.DelaySeconds) * 1000, eligibleLagMs);
});

test('only fetch and send, which put what has to wait back on their queues, may go round and round', () => {
  const loops = Object.entries(all('AWS::Lambda::Function')).filter(
    ([, { Properties }]) => Properties.RecursiveLoop === 'Allow',
  );
  assert.deepEqual(
    loops.map(([id]) => id),
    ['DoorsfetchFunction', 'DoorssendFunction'],
  );
});

test('no door reserves concurrency, which a new account cannot give', () => {
  for (const { Properties } of Object.values(all('AWS::Lambda::Function'))) {
    assert.equal(Properties.ReservedConcurrentExecutions, undefined);
  }
});

test('the schedules tell their doors for when they are called', () => {
  const told = Object.values(all('AWS::Scheduler::Schedule')).map(({ Properties }) => {
    const target = Properties.Target as Record<string, unknown>;
    return [pointsTo(target.Arn), Properties.ScheduleExpression, JSON.parse(String(target.Input))];
  });
  const input = { scheduledTime: '<aws.scheduler.scheduled-time>' };
  assert.deepEqual(told, [
    ['DoorspollFunction', 'rate(5 minutes)', input],
    ['DoorsdigestFunction', 'rate(1 minute)', input],
    ['DoorssweepFunction', 'rate(5 minutes)', input],
  ]);
  for (const { Properties } of Object.values(all('AWS::Scheduler::Schedule'))) {
    const target = Properties.Target as Record<string, Record<string, unknown>>;
    assert.equal(pointsTo(target.RoleArn), 'SchedulesInvoker');
    assert.equal(pointsTo(target.DeadLetterConfig?.Arn), 'ScheduleDeadLetters');
  }
});

test('every door runs on Node 24 on arm64 and keeps a JSON log of its own for a month', () => {
  const logs = all('AWS::Logs::LogGroup');
  for (const [id, { Properties }] of Object.entries(all('AWS::Lambda::Function'))) {
    assert.equal(Properties.Runtime, 'nodejs24.x');
    assert.deepEqual(Properties.Architectures, ['arm64']);
    const logging = Properties.LoggingConfig as Record<string, unknown>;
    assert.equal(logging.LogFormat, 'JSON');
    const log = pointsTo(logging.LogGroup);
    assert.equal(log, id.replace(/Function$/, 'Log'));
    assert.ok(Number(logs[log]?.Properties.RetentionInDays) <= 31);
  }
});

const pointedTo: Record<string, string> = {
  TABLE_NAME: 'Table',
  FETCH_QUEUE_URL: 'FetchQueue',
  DIGEST_QUEUE_URL: 'DigestQueue',
  SEND_QUEUE_URL: 'SendQueue',
  CONFIRMATION_QUEUE_URL: 'ConfirmationQueue',
  EVENT_TOPIC_ARN: 'MailEventTopic',
  SIGNING_SECRET_ARN: 'SigningSecret',
  CONFIGURATION_SET: 'MailConfigurationSet',
  SITE_URL: 'SiteApi',
};

for (const door of doors) {
  test(`the door ${door} is told what it reads and nothing else`, async () => {
    const { Environment } = properties('AWS::Lambda::Function', `Doors${door}Function`);
    const told = Object.entries((Environment as { Variables: object }).Variables);
    const needed = await settingsReadBy(door);
    assert.deepEqual(
      Object.fromEntries(told.map(([name, value]) => [name, pointsTo(value)])),
      Object.fromEntries(needed.map((name) => [name, pointedTo[name]])),
    );
  });
}

/** The names in the door's call of `readSettings(env, [...])`. */
async function settingsReadBy(door: string): Promise<string[]> {
  const source = await readFile(new URL(`../../functions/${door}.ts`, import.meta.url), 'utf8');
  const [, names = ''] = /readSettings\(env, \[([^\]]+)\]/.exec(source) ?? [];
  return [...names.matchAll(/'(\w+)'/g)].flatMap(([, name = '']) => name);
}

function mappings() {
  return Object.values(all('AWS::Lambda::EventSourceMapping')).map(({ Properties }) => ({
    queue: pointsTo(Properties.EventSourceArn),
    door: pointsTo(Properties.FunctionName),
    responses: Properties.FunctionResponseTypes,
    workersMax: Number((Properties.ScalingConfig as Record<string, unknown>).MaximumConcurrency),
  }));
}
