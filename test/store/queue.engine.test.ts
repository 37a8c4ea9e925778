/** Lanes on a real queue engine: one worker each, nothing dropped that was put in on purpose. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
} from '@aws-sdk/client-sqs';
import { laneOf, openQueue } from '../../functions/store/queue.ts';
import { type TestQueues, testQueues } from '../support/queues.ts';

const bodies = (count: number) => Array.from({ length: count }, (_, n) => ({ batch: n }));
const bodyOf = ({ Body = '' }: Message) => JSON.parse(Body) as { batch: number };

async function receive({ client }: TestQueues, QueueUrl: string): Promise<Message[]> {
  const answer = await client.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 1,
      MessageSystemAttributeNames: ['MessageGroupId'],
    }),
  );
  return answer.Messages ?? [];
}

async function remove(
  { client }: TestQueues,
  QueueUrl: string,
  messages: Message[],
): Promise<void> {
  const Entries = messages.map(({ ReceiptHandle }, n) => ({ Id: String(n), ReceiptHandle }));
  await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
}

for (const lanes of [1, 3]) {
  test(`with ${lanes} lanes no more than ${lanes} workers have a message at once`, async (t) => {
    const queues = await testQueues(t);
    const url = queues.urls.send;
    const queue = openQueue(queues.client, url, { lanes, randomId: randomUUID });
    await queue.send(bodies(40));
    const inHand: Message[] = [];
    for (let workers = 0; workers < 6; workers++) inHand.push(...(await receive(queues, url)));
    assert.equal(inHand.length, lanes);
    const done: number[] = [];
    for (let some = inHand; some.length > 0; some = await receive(queues, url)) {
      await remove(queues, url, some);
      done.push(...some.map((message) => bodyOf(message).batch));
    }
    const all = bodies(40).map(({ batch }) => batch);
    assert.deepEqual(
      done.toSorted((a, b) => a - b),
      all,
    );
  });
}

test('what a worker that died had hidden is seen again by then, and holds its lane no longer', async (t) => {
  const queues = await testQueues(t);
  const url = queues.urls.fetch;
  const queue = openQueue(queues.client, url, { lanes: 1, randomId: randomUUID });
  await queue.send(bodies(2));
  const [first] = await receive(queues, url);
  const { ReceiptHandle = '' } = first ?? {};
  assert.equal(await queue.hide(ReceiptHandle, 1), true);
  assert.deepEqual(await receive(queues, url), [], 'the lane stands still');
  let again: Message[] = [];
  while (again.length === 0) again = await receive(queues, url);
  assert.deepEqual(again.map(bodyOf), [{ batch: 0 }]);
  await remove(queues, url, again);
  assert.equal(await queue.hide(ReceiptHandle, 1), false, 'it is gone');
  assert.deepEqual((await receive(queues, url)).map(bodyOf), [{ batch: 1 }]);
});

test('the lane of a body is always the same, and lanes get their share each', () => {
  const lanes = bodies(1_000).map((body) => laneOf(JSON.stringify(body), 4));
  assert.deepEqual(
    lanes,
    bodies(1_000).map((body) => laneOf(JSON.stringify(body), 4)),
  );
  const counts = [...Map.groupBy(lanes, (lane) => lane).values()].map(({ length }) => length);
  assert.equal(counts.length, 4);
  assert.ok(Math.min(...counts) > 150, String(counts));
});

test('what is put back seconds later is a message of its own', async (t) => {
  const queues = await testQueues(t);
  const spread = { lanes: 1, randomId: randomUUID };
  for (const url of [queues.urls.send, queues.urls.fetch, queues.urls.confirmation]) {
    const queue = openQueue(queues.client, url, spread);
    await queue.send([{ batch: 1 }]);
    await queue.send([{ batch: 1 }, { batch: 1 }]);
    assert.equal(await queue.depth(), 3, url);
  }
});

test('a queue without lanes of its own refuses what has no name, rather than dropping it', async (t) => {
  const queues = await testQueues(t);
  const nameless = openQueue(queues.client, queues.urls.send);
  await assert.rejects(nameless.send([{ batch: 1 }]));
});

test('the same tick twice is one message, another tick is another', async (t) => {
  const queues = await testQueues(t);
  const { client, urls } = queues;
  const ticks = openQueue(client, urls.digest);
  const tick = (minute: number) => ({ scheduledTime: `2026-05-01T12:0${minute}:00Z` });
  await ticks.send([tick(0)]);
  await ticks.send([tick(0), tick(1)]);
  const digest = (await queues.counts()).find(({ name }) => name === 'digest');
  assert.equal(digest?.waiting, 2);
});

test('a repeat of a call whose answer was lost doubles nothing', async (t) => {
  const { client, urls } = await testQueues(t);
  const send = client.send.bind(client);
  let calls = 0;
  client.send = (async (command: SendMessageBatchCommand) => {
    await send(command);
    calls += 1;
    // As if the first answer had said that SQS took none.
    if (calls > 1 || !(command instanceof SendMessageBatchCommand)) return {};
    return { Failed: (command.input.Entries ?? []).map(({ Id }) => ({ Id })) };
  }) as typeof client.send;
  await openQueue(client, urls.send, { lanes: 1, randomId: randomUUID }).send(bodies(3));
  assert.equal(calls, 2);
  client.send = send;
  assert.equal(await openQueue(client, urls.send).depth(), 3);
});
