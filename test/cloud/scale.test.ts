/** All that runs at once fits the account, at each scale: summed up from the template itself. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Template } from 'aws-cdk-lib/assertions';
import { type ScaleName, scaleNames } from '../../infra/cloud/scale.ts';
import { pointsTo, propertiesOf, resources } from './resources.ts';
import { synthesize } from './synthesized.ts';

const accounts: Record<ScaleName, number> = { new: 10, normal: 100, large: 1_000 };
/** What a request is assumed to take. */
const requestSeconds = 0.1;
/** Scheduler calls at any time of the minute that a schedule names. */
const callSeconds = 60;

for (const scale of scaleNames) {
  suite(`the scale ${scale}`, () => {
    const { template } = synthesize({ scale });
    const account = accounts[scale];
    const lanes = lanesOf(template);

    test('tells what the account may run at once', () => {
      template.hasOutput('AccountConcurrency', { Value: String(account) });
      template.hasOutput('Lanes', { Value: String(lanes) });
    });

    test('leaves the site executions whatever else runs', () => {
      const workers = workersOf(template);
      assert.ok(account - workers >= 3, `${workers} workers`);
      if (scale === 'new') assert.equal(workers, 7);
      if (scale !== 'new') assert.ok(workers < account / 2, 'an account has other work to do');
    });

    test('lets in no more requests than the account can run, and always one that unsubscribes', () => {
      const { DefaultRouteSettings: others, RouteSettings: routes } = propertiesOf(
        template,
        'AWS::ApiGatewayV2::Stage',
        'SiteStage',
      ) as { DefaultRouteSettings: Limits; RouteSettings: Record<string, Limits> };
      assert.deepEqual(Object.keys(routes), ['POST /unsubscribe/{token+}']);
      const [leaving] = Object.values(routes);
      assert.ok(leaving !== undefined && leaving.ThrottlingBurstLimit >= 20);
      const free = account - workersOf(template) - 1;
      assert.ok(executions(others) <= free, `${executions(others)} of ${free}`);
    });
  });
}

test('poll and sweep are never at work together', () => {
  const { template } = synthesize();
  const schedules = Object.values(resources(template, 'AWS::Scheduler::Schedule'));
  const spans = schedules.flatMap(({ Properties }) => {
    const { Arn, RetryPolicy } = Properties.Target as Record<string, Record<string, unknown>>;
    const [, first] = /^cron\((\d)\/5 /.exec(String(Properties.ScheduleExpression)) ?? [];
    if (first === undefined) return [];
    assert.equal(RetryPolicy?.MaximumRetryAttempts, 0);
    const { Timeout } = propertiesOf(template, 'AWS::Lambda::Function', pointsTo(Arn));
    const from = Number(first) * 60;
    return [{ from, to: from + callSeconds + Number(Timeout) }];
  });
  const [poll, sweep] = spans;
  assert.ok(poll !== undefined && sweep !== undefined && spans.length === 2);
  assert.ok(poll.to <= sweep.from && sweep.to <= poll.from + 300, JSON.stringify(spans));
});

test('a larger scale has more lanes and no door with less memory', () => {
  const sizes = scaleNames.map((scale) => {
    const { template } = synthesize({ scale });
    const doors = Object.entries(resources(template, 'AWS::Lambda::Function'));
    const memory = doors.map(
      ([id, { Properties }]) => [id, Number(Properties.MemorySize)] as const,
    );
    return { lanes: lanesOf(template), memory: new Map(memory) };
  });
  for (const [n, { lanes, memory }] of sizes.entries()) {
    const before = sizes[n - 1];
    if (before === undefined) continue;
    assert.ok(lanes > before.lanes);
    for (const [id, mb] of before.memory) assert.ok((memory.get(id) ?? 0) >= mb, id);
    assert.notDeepEqual(memory, before.memory);
  }
});

interface Limits {
  readonly ThrottlingRateLimit: number;
  readonly ThrottlingBurstLimit: number;
}

/** What the bucket lets in while one request is answered. */
function executions({ ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst }: Limits): number {
  return Math.floor(burst + rate * requestSeconds);
}

/** What all doors are told that put messages into lanes. */
function lanesOf(template: Template): number {
  const told = Object.values(resources(template, 'AWS::Lambda::Function')).flatMap(
    ({ Properties }) => {
      const { LANES } = (Properties.Environment as { Variables: Record<string, string> }).Variables;
      return LANES === undefined ? [] : [LANES];
    },
  );
  const [first] = told;
  assert.deepEqual([...new Set(told)], [first]);
  return Number(first);
}

/**
 * A FIFO queue has a worker for each message group at most, any queue as many as its mapping lets
 * it; poll and sweep never meet.
 */
function workersOf(template: Template): number {
  const lanes = lanesOf(template);
  const mappings = Object.values(resources(template, 'AWS::Lambda::EventSourceMapping'));
  const workers = mappings.map(({ Properties }) => {
    const id = pointsTo(Properties.EventSourceArn);
    const queue = propertiesOf(template, 'AWS::SQS::Queue', id);
    const { MaximumConcurrency } = (Properties.ScalingConfig ?? {}) as Record<string, number>;
    const groups = id === 'DigestQueue' ? 1 : lanes;
    return Math.min(
      MaximumConcurrency ?? Number.POSITIVE_INFINITY,
      queue.FifoQueue ? groups : Number.POSITIVE_INFINITY,
    );
  });
  return workers.reduce((sum, one) => sum + one, 0) + 1;
}
