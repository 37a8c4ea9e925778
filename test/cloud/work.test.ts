import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { eventsReturnMs } from '../../functions/config/waits.ts';
import { eligibleLagMs } from '../../functions/feed/item.ts';
import { doors } from '../../infra/cloud/door-names.ts';
import { pointsTo, propertiesOf, resources } from './resources.ts';
import { synthesize } from './synthesized.ts';

const { template } = synthesize();
const all = (type: string) => resources(template, type);
const properties = (type: string, id: string) => propertiesOf(template, type, id);

test('work queues share dead letters of their kind', () => {
  const seen = new Set<string>();
  for (const { queue } of mappings()) {
    const { RedrivePolicy, FifoQueue } = properties('AWS::SQS::Queue', queue);
    const dead = pointsTo((RedrivePolicy as Record<string, unknown>).deadLetterTargetArn);
    // SQS lets a FIFO queue have no other dead letters than FIFO ones.
    assert.equal(properties('AWS::SQS::Queue', dead).FifoQueue, FifoQueue);
    seen.add(queue).add(dead);
  }
  assert.deepEqual(
    Object.keys(all('AWS::SQS::Queue')).sort(),
    [...seen, 'ScheduleDeadLetters'].sort(),
  );
});

test('a lane stands still hardly longer than its worker may take; the others wait six times that', () => {
  for (const { queue, door } of mappings()) {
    const { VisibilityTimeout: visible, FifoQueue: isFifo } = properties(
      'AWS::SQS::Queue',
      queue,
    ) as Record<string, number>;
    const timeout = Number(properties('AWS::Lambda::Function', door).Timeout);
    assert.ok(visible !== undefined);
    if (isFifo) assert.ok(visible > timeout && visible <= timeout + 10, `${queue} ${visible}`);
    else assert.ok(visible >= 6 * timeout, queue);
  }
});

test('dead letters are kept longer than the work itself', () => {
  for (const [id, { Properties }] of Object.entries(all('AWS::SQS::Queue'))) {
    const days = Number(Properties.MessageRetentionPeriod) / 86_400;
    assert.equal(days, id.endsWith('DeadLetters') ? 14 : 4, id);
  }
});

test('each queue goes to its door, which says which messages failed', () => {
  assert.deepEqual(Object.fromEntries(mappings().map(({ queue, door }) => [queue, door])), {
    FetchQueue: 'DoorsfetchFunction',
    DigestQueue: 'DoorsdigestFunction',
    SendQueue: 'DoorssendFunction',
    ConfirmationQueue: 'DoorssendFunction',
    EventQueue: 'DoorseventsFunction',
  });
  for (const { responses } of mappings()) {
    assert.deepEqual(responses, ['ReportBatchItemFailures']);
  }
});

test('only the queue without lanes has a limit of workers: with one, five pollers ask an empty queue', () => {
  for (const { queue, limits } of mappings()) {
    const expected = queue === 'EventQueue' ? { MaximumConcurrency: 2 } : undefined;
    assert.deepEqual(limits, expected, queue);
  }
});

test('only the digest queue drops what it has had, and its ticks wait for the lag of items', () => {
  for (const [id, { Properties }] of Object.entries(all('AWS::SQS::Queue'))) {
    const { ContentBasedDeduplication: drops, DelaySeconds: delay } = Properties;
    assert.equal(drops, id === 'DigestQueue' ? true : undefined, id);
    assert.equal(delay, id === 'DigestQueue' ? eligibleLagMs / 1000 : undefined, id);
  }
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
    ['DoorspollFunction', 'cron(0/5 * * * ? *)', input],
    ['DoorssweepFunction', 'cron(2/5 * * * ? *)', input],
    ['DigestQueue', 'rate(1 minute)', input],
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
  EVENT_QUEUE_URL: 'EventQueue',
  DEAD_LETTERS_URL: 'DeadLetters',
  ORDERLY_DEAD_LETTERS_URL: 'OrderlyDeadLetters',
  SCHEDULE_DEAD_LETTERS_URL: 'ScheduleDeadLetters',
  EVENT_TOPIC_ARN: 'MailEventTopic',
  SIGNING_SECRET_ARN: 'SigningSecret',
  HASH_SECRET_ARN: 'HashSecret',
  CONFIGURATION_SET: 'MailConfigurationSet',
  SITE_URL: 'SiteApi',
  LANES: '1',
};

test('what a dead worker had of the events comes back, twice if need be, before a mark counts', () => {
  const { VisibilityTimeout } = properties('AWS::SQS::Queue', 'EventQueue');
  assert.ok(Number(VisibilityTimeout) * 1_000 * 2 <= eventsReturnMs);
});

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

/** The names in the door's `settingNames`. */
async function settingsReadBy(door: string): Promise<string[]> {
  const source = await readFile(new URL(`../../functions/${door}.ts`, import.meta.url), 'utf8');
  const [, names = ''] = /settingNames = \[([\s\S]+?)\] as const/.exec(source) ?? [];
  return [...names.matchAll(/'(\w+)'/g)].flatMap(([, name = '']) => name);
}

function mappings() {
  return Object.values(all('AWS::Lambda::EventSourceMapping')).map(({ Properties }) => ({
    queue: pointsTo(Properties.EventSourceArn),
    door: pointsTo(Properties.FunctionName),
    responses: Properties.FunctionResponseTypes,
    limits: Properties.ScalingConfig,
  }));
}
