/** The stand-in's triggers behave as Lambda's do: batches, partial failures, redelivery, dead letters. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateQueueCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEventV2, SQSEvent } from 'aws-lambda';
import { openClock } from '../../infra/local/clock.ts';
import { httpTrigger } from '../../infra/local/http-trigger.ts';
import { invoke } from '../../infra/local/invoke.ts';
import { startQueueTrigger } from '../../infra/local/queue-trigger.ts';
import { type Queues, startQueues } from '../../infra/local/queues.ts';
import { openSchedules } from '../../infra/local/schedules.ts';
import { serve } from '../support/server.ts';
import { useAnyCredentials } from '../support/table.ts';

/** A queue that redelivers after a second, three times, then gives up. */
async function impatientQueue(
  t: TestContext,
): Promise<{ queues: Queues; url: string; dead: string }> {
  useAnyCredentials();
  const queues = await startQueues();
  t.after(() => queues.stop());
  const create = (QueueName: string, Attributes = {}) =>
    queues.client.send(new CreateQueueCommand({ QueueName, Attributes }));
  await create('work-dead');
  await create('work', {
    VisibilityTimeout: '1',
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:work-dead',
      maxReceiveCount: 3,
    }),
  });
  const base = `${queues.endpoint}/000000000000`;
  return { queues, url: `${base}/work`, dead: `${base}/work-dead` };
}

async function send({ client }: Queues, url: string, bodies: readonly string[]): Promise<void> {
  const Entries = bodies.map((MessageBody, n) => ({ Id: String(n), MessageBody }));
  await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
}

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!(await isTrue())) {
    assert.ok(Date.now() < deadline, 'it did not happen in time');
    await sleep(25);
  }
}

test('only what failed comes back, and goes to the dead letters after its tries', async (t) => {
  const { queues, url, dead } = await impatientQueue(t);
  const seen: string[] = [];
  const events: SQSEvent[] = [];
  const stop = startQueueTrigger({
    client: queues.client,
    url,
    name: 'work',
    batchSize: 10,
    concurrency: 1,
    timeoutMs: 5_000,
    onError: () => {},
    door: async (event) => {
      events.push(event);
      seen.push(...event.Records.map((record) => record.body));
      const failed = event.Records.filter((record) => record.body === 'poison');
      return { batchItemFailures: failed.map((one) => ({ itemIdentifier: one.messageId })) };
    },
  });
  t.after(stop);
  await send(queues, url, ['a', 'poison', 'b']);
  const { ReceiveMessageCommand } = await import('@aws-sdk/client-sqs');
  let letters = 0;
  await until(async () => {
    const answer = await queues.client.send(
      new ReceiveMessageCommand({ QueueUrl: dead, VisibilityTimeout: 30 }),
    );
    letters += answer.Messages?.length ?? 0;
    return letters > 0;
  });
  assert.equal(seen.filter((body) => body === 'a').length, 1);
  assert.equal(seen.filter((body) => body === 'b').length, 1);
  assert.equal(seen.filter((body) => body === 'poison').length, 3);
  const record = events[0]?.Records[0];
  assert.equal(record?.eventSource, 'aws:sqs');
  assert.equal(record?.attributes.ApproximateReceiveCount, '1');
  const counts = events.flatMap((event) =>
    event.Records.filter((one) => one.body === 'poison').map(
      (one) => one.attributes.ApproximateReceiveCount,
    ),
  );
  assert.deepEqual(counts, ['1', '2', '3']);
});

test('a door that throws, or names an unknown message, fails its whole batch', async (t) => {
  const { queues, url } = await impatientQueue(t);
  let calls = 0;
  const bodies: string[] = [];
  const stop = startQueueTrigger({
    client: queues.client,
    url,
    name: 'work',
    batchSize: 10,
    concurrency: 1,
    timeoutMs: 5_000,
    onError: () => {},
    door: async (event) => {
      calls += 1;
      if (calls === 1) throw new Error('broken');
      if (calls === 2) return { batchItemFailures: [{ itemIdentifier: 'nobody' }] };
      bodies.push(...event.Records.map((record) => record.body));
      return { batchItemFailures: [] };
    },
  });
  t.after(stop);
  await send(queues, url, ['x']);
  await until(() => bodies.length > 0);
  assert.deepEqual(bodies, ['x']);
  assert.equal(calls, 3);
});

test('a door that overruns its time fails', async () => {
  const slow = () => new Promise<void>(() => {});
  await assert.rejects(invoke('slow', slow, {}, 20), /timed out after 0\.02 seconds/);
});

test('HTTP arrives as payload 2.0, with cookies, repeated queries and binary bodies, and goes back', async (t) => {
  let seen: APIGatewayProxyEventV2 | undefined;
  const answer = httpTrigger(
    async (event) => {
      seen = event;
      return {
        statusCode: 201,
        headers: { 'x-test': 'yes' },
        cookies: ['a=1', 'b=2'],
        body: Buffer.from([0, 255, 1]).toString('base64'),
        isBase64Encoded: true,
      };
    },
    { now: () => 1_000, onError: () => {} },
  );
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

test('a schedule fires once for the latest tick, with the time that the tick was to be', async () => {
  const ticks: string[] = [];
  const schedules = openSchedules(
    [
      {
        name: 'poll',
        everyMs: 300_000,
        timeoutMs: 1_000,
        door: async (input) => {
          ticks.push(input.scheduledTime);
        },
      },
    ],
    { settled: async () => {}, onError: (error) => assert.fail(String(error)) },
  );
  const noon = Date.parse('2026-05-01T12:00:00Z');
  await schedules.fireDue(noon + 12_345);
  await schedules.fireDue(noon + 200_000);
  await schedules.fireDue(noon + 3_600_000 + 1);
  assert.deepEqual(ticks, ['2026-05-01T12:00:00Z', '2026-05-01T13:00:00Z']);
});

test('the local clock moves forward only', () => {
  const clock = openClock();
  const before = clock.now();
  clock.moveTo(before + 3_600_000);
  assert.ok(clock.now() >= before + 3_600_000 && clock.ahead() > 3_500_000);
  assert.throws(() => clock.moveTo(before), /backward/);
});
