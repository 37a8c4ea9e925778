/** The stand-in's triggers behave as Lambda's do: batches, partial failures, redelivery, dead letters. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEventV2, SQSEvent } from 'aws-lambda';
import { openMetrics } from '../../infra/local/alarms/metrics.ts';
import { openClock } from '../../infra/local/clock.ts';
import {
  counted,
  type Invoke,
  openAccount,
  ThrottledError,
} from '../../infra/local/doors/invoke.ts';
import { type QueueEngine, startQueueEngine } from '../../infra/local/queues/engine.ts';
import { openQueues, type Queues } from '../../infra/local/queues/queues.ts';
import { startQueueTrigger } from '../../infra/local/queues/trigger.ts';
import { ticksOf } from '../../infra/local/schedules/expression.ts';
import { openSchedules } from '../../infra/local/schedules/schedules.ts';
import { httpTrigger } from '../../infra/local/site/http-trigger.ts';
import type { QueueDeclaration } from '../../infra/local/template/declaration.ts';
import { serve } from '../support/server.ts';

const region = 'eu-central-1';
const arnOf = (name: string) => `arn:aws:sqs:${region}:000000000000:${name}`;

function queueNamed(name: string, redrive?: { maxReceiveCount: number }): QueueDeclaration {
  const deadLetterArn = redrive && arnOf(`${name}-dead`);
  return {
    title: name,
    name,
    arn: arnOf(name),
    url: '',
    isFifo: false,
    delayMs: 0,
    visibilityMs: 60_000,
    deadLetterArn,
    maxReceiveCount: redrive?.maxReceiveCount,
    attributes: {
      VisibilityTimeout: '60',
      ...(redrive && {
        RedrivePolicy: JSON.stringify({ ...redrive, deadLetterTargetArn: deadLetterArn }),
      }),
    },
  };
}

const work = queueNamed('work', { maxReceiveCount: 3 });
const dead = queueNamed('work-dead');

interface Bench {
  readonly queues: Queues;
  readonly clock: ReturnType<typeof openClock>;
}

/** A queue that redelivers after a minute of the local clock, three times, then gives up. */
async function impatientQueue(t: TestContext): Promise<Bench> {
  const clock = openClock();
  const engine: QueueEngine = await startQueueEngine(clock.memory, region);
  const queues = await openQueues(engine, region, [work, dead]);
  t.after(async () => {
    queues.close();
    await engine.stop();
  });
  return { queues, clock };
}

function start(t: TestContext, { queues, clock }: Bench, invoke: Invoke, changes = {}): void {
  const stop = startQueueTrigger({
    client: queues.client,
    url: queues.urlOf(work),
    queue: work,
    mapping: {
      queueArn: work.arn,
      functionName: 'worker',
      batchSize: 10,
      windowMs: 0,
      workersMax: 1,
      isPartial: true,
      ...changes,
    },
    region,
    invoke,
    now: clock.now,
    isHurried: () => false,
    letGo: () => {},
    onError: () => {},
  });
  t.after(stop);
}

async function send({ queues }: Bench, bodies: readonly string[]): Promise<void> {
  const Entries = bodies.map((MessageBody, n) => ({ Id: String(n), MessageBody }));
  const QueueUrl = queues.urlOf(work);
  await queues.client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
}

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (!(await isTrue())) {
    assert.ok(Date.now() < deadline, 'it did not happen in time');
    await sleep(25);
  }
}

test('only what failed comes back, and goes to the dead letters after its tries', async (t) => {
  const bench = await impatientQueue(t);
  const seen: string[] = [];
  const events: SQSEvent[] = [];
  start(t, bench, async (event) => {
    const { Records } = event as SQSEvent;
    events.push(event as SQSEvent);
    seen.push(...Records.map((record) => record.body));
    const failed = Records.filter((record) => record.body === 'poison');
    return { batchItemFailures: failed.map((one) => ({ itemIdentifier: one.messageId })) };
  });
  await send(bench, ['a', 'poison', 'b']);
  const poisoned = () => seen.filter((body) => body === 'poison').length;
  for (const times of [1, 2, 3]) {
    await until(() => poisoned() === times);
    bench.clock.moveBy(61_000);
  }
  await until(async () => (await bench.queues.read(dead)).waiting === 1);
  assert.equal(seen.filter((body) => body === 'a').length, 1);
  assert.equal(seen.filter((body) => body === 'b').length, 1);
  assert.equal(poisoned(), 3);
  const record = events[0]?.Records[0];
  assert.equal(record?.eventSource, 'aws:sqs');
  assert.equal(record?.eventSourceARN, work.arn);
  assert.equal(record?.attributes.ApproximateReceiveCount, '1');
  const counts = events.flatMap((event) =>
    event.Records.filter((one) => one.body === 'poison').map(
      (one) => one.attributes.ApproximateReceiveCount,
    ),
  );
  assert.deepEqual(counts, ['1', '2', '3']);
});

test('a door that throws, or names an unknown message, fails its whole batch', async (t) => {
  const bench = await impatientQueue(t);
  let calls = 0;
  const bodies: string[] = [];
  start(t, bench, async (event) => {
    calls += 1;
    if (calls === 1) throw new Error('broken');
    if (calls === 2) return { batchItemFailures: [{ itemIdentifier: 'nobody' }] };
    bodies.push(...(event as SQSEvent).Records.map((record) => record.body));
    return { batchItemFailures: [] };
  });
  await send(bench, ['x']);
  for (const times of [1, 2]) {
    await until(() => calls === times);
    bench.clock.moveBy(61_000);
  }
  await until(() => bodies.length > 0);
  assert.deepEqual(bodies, ['x']);
  assert.equal(calls, 3);
});

test('a batch waits for more until its window closes, and holds more than SQS gives at once', async (t) => {
  const bench = await impatientQueue(t);
  const batches: number[] = [];
  const count: Invoke = async (event) => {
    batches.push((event as SQSEvent).Records.length);
  };
  start(t, bench, count, { batchSize: 50, windowMs: 30_000 });
  await send(bench, ['1', '2', '3', '4', '5', '6', '7', '8']);
  await send(bench, ['9', '10', '11', '12', '13', '14', '15', '16']);
  await until(async () => (await bench.queues.read(work)).inFlight === 16);
  assert.deepEqual(batches, []);
  bench.clock.moveBy(30_000);
  await until(() => batches.length > 0);
  assert.deepEqual(batches, [16]);
});

test('the account runs so many calls at once, and counts what it turned away', async () => {
  const metrics = openMetrics({ now: () => 60_000 });
  let end = () => {};
  const slow = () =>
    new Promise((resolve) => {
      end = () => resolve('done');
    });
  const around = { account: openAccount(1), metrics, write: () => {}, now: () => 60_000 };
  const call = counted({ name: 'web' }, slow, around);
  const first = call({});
  await assert.rejects(call({}), ThrottledError);
  end();
  assert.equal(await first, 'done');
  const counts = (name: string) =>
    metrics.between(
      { namespace: 'AWS/Lambda', name, dimensions: { FunctionName: 'web' } },
      60_000,
      120_000,
    )?.sum;
  assert.deepEqual([counts('Invocations'), counts('Throttles'), counts('Errors')], [1, 1, 0]);
});

test('HTTP arrives as payload 2.0, with cookies, repeated queries and binary bodies, and goes back', async (t) => {
  let seen: APIGatewayProxyEventV2 | undefined;
  const invoke: Invoke = async (event) => {
    seen = event as APIGatewayProxyEventV2;
    return {
      statusCode: 201,
      headers: { 'x-test': 'yes' },
      cookies: ['a=1', 'b=2'],
      body: Buffer.from([0, 255, 1]).toString('base64'),
      isBase64Encoded: true,
    };
  };
  const answer = httpTrigger({
    wayOf: () => ({ kind: 'door', key: '$default', invoke }),
    now: () => 1_000,
    onError: () => {},
  });
  const { origin, close } = await serve((request, response) => void answer(request, response));
  t.after(close);
  const response = await fetch(`${origin}/some/path?q=1&q=2&name=J%C3%BCrgen`, {
    method: 'POST',
    headers: { cookie: 'one=1; two=2', 'content-type': 'application/octet-stream' },
    body: Buffer.from([1, 2, 200]),
  });
  assert.equal(response.status, 201);
  assert.equal(response.headers.get('x-test'), 'yes');
  assert.deepEqual(response.headers.getSetCookie(), ['a=1', 'b=2']);
  assert.deepEqual([...new Uint8Array(await response.arrayBuffer())], [0, 255, 1]);
  assert.equal(seen?.version, '2.0');
  assert.equal(seen?.rawPath, '/some/path');
  assert.equal(seen?.rawQueryString, 'q=1&q=2&name=J%C3%BCrgen');
  assert.deepEqual(seen?.cookies, ['one=1', 'two=2']);
  assert.equal(seen?.queryStringParameters?.q, '1,2');
  assert.equal(seen?.isBase64Encoded, true);
  assert.equal(seen?.body, Buffer.from([1, 2, 200]).toString('base64'));
  assert.equal(seen?.requestContext.http.method, 'POST');
});

/** A schedule of every five minutes; what it was fired for is written into `inputs`. */
function everyFiveMinutes(inputs: string[]) {
  return openSchedules(
    [
      {
        name: 'poll',
        expression: 'rate(5 minutes)',
        lastTick: ticksOf('rate(5 minutes)'),
        targetArn: '',
        roleArn: '',
        input: '{"scheduledTime":"<aws.scheduler.scheduled-time>"}',
        messageGroup: undefined,
      },
    ],
    {
      call: async (_, input) => {
        inputs.push(JSON.parse(input).scheduledTime);
      },
      settled: async () => {},
      onError: (error) => assert.fail(String(error)),
    },
  );
}

const noon = Date.parse('2026-05-01T12:00:00Z');

test('a schedule fires once for the latest tick, with the time that the tick was to be', async () => {
  const inputs: string[] = [];
  const schedules = everyFiveMinutes(inputs);
  await schedules.fireDue(noon + 12_345);
  await schedules.fireDue(noon + 200_000);
  await schedules.fireDue(noon + 3_600_000 + 1);
  assert.deepEqual(inputs, ['2026-05-01T12:00:00Z', '2026-05-01T13:00:00Z']);
});

test('a clock that was set back by a day stops no schedule for a day', async () => {
  const inputs: string[] = [];
  const schedules = everyFiveMinutes(inputs);
  await schedules.fireDue(noon);
  const back = noon - 86_400_000;
  await schedules.fireDue(back + 1_000);
  await schedules.fireDue(back + 2_000);
  await schedules.fireDue(back + 301_000);
  assert.deepEqual(inputs, ['2026-05-01T12:00:00Z', '2026-04-30T12:05:00Z']);
});

const ticks: readonly [expression: string, at: string, tick: string][] = [
  ['rate(1 minute)', '12:34:56', '12:34:00'],
  ['rate(2 hours)', '13:34:56', '12:00:00'],
  ['cron(0/5 * * * ? *)', '12:34:56', '12:30:00'],
  ['cron(2/5 * * * ? *)', '12:34:56', '12:32:00'],
  ['cron(2/5 * * * ? *)', '12:01:59', '11:57:00'],
  ['cron(* * * * ? *)', '12:34:56', '12:34:00'],
  ['cron(7,30 * * * ? *)', '12:06:00', '11:30:00'],
];

for (const [expression, at, tick] of ticks) {
  test(`${expression} last ticked at ${tick} when it is ${at}`, () => {
    const found = ticksOf(expression)(Date.parse(`2026-05-01T${at}Z`));
    assert.equal(new Date(found).toISOString(), `2026-05-01T${tick}.000Z`);
  });
}

for (const expression of ['rate(5 weeks)', 'cron(0 8 * * ? *)', 'cron(61 * * * ? *)', 'at(x)']) {
  test(`a stage that cannot keep the schedule ${expression} says so`, () => {
    assert.throws(() => ticksOf(expression), /The stage/);
  });
}

test('the local clock moves forward only', () => {
  const clock = openClock();
  const before = clock.now();
  clock.moveTo(before + 3_600_000);
  assert.ok(clock.now() >= before + 3_600_000 && clock.ahead() > 3_500_000);
  assert.throws(() => clock.moveTo(before), /backward/);
  assert.throws(() => clock.moveBy(-1), /backward/);
});

test('the local clock moves by nothing, however long the call took', (t) => {
  let real = Date.now();
  t.mock.method(Date, 'now', () => real++);
  const clock = openClock();
  clock.moveBy(0);
  assert.equal(clock.ahead(), 0);
});
